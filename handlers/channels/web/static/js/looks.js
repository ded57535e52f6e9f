// Large type and high contrast. Runs before the page is painted, so that nothing flashes; hence no module.
(function () {
  "use strict";
  const root = document.documentElement;
  const LOOKS = {
    large: { key: "pufa.text", on: "large", off: "standard", words: ["大字版", "标准字号"] },
    contrast: { key: "pufa.contrast", on: "high", off: "standard", words: ["高对比度", "标准对比度"] },
  };

  function remembered(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // a frame on another site may have no storage
    }
  }

  function remember(key, value) {
    try {
      localStorage.setItem(key, value);
    } catch {
      // the switch still works on this page
    }
  }

  function show() {
    for (const link of document.querySelectorAll("[data-look]")) {
      const { words } = LOOKS[link.dataset.look];
      link.textContent = words[Number(root.classList.contains(link.dataset.look))];
    }
  }

  for (const [look, { key, on }] of Object.entries(LOOKS)) {
    const known = remembered(key);
    if (known) root.classList.toggle(look, known === on);
  }

  document.addEventListener("DOMContentLoaded", function () {
    show();
    for (const link of document.querySelectorAll("[data-look]")) link.setAttribute("role", "button");
  });
  document.addEventListener("keydown", function (event) {
    const menu = document.querySelector(".looks[open]");
    if (event.key === "Escape" && menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    if (event.key !== " " || !event.target.closest("[data-look]")) return;
    event.preventDefault();
    event.target.click();
  });
  document.addEventListener("click", function (event) {
    const menu = document.querySelector(".looks[open]");
    if (menu && !menu.contains(event.target)) menu.open = false;
    const link = event.target.closest("[data-look]");
    if (!link) return;
    event.preventDefault();
    const { key, on, off } = LOOKS[link.dataset.look];
    remember(key, root.classList.toggle(link.dataset.look) ? on : off);
    show();
  });
})();
