// The talk: asks, votes and opens what an answer links to, without leaving the page.
import { startChat } from "./chat.js";
import { startHistory } from "./history.js";
import "./main.js";
import { startSheet } from "./sheet.js";
import { startDictation } from "./speech.js";
import { startSuggestions } from "./suggest.js";
import { startVotes } from "./votes.js";

const composer = document.getElementById("composer");
const chat = startChat(composer);
startSheet(chat);
startVotes(chat);
startSuggestions(composer, chat);
startDictation(composer);
startHistory(chat);
