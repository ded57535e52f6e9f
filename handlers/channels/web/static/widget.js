// A button on the bureau's own site that opens the talk in a panel:
//   <script src="https://…/widget.js" data-label="法规问答" data-colour="#0a2f6b" async></script>
// Keeps nothing in the visitor's browser; the talk is a frame of its own origin.
(function () {
  "use strict";
  const script = document.currentScript;
  const address = new URL(script.src);
  const root = address.origin + address.pathname.replace(/\/widget\.js$/, "");
  const told = script.dataset;

  const number = (text, usual, least, most) => {
    const value = parseInt(text, 10);
    return value >= least && value <= most ? value : usual;
  };
  const label = told.label || "法规问答";
  const colour = /^#[0-9a-f]{6}$/i.test(told.colour || "") ? told.colour : "#0a2f6b";
  const side = told.position === "left" ? "left" : "right";
  const size = number(told.size, 56, 44, 96);
  const fromSide = number(told.side, 20, 0, 400);
  const fromBottom = number(told.bottom, 24, 0, 400);
  const width = number(told.width, 400, 320, 800);
  const height = number(told.height, 640, 360, 1200);

  const STYLE = `
    :host { all: initial }
    * { box-sizing: border-box; font-family: "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", system-ui, sans-serif }
    button { display: inline-flex; align-items: center; justify-content: center; gap: 8px; border: 0; margin: 0; background: ${colour}; color: #fff; cursor: pointer }
    button:focus-visible { outline: 3px solid #d9480f; outline-offset: 3px }
    svg { flex: none; width: 24px; height: 24px }
    [hidden] { display: none !important }
    .open { position: fixed; z-index: 2147483000; ${side}: calc(${fromSide}px + env(safe-area-inset-${side}, 0px)); bottom: calc(${fromBottom}px + env(safe-area-inset-bottom, 0px)); min-width: ${size}px; height: ${size}px; padding: 0 ${Math.round(size / 3)}px; border-radius: ${size / 2}px; font-size: 17px; font-weight: 600; line-height: 1; box-shadow: 0 4px 16px rgb(0 0 0 / 28%) }
    .panel { position: fixed; z-index: 2147483001; ${side}: calc(${fromSide}px + env(safe-area-inset-${side}, 0px)); bottom: calc(${fromBottom}px + env(safe-area-inset-bottom, 0px)); display: flex; flex-direction: column; width: min(${width}px, calc(100vw - 16px)); height: min(${height}px, calc(100vh - ${fromBottom + 16}px)); overflow: hidden; border: 1px solid ${colour}; border-radius: 12px; background: #fff; box-shadow: 0 8px 40px rgb(0 0 0 / 30%) }
    .head { display: flex; flex: none; align-items: center; justify-content: space-between; background: ${colour}; color: #fff }
    .title { margin: 0; padding-left: 16px; font-size: 17px; font-weight: 600 }
    .close { width: 48px; height: 48px }
    .close:focus-visible { outline-color: #fff; outline-offset: -5px }
    iframe { flex: 1; width: 100%; min-height: 0; border: 0 }
    @media (max-width: 600px) { .panel { inset: 0; width: 100%; height: 100%; border: 0; border-radius: 0 } }
    @media print { .open, .panel { display: none } }
  `;
  const BUBBLE = '<svg viewBox="0 0 24 24" aria-hidden="true"><path fill="currentColor" d="M4 3h16a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2h-7l-5 4v-4H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zm3 5v2h10V8zm0 4v2h7v-2z"/></svg>';
  const CROSS = '<svg viewBox="0 0 24 24" aria-hidden="true"><path stroke="currentColor" stroke-width="2.4" stroke-linecap="round" d="M6 6l12 12M18 6 6 18"/></svg>';

  const host = document.createElement("div");
  const shadow = host.attachShadow({ mode: "open" });
  dress(shadow);
  const button = shadow.appendChild(document.createElement("button"));
  button.type = "button";
  button.className = "open";
  button.innerHTML = BUBBLE;
  button.append(label);
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-expanded", "false");
  let panel, frame;

  button.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel && !panel.hidden) close();
  });
  // What a key does within the frame, only the frame knows: it tells that Escape was pressed.
  addEventListener("message", (event) => {
    const isOurs = frame && event.source === frame.contentWindow && event.origin === address.origin;
    if (isOurs && event.data === "pufa:close") close();
  });
  if (document.body) document.body.append(host);
  else addEventListener("DOMContentLoaded", () => document.body.append(host));

  function open() {
    panel = panel || shadow.appendChild(made());
    panel.hidden = false;
    button.hidden = true;
    button.setAttribute("aria-expanded", "true");
    frame.focus();
  }

  function close() {
    panel.hidden = true;
    button.hidden = false;
    button.setAttribute("aria-expanded", "false");
    button.focus();
  }

  function made() {
    const box = document.createElement("div");
    box.className = "panel";
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-label", label);
    const head = box.appendChild(document.createElement("div"));
    head.className = "head";
    const title = head.appendChild(document.createElement("p"));
    title.className = "title";
    title.textContent = label;
    const cross = head.appendChild(document.createElement("button"));
    cross.type = "button";
    cross.className = "close";
    cross.innerHTML = CROSS;
    cross.setAttribute("aria-label", `关闭${label}`);
    cross.addEventListener("click", close);
    frame = box.appendChild(document.createElement("iframe"));
    frame.title = label;
    frame.allow = "microphone";
    frame.referrerPolicy = "no-referrer";
    frame.src = `${root}/embed`;
    return box;
  }

  // A sheet that the site's own policy needn't allow; an element where the browser is too old.
  function dress(within) {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      within.adoptedStyleSheets = [sheet];
    } catch {
      within.appendChild(document.createElement("style")).textContent = STYLE;
    }
  }
})();
