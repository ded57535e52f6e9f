// The talk's last turns, kept by the tab: they are there again after a reload and on the way back.
import { rest } from "./speech.js";
import { keeper } from "./storage.js";

const KEPT = 8;
const LONGEST = 400000;
const stored = keeper("sessionStorage", "pufa.turns");

export function keepTurns(log) {
  const turns = [...log.querySelectorAll(".turn")].filter((turn) => !turn.querySelector("[role=alert], .waiting"));
  let kept = turns.slice(-KEPT).map((turn) => atRest(turn).outerHTML);
  while (kept.join("").length > LONGEST && kept.length > 1) kept = kept.slice(1);
  stored.set(JSON.stringify(kept));
}

// As it came, but for what was pressed: what extensions and tools put on it our own policy would
// refuse when it is drawn again, and a button that is just being used stays so no longer.
function atRest(turn) {
  const copy = turn.cloneNode(true);
  for (const one of copy.querySelectorAll("[style]")) one.removeAttribute("style");
  for (const one of copy.querySelectorAll("[data-read]")) rest(one);
  for (const one of copy.querySelectorAll("[data-usual]")) one.textContent = one.dataset.usual;
  return copy;
}

// Whether there were any.
export function drawTurns(log) {
  let kept;
  try {
    kept = JSON.parse(stored.get() ?? "[]");
  } catch {
    kept = [];
  }
  if (!Array.isArray(kept) || kept.length === 0) return false;
  const holder = document.createElement("template");
  holder.innerHTML = kept.join("");
  for (const old of holder.content.querySelectorAll("#answer")) old.removeAttribute("id");
  log.prepend(holder.content);
  return true;
}

export function dropTurns() {
  stored.remove();
}
