// Questions that match what is being typed, as a listbox under the keyboard's control.
const PAUSE_MS = 80;

export function startSuggestions(composer, chat) {
  const { words } = chat;
  const list = document.getElementById("suggestions");
  const status = document.getElementById("status");
  let timer = 0;
  let asking = null;
  let chosen = -1;

  words.setAttribute("aria-autocomplete", "list");
  words.setAttribute("aria-controls", list.id);

  words.addEventListener("input", (event) => {
    clearTimeout(timer);
    // Half-typed pinyin isn't a question yet; the input method fires once more when it is done.
    if (!event.isComposing) timer = setTimeout(look, PAUSE_MS);
  });
  words.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE_MS);
  });
  words.addEventListener("keydown", onKey);
  words.addEventListener("blur", () => setTimeout(close, 150));
  composer.addEventListener("submit", close);
  // Keeps the focus in the box, so that `blur` doesn't take the list away before the click.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) pick(option);
  });

  async function look() {
    const typed = words.value.trim();
    asking?.abort();
    if (!typed || typed.startsWith("/")) return close();
    asking = new AbortController();
    const root = document.documentElement.dataset.root;
    try {
      const address = `${root}/api/suggest?q=${encodeURIComponent(typed.slice(0, 100))}`;
      const response = await fetch(address, { signal: asking.signal });
      const found = response.ok ? (await response.json()).suggestions : [];
      if (words.value.trim() === typed && document.activeElement === words) open(found, typed);
    } catch {
      // Without suggestions the question can still be asked.
    }
  }

  function open(found, typed) {
    chosen = -1;
    words.removeAttribute("aria-activedescendant");
    list.replaceChildren(...found.map((entry, index) => option(entry.question, typed, index)));
    list.hidden = found.length === 0;
    // Only what fits: a list that scrolls would need a tab stop of its own.
    const room = roomAbove(composer);
    while (list.offsetHeight > room && list.children.length > 1) list.lastChild.remove();
    const count = list.children.length;
    status.textContent = count ? `有 ${count} 个相近的问题，按上下键选择。` : "";
  }

  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    chosen = -1;
    words.removeAttribute("aria-activedescendant");
  }

  function onKey(event) {
    if (list.hidden || event.isComposing) return;
    const options = list.children;
    if (event.key === "ArrowDown") choose((chosen + 1) % options.length);
    else if (event.key === "ArrowUp") choose((chosen <= 0 ? options.length : chosen) - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) pick(options[chosen]);
    else return;
    event.preventDefault();
  }

  function choose(index) {
    for (const option of list.children) option.setAttribute("aria-selected", "false");
    const option = list.children[(chosen = index)];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    words.setAttribute("aria-activedescendant", option.id);
  }

  function pick(option) {
    const question = option.textContent;
    close();
    chat.say(question);
  }
}

// A phone's keyboard covers part of the page: only what is in sight counts.
function roomAbove(composer) {
  const top = window.visualViewport?.offsetTop ?? 0;
  return Math.max(150, Math.min(420, composer.getBoundingClientRect().top - top - 16));
}

function option(question, typed, index) {
  const item = document.createElement("li");
  item.id = `suggestion-${index}`;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  const words = item.appendChild(document.createElement("span"));
  for (const character of question) {
    const part = typed.includes(character) ? document.createElement("mark") : null;
    if (!part) words.append(character);
    else words.appendChild(part).textContent = character;
  }
  return item;
}
