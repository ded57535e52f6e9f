// How many characters were written, from where it begins to matter. Nothing is ever cut off.
const SHOWN_FROM = 0.8;

export function startCounting(page) {
  for (const words of page.querySelectorAll("[data-count]")) {
    const most = Number(words.dataset.count);
    const told = counter(words);
    const usual = told.textContent;
    const count = () => {
      const length = [...words.value.trim()].length;
      const isOver = length > most;
      told.textContent = length < most * SHOWN_FROM ? usual
        : isOver ? `写了 ${length} 字，最多 ${most} 字，请删去 ${length - most} 字`
        : `已写 ${length} / ${most} 字`;
      told.classList.toggle("over", isOver);
      words.setCustomValidity(isOver ? told.textContent : "");
    };
    words.addEventListener("input", count);
    count();
  }
}

function counter(words) {
  const ids = (words.getAttribute("aria-describedby") ?? "").split(" ");
  return document.getElementById(ids.at(-1));
}
