// Everything here adds to pages that work without it.
import { startChat } from "./chat.js";
import { startCounting } from "./counting.js";
import { startHistory } from "./history.js";
import { startLetters } from "./letters.js";
import { startSharing } from "./sharing.js";
import { startSheet } from "./sheet.js";
import { showTools, startDictation, startReading } from "./speech.js";
import { startSuggestions } from "./suggest.js";
import { startVotes } from "./votes.js";

const composer = document.getElementById("composer");

startReading(document);
showTools(document);
startCounting(document);
startSharing(document);
startLetters(document);
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

if (composer) {
  const chat = startChat(composer);
  startSheet(chat);
  startVotes(chat);
  startSuggestions(composer, chat);
  startDictation(composer);
  startHistory(chat);
} else {
  startHistory(null);
}
