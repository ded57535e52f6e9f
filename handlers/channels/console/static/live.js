// What goes on meanwhile: asked for every few seconds while somebody looks; the page is loaded anew
// once it is over.
const PAUSE = 3_000;

export function watchLive() {
  const shown = document.querySelector("[data-live]");
  if (!shown) return;

  async function ask() {
    if (!document.hidden) {
      const options = { headers: { "X-Fragment": "1" }, redirect: "manual" };
      const response = await fetch(shown.dataset.live, options).catch(() => null);
      if (response && response.type === "opaqueredirect") return;
      if (response && response.ok) {
        if (response.headers.get("X-Over")) {
          location.reload();
          return;
        }
        const text = await response.text();
        shown.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
      }
    }
    setTimeout(ask, PAUSE);
  }

  setTimeout(ask, PAUSE);
}
