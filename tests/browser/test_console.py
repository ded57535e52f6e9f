"""The staff's console in a real browser: set-up, forms, and what others' words can't do."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pyotp
import pytest
import pytest_asyncio
import uvicorn
from axe_playwright_python.async_playwright import Axe

from bot.config import Settings
from bot.members import CONSOLE, Actor, Member, Role
from bot.messages import Chat
from bot.staff import accounts as saving
from bot.staff.permissions import RULES, Action
from bot.store import letters, questions
from bot.store.inbox import Why
from handlers.application import build
from handlers.channels.console.app import FAMILIES
from handlers.channels.console.guard import COOKIE
from handlers.channels.web.app import create_app
from tests.browser.conftest import WINDOWS
from tests.browser.serving import WIDER
from tests.fakes import FAKES
from tests.waiting import LONGEST, until

OURS = {"sec-fetch-site": "same-origin"}
ROLES = {
    "李雯": Role.ADMINISTRATOR,
    "王敏": Role.EDITOR,
    "赵强": Role.REVIEWER,
    "陈静": Role.CAMPAIGNER,
    "孙丽": Role.LEARNER,
}
PAYLOADS = [
    "<script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    '"><svg onload=window.hit=1>',
    "'-window.hit=1-'",
    "</title><script>window.hit=1</script>",
    "</textarea><script>window.hit=1</script>",
    "[点这里](javascript:window.hit=1)",
    "<a href=javascript:window.hit=1>x</a>",
    "{{ 7 * 7 }}${7*7}{% raw %}",
    "<iframe srcdoc='<script>parent.hit=1</script>'>",
    "<details open ontoggle=window.hit=1>",
    "&lt;script&gt;window.hit=1&lt;/script&gt;",
    "<style>@import'//evil.example'</style>",
    "<base href=//evil.example>",
    "<form action=//evil.example><input name=q>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "\u202e<b onmouseover=window.hit=1>\u2066",
    "<math><mtext><script>window.hit=1</script>",
    "`-window.hit=1-`",
    "<noscript><p title='</noscript><img src=x onerror=window.hit=1>'>",
]
SEPARATORS = ["", " ", "\u3000", "\n", "\x0b"]
"""A hundred payloads: each behind each of these."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def console(tmp_path_factory):
    """An application of its own on a real port, with an editor's draft in review."""
    data = tmp_path_factory.mktemp("console")
    settings = Settings(
        data_dir=data, knowledge_dir=FAKES / "knowledge", port=1, requests_per_minute=100_000
    )
    application = build(settings)
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(application), port=0, log_config=None, access_log=False, lifespan="off"
        )
    )
    serving = asyncio.create_task(server.serve())
    await until("the server has started", lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}", application
    server.should_exit = True
    await serving
    application.close()


async def hired(application, name):
    member = Member(f"{CONSOLE}:{name}", frozenset({ROLES[name]}), name)
    if not (await application.accounts.staff()).named(member.name):
        await application.database.write(
            saving.save,
            who=Actor(member, "test"), before=None, after=member, now=datetime.now(UTC),
        )  # fmt: skip
    return member


@pytest_asyncio.fixture(loop_scope="session")
async def opened(browser, console):
    """A window of one of the cast, signed in; it fails on a broken policy or a script's error."""
    address, application = console
    contexts, troubles = [], []

    async def opened(name="", window="desktop", **options):
        context = await browser.new_context(
            base_url=address, locale="zh-CN", **{**WINDOWS[window], **options}
        )
        context.set_default_timeout(LONGEST * 1000)
        contexts.append(context)
        if name:
            member = await hired(application, name)
            token = await application.database.write(
                application.sessions.begin_in, member=member, how="link", agent="test"
            )
            cookie = {"name": COOKIE, "value": token, "url": f"{address}/staff"}
            await context.add_cookies([cookie])
        page = await context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "console",
            lambda line: (
                troubles.append(line.text)
                if line.type == "error" and "status of 4" not in line.text
                else None
            ),
        )
        return page

    yield opened
    for context in contexts:
        await context.close()
    assert troubles == []


def pages_of(role=Role.ADMINISTRATOR):
    """Every page that this role may open by its address alone, and one that others may."""
    found = {
        page.path
        for family in FAMILIES
        for page in family.found
        if page.method == "GET"
        and "{" not in page.path
        and (not isinstance(page.rule, Action) or role in (*RULES[page.rule].roles, *_ALL))
    }
    files = {path for path in found if "/export" in path or path.endswith((".docx", ".xlsx"))}
    return sorted(found - files - {"/staff/waiting"} | {"/staff/people"})


_ALL = (Role.ADMINISTRATOR,)


async def faults(page):
    results = await Axe().run(page)
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in results.response["violations"]]


