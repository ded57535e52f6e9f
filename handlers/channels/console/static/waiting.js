// How much waits, in the tab's title: asked less and less often, and not while nobody looks.
const FIRST = 30_000;
const LONGEST = 300_000;

export function watchWaiting() {
  const address = document.body.dataset.waiting;
  if (!address) return;
  const title = document.title.replace(/^（\d+）/, "");
  let pause = FIRST;
  let shown = -1;

  async function ask() {
    if (!document.hidden) {
      const response = await fetch(address, { redirect: "manual" }).catch(() => null);
      // Signed out meanwhile: the page stays as it is, what is written in it too.
      if (response && response.type === "opaqueredirect") return;
      if (response && response.ok) {
        const { count } = await response.json();
        document.title = (count ? `（${count}）` : "") + title;
        pause = count === shown ? Math.min(pause * 1.5, LONGEST) : FIRST;
        shown = count;
      }
    }
    setTimeout(ask, pause);
  }

  setTimeout(ask, pause);
}
