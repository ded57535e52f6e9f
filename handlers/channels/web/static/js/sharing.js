// WeChat's browser downloads nothing: there a picture is opened, and kept by a long press on it.
export const DOWNLOADS = !/MicroMessenger/i.test(navigator.userAgent);

// An answer goes on by the phone's own sheet, else as words to paste: question, short answer, address.
export function startSharing(page) {
  if (!DOWNLOADS) for (const link of page.querySelectorAll('a[download$=".png"]')) link.removeAttribute("download");
  page.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-share]");
    if (!link) return;
    event.preventDefault();
    const answer = link.closest(".answer, .turn");
    const words = (answer.querySelector(".short") ?? answer.querySelector(".prose")).innerText.trim();
    const shared = { title: link.dataset.share, text: `${link.dataset.share}\n${words}`, url: link.href.split("?")[0] };
    if (navigator.share && matchMedia("(pointer: coarse)").matches) {
      try {
        return await navigator.share(shared);
      } catch (error) {
        if (error.name === "AbortError") return; // they thought better of it
      }
    }
    await copy(`${shared.text}\n${shared.url}`, link);
  });
}

// Puts the words on the clipboard, and says so on the button for a while.
export async function copy(text, button) {
  const usual = button.dataset.usual ?? button.textContent;
  button.dataset.usual = usual;
  button.textContent = (await isCopied(text)) ? "已复制" : "复制不了";
  setTimeout(() => (button.textContent = usual), 2500);
}

async function isCopied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return isCopiedBySelection(text); // without https there is no clipboard
  }
}

function isCopiedBySelection(text) {
  const field = document.body.appendChild(document.createElement("textarea"));
  field.className = "visually-hidden";
  field.value = text;
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}
