"""A hundred payloads through every form of the console, found by walking it, and through what
citizens write; then every page that can be walked to, in a real browser.

Forms and pages are found by themselves: a new one stands under this from its first day.
"""

from __future__ import annotations

import io
import re
from datetime import timedelta
from urllib.parse import urlsplit

import openpyxl
import pytest

from bot.messages import Chat
from bot.store import letters, questions
from bot.store.inbox import Why
from tests.browser.test_console import (
    OURS,
    PAYLOADS,
    SEPARATORS,
    console,  # noqa: F401 - a fixture
    opened,  # noqa: F401 - a fixture
    pages_of,
)

pytestmark = pytest.mark.soak
WORDS = [f"{between}{one}" for one in PAYLOADS for between in SEPARATORS]
LEFT_ALONE = re.compile(
    r"/(out|end|delete|discard|cancel|retire|revoke|purge|resend|undo|restore|password|"
    r"take-up|backup\S*|feed\S*|keys|confirm|kept|sessions)(/|$|\?)"
)
"""What would take away who walks, or what was just written."""
FILES = re.compile(r"/export|\.\w{2,5}$")
SAMPLES = 3
"""Pages of one kind (/drafts/1, /drafts/2 …) that are looked at."""
FILL = """([number, words, round]) => {
  const form = document.querySelectorAll('main form[method=post]')[number];
  let at = number + round * 7;
  const next = () => words[at++ % words.length];
  for (const field of form.elements) {
    if (!field.name || ['hidden', 'date', 'datetime-local', 'file'].includes(field.type)) continue;
    if (field.type === 'checkbox') field.checked = at++ % 2 === 0;
    else if (field.type === 'radio') field.checked = true;
    else if (field.tagName === 'SELECT') field.selectedIndex = field.options.length - 1;
    else if (field.tagName === 'TEXTAREA' && round) field.value = next() + next();
    else if (field.tagName === 'TEXTAREA') field.value = words.join('\\n');
    else if (field.inputMode === 'numeric' || field.type === 'number') field.value = '1';
    else field.value = next();
  }
  HTMLFormElement.prototype.submit.call(form);
}"""
HANDLERS = (
    "[onerror], [onload], [ontoggle], [onmouseover], [srcdoc], main iframe, base,"
    " meta[http-equiv], form[action*='evil'], a[href^='javascript:' i]"
)


def kind(path: str) -> str:
    return re.sub(r"/[^/]*(\d|%)[^/]*", "/*", urlsplit(path).path)


async def holds(page) -> None:
    """Nothing of others' words ran on this page, or stands in it as more than words."""
    assert await page.evaluate("window.hit") is None, page.url
    assert await page.locator(HANDLERS).count() == 0, page.url


async def walked(page, starts, *, within="/staff"):
    """Each page that can be walked to from these, a few of each kind; it is open while it is
    looked at."""
    left, seen, kinds = list(starts), set(), {}
    while left:
        path = left.pop(0)
        if path in seen or kinds.get(kind(path), 0) >= SAMPLES or LEFT_ALONE.search(path):
            continue
        seen.add(path)
        kinds[kind(path)] = kinds.get(kind(path), 0) + 1
        if FILES.search(urlsplit(path).path):
            continue
        response = await page.goto(path)
        if "text/html" not in response.headers.get("content-type", ""):
            continue
        yield path
        links = await page.eval_on_selector_all("a[href]", "all => all.map((a) => a.href)")
        here = urlsplit(page.url).netloc
        left += [
            link.path + (f"?{link.query}" if link.query else "")
            for link in map(urlsplit, links)
            if link.netloc == here and link.path.startswith(within)
        ]


async def a_citizen_writes(application):
    """A letter, and a question without an answer, of all these words."""
    chat, now = Chat("telegram", "1"), application.clock()
    letter = await application.database.write(
        letters.write,
        chat=chat, asker="1", question=WORDS[5], text="\n".join(WORDS), written_at=now,
        kept=timedelta(days=9), category="咨询", due_on=now.date(),
    )  # fmt: skip
    asker = application.hasher.asker(chat)
    for number, payload in enumerate(PAYLOADS):
        asked = await application.database.write(
            questions.record,
            asked_at=now, channel="telegram", asker=asker.question, text=f"怎么办{payload}",
            decision="unknown", entry=None, confidence=0.1, milliseconds=1.0,
        )  # fmt: skip
        await application.inbox.take(asked, asker.question, Why.UNKNOWN)
        if number == 0:
            await application.inbox.promise(asked, chat, asker)
    return letter


def sheet(header, rows) -> bytes:
    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.active.append([re.sub(r"[\x00-\x08\x0b-\x1f]", "", cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


async def sends_files(page) -> None:
    """Tables and texts of laws with these words in every cell and line, each answer looked at."""
    rows = [[word] * 5 for word in WORDS[1::5]]
    law = "\n\n".join(["# 测试法", *(f"第{n}条 {one}" for n, one in enumerate(PAYLOADS))])
    entries = sheet(["问题", "相似问法", "答案", "依据", "主题"], rows)
    items = sheet(["题型", "题干", "选项A", "选项B", "答案"], rows)
    files = {
        "/staff/entries/import": ("问题.xlsx", entries),
        "/staff/golden/import": ("必答.xlsx", sheet(["问题", "条目"], [row[:2] for row in rows])),
        "/staff/items/import": ("题.xlsx", items),
        "/staff/statutes/import": ("<img src=x onerror=window.hit=1>.md", law.encode()),
        "/staff/try/list": ("问.txt", "\n".join(WORDS).encode()),
    }  # fmt: skip
    for path, (name, content) in files.items():
        await page.goto(path)
        chooser = page.locator("main input[type=file]").first
        if not await chooser.count():
            continue
        payload = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        await chooser.set_input_files(payload)
        await page.locator("main form:has(input[type=file]) button").first.click()
        await page.wait_for_load_state()
        await holds(page)


async def test_no_words_run_through_any_form_on_any_page(console, opened):  # noqa: F811
    _, application = console
    letter = await a_citizen_writes(application)
    page, other = await opened("李雯"), await opened("李雯")
    page.on("dialog", lambda dialog: dialog.accept())
    starts = [*pages_of(), f"/staff/letters/{letter.receipt}"]
    await sends_files(page)
    filled = set()
    for round_ in range(2):
        async for path in walked(page, starts):
            await holds(page)
            forms = await page.locator("main form[method=post]").evaluate_all(
                "all => all.map((form) => form.getAttribute('action') || location.pathname)"
            )
            for number, action in enumerate(forms):
                if LEFT_ALONE.search(action) or (round_, kind(action)) in filled:
                    continue
                filled.add((round_, kind(action)))
                await other.goto(path)
                if await other.locator("main form[method=post]").count() <= number:
                    continue  # what was sent before has changed the page
                async with other.expect_navigation():
                    await other.evaluate(FILL, [number, WORDS, round_])
                await holds(other)
    assert len({one for _, one in filled}) > 20, filled
    looked_at = 0
    async for _ in walked(page, starts):
        await holds(page)
        looked_at += 1
    assert looked_at > 60
    citizen = await opened()
    public = ["/", "/entries", "/calendar", "/statutes", "/about", f"/receipts/{letter.token}"]
    async for path in walked(citizen, public, within="/"):
        if not path.startswith("/staff"):
            await holds(citizen)
    sent = {"text": WORDS[0], "kind": "咨询", "contact": WORDS[5], "word": WORDS[10]}
    posted = await citizen.request.post("/letter", form=sent, headers=OURS)
    await citizen.goto(posted.url)
    await holds(citizen)
