"""The console of a bureau at work: every page that links lead to, as each role has them, in light
and in the dark, with something on it."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections import Counter, deque
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit

import pytest
import pytest_asyncio
import uvicorn
from axe_playwright_python.async_playwright import Axe
from starlette.routing import compile_path

from bot.config import Settings
from bot.members import CONSOLE, Actor, Member
from bot.messages import Chat
from bot.staff import accounts as saving
from bot.store import letters, questions, subscribers
from bot.store.inbox import Why
from bot.store.subscribers import Kind as ChatKind
from handlers.application import build
from handlers.channels.console.app import FAMILIES
from handlers.channels.console.guard import COOKIE
from handlers.channels.web.app import create_app
from handlers.channels.wechat.account import WeChatAccount
from handlers.channels.wechat.api import api_of
from tests.browser.conftest import LONGEST_MS, WINDOWS
from tests.browser.serving import WIDER
from tests.browser.test_citizens_page import faults
from tests.channels.console.conftest import CAST, OURS, hidden, words
from tests.channels.console.test_activities import HELD
from tests.channels.console.test_campaigns import NOTICE
from tests.channels.console.test_cases import FILLED as CASE
from tests.channels.console.test_items import proposed
from tests.channels.console.test_knowledge import NEW
from tests.channels.console.test_papers import PAPER
from tests.fakes import FAKES, items
from tests.fakes.clock import Clock
from tests.fakes.wechat import Kind, WeChat
from tests.fakes.wechat.account import APPID, SECRET
from tests.waiting import until

pytestmark = [pytest.mark.soak, pytest.mark.real_time]
NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
AS_FORM = {"content-type": "application/x-www-form-urlencoded"}
OF_ONE_KIND = 2
"""So many pages of one route, each at another address."""
LEAST = {"李雯": 110, "王敏": 85, "赵强": 80, "陈静": 45, "孙丽": 12}
"""Pages that each has at least: else the links weren't found."""
FILES = re.compile(
    r"\.(pdf|xlsx|docx|csv|json|zip|gz|png|svg|txt)(\?|$)|/export|/static/|/broadcast/article"
)
"""No pages for axe: the article for WeChat has no rights, nor has axe's script in it."""
LEADS_TO = """() => {
  const links = [...document.querySelectorAll("a[href]")].map((a) => new URL(a.href));
  const form = document.querySelector("form#many");
  if (form) {
    for (const box of form.elements) box.checked = true;
    const ticked = new URLSearchParams(new FormData(form));
    for (const button of form.elements) {
      if (button.type !== "submit") continue;
      links.push(new URL(`${button.formAction.split("?")[0]}?${ticked}`));
    }
  }
  return links
    .filter((url) => url.host === location.host && url.pathname.startsWith("/staff"))
    .map((url) => url.pathname + url.search);
}"""
BROKEN = """() => [...document.querySelectorAll("td, tbody th")]
  .filter((cell) => cell.innerText.trim() && !cell.querySelector("br"))
  .filter((cell) => cell.matches(".figure, .short") || /^[-+\\d.:%年月日 ]+$/.test(cell.innerText))
  .filter((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    const tops = [...range.getClientRects()].map((box) => box.top);
    return Math.max(...tops) - Math.min(...tops) > 14;
  })
  .map((cell) => `broken over lines: ${cell.innerText}`)"""
"""Figures and days of which a table's cell shows only a part in a line."""
ROUTES = [
    (page.path, compile_path(page.path)[0])
    for family in FAMILIES
    for page in family.found
    if page.method == "GET"
]


class Desk:
    """The application in service, and somebody's browser for each of the cast."""

    def __init__(self, application, address, browser) -> None:
        self.application, self.address, self.browser = application, address, browser
        self.pages, self.troubles = {}, []
        self.members = {
            name: Member(f"{CONSOLE}:{name}", frozenset({role}), name)
            for name, role in CAST.items()
        }

    async def page(self, name, window="desktop"):
        context = await self.browser.new_context(
            base_url=self.address, locale="zh-CN", **WINDOWS[window]
        )
        context.set_default_timeout(LONGEST_MS)
        token = await self.application.database.write(
            self.application.sessions.begin_in, member=self.members[name], how="link", agent="test"
        )
        await context.add_cookies(
            [{"name": COOKIE, "value": token, "url": f"{self.address}/staff"}]
        )
        page = await context.new_page()
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", self._heard)
        return page

    async def does(self, name, path, /, **form):
        """A form is sent; the page that it leads to, which may ask for more."""
        desk = await self._own(name)
        response = await desk.request.post(
            f"/staff{path}", data=urlencode(form, doseq=True), headers={**OURS, **AS_FORM}
        )
        text = await response.text()
        assert response.ok or response.status == 422, (path, response.status, words(text)[-900:])
        return text

    async def reads(self, name, path):
        return await (await (await self._own(name)).request.get(f"/staff{path}")).text()

    async def _own(self, name):
        if name not in self.pages:
            self.pages[name] = await self.page(name)
        return self.pages[name]

    def _heard(self, line):
        if line.type == "error" and "status of 4" not in line.text:
            self.troubles.append(f"{line.location.get('url')}: {line.text}")


