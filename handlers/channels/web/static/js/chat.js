// Posts a form as the browser would, and puts the turn that comes back into the page.
import { drawTurns, dropTurns, keepTurns } from "./log.js";
import { ownSecret } from "./secret.js";
import { showTools } from "./speech.js";
import { keeper } from "./storage.js";

const PATIENCE_MS = 20000;
const TOKEN = /^[\w-]{32}$/;
const LOCAL = ["pufa.history", "pufa.letters", "pufa.role"];
const CACHES = ["pufa-answers", "pufa-read"];
const conversation = keeper("sessionStorage", "pufa.chat");
const asked = keeper("sessionStorage", "pufa.asked");

export function startChat(composer) {
  const log = document.getElementById("log");
  const status = document.getElementById("status");
  const words = composer.elements.text;
  const listeners = [];
  let busy = false;

  continueConversation();
  redraw();
  rememberRole();

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-say]");
    if (!form) return;
    event.preventDefault();
    const button = event.submitter;
    const data = new URLSearchParams(new FormData(form));
    if (button?.name) {
      data.set(button.name, button.value);
      data.set("label", button.dataset.title ?? labelOf(button));
    }
    send(form, data);
  });

  document.addEventListener("click", (event) => {
    const again = event.target.closest("[data-restart]");
    if (again) {
      event.preventDefault();
      restart();
    }
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
  window.visualViewport?.addEventListener("resize", aboveKeyboard);

  function say(text) {
    words.value = text;
    composer.requestSubmit();
  }

  // An entry as a turn of the talk, by its name.
  function open(slug) {
    send(composer, new URLSearchParams({ chat: conversation.get() ?? "", action: `e:${slug}` }));
  }

  // The answer's HTML to what a form says; throws where there is none.
  async function post(form, data) {
    data.set("secret", ownSecret());
    // Not form.action: that is the form's buttons of this name.
    const response = await fetch(form.getAttribute("action").split("#")[0], {
      method: "POST",
      body: data,
      headers: { "X-Fragment": "1" },
      signal: AbortSignal.timeout?.(PATIENCE_MS),
    });
    const html = await response.text();
    if (!response.headers.get("content-type")?.startsWith("text/html")) throw new Error(html);
    return { html, ok: response.ok };
  }

  async function send(form, data) {
    if (busy) return;
    busy = true;
    document.body.classList.add("busy");
    status.textContent = "正在查找答复……";
    const waiting = log.appendChild(placeholder(data.get("text") || data.get("label")));
    atWork(true);
    waiting.scrollIntoView({ block: "start", behavior: "auto" });
    try {
      const { html, ok } = await post(form, data);
      waiting.remove();
      show(html, form, data);
      if (ok && form === composer && data.get("text")) {
        words.value = "";
        words.dispatchEvent(new Event("input"));
      }
    } catch (error) {
      console.warn(error);
      waiting.remove();
      show(document.getElementById("offline").innerHTML, form, data);
    } finally {
      busy = false;
      document.body.classList.remove("busy");
    }
  }

  function show(html, form, data) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const turn = holder.content.querySelector(".turn");
    const pressed = form.closest(".turn");
    if (turn.dataset.chat) adopt(turn.dataset.chat);
    if ("answered" in turn.dataset) {
      const text = data.get("text") || "";
      if (text) asked.set(text);
      for (const told of listeners) told(text);
    }
    for (const old of log.querySelectorAll("#answer")) old.removeAttribute("id");
    showTools(turn);
    if ("replaces" in turn.dataset && pressed && "replaces" in pressed.dataset) {
      turn.querySelector(".asked")?.replaceWith(...pressed.querySelectorAll(".asked"));
      pressed.replaceWith(turn);
    } else {
      log.append(turn);
    }
    if (data.get("action") === "forget-yes") forgetHere();
    else keepTurns(log);
    const alert = turn.querySelector("[role=alert]");
    status.textContent = alert ? "" : "已有答复。";
    const target = turn.querySelector(".asked") ?? turn.querySelector(".reply");
    target?.focus({ preventScroll: true });
    turn.scrollIntoView({ block: "start", behavior: "auto" });
  }

  function redraw() {
    if (log.children.length) return atWork(true), keepTurns(log); // came by a form, without us
    if (!drawTurns(log)) return;
    showTools(log);
    adopt(conversation.get());
    atWork(true);
    log.lastElementChild.scrollIntoView({ block: "start", behavior: "auto" });
  }

  // With a talk under way, what one begins with makes room.
  function atWork(isTalking) {
    const welcome = document.querySelector(".welcome");
    if (welcome) welcome.hidden = isTalking;
    for (const banner of document.querySelectorAll(".banner")) banner.hidden = isTalking;
    for (const again of document.querySelectorAll(".again")) again.hidden = !isTalking;
  }

  function restart() {
    dropTurns();
    asked.remove();
    conversation.remove();
    log.replaceChildren();
    if (!document.querySelector(".welcome")) return location.assign(location.pathname + location.search);
    document.querySelector(".welcome form [name=chat]").value = newToken();
    continueConversation();
    atWork(false);
    window.scrollTo({ top: 0 });
    words.focus({ preventScroll: true });
  }

  // Some browsers lay their keyboard over the page: the box stands on it.
  function aboveKeyboard() {
    const hidden = innerHeight - visualViewport.height * visualViewport.scale;
    composer.style.setProperty("--keyboard", `${Math.max(0, Math.round(hidden))}px`);
  }

  function fit() {
    words.style.height = "auto";
    if (!words.value) return; // the placeholder would count
    if (words.scrollHeight <= words.clientHeight) return; // nor by what is rounded
    words.style.height = `${words.scrollHeight + words.offsetHeight - words.clientHeight}px`;
  }

  return { say, open, post, words, log, status, keep: () => keepTurns(log), onAnswered: (told) => listeners.push(told) };
}

function labelOf(button) {
  const words = (button.querySelector("span:not(.visually-hidden)") ?? button).cloneNode(true);
  words.querySelector(".detail")?.remove();
  return words.textContent.trim();
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

function newToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}

// 删除 means this browser's memory, too.
function forgetHere() {
  dropTurns();
  asked.remove();
  for (const key of LOCAL) keeper("localStorage", key).remove();
  if ("caches" in window) for (const name of CACHES) caches.delete(name); // see installed.js
}

// Who they said they are is who they are next time.
function rememberRole() {
  const role = keeper("localStorage", "pufa.role");
  const roles = [...document.querySelectorAll("input[name=role]")];
  const known = roles.find((one) => one.value === role.get());
  if (known) known.checked = true;
  for (const one of roles) one.addEventListener("change", () => role.set(one.value));
}

function placeholder(words) {
  const turn = document.createElement("article");
  turn.className = "turn";
  if (words) {
    const line = turn.appendChild(document.createElement("p"));
    line.className = "asked";
    line.textContent = words;
  }
  const reply = turn.appendChild(document.createElement("p"));
  reply.className = "waiting";
  reply.textContent = "正在查找答复……";
  return turn;
}
