// What is typed is kept on the server every twenty seconds, so that nothing ends it: no crash, no
// session, no closed tab.
const EVERY = 20_000;
const TOO_LARGE = 413;
const TOO_LONG = "太长，没有自动保存。提交以前先别关这一页。";

export function keepTyped() {
  for (const form of document.querySelectorAll("form[data-keep]")) {
    let kept = written(form);
    const told = form.querySelector("[data-kept]");
    setInterval(async () => {
      const now = written(form);
      if (now === kept || form.dataset.sent) return;
      const sent = new URLSearchParams({ path: form.elements.typed.value, body: now });
      const response = await fetch(form.dataset.keep, { method: "POST", body: sent, redirect: "manual" }).catch(() => null);
      if (response?.status === TOO_LARGE) {
        told.textContent = TOO_LONG;
        return;
      }
      if (!response || !response.ok) {
        told.textContent = "没有存上：可能已经退出登录。先别关这一页，另开一页登录。";
        return;
      }
      kept = now;
      const { at } = await response.json();
      told.textContent = at ? `已保存 ${at}` : TOO_LONG;
    }, EVERY);
  }
}

function written(form) {
  const fields = new FormData(form);
  for (const name of ["once", "typed", "version"]) fields.delete(name);
  return new URLSearchParams(fields).toString();
}
