// A form is sent once; what was typed and not sent isn't left without a word.
export function guardForms() {
  let changed = false;
  let sending = false;

  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-guard]")) changed = true;
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    sending = true;
    // A download leaves the page as it is: the form may be sent again after a while.
    setTimeout(() => {
      delete form.dataset.sent;
      sending = false;
    }, 5000);
  });

  addEventListener("beforeunload", (event) => {
    if (changed && !sending) event.preventDefault();
  });

  // Back by the browser's own button: the page is as it was left.
  addEventListener("pageshow", () => {
    sending = false;
    for (const form of document.forms) delete form.dataset.sent;
  });
}
