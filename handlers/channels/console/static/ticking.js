// All boxes of a page's list at once, and none of them.
export function tickAll() {
  for (const button of document.querySelectorAll("[data-tick-all]")) {
    const boxes = [...button.form.elements].filter((one) => one.type === "checkbox");
    if (boxes.length < 2) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const on = boxes.some((one) => !one.checked);
      for (const one of boxes) one.checked = on;
    });
  }
}