@pytest_asyncio.fixture(loop_scope="session")
async def desk(tmp_path, browser):
    folder = tmp_path / "knowledge"
    shutil.copytree(FAKES / "knowledge", folder)
    items.write(folder, items.bank(15))
    shutil.copytree(FAKES / "statutes", tmp_path / "data" / "statutes")
    settings = Settings(
        data_dir=tmp_path / "data", knowledge_dir=folder, port=1, requests_per_minute=100_000
    )
    clock = Clock(NOW)
    application = build(settings, clock=clock)
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(application), port=0, log_config=None, access_log=False, lifespan="off"
        )
    )
    serving = asyncio.create_task(server.serve())
    await until("the server has started", lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    desk = Desk(application, f"http://127.0.0.1:{port}", browser)
    for member in desk.members.values():
        await application.database.write(
            saving.save, who=Actor(member, "test"), before=None, after=member, now=NOW
        )
    async with WeChat(Kind.VERIFIED_SERVICE, clock) as wechat:
        api = api_of(settings_of(wechat), application.database, clock)
        application.account = WeChatAccount(api)
        await fill(desk)
        yield desk
        server.should_exit = True
        await serving
        await api.aclose()
    application.close()


def settings_of(wechat) -> Settings:
    return Settings(wechat_appid=APPID, wechat_secret=SECRET, wechat_api=wechat.address)


async def fill(desk) -> None:
    """Something of everything, in most of its states."""
    await citizens_write(desk)
    await entries_are_written(desk)
    await notices_are_made(desk)
    await cases_and_items(desk)
    await an_entry_has_versions(desk)
    await the_account_is_used(desk)
    await a_paper_is_sat(desk)
    await desk.does("陈静", "/activities/new", **HELD)
    await desk.does("王敏", "/golden", question="货车超载怎么处罚？", entry="chaozai-fakuan")
    await desk.does("李雯", "/people/invite", label="新来的", roles="editor")
    await desk.does("李雯", "/system/backup")


async def citizens_write(desk) -> None:
    database, written = desk.application.database, []
    for number, category in enumerate(("咨询", "投诉", "举报", "建议", "咨询")):
        written.append(
            await database.write(
                letters.write,
                chat=Chat("web", ""),
                asker=str(number),
                question="",
                text=f"第{number}封：驾校不退学费怎么办？",
                written_at=NOW,
                kept=timedelta(days=365),
                category=category,
                due_on=(NOW + timedelta(days=number - 1)).date(),
            )
        )
    _, taken, answered, closed, handed = (one.receipt for one in written)
    await desk.does("王敏", f"/letters/{taken}/take")
    for receipt in (answered, closed):
        seen = hidden(await desk.reads("王敏", f"/letters/{receipt}/answer"), "seen")
        await desk.does("王敏", f"/letters/{receipt}/answer/send", words="可以**退**。", seen=seen)
    await desk.does("王敏", f"/letters/{closed}/close/yes")
    await desk.does("王敏", f"/letters/{handed}/close/yes", office="县公安局")
    for number in range(4):
        chat = Chat("telegram", str(number))
        asker = desk.application.hasher.asker(chat)
        asked = await database.write(
            questions.record,
            asked_at=NOW,
            channel="telegram",
            asker=asker.question,
            text=("摩托车能上高速吗", "校车要不要年检", "讲个笑话", "船上几件救生衣")[number],
            decision="unknown",
            entry=None,
            confidence=0.1,
            milliseconds=1.0,
        )
        cluster = await desk.application.inbox.take(asked, asker.question, Why.UNKNOWN)
        if number == 0:
            await desk.application.inbox.promise(asked, chat, asker)
    await desk.does("王敏", f"/unanswered/{cluster - 1}/dismiss", why="no_question")


async def entries_are_written(desk) -> None:
    await desk.does("王敏", "/entries/new", question="写了一半的")
    await desk.does("王敏", "/entries/new", **NEW)
    await desk.does("王敏", "/drafts/2/submit", version="1")
    await desk.does("王敏", "/entries/chaozai-fakuan/revise")


async def an_entry_has_versions(desk) -> None:
    """The one that was new, and a second wording of it."""
    await approves(desk, 2)
    entry = next(
        one for one in desk.application.library.entries.values() if one.question == NEW["question"]
    )
    await desk.does("王敏", f"/entries/{entry.slug}/revise")
    number = max(map(int, re.findall(r"/drafts/(\d+)", await desk.reads("王敏", "/drafts"))))
    changed = {**NEW, "body": f"{NEW['body']}\n- 再有疑问，拨 12328。"}
    await desk.does("王敏", f"/drafts/{number}/edit", version="1", **changed)
    await desk.does("王敏", f"/drafts/{number}/submit", version="2")
    await approves(desk, number)


async def approves(desk, number) -> None:
    version = hidden(await desk.reads("赵强", f"/drafts/{number}"), "version")
    page = await desk.does("赵强", f"/drafts/{number}/approve", version=version)
    if "看过了，批准并发布" in page:
        yes = hidden(page, "yes")
        await desk.does("赵强", f"/drafts/{number}/approve", version=version, yes=yes)


async def the_account_is_used(desk) -> None:
    """The bureau's, of WeChat: codes, a menu that was published, and an article that was sent."""
    await desk.does("陈静", "/wechat/codes", places="汽车站\n3路公交", campaign="1")
    await desk.does("李雯", "/wechat/menu")
    at = "/campaigns/1/broadcast"
    code = hidden(await desk.reads("陈静", f"{at}/send?way=publish"), "code")
    await desk.does("陈静", f"{at}/send", way="publish", code=code)


async def notices_are_made(desk) -> None:
    def join(db):
        for number in range(10):
            subscribers.add_imported(
                db,
                chat=Chat("telegram", str(number)),
                asker=f"a{number}",
                kind=ChatKind.PRIVATE,
                audiences=(),
                topics=(),
                consented_at=NOW,
                now=NOW,
            )

    await desk.application.database.write(join)
    for _ in range(3):
        await desk.does("王敏", "/campaigns/new", **NOTICE)
    for number in (1, 2):
        await desk.does("王敏", f"/campaigns/{number}/submit")
    version = hidden(await desk.reads("赵强", "/campaigns/1"), "version")
    await desk.does("赵强", "/campaigns/1/approve", version=version)


async def cases_and_items(desk) -> None:
    await desk.does("王敏", "/cases/new", **CASE)
    await desk.does("王敏", "/cases/drafts/1/submit", version="1", confirmed="1")
    await desk.does("赵强", "/cases/drafts/1/approve", version="2", confirmed="1")
    await desk.does("王敏", "/cases/new", **CASE)
    editing = desk.application.training.editing
    editor = Actor(desk.members["王敏"], "web")
    made = [proposed(1), proposed(2), proposed(3, origin=""), proposed(4, doubts="选项可能都对")]
    numbers = await editing.write(editor, made)
    for number in numbers[:3]:
        await editing.submit(editor, number, 1)


async def a_paper_is_sat(desk) -> None:
    await desk.does("王敏", "/papers/new", **PAPER)
    await desk.does("王敏", "/papers/new", **{**PAPER, "title": "还没有批的"})
    await desk.does("赵强", "/papers/1/approve", version="1")
    page = await desk.does("孙丽", "/exams/1/begin")
    attempt = re.search(r'action="/staff(/attempts/\d+)"', page)[1]
    await desk.does("孙丽", f"{attempt}/end")
    await desk.does("王敏", "/exams/1/begin")
    await desk.does("赵强", "/papers/1/exempt", person=f"{CONSOLE}:陈静", reason="长期病假")


def route_of(path: str) -> str:
    return next((route for route, known in ROUTES if known.match(path)), path)


async def walked(page) -> dict[str, list]:
    """What is wrong with each page that links, or ticked boxes, lead to."""
    found: dict[str, list] = {}
    ahead, kinds = deque(["/staff"]), Counter()
    while ahead:
        address = ahead.popleft()
        route = route_of(urlsplit(address).path)
        if address in found or kinds[route] >= OF_ONE_KIND:
            continue
        kinds[route] += 1
        response = await page.goto(address)
        assert response.status in {200, 422}, (address, response.status)  # half written
        wide = await page.evaluate(WIDER)
        found[address] = [*await faults(page), *(["wider than its window"] if wide else [])]
        found[address] += await page.evaluate(BROKEN)
        await page.emulate_media(color_scheme="dark")  # changes colours, nothing else
        contrast = await Axe().run(page, options={"runOnly": ["color-contrast"]})
        found[address] += [("dark", one["nodes"]) for one in contrast.response["violations"]]
        await page.emulate_media(color_scheme="light")
        ahead += [one for one in await page.evaluate(LEADS_TO) if not FILES.search(one)]
    return found


@pytest.mark.parametrize("name", CAST)
async def test_nothing_is_wrong_with_what_links_lead_to_in_light_and_dark(desk, name):
    page = await desk.page(name, "phone" if name in {"陈静", "孙丽"} else "desktop")
    found = await walked(page)
    assert {address: wrong for address, wrong in found.items() if wrong} == {}
    assert len(found) >= LEAST[name]
    assert desk.troubles == []
