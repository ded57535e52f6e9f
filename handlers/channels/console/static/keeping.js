// What is typed is kept on the server every twenty seconds, so that nothing ends it: no crash, no
// session, no closed tab.
const EVERY = 20_000;

export function keepTyped() {
  for (const form of document.querySelectorAll("form[data-keep]")) {
    let kept = written(form);
    const told = form.querySelector("[data-kept]");
    setInterval(async () => {
      const now = written(form);
      if (now === kept || form.dataset.sent) return;
      const sent = new URLSearchParams({ path: form.elements.typed.value, body: now });
      const response = await fetch(form.dataset.keep, { method: "POST", body: sent, redirect: "manual" }).catch(() => null);
      if (!response || !response.ok) {
        told.textContent = "没有存上：可能已经退出登录。先别关这一页，另开一页登录。";
        return;
      }
      kept = now;
      told.textContent = `已保存 ${(await response.json()).at}`;
    }, EVERY);
  }
}

function written(form) {
  const fields = new FormData(form);
  for (const name of ["once", "typed", "version"]) fields.delete(name);
  return new URLSearchParams(fields).toString();
}
