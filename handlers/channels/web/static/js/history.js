// What this visitor asked before: kept in the browser alone, shown under 我的.
import { keeper } from "./storage.js";

const KEPT = 20;
const SHOWN = 10;
const stored = keeper("localStorage", "pufa.history");
const waiting = keeper("sessionStorage", "pufa.again");

export function startHistory(chat) {
  chat?.onAnswered((text) => {
    const words = text.trim();
    if (!words || words.startsWith("/") || /^\d$/.test(words)) return;
    stored.set(JSON.stringify([words, ...read().filter((old) => old !== words)].slice(0, KEPT)));
  });
  if (chat) askAgain(chat);
  const card = document.getElementById("history");
  if (card) startCard(card);
}

// A question that was picked on another page.
function askAgain(chat) {
  const words = waiting.get();
  waiting.remove();
  if (words) chat.say(words);
}

function startCard(card) {
  const list = card.querySelector("[data-history]");
  draw();
  card.querySelector("[data-clear-history]").addEventListener("click", () => {
    stored.remove();
    draw();
    document.getElementById("main").focus();
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    waiting.set(button.textContent);
    location.assign(`${document.documentElement.dataset.root}/`);
  });

  function draw() {
    const asked = read();
    card.hidden = asked.length === 0;
    list.replaceChildren(...asked.slice(0, SHOWN).map(line));
  }
}

function read() {
  try {
    const asked = JSON.parse(stored.get() ?? "[]");
    return Array.isArray(asked) ? asked.filter((words) => typeof words === "string") : [];
  } catch {
    return [];
  }
}

function line(words) {
  const item = document.createElement("li");
  const button = item.appendChild(document.createElement("button"));
  button.type = "button";
  button.textContent = words;
  return item;
}
