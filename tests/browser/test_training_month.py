"""A month of training of a bureau of twenty, played through in Chromium with a moved clock.

Each step that a person looks at is a picture in the folder that PICTURES names; else they
go with the test (`PICTURES=DIR pytest -m soak tests/browser/test_training_month.py`).
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
import uvicorn

from bot.config import ROOT, Settings
from bot.knowledge.items import Form
from bot.members import CONSOLE, Actor, Member, Role
from bot.staff import accounts as saving
from bot.store.file_drafts import Proposal
from bot.training.bank import bank_of
from handlers.application import build
from handlers.channels.console.guard import COOKIE
from handlers.channels.web.app import create_app
from tests.bot.training.conftest import another
from tests.browser.conftest import LONGEST_MS, WINDOWS
from tests.browser.serving import WIDER
from tests.browser.test_citizens_page import faults
from tests.fakes.clock import Clock
from tests.shared_data import shared
from tests.waiting import until

pytestmark = [pytest.mark.soak, pytest.mark.real_time]
SIZES = WINDOWS | {
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
}
PEOPLE = {
    "李雯": Role.ADMINISTRATOR,
    "王敏": Role.EDITOR,
    "赵强": Role.REVIEWER,
    **{f"学员{number:02}": Role.LEARNER for number in range(1, 18)},
}
OFFICERS = [name for name, role in PEOPLE.items() if role is Role.LEARNER]
LEADERS = ("学员16", "学员17")
CHANGED = "行政处罚法"
AT = "%Y-%m-%d"


class Bureau:
    """The application in service, its people, and a browser for each that looks at a page."""

    def __init__(self, application, site, browser, folder: Path) -> None:
        self.application, self.site, self.browser, self.folder = application, site, browser, folder
        self.clock, self.training = application.clock, application.training
        self.members = {
            name: Member(f"{CONSOLE}:{name}", frozenset({role}), name)
            for name, role in PEOPLE.items()
        }
        self.taken = 0
        self.faults: list[tuple[str, ...]] = []

    def actor(self, name: str) -> Actor:
        return Actor(self.members[name], "web")

    async def hire(self) -> None:
        for member in self.members.values():
            await self.application.database.write(
                saving.save,
                who=Actor(member, "test"),
                before=None,
                after=member,
                now=self.clock(),
            )

    @asynccontextmanager
    async def desk(self, name: str, window: str = "desktop"):
        """Somebody's browser, signed in; what a script finds wrong fails."""
        token = await self.application.database.write(
            self.application.sessions.begin_in, member=self.members[name], how="link", agent="test"
        )
        context = await self.browser.new_context(
            base_url=self.site, locale="zh-CN", service_workers="block", **SIZES[window]
        )
        context.set_default_timeout(LONGEST_MS)
        await context.add_cookies([{"name": COOKIE, "value": token, "url": f"{self.site}/staff"}])
        page, troubles = await context.new_page(), []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        yield page
        await context.close()
        assert troubles == []

    @asynccontextmanager
    async def visitor(self):
        """Somebody's telephone, without an account."""
        context = await self.browser.new_context(
            base_url=self.site, locale="zh-CN", service_workers="block", **SIZES["phone"]
        )
        context.set_default_timeout(LONGEST_MS)
        yield await context.new_page()
        await context.close()

    async def picture(self, page, name: str) -> None:
        self.taken += 1
        await page.screenshot(path=self.folder / f"{self.taken:02}-{name}.png", full_page=True)
        self.faults += [(name, *fault) for fault in await faults(page)]
        wide = await page.evaluate(WIDER)
        assert wide <= 0, f"{name} is {wide} pixels wider than its window"


