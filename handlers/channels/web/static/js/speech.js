// Reading an answer aloud and speaking a question, where the browser can.
const LONGEST = 120;
const UNHEARD = ["no-speech", "audio-capture", "aborted"];
const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
let hasVoice = false;
const canRead = "speechSynthesis" in window && "SpeechSynthesisUtterance" in window;

export function showTools(part) {
  for (const button of part.querySelectorAll("[data-print]")) button.hidden = false;
  if (hasVoice) for (const button of part.querySelectorAll("[data-read]")) button.hidden = false;
}

// A voice that reads another language would make noise of it; some systems name theirs late.
export function startReading(page) {
  if (!canRead) return;
  const look = () => {
    hasVoice = speechSynthesis.getVoices().some((voice) => /^(zh|cmn|yue)/i.test(voice.lang));
    if (hasVoice) showTools(page);
  };
  look();
  speechSynthesis.addEventListener?.("voiceschanged", look);
  speechSynthesis.cancel(); // what a page before this one left unread
  page.addEventListener("click", (event) => {
    const button = event.target.closest("[data-read]");
    if (!button) return;
    const reading = button.getAttribute("aria-pressed") === "true";
    stop(page);
    if (!reading) read(button, textOf(button.closest(".answer, .reply")));
  });
}

// The question, what was asked of it, and the short answer; where there is no card, all there is.
function textOf(answer) {
  const parts = [...answer.querySelectorAll(":scope > h3, .point, .short, .steps")];
  return (parts.length ? parts : [...answer.querySelectorAll(".prose")]).map((part) => part.innerText).join("\n");
}

function read(button, text) {
  button.setAttribute("aria-pressed", "true");
  button.textContent = "停止朗读";
  const parts = sentences(text);
  parts.forEach((part, index) => {
    const utterance = new SpeechSynthesisUtterance(part);
    utterance.lang = "zh-CN";
    utterance.rate = 0.95;
    if (index === parts.length - 1) utterance.onend = () => rest(button);
    utterance.onerror = () => rest(button);
    speechSynthesis.speak(utterance);
  });
}

// Chromium falls silent in an utterance of over 15 seconds.
function sentences(text) {
  const parts = [];
  for (const sentence of text.match(/[^。！？；\n]+[。！？；\n]*/g) ?? []) {
    for (let at = 0; at < sentence.length; at += LONGEST) parts.push(sentence.slice(at, at + LONGEST));
  }
  return parts.filter((part) => part.trim());
}

function stop(page) {
  speechSynthesis.cancel();
  for (const button of page.querySelectorAll("[data-read]")) rest(button);
}

// As it is while nothing is read.
export function rest(button) {
  button.setAttribute("aria-pressed", "false");
  button.textContent = "朗读";
}

export function startDictation(composer) {
  const button = composer.querySelector("[data-dictate]");
  if (!Recognition || !button) return;
  const words = composer.elements.text;
  const hint = document.getElementById("hint");
  const status = document.getElementById("status");
  let listening = null;
  button.hidden = false;

  button.addEventListener("click", () => {
    if (listening) return listening.stop();
    listening = new Recognition();
    listening.lang = "zh-CN";
    listening.interimResults = true;
    listening.onresult = (event) => {
      words.value = [...event.results].map((result) => result[0].transcript).join("");
      words.dispatchEvent(new Event("input"));
    };
    listening.onerror = (event) => {
      if (UNHEARD.includes(event.error)) {
        status.textContent = "没有听清，请再说一次，或者直接打字。";
        words.placeholder = status.textContent;
        return;
      }
      // The network forbids it, or the person did: the keyboard's own may still do.
      button.hidden = true;
      hint.textContent = "语音识别用不了，请点键盘上的话筒键说话。";
      status.textContent = hint.textContent;
    };
    listening.onend = () => {
      listening = null;
      button.setAttribute("aria-pressed", "false");
      button.setAttribute("aria-label", "说话");
      words.focus();
    };
    button.setAttribute("aria-pressed", "true");
    button.setAttribute("aria-label", "停止");
    listening.start();
  });
}
