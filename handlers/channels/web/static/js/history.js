// What this visitor asked before: kept in the browser alone.
import { keeper } from "./storage.js";

const KEPT = 20;
const SHOWN = 6;
const stored = keeper("localStorage", "pufa.history");

export function startHistory(chat) {
  const card = document.getElementById("history");
  const list = card.querySelector("[data-history]");
  draw();

  chat.onAnswered((text) => {
    const words = text.trim();
    if (!words || words.startsWith("/") || /^\d$/.test(words)) return;
    stored.set(JSON.stringify([words, ...read().filter((old) => old !== words)].slice(0, KEPT)));
    draw();
  });

  card.querySelector("[data-clear-history]").addEventListener("click", () => {
    stored.remove();
    draw();
    chat.words.focus();
  });

  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) chat.say(button.textContent);
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