@pytest.fixture
def pictures(tmp_path) -> Path:
    folder = Path(os.environ.get("PICTURES", tmp_path / "pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest_asyncio.fixture(loop_scope="session")
async def bureau(tmp_path, browser, pictures):
    text = shared("laws") / f"{CHANGED}.md"
    (tmp_path / "data" / "statutes").mkdir(parents=True)
    shutil.copy(text, tmp_path / "data" / "statutes")
    listener = socket.create_server(("127.0.0.1", 0))
    settings = Settings(
        data_dir=tmp_path / "data",
        knowledge_dir=ROOT / "knowledge",
        port=listener.getsockname()[1],
        requests_per_minute=100_000,
    )
    application = build(settings, clock=Clock(datetime(2026, 11, 2, 1, tzinfo=UTC)))
    server = uvicorn.Server(uvicorn.Config(create_app(application), log_config=None))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    await until("the server has started", lambda: server.started)
    yield Bureau(application, settings.page_url, browser, pictures)
    server.should_exit = True
    await running
    application.close()


async def test_a_month_of_a_bureau_of_twenty(bureau):
    await bureau.hire()
    await posts_are_set(bureau)
    exam = await the_years_exam_is_confirmed(bureau)
    await they_practise(bureau)
    short = await a_law_changes(bureau)
    await they_sit(bureau, exam)
    await some_sit_again(bureau, exam)
    await the_record_says_it_all(bureau, exam)
    assert short != exam
    assert bureau.faults == [], "what axe finds on pages with something on them"


async def posts_are_set(bureau):
    for name in LEADERS:
        member = bureau.members[name].name
        await bureau.training.posts.put(bureau.actor("李雯"), member, "领导")
    for name in ("李雯", "王敏", "赵强"):
        member = bureau.members[name].name
        await bureau.training.posts.put(bureau.actor("李雯"), member, "不参加")
    async with bureau.desk("李雯") as page:
        await page.goto("/staff/learners")
        await bureau.picture(page, "posts")


async def the_years_exam_is_confirmed(bureau) -> int:
    """It suggests itself; an editor confirms, a reviewer approves."""
    async with bureau.desk("王敏") as page:
        await page.goto("/staff")
        await bureau.picture(page, "editor-home")
        await page.goto("/staff/suggestions")
        await bureau.picture(page, "suggestions-plan")
        card = page.locator("section.card", has_text="年度学法用法考试")
        await card.get_by_role("button", name="出卷（草稿）").click()
        await page.wait_for_url("**/staff/papers/*")
        await bureau.picture(page, "paper-draft")
        number = int(page.url.rsplit("/", 1)[1])
    async with bureau.desk("赵强") as page:
        await page.goto(f"/staff/papers/{number}")
        await page.get_by_role("button", name="批准").first.click()
        await page.locator(".banner").wait_for()
        await bureau.picture(page, "paper-approved")
    return number


async def they_practise(bureau):
    """A week; one of them in the browser, on a phone."""
    async with bureau.desk("学员01", "phone") as page:
        await page.goto("/staff/practice")
        await bureau.picture(page, "practice-today")
        await page.get_by_role("link", name="开始").click()
        await bureau.picture(page, "practice-question")
        for number in range(5):
            blanks = page.locator("input[type=text][name=answer]")
            if await blanks.count():
                for at in range(await blanks.count()):
                    await blanks.nth(at).fill("5")
            else:
                await page.locator("input[name=answer]").first.check()
            await page.get_by_role("button", name="提交").click()
            await page.get_by_role("link", name="报错").wait_for()
            if number == 0:
                await bureau.picture(page, "practice-told")
            await page.locator(".buttons a.primary").click()
        await bureau.picture(page, "practice-done")
        await page.goto("/staff/exams")
        await bureau.picture(page, "exams-none")
    await the_public_answers(bureau)
    practice = bureau.training.practice
    for _ in range(3):
        for place, name in enumerate(OFFICERS[1:], start=1):
            for number, item in enumerate((await practice.today(bureau.actor(name))).left):
                knows = place < 6 or number % 2 == 0
                chosen = item.key if knows else another(item)
                await practice.answer(bureau.actor(name), item.slug, chosen)
        bureau.clock.passes(days=1)


async def the_public_answers(bureau):
    """The question of the day, as a visitor without an account sees it; and a set to print."""
    async with bureau.visitor() as page:
        await page.goto("/quiz")
        await bureau.picture(page, "quiz")
        await page.locator("input[name=answer]").first.check()
        await page.get_by_role("button", name="看看对不对").click()
        await page.locator(".quiz-result").wait_for()
        await bureau.picture(page, "quiz-told")
        await page.goto("/quiz/货运超限/paper")
        await bureau.picture(page, "quiz-paper")


async def a_law_changes(bureau) -> int:
    """Its items are suspended, looked at again, and its changed articles make a paper."""
    knowledge = bureau.application.knowledge
    texts = knowledge.edition.texts
    asked = [
        item
        for item in bank_of(knowledge.edition).asked
        if len(item.basis) == 1 and item.basis[0].law == CHANGED and item.form is Form.SINGLE
    ]
    touched = {item.basis[0].article for item in asked[:3]}
    law = texts.law(CHANGED)
    articles = "\n\n".join(
        f"**{number}** {text}{'（测试用的改动）' if number in touched else ''}"
        for number, text in law.articles.items()
    )
    header = f"---\ntitle: {law.title}\nshort: {CHANGED}\neffective: {law.effective}\n"
    header += f"version_date: {bureau.clock().date()}\n---\n\n"
    path = bureau.application.settings.statutes_dir / "改动.md"
    path.write_text(header + articles + "\n", encoding="utf-8")
    await knowledge.reload()
    async with bureau.desk("王敏") as page:
        await page.goto("/staff")
        await bureau.picture(page, "home-law-changed")
        await page.goto("/staff/suggestions")
        await bureau.picture(page, "suggestions-law-without-items")
        await page.goto("/staff/items?state=suspended")
        await page.locator(".tasks a").first.click()
        await bureau.picture(page, "item-suspended")
    editing = bureau.training.editing
    again = [item for item in asked if item.basis[0].article in touched][:3]
    for item in again:
        proposal = Proposal(item.slug, item.topic, item.source, item.source)
        (draft,) = await editing.write(bureau.actor("王敏"), [proposal])
        await editing.submit(bureau.actor("王敏"), draft, 1)
        await editing.approve(bureau.actor("赵强"), draft, 2)
    async with bureau.desk("王敏") as page:
        await page.goto("/staff/suggestions")
        await bureau.picture(page, "suggestions-law")
        card = page.locator("section.card", has_text=f"《{CHANGED}》改了")
        await card.get_by_role("button", name="出新法速学卷（草稿）").click()
        await page.wait_for_url("**/staff/papers/*")
        await bureau.picture(page, "short-paper")
        return int(page.url.rsplit("/", 1)[1])


async def they_sit(bureau, exam: int):
    """All but one, some badly; one in the browser, through a lost line."""
    paper = await bureau.training.papers.paper(exam)
    bureau.clock.now = paper.first.opens + timedelta(hours=1)
    async with bureau.desk("学员01", "phone") as page:
        await page.goto("/staff")
        await bureau.picture(page, "officer-home")
        await page.goto("/staff/exams")
        await bureau.picture(page, "exams")
        await page.goto(f"/staff/exams/{exam}")
        await bureau.picture(page, "exam-rule")
        await page.get_by_role("button", name="开始考试").click()
        await page.wait_for_url("**/staff/attempts/*")
        await bureau.picture(page, "exam-question")
        await page.locator("input[name=answer]").first.check()
        await page.get_by_role("button", name="保存，下一题").click()
        await page.wait_for_url("**at=2*")
        attempt = int(page.url.split("/attempts/")[1].partition("?")[0])
        await a_choice_is_taken_back(page)
    await answers(bureau, "学员01", attempt, wrong=range(2, 12), but=(7, 9))
    async with bureau.desk("学员01", "phone") as page:
        await page.goto(f"/staff/exams/{exam}")
        await page.get_by_role("link", name="接着答").click()
        await page.get_by_role("button", name="交卷").click()
        await bureau.picture(page, "exam-end")
        await page.get_by_role("button", name="交卷").click()
        await page.wait_for_url("**/outcome")
        await bureau.picture(page, "exam-outcome")
    for place, name in enumerate(OFFICERS[1:14], start=1):
        await sits(bureau, name, exam, wrong=range(1, 32 if place > 11 else 14))


async def a_choice_is_taken_back(page):
    """Each tick is kept at once, and so is each that is taken away."""
    before, place = page.url, 2
    boxes = page.locator("input[type=checkbox][name=answer]")
    while not await boxes.count():
        place += 1
        await page.goto(before.replace("at=2", f"at={place}"))
    kept = [
        await the_answer_is_kept(page, boxes.nth(0).check),
        await the_answer_is_kept(page, boxes.nth(0).uncheck),
    ]
    assert kept == [303, 303]
    await page.reload()
    assert not await boxes.nth(0).is_checked()
    await page.goto(before)


async def the_answer_is_kept(page, choose) -> int:
    async with page.expect_response(lambda one: one.request.method == "POST") as response:
        await choose()
    return (await response.value).status


async def some_sit_again(bureau, exam: int):
    paper = await bureau.training.papers.paper(exam)
    bureau.clock.now = paper.makeup.opens + timedelta(hours=1)
    for name in OFFICERS[12:14]:
        await sits(bureau, name, exam, wrong=(1, 2))
    async with bureau.desk("赵强") as page:
        await page.goto(f"/staff/papers/{exam}")
        await bureau.picture(page, "results-during-makeup")
    bureau.clock.now = paper.ends + timedelta(hours=15)


async def the_record_says_it_all(bureau, exam: int):
    results = await bureau.training.results.of(bureau.actor("赵强"), exam)
    assert results.summary == "应考15 实考14 合格14 参考率93% 合格率100%"
    async with bureau.desk("学员13", "phone") as page:
        await page.goto("/staff/learnt")
        await bureau.picture(page, "record")
        for name in ("打印成绩证明", "打印全年学法用法记录"):
            async with page.expect_download() as download:
                await page.get_by_role("link", name=name).click()
            path = bureau.folder / (await download.value).suggested_filename
            await (await download.value).save_as(path)
            assert path.read_bytes().startswith(b"%PDF")
        await page.goto("/staff/syllabus")
        await bureau.picture(page, "syllabus-phone")
    async with bureau.desk("王敏", "phone") as page:
        for path in ("papers", f"papers/{exam}", "items", "items/drafts", "learners"):
            await page.goto(f"/staff/{path}")
            await bureau.picture(page, f"phone-{path.replace('/', '-')}")
        await page.goto("/staff/items")
        await page.locator("main .rows a, main .tasks a, main table a").first.click()
        await bureau.picture(page, "phone-item")
    async with bureau.desk("王敏") as page:
        await page.goto("/staff/suggestions")
        await bureau.picture(page, "suggestions-weak")
        await page.goto("/staff/syllabus")
        await page.screenshot(path=bureau.folder / "syllabus.png")
        await page.goto(f"/staff/papers/{exam}")
        await bureau.picture(page, "results")
        year = date.fromisoformat(bureau.clock().strftime(AT)).year
        await page.goto(f"/staff/report?year={year}")
        await bureau.picture(page, "report")


async def sits(bureau, name: str, exam: int, wrong) -> None:
    attempt = await bureau.training.sittings.begin(bureau.actor(name), exam)
    await answers(bureau, name, attempt.id, wrong=wrong)
    await bureau.training.sittings.hand_in(bureau.actor(name), attempt.id)


async def answers(bureau, name: str, attempt: int, *, wrong, but=()) -> None:
    """Every question that has no answer yet, by its key where its number isn't `wrong`."""
    sittings, items = bureau.training.sittings, bureau.application.library.items
    sheet = await sittings.sheet(bureau.actor(name), attempt)
    left = [sheet.questions[place - 1] for place in sheet.unanswered]
    for asked in left:
        if asked.n in but:
            continue
        item = items[asked.slug]
        chosen = another(item) if asked.n in wrong else item.key
        await sittings.answer(bureau.actor(name), attempt, asked.n, chosen)
