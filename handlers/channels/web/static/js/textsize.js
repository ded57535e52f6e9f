// Runs before the page is painted, so that large text doesn't flash in; hence not a module.
(function () {
  "use strict";
  const KEY = "pufa.text";
  const root = document.documentElement;

  function remembered() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // a frame on another site may have no storage
    }
  }

  function remember(size) {
    try {
      localStorage.setItem(KEY, size);
    } catch {
      // the switch still works on this page
    }
  }

  function show(link) {
    link.textContent = root.classList.contains("large") ? "标准字号" : "大字版";
  }

  const size = remembered();
  if (size) root.classList.toggle("large", size === "large");

  document.addEventListener("DOMContentLoaded", function () {
    for (const link of document.querySelectorAll("[data-text-size]")) {
      show(link);
      link.setAttribute("role", "button");
      link.addEventListener("keydown", function (event) {
        if (event.key === " ") {
          event.preventDefault();
          link.click();
        }
      });
      link.addEventListener("click", function (event) {
        event.preventDefault();
        remember(root.classList.toggle("large") ? "large" : "standard");
        show(link);
      });
    }
  });
})();
