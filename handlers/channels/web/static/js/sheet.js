// What an answer links to opens without leaving the talk: an entry as a turn, any page of ours in a sheet.
const ENTRY = /\/entries\/([a-z0-9-]+)$/;

export function startSheet(chat) {
  const root = document.documentElement.dataset.root;
  const sheet = document.body.appendChild(document.createElement("dialog"));
  sheet.className = "sheet";
  sheet.innerHTML = '<div class="sheet-head"><button type="button" data-close>关上</button></div><div class="sheet-body"></div>';
  const body = sheet.querySelector(".sheet-body");
  let opener = null;
  if (history.state?.sheet) history.replaceState(null, ""); // loaded anew: it is open no more

  // On a phone one goes back to what was below.
  window.addEventListener("popstate", () => sheet.open && sheet.close());

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const isIn = link.closest("#log, .sheet");
    if (!isIn || !isOurs(link) || link.closest("[data-share]")) return;
    const slug = ENTRY.exec(decodeURI(link.pathname))?.[1];
    if (slug) {
      event.preventDefault();
      sheet.close?.();
      return chat.open(slug);
    }
    if (!/\/(calc|statutes|days|cases)(\/|$)/.test(link.pathname)) return;
    if (link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    opener = isIn.closest(".sheet") ? opener : link;
    show(link.href);
  });

  // A calculator asks by GET: its result comes into the same sheet.
  sheet.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "get") return;
    event.preventDefault();
    const address = new URL(form.getAttribute("action"), location.href);
    address.search = new URLSearchParams(new FormData(form, event.submitter)).toString();
    show(address.href);
  });

  sheet.addEventListener("click", (event) => {
    if (event.target === sheet || event.target.closest("[data-close]")) sheet.close();
  });
  sheet.addEventListener("close", () => {
    body.replaceChildren();
    opener?.focus();
    if (history.state?.sheet) history.back();
  });

  // The pages' own style comes with the first of them: the talk needs none of it.
  const styled = onceStyled(document.getElementById("log")?.dataset.sheetStyle);

  async function show(address) {
    body.innerHTML = '<p class="waiting" role="status">正在打开……</p>';
    if (!sheet.open) {
      sheet.showModal();
      history.pushState({ sheet: true }, "");
    }
    try {
      const [response] = await Promise.all([fetch(address), styled()]);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const main = page.querySelector("main");
      for (const outside of main.querySelectorAll('form[method="post"], .crumbs')) outside.remove();
      body.replaceChildren(...main.childNodes);
      const place = new URL(address).hash.slice(1);
      const target = place ? body.querySelector(`#${CSS.escape(decodeURIComponent(place))}`) : null;
      if (target) {
        target.classList.add("meant");
        target.scrollIntoView({ block: "start" });
      } else sheet.scrollTop = 0;
      const heading = body.querySelector("h1");
      if (heading) {
        heading.id ||= "sheet-title";
        sheet.setAttribute("aria-labelledby", heading.id);
      }
    } catch (error) {
      console.warn(error);
      location.assign(address);
    }
  }

  function isOurs(link) {
    return link.origin === location.origin && link.pathname.startsWith(`${root}/`) && link.target !== "_blank";
  }
}

// A sheet that can't be had is done without.
function onceStyled(address) {
  let loaded = null;
  return () => {
    if (!address) return null;
    loaded ??= new Promise((done) => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.onload = link.onerror = done;
      link.href = address;
      document.head.append(link);
    });
    return loaded;
  };
}
