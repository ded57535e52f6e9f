// 有用 and 没用: the button shows that it was pressed, nothing moves, and one can change one's mind.
export function startVotes(chat) {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-vote], form[data-why]");
    const button = event.submitter;
    if (!form || !button) return;
    event.preventDefault();
    const data = new URLSearchParams(new FormData(form));
    data.set(button.name, button.value);
    if ("vote" in form.dataset) vote(form, button, data);
    else explain(form, button, data);
  });

  async function vote(form, button, data) {
    const pressed = [...form.querySelectorAll("button")];
    const before = pressed.find((one) => one.getAttribute("aria-pressed") === "true");
    if (before === button) return;
    const why = whyOf(form);
    const isUseless = button.value.endsWith(":0");
    press(pressed, button);
    if (why) why.hidden = !isUseless;
    chat.status.textContent = isUseless ? "记下了。是哪里不对？可以选一个。" : "谢谢您的评价！";
    if (await isSent(form, data)) return;
    press(pressed, before);
    if (why) why.hidden = true;
    chat.status.textContent = "没有连上服务器，评价没有送出，请再点一次。";
  }

  async function explain(form, button, data) {
    const done = form.querySelector(".done");
    if (!button.value.endsWith(":")) {
      data.delete("text");
      press([...form.querySelectorAll("[aria-pressed]")], button);
    }
    done.textContent = (await isSent(form, data)) ? "记下了，谢谢您。" : "没有连上服务器，请再点一次。";
    if (button.value.endsWith(":")) form.elements.text.value = "";
    chat.keep();
  }

  async function isSent(form, data) {
    try {
      const { ok } = await chat.post(form, data);
      chat.keep();
      return ok;
    } catch (error) {
      console.warn(error);
      return false;
    }
  }
}

function press(buttons, pressed) {
  for (const one of buttons) one.setAttribute("aria-pressed", String(one === pressed));
}

function whyOf(form) {
  const next = form.closest(".verdict").nextElementSibling;
  return next?.matches("form[data-why]") ? next : null;
}
