// A key for each decision where many are made one after the other.
export function listenForKeys() {
  const buttons = document.querySelectorAll("[data-keys] [data-key]");
  if (!buttons.length) return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select")) return;
    for (const button of buttons) {
      if (button.dataset.key === event.key.toLowerCase()) button.click();
    }
  });
}
