// Keys for whoever works here all day: / searches, g and a letter goes somewhere, j and k walk a list,
// ? tells of them. Off while something is typed or composed, and where the person has switched them off.
const PLACES = { h: "", e: "/entries", d: "/drafts", r: "/review", t: "/try", s: "/statutes" };
const TOGETHER = 1000;

export function useShortcuts() {
  const staff = document.body.dataset.staff;
  if (!staff || document.body.dataset.shortcuts !== "on") return;
  let goingSince = 0;

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (Date.now() - goingSince < TOGETHER && event.key in PLACES) {
      location.href = staff + PLACES[event.key];
    } else if (event.key === "g") {
      goingSince = Date.now();
    } else if (event.key === "/") {
      const field = document.querySelector("input[type=search]");
      if (field) {
        event.preventDefault();
        field.focus();
      }
    } else if (event.key === "j" || event.key === "k") {
      walk(event.key === "j" ? 1 : -1);
    } else if (event.key === "?") {
      location.href = `${staff}/me#keys`;
    }
  });
}

function walk(by) {
  const links = [...document.querySelectorAll("tbody th a, .tasks a, .waiting a")];
  const at = links.indexOf(document.activeElement);
  const next = links[at === -1 ? (by > 0 ? 0 : links.length - 1) : at + by];
  if (next) next.focus();
}
