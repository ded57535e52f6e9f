// Letters that were written on this device: their numbers and addresses are kept by the browser alone.
import { ownSecret } from "./secret.js";
import { copy, DOWNLOADS } from "./sharing.js";
import { keeper } from "./storage.js";

const KEPT = 20;
const stored = keeper("localStorage", "pufa.letters");
const conversation = keeper("sessionStorage", "pufa.chat");
const asked = keeper("sessionStorage", "pufa.asked");

export function startLetters(page) {
  const form = page.querySelector("form[data-letter]");
  if (form) startForm(form);
  const receipt = page.querySelector("[data-receipt]");
  if (receipt) startReceipt(receipt);
  const list = page.querySelector("[data-letters]");
  if (list) startList(list, page.querySelector("[data-letters-note]"));
  const gone = page.querySelector("[data-taken-back]");
  if (gone) forget(gone.dataset.takenBack);
}

function startForm(form) {
  const token = conversation.get();
  if (token) {
    form.elements.chat.value = token;
    form.elements.secret.value = ownSecret();
  }
  const about = form.querySelector("[data-about]");
  if (token && asked.get()) {
    about.querySelector("[data-asked]").textContent = asked.get();
    about.hidden = false;
  }
  form.querySelector("[data-back]").addEventListener("click", (event) => {
    if (!document.referrer.startsWith(location.origin)) return;
    event.preventDefault();
    history.back();
  });
}

function startReceipt(receipt) {
  const { receipt: token, number, kind } = receipt.dataset;
  const hasWord = "word" in receipt.dataset;
  const told = receipt.querySelector("[data-told]");
  const forgetting = receipt.querySelector("[data-forget]");
  receipt.querySelector("[data-receipt-tools]").hidden = false;
  if ("fresh" in receipt.dataset && !read().some((one) => one.token === token)) {
    stored.set(JSON.stringify([{ token, number, kind }, ...read()].slice(0, KEPT)));
    told.textContent = "编号记在这台设备的“我的”里了。";
    const address = new URL(location);
    address.searchParams.delete("fresh"); // a reload is no new letter
    history.replaceState(null, "", address);
  }
  forgetting.hidden = !read().some((one) => one.token === token);
  forgetting.addEventListener("click", () => {
    forget(token);
    forgetting.hidden = true;
    told.textContent = "不再记着了。请把链接或者编号和口令另外收好。";
  });
  receipt.querySelector("[data-copy]").addEventListener("click", (event) => {
    copy(event.currentTarget.dataset.copy, event.currentTarget);
  });
  receipt.querySelector("[data-picture]").addEventListener("click", () => {
    keepPicture(number, hasWord, receipt.querySelector("[data-drawn]"));
  });
}

// The number as a picture for the album; not the address, which opens the letter. It is shown as well:
// where a browser downloads nothing, a long press on it keeps it.
function keepPicture(number, hasWord, place) {
  const drawn = draw(number, hasWord);
  const picture = document.createElement("img");
  picture.alt = `留言编号 ${number}`;
  picture.src = drawn;
  const told = document.createElement("p");
  told.className = "small";
  told.textContent = "没有自动存下的，长按图片保存。";
  place.replaceChildren(picture, told);
  if (!DOWNLOADS) return;
  const link = document.createElement("a");
  link.download = `留言-${number}.png`;
  link.href = drawn;
  link.click();
}

function draw(number, hasWord) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [900, 460];
  const pen = canvas.getContext("2d");
  const face = getComputedStyle(document.body).fontFamily;
  const line = (text, size, y, weight = 400) => {
    pen.font = `${weight} ${size}px ${face}`;
    pen.fillText(text, 60, y);
  };
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = getComputedStyle(document.querySelector(".masthead")).backgroundColor;
  pen.fillRect(0, 0, canvas.width, 12);
  line(document.querySelector(".brand-name").firstChild.textContent.trim(), 36, 100);
  line("留言编号", 32, 190);
  line(number, 76, 285, 700);
  line(hasWord ? "凭编号和您设的口令，在“我的”里查回复" : "没有设口令：查回复要用当时的链接", 32, 370);
  line(`${location.host}${document.documentElement.dataset.root}/mine`, 28, 420);
  return canvas.toDataURL("image/png");
}

async function startList(list, note) {
  const letters = read();
  if (letters.length === 0) {
    note.textContent = "这台设备上还没有留言。";
    return;
  }
  note.textContent = "只记在这台设备的浏览器里。";
  const root = document.documentElement.dataset.root;
  for (const { token, number, kind } of letters) {
    const link = list.appendChild(document.createElement("li")).appendChild(document.createElement("a"));
    link.href = `${root}/receipts/${encodeURIComponent(token)}`;
    const line = link.appendChild(document.createElement("span"));
    line.append(`${number} ${kind} `);
    const state = line.appendChild(document.createElement("span"));
    state.className = "tag";
    state.textContent = "……";
    look(link.href, state, token);
  }
}

async function look(address, state, token) {
  try {
    const response = await fetch(address, { headers: { Accept: "application/json" } });
    if (response.status === 404) {
      forget(token);
      state.textContent = "已到期或已撤回";
    } else {
      state.textContent = (await response.json()).state;
      state.classList.toggle("good", state.textContent === "已答复");
    }
  } catch (error) {
    console.warn(error);
    state.textContent = "没有连上";
  }
}

function forget(token) {
  stored.set(JSON.stringify(read().filter((one) => one.token !== token)));
}

function read() {
  try {
    const letters = JSON.parse(stored.get() ?? "[]");
    return Array.isArray(letters) ? letters.filter((one) => one && typeof one.token === "string") : [];
  } catch {
    return [];
  }
}