async def test_the_first_administrator_sets_up_everything_by_the_link(console, opened):
    address, application = console
    token = await application.links.first()
    page = await opened(window="phone")
    await page.goto(f"/staff/first#t={token}")
    await page.wait_for_selector("#f-name")
    assert token not in page.url
    secret = await page.inner_text("[data-secret]")
    await page.fill("#f-name", "周洁")
    await page.fill("#f-password", "truck ferry 8 willow")
    await page.fill("#f-code", pyotp.TOTP(secret).now())
    await page.click("button.primary")
    await page.wait_for_selector("[data-codes]")
    spare = await page.inner_text("[data-codes] code >> nth=0")
    await page.click("a.primary")
    await page.locator("main >> text=第一次设置").first.wait_for()
    await page.click("text=退出")
    await page.fill("#f-login", "周洁")
    await page.fill("#f-password", "truck ferry 8 willow")
    await page.fill("#f-code", spare)
    await page.click("button.primary")
    await page.wait_for_url(f"{address}/staff")


async def test_without_a_script_a_link_is_pasted(console, opened):
    address, application = console
    member = await hired(application, "王敏")
    token = await application.links.own(Actor(member, "telegram"))
    page = await opened(java_script_enabled=False)
    await page.goto(f"/staff/in/link#t={token}")
    await page.fill("#f-token", page.url)
    await page.click("button.primary")
    await page.click("text=进入工作台")
    await page.wait_for_url(f"{address}/staff")
    assert "待办" in await page.title()


async def test_a_fault_leads_to_its_field_and_the_form_is_sent_once(console, opened):
    page = await opened("王敏", "phone")
    await page.goto("/staff/entries/new")
    await page.fill("#f-question", "货车超载会被扣几分？")
    await page.dblclick("button.primary")
    await page.wait_for_url(re.compile(r"/drafts/\d+/edit"))
    assert (await page.title()).startswith("出错：")
    await page.locator(".summary:focus").wait_for()
    await page.click(".summary a >> text=填写答案")
    assert await page.evaluate("document.activeElement.id") == "f-body"
    drafts = await page.context.new_page()
    await drafts.goto("/staff/drafts")
    assert await drafts.locator("tbody tr").count() == 1


async def test_what_is_typed_shows_as_citizens_will_read_it(console, opened):
    page = await opened("王敏")
    await page.goto("/staff/entries/new")
    await page.fill("#f-question", "货车超载会被扣几分？")
    await page.fill("#f-basis", "道路交通安全法 第九十二条")
    await page.fill("#f-body", "由交警**处罚**并记分，咨询{bureau.hotline}。")
    await page.locator("[data-preview] strong >> text=处罚").wait_for()
    shown = await page.inner_text("[data-preview]")
    assert "咨询12328" in shown
    assert "《道路交通安全法》第九十二条" in shown


async def test_keys_are_switched_on_and_off_while_typing(console, opened):
    page = await opened("王敏")
    await page.goto("/staff/me")
    await page.keyboard.press("g")
    await page.keyboard.press("e")
    assert page.url.endswith("/me")
    await page.click("text=打开快捷键")
    await page.locator(".banner >> text=快捷键打开了").wait_for()
    await page.wait_for_load_state()  # the script hears keys once the page has loaded
    await page.keyboard.press("g")
    await page.keyboard.press("e")
    await page.wait_for_url(re.compile("/entries$"))
    await page.keyboard.press("/")
    await page.keyboard.type("ge")
    assert await page.input_value("#f-q") == "ge"


async def test_leaving_with_words_unsent_asks_first(console, opened):
    page = await opened("王敏")
    await page.goto("/staff/entries/new")
    await page.fill("#f-question", "写了一半")
    asked = []

    async def stay(dialog):
        asked.append(dialog.type)
        await dialog.accept()

    page.on("dialog", stay)
    await page.click("nav.menu >> text=草稿")
    await page.wait_for_url(re.compile("/drafts$"))
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.soak)])
async def test_no_words_of_others_ever_run(console, opened, every):
    """A hundred payloads through every field that staff or citizens write, read back on the pages
    that show them; a policy that is broken fails the test too."""
    _, application = console
    editor, administrator = await opened("王敏"), await opened("李雯")
    words = [f"{between}{one}" for one in PAYLOADS for between in SEPARATORS]
    text = "\n".join(words)
    form = {
        "question": words[1], "ask": text, "basis": text, "also": text, "key_points": text,
        "figures": text, "note": text[:2000], "body": text, "topic": words[4], "slug": words[3],
        "audience": words[5], "blocks": words[6], "review_by": words[7],
    }  # fmt: skip
    made = await editor.request.post("/staff/entries/new", form=form, headers=OURS)
    assert made.ok or made.status == 422
    for path, fields in {
        "/staff/golden": {"question": words[1], "entry": words[2]},
        "/staff/try/list": {"questions": text},
        "/staff/typed": {"path": "/entries/new", "body": "question=" + words[0]},
    }.items():
        await editor.request.post(path, form=fields, headers=OURS)
    for path, fields in {
        "/staff/forbidden": {
            "words": text,
            "base": application.house_files.mark_of("forbidden.txt"),
        },
        "/staff/people/invite": {"label": "<b onx=1>", "roles": "editor"},
        "/staff/bureau": {"name": words[0], "hotline": words[1], "base": "x"},
    }.items():
        await administrator.request.post(path, form=fields, headers=OURS)
    shown = [f"/staff{path}" for path in (
        "/drafts", "/drafts/1", "/drafts/1/edit", "/entries/new?typed=1", "/golden", "/forbidden",
        "/people", "/record", "/try/list",
    )]  # fmt: skip
    shown += [f"/staff/entries?q={quote(word)}" for word in PAYLOADS[::every]]
    shown += [f"/staff/try?q={quote(word)}" for word in PAYLOADS[:8:every]]
    for path in shown:
        await administrator.goto(path)
        assert await administrator.evaluate("window.hit") is None, path
        handlers = "[onerror], [onload], [ontoggle], [onmouseover], iframe, base, meta[http-equiv]"
        assert await administrator.locator(handlers).count() == 0, path
        assert await administrator.locator("a[href^='javascript:' i]").count() == 0, path
    # Else what these words forbid would hold for the tests after this one.
    (application.settings.overlay_dir / "forbidden.txt").unlink()


