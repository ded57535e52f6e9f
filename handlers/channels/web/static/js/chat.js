// Posts a form as the browser would, and puts the turn that comes back into the page.
import { showTools } from "./speech.js";
import { keeper } from "./storage.js";

const PATIENCE_MS = 20000;
const TOKEN = /^[\w-]{32}$/;
const conversation = keeper("sessionStorage", "pufa.chat");
const secret = keeper("sessionStorage", "pufa.secret");

export function startChat(composer) {
  const log = document.getElementById("log");
  const status = document.getElementById("status");
  const words = composer.elements.text;
  const listeners = [];
  let busy = false;

  continueConversation();

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-say]");
    if (!form) return;
    event.preventDefault();
    const button = event.submitter;
    const data = new URLSearchParams(new FormData(form));
    data.set("secret", ownSecret());
    if (button?.name) {
      data.set(button.name, button.value);
      data.set("label", button.textContent.trim());
    }
    send(form, data);
  });

  // On the form, so that the list of suggestions has its say about the key first.
  composer.addEventListener("keydown", (event) => {
    if (event.target !== words || event.defaultPrevented) return;
    // Enter that picks a candidate of an input method isn't meant for us.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    composer.requestSubmit();
  });
  words.addEventListener("input", fit);

  function say(text) {
    words.value = text;
    composer.requestSubmit();
  }

  async function send(form, data) {
    if (busy) return;
    busy = true;
    status.textContent = "正在查找答复……";
    const waiting = log.appendChild(placeholder(data.get("text") || data.get("label")));
    waiting.scrollIntoView({ block: "start", behavior: pace() });
    try {
      // Not form.action: that is the form's buttons of this name.
      const response = await fetch(form.getAttribute("action").split("#")[0], {
        method: "POST",
        body: data,
        headers: { "X-Fragment": "1" },
        signal: AbortSignal.timeout?.(PATIENCE_MS),
      });
      const html = await response.text();
      if (!response.headers.get("content-type")?.startsWith("text/html")) throw new Error(html);
      waiting.remove();
      show(html, form, data);
      if (response.ok && form === composer) {
        words.value = "";
        fit();
      }
    } catch (error) {
      console.warn(error);
      waiting.remove();
      show(document.getElementById("offline").innerHTML, form, data);
    } finally {
      busy = false;
    }
  }

  function show(html, form, data) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const turn = holder.content.querySelector(".turn");
    const pressed = form.closest(".turn");
    if (turn.dataset.chat) adopt(turn.dataset.chat);
    if ("answered" in turn.dataset) for (const told of listeners) told(data.get("text") || "");
    if ("notice" in turn.dataset && pressed) return note(turn, form);
    for (const old of log.querySelectorAll("#answer")) old.removeAttribute("id");
    showTools(turn);
    if ("replaces" in turn.dataset && pressed) {
      turn.querySelector(".asked")?.replaceWith(...pressed.querySelectorAll(".asked"));
      pressed.replaceWith(turn);
    } else {
      log.append(turn);
    }
    const alert = turn.querySelector("[role=alert]");
    status.textContent = alert ? "" : "已有答复。";
    const target = turn.querySelector(".asked") ?? turn.querySelector(".reply-label");
    target?.focus({ preventScroll: true });
    turn.scrollIntoView({ block: "start", behavior: pace() });
  }

  // A word of thanks stands beside the button that earned it.
  function note(turn, form) {
    const notice = turn.querySelector(".notice");
    form.querySelector(".notice")?.remove();
    form.append(notice);
    status.textContent = notice.textContent;
  }

  function fit() {
    words.style.height = "auto";
    if (!words.value) return; // the placeholder would count
    words.style.height = `${words.scrollHeight + words.offsetHeight - words.clientHeight}px`;
  }

  // Whether the next words are a letter or a complaint: no time for suggestions.
  const isAwaiting = () => Boolean(log.querySelector(".turn:last-child[data-awaiting]"));

  return { say, words, isAwaiting, onAnswered: (told) => listeners.push(told) };
}

// The conversation goes on when the page is loaded again in the same tab.
function continueConversation() {
  const known = conversation.get();
  const fresh = document.querySelector("#answer[data-chat]")?.dataset.chat;
  adopt(!fresh && known && TOKEN.test(known) ? known : document.querySelector("[name=chat]").value);
}

function adopt(token) {
  conversation.set(token);
  for (const field of document.querySelectorAll("input[name=chat]")) field.value = token;
}

// Made in this tab and told to no page: who knows the conversation's name alone can't end it.
function ownSecret() {
  const known = secret.get();
  if (known && /^[0-9a-f]{32}$/.test(known)) return known;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const made = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  secret.set(made);
  return made;
}

function placeholder(asked) {
  const turn = document.createElement("article");
  turn.className = "turn";
  if (asked) {
    const words = turn.appendChild(document.createElement("p"));
    words.className = "asked";
    words.textContent = asked;
  }
  const reply = turn.appendChild(document.createElement("p"));
  reply.className = "waiting";
  reply.textContent = "正在查找答复……";
  return turn;
}

function pace() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}
