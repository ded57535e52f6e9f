// Beside a form: what is typed, as citizens will read it, and the articles that it cites.
const PAUSE = 800;

export function showPreview() {
  const shown = document.querySelector("[data-preview]");
  const form = document.querySelector("form[data-keep]");
  if (!shown || !form) return;
  for (const button of document.querySelectorAll("[data-without-script]")) button.hidden = true;
  let waiting = 0;
  let asked = 0;

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });

  async function ask() {
    const number = ++asked;
    const fields = new FormData(form);
    for (const name of ["once", "typed"]) fields.delete(name);
    const response = await fetch(shown.dataset.preview, {
      method: "POST",
      headers: { "X-Fragment": "1" },
      body: new URLSearchParams(fields),
      redirect: "manual",
    }).catch(() => null);
    if (!response || !response.ok || number !== asked) return;
    const text = await response.text();
    if (number !== asked) return;
    const isLarge = document.getElementById("f-large")?.checked;
    shown.replaceChildren(...parsed(text));
    if (isLarge) document.getElementById("f-large").checked = true;
  }
}

// Scripts in what is parsed so never run, and the policy would not let them.
function parsed(text) {
  return new DOMParser().parseFromString(text, "text/html").body.childNodes;
}
