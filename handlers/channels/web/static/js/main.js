// Everything here adds to pages that work without it. The talk has more of its own: talk.js.
import { startCounting } from "./counting.js";
import { startHistory } from "./history.js";
import { startLetters } from "./letters.js";
import { startSharing } from "./sharing.js";
import { showTools, startReading } from "./speech.js";

startReading(document);
showTools(document);
startCounting(document);
startSharing(document);
startLetters(document);
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
if (!document.getElementById("composer")) startHistory(null);
