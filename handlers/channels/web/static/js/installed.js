// What lets the page be installed and read offline. Nothing else needs it: browsers that have no
// service workers, or no https, do without.
const root = document.documentElement.dataset.root;
const KEPT = ["pufa-answers", "pufa-read"];

if ("serviceWorker" in navigator && window.isSecureContext && window.parent === window) {
  window.addEventListener("load", () => {
    navigator.serviceWorker.register(`${root}/worker.js`, { scope: `${root}/` }).catch(console.warn);
  });
}

// Who clears what they asked clears what was kept of it.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-clear-history]") && "caches" in window) {
    for (const name of KEPT) caches.delete(name);
  }
});

const shown = document.querySelector("[data-kept]");
if (shown && "caches" in window) show(shown);

async function show(section) {
  const answers = await all("pufa-answers");
  for (const [, html] of answers.reverse()) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    for (const form of holder.content.querySelectorAll("form, template, .verdict, .next")) form.remove();
    for (const turn of holder.content.querySelectorAll(".turn")) {
      turn.removeAttribute("id");
      section.querySelector("[data-answers]").append(turn);
    }
  }
  const list = section.querySelector("[data-pages]");
  for (const [address, html] of (await all("pufa-read")).reverse()) {
    const title = new DOMParser().parseFromString(html, "text/html").querySelector("h1");
    const link = list.appendChild(document.createElement("li")).appendChild(document.createElement("a"));
    link.href = address;
    link.textContent = title ? title.textContent : address;
  }
  section.hidden = !answers.length && !list.children.length;
}

async function all(name) {
  const cache = await caches.open(name);
  const kept = await cache.keys();
  return Promise.all(kept.map(async (one) => [one.url, await (await cache.match(one)).text()]));
}
