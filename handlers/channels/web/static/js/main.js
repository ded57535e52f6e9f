// Everything here adds to pages that work without it.
import { startChat } from "./chat.js";
import { startHistory } from "./history.js";
import { startDictation, startReading } from "./speech.js";
import { startSuggestions } from "./suggest.js";

const composer = document.getElementById("composer");

startReading(document);
for (const tools of document.querySelectorAll("[data-tools]")) tools.hidden = false;
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

if (composer) {
  const chat = startChat(composer);
  startHistory(chat);
  startSuggestions(composer, chat);
  startDictation(composer);
}