async def test_citizens_words_are_read_answered_and_never_run(console, opened):
    """On the pages where staff read and answer them; axe finds nothing there, on a phone."""
    _, application = console
    text, chat, now = "\n".join(PAYLOADS), Chat("telegram", "1"), application.clock()
    letter = await application.database.write(
        letters.write,
        chat=chat, asker="1", question=PAYLOADS[0], text=text, written_at=now,
        kept=timedelta(days=9), category="咨询", due_on=now.date(),
    )  # fmt: skip
    asker = application.hasher.asker(chat)
    asked = await application.database.write(
        questions.record,
        asked_at=now, channel="telegram", asker=asker.question, text=f"怎么办{PAYLOADS[1]}",
        decision="unknown", entry=None, confidence=0.1, milliseconds=1.0,
    )  # fmt: skip
    number = await application.inbox.take(asked, asker.question, Why.UNKNOWN)
    await application.inbox.promise(asked, chat, asker)
    page = await opened("王敏", "phone")
    one, other = f"/staff/letters/{letter.receipt}", f"/staff/unanswered/{number}"
    for path, typed in {
        "/staff/letters": "",
        one: "",
        f"{one}/close": "why",
        f"{one}/hand-over": "office",
        f"{one}/answer": "words",
        "/staff/unanswered": "",
        other: "",
        f"{other}/dismiss": "",
        f"{other}/reply": "words",
    }.items():
        await page.goto(path)
        assert await faults(page) == [], path
        if typed:
            await page.fill(f"#f-{typed}", PAYLOADS[1] if typed == "office" else text[:400])
            async with page.expect_navigation():
                await page.locator("main button.primary").click()
            assert await faults(page) == [], f"{path}, before it goes"
        assert await page.evaluate("window.hit") is None, path
        assert not await page.evaluate(WIDER), path
    assert await page.locator("main").get_by_text("向 1 人发出").count() == 1


@pytest.mark.parametrize(
    ("name", "every"),
    [("王敏", 5), *(pytest.param(one, 1, marks=pytest.mark.soak) for one in ROLES)],
)
async def test_axe_finds_nothing_on_any_page_of_any_role(console, opened, name, every):
    window = "phone" if name == "陈静" else "desktop"
    scheme = "dark" if name == "赵强" else "light"
    page = await opened(name, window, color_scheme=scheme)
    for path in pages_of(ROLES[name])[::every]:
        await page.goto(path)
        assert await faults(page) == [], path
        assert not await page.evaluate(WIDER), path


async def test_on_a_phone_one_bar_holds_the_name_the_account_and_the_menu(console, opened):
    page = await opened("李雯", "phone")
    await page.goto("/staff")
    bar = await page.locator("header.top").bounding_box()
    assert bar["height"] < 70
    assert not await page.locator(".brand-bureau").is_visible()
    await page.locator(".menu-small summary").click()
    menu = await page.locator(".menu-small nav").bounding_box()
    assert (menu["x"], menu["width"]) == (0, bar["width"])
    assert menu["y"] >= bar["y"] + 44
    await page.locator(".menu-small nav").get_by_role("link", name="条目").click()
    await page.locator("h1", has_text="条目").wait_for()


@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.soak)])
async def test_it_fits_320_pixels_and_is_usable_there(console, opened, every):
    page = await opened("李雯", viewport={"width": 320, "height": 640})
    for path in pages_of()[::every]:
        await page.goto(path)
        assert not await page.evaluate(WIDER), path
        small = await page.evaluate(
            "[...document.querySelectorAll('button, .button, label.option, input[type=text],"
            " select, nav a')]"
            ".filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).length"
        )
        assert small == 0, path
