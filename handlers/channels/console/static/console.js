// Everything here adds to pages that work without it.
import { fillToken } from "./token.js";
import { sitExam } from "./exam.js";
import { listenForKeys } from "./keys.js";
import { guardForms } from "./forms.js";
import { keepTyped } from "./keeping.js";
import { watchWaiting } from "./waiting.js";

fillToken();
guardForms();
sitExam();
listenForKeys();
keepTyped();
watchWaiting();

// A banner or a summary of faults is what a screen reader should read first.
document.querySelector("[data-focus]")?.focus();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
