// Everything here adds to pages that work without it.
import { fillToken } from "./token.js";
import { sitExam } from "./exam.js";
import { listenForKeys } from "./keys.js";
import { guardForms } from "./forms.js";
import { keepTyped } from "./keeping.js";
import { useShortcuts } from "./shortcuts.js";
import { watchLive } from "./live.js";
import { showPreview } from "./preview.js";
import { tickAll } from "./ticking.js";
import { watchWaiting } from "./waiting.js";

fillToken();
guardForms();
sitExam();
listenForKeys();
keepTyped();
useShortcuts();
showPreview();
tickAll();
watchLive();
watchWaiting();

// What a screen reader should read first: a summary of faults, else the banner.
(document.querySelector(".summary[data-focus]") || document.querySelector("[data-focus]"))?.focus();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
