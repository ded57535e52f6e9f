// The service worker. TOLD stands above: the root, a version, and the addresses to keep.
// Pages come from the network whenever there is one; only without it from what was kept.
const SHELL = `pufa-shell-${TOLD.version}`;
const READ = "pufa-read"; // entries that were opened
const ANSWERS = "pufa-answers"; // the last answers of the talk, for the offline page
const MOST_READ = 30;
const MOST_ANSWERS = 5;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(TOLD.kept)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const drop = async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith("pufa-shell-") && name !== SHELL);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(drop());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin || !url.pathname.startsWith(`${TOLD.root}/`)) return;
  const path = url.pathname.slice(TOLD.root.length);
  if (path.startsWith("/staff") || path.startsWith("/api/") || path === "/embed") return;
  if (request.method === "POST") {
    if (path === "/" && request.headers.has("x-fragment")) event.respondWith(asked(event));
    return;
  }
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(opened(event, path));
  else if (path.startsWith("/static/") || path === "/looks.css") event.respondWith(file(request, url.pathname));
});

// A page: from the network; an entry is kept for when there is none.
async function opened(event, path) {
  try {
    const response = await fetch(event.request);
    if (response.ok && !response.redirected && /^\/entries\/[^/]+$/.test(path)) {
      event.waitUntil(keep(READ, event.request.url, response.clone(), MOST_READ));
    }
    return response;
  } catch {
    const known = await caches.match(event.request.url, { ignoreSearch: true });
    return known ?? (await caches.match(`${TOLD.root}/offline`));
  }
}

// A question: its answer is kept beside.
async function asked(event) {
  const response = await fetch(event.request);
  const copy = response.clone();
  event.waitUntil(
    copy.text().then((html) => {
      if (!response.ok || !html.includes("data-answered")) return undefined;
      const page = new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8" } });
      return keep(ANSWERS, `${TOLD.root}/kept-answer/${Date.now()}`, page, MOST_ANSWERS);
    }),
  );
  return response;
}

// A file: what is kept stands under an address that never changes its content. Without a network a
// page that was kept before an update takes what is kept now.
async function file(request, path) {
  const known = await caches.match(request);
  if (known) return known;
  try {
    return await fetch(request);
  } catch (error) {
    const now = TOLD.kept.find((address) => nameOf(address) === nameOf(path));
    const other = now && (await caches.match(now));
    if (other) return other;
    throw error;
  }
}

function nameOf(address) {
  return address.split("?")[0].replace(/^.*\/static\/([0-9a-f]{10}\/)?/, "");
}

async function keep(name, address, response, most) {
  const cache = await caches.open(name);
  await cache.delete(address);
  await cache.put(address, response);
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - most)).map((one) => cache.delete(one)));
}
