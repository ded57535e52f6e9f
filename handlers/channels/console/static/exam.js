// The minutes that are left, as text; and each answer is kept as soon as it is chosen.
export function sitExam() {
  const form = document.querySelector("form[data-exam]");
  if (!form) return;
  const left = document.querySelector("[data-left]");
  const ends = Date.now() + Number(left.dataset.left) * 1000;
  const tick = () => {
    const seconds = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
    left.textContent = seconds > 60 ? `剩余 ${Math.ceil(seconds / 60)} 分` : `剩余 ${seconds} 秒`;
    if (seconds === 0) {
      clearInterval(timer);
      form.requestSubmit();
    }
  };
  const timer = setInterval(tick, 1000);
  form.addEventListener("change", () => {
    for (const shown of form.querySelectorAll("[data-shown]")) shown.remove(); // it's an answer now
    fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" })
      .catch(() => {}); // the button sends it again
  });
}
