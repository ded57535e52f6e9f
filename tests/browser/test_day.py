"""A working day in the console, from the first start to the numbers, by four of staff in a real
browser: no Telegram of theirs, and no command after the start.

PICTURES=FOLDER keeps a picture of every page on the way.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
import sys
from asyncio.subprocess import PIPE
from contextlib import asynccontextmanager
from pathlib import Path

import pyotp
import pytest
import pytest_asyncio

from tests.browser.conftest import WINDOWS
from tests.browser.serving import WIDER
from tests.fakes.botapi import BotApi
from tests.fakes.processes import ROOT
from tests.waiting import LONGEST

pytestmark = [pytest.mark.soak, pytest.mark.real_time]
PASSWORD = "truck ferry 8 willow"
ROLES = {"王敏": "编辑", "赵强": "法制审核", "陈静": "宣传"}
PEOPLE = 150
QUESTION = "骑电动自行车走机动车道会被罚吗？"
ENTRY = {
    "question": QUESTION,
    "ask": "电瓶车上机动车道罚款吗\n电动车走快车道被抓罚多少\n骑电驴走汽车道怎么处罚\n"
    "电瓶车不走非机动车道\n电动车占机动车道罚钱吗\n骑车走在马路中间会不会罚",
    "basis": "道路交通安全法 第五十七条\n道路交通安全法 第八十九条",
    "body": "会。有非机动车道的要走非机动车道，没有的靠车行道右侧骑；"
    "不这样骑的，处警告或者一百元罚款。\n\n- 由交警处理，有疑问拨 122。",
}
MENDED = (
    "会。有非机动车道的要走非机动车道，没有的靠车行道右侧骑；"
    "不这样骑的，处警告或者5元以上50元以下罚款，拒绝接受罚款的，可以扣留车辆。"
    "\n\n- 由交警处理，有疑问拨 122。"
)
LETTER = "3路公交车末班车几点？上周三晚上九点在县医院站等了四十分钟没有等到。"
REPLY = (
    "您反映的情况收到了。3路公交车的时刻已请公交公司核对，核对的结果**三个工作日内**写在这一页。"
)


ANSWERED = """() => {
  const turns = document.querySelectorAll('.turn');
  return turns.length && !turns[turns.length - 1].querySelector('.waiting');
}"""


class Camera:
    """Takes a picture of a whole page, numbered in their order."""

    def __init__(self, window: str) -> None:
        self.window = window
        self.folder = os.environ.get("PICTURES", "")
        self.taken = 0

    async def takes(self, page, name: str, *, whole: bool = True) -> None:
        self.taken += 1
        if self.folder:
            file = Path(self.folder) / f"{self.window}-{self.taken:02}-{name}.png"
            await page.screenshot(path=file, full_page=whole, animations="disabled")


class Bureau:
    """The running service and the windows in front of it."""

    def __init__(self, browser, window: str, address: str, lines: asyncio.StreamReader) -> None:
        self._browser, self._window, self._lines = browser, window, lines
        self.address = address
        self.camera = Camera(window)
        self.contexts, self.troubles = [], []

    async def printed(self, pattern: str) -> str:
        async with asyncio.timeout(5 * LONGEST):
            while line := (await self._lines.readline()).decode():
                if found := re.search(pattern, line):
                    return found[0]
        raise AssertionError(f"it ended without a line like {pattern}")

    async def sits_down(self):
        """Another person at a screen of their own."""
        context = await self._browser.new_context(
            base_url=self.address,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            accept_downloads=True,
            service_workers="block",
            **WINDOWS[self._window],
        )
        context.set_default_timeout(LONGEST * 1000)
        self.contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", lambda line: self._note(page, line))
        return page

    def _note(self, page, line) -> None:
        if line.type == "error" and "status of 4" not in line.text:
            self.troubles.append(f"{page.url}: {line.text} ({line.location})")

    async def picture(self, page, name: str, **how) -> None:
        await page.wait_for_load_state()  # a link was pressed, and nothing of the page is there
        assert not await page.evaluate(WIDER), name
        await self.camera.takes(page, name, **how)


@asynccontextmanager
async def begun(browser, window, data, *, botapi=None):
    """`pufa run` on an empty folder, but for subscribers who came from an older system."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PUFA_")}
    environ = kept | {
        "PUFA_DATA_DIR": str(data),
        "PUFA_PORT": str(port),
        "PUFA_SEND_WINDOW": "00:00-24:00",
        "PUFA_SEND_RATE": "20",
        "PUFA_DRAFT_DAYS": "30",
        "PUFA_REQUESTS_PER_MINUTE": "100000",
        "PYTHONUNBUFFERED": "1",
    }
    if botapi:
        environ |= {
            "PUFA_TELEGRAM_TOKEN": botapi.token,
            "PUFA_TELEGRAM_API": botapi.address,
            "PUFA_PUBLIC_URL": "https://pufa.example.gov.cn",
        }
        table = data.parent / "people.csv"
        rows = "\n".join(
            f"telegram,{botapi.person(f'p{number}').id},,,2026-01-02" for number in range(PEOPLE)
        )
        table.write_text(f"channel,chat_id,audiences,topics,consented\n{rows}\n", encoding="utf-8")
        await pufa(environ, "subscribers", "import", str(table))
    service = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "handlers.cli", "run", cwd=ROOT, env=environ, stdout=PIPE
    )
    bureau = Bureau(browser, window, f"http://127.0.0.1:{port}", service.stdout)
    try:
        yield bureau
    finally:
        for context in bureau.contexts:
            await context.close()
        service.terminate()
        await service.communicate()
    assert bureau.troubles == []


async def pufa(environ, *words):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "handlers.cli", *words, cwd=ROOT, env=environ, stdout=PIPE
    )
    await process.communicate()
    assert process.returncode == 0


@pytest_asyncio.fixture(loop_scope="session")
async def botapi():
    async with BotApi() as botapi:
        yield botapi


async def goes(page, words: str) -> None:
    """By the menu, as a person does."""
    small = page.locator(".menu-small > summary")
    if await small.is_visible():
        await small.click()
    menu = page.locator("nav[aria-label=菜单]:visible")
    await menu.get_by_role("link", name=re.compile(f"^{words}")).first.click()
    await page.wait_for_load_state()


async def presses(page, words: str) -> None:
    """A button, or a link that looks like one, in the page itself."""
    await page.locator("main").get_by_text(words, exact=True).first.click()
    await page.wait_for_load_state()


async def sets_up(bureau, page, link: str, name: str, *, shown: str):
    """Password and authenticator, by a link; ends on the first page."""
    await page.goto(link)
    await page.wait_for_selector("#f-password")
    await bureau.picture(page, f"{shown}-set-up")
    if name:
        await page.fill("#f-name", name)
    await page.fill("#f-password", PASSWORD)
    await page.fill("#f-code", pyotp.TOTP(await page.inner_text("[data-secret]")).now())
    await page.click("button.primary")
    await page.wait_for_selector("[data-codes]")
    await bureau.picture(page, f"{shown}-codes")
    await page.click("a.primary")
    await page.wait_for_selector(".top")
    await bureau.picture(page, f"{shown}-home")


async def opens_the_bureau(bureau, first_link):
    """The administrator: the profile, and a link for each colleague."""
    chief = await bureau.sits_down()
    await chief.goto("/staff")
    await bureau.picture(chief, "nobody-yet")
    await sets_up(bureau, chief, first_link, "李雯", shown="chief")
    await presses(chief, "填写单位资料：名称、热线、地址")
    await bureau.picture(chief, "bureau")
    for field, words in {
        "name": "某某县交通运输局",
        "hotline": "12328",
        "address": "某某县交通大道1号",
        "hours": "工作日 8:30–12:00、14:30–17:30",
    }.items():
        await chief.fill(f"#f-{field}", words)
    await presses(chief, "存下")
    await bureau.picture(chief, "bureau-kept")
    await goes(chief, "待办")
    await presses(chief, "导入法规全文")
    await bureau.picture(chief, "laws-missing")
    links = {}
    await goes(chief, "待办")
    await presses(chief, "邀请第一位同事")
    for name, role in ROLES.items():
        await chief.fill("#f-label", name)
        await chief.locator("label.option", has_text=role).click()
        await bureau.picture(chief, f"invites-{role}")
        await presses(chief, "做一个邀请链接")
        await bureau.picture(chief, f"invited-{role}")
        links[name] = await chief.inner_text("code.secret")
        await presses(chief, "回到人员")
        await presses(chief, "邀请同事")
    await goes(chief, "人员")
    await bureau.picture(chief, "people")
    await goes(chief, "待办")
    await bureau.picture(chief, "chief-home-after")
    return chief, links


async def an_entry_goes_out(bureau, editor, reviewer):
    """Drafted, returned with a reason, mended, approved; and asked for."""
    await goes(editor, "条目")
    await bureau.picture(editor, "entries", whole=False)
    await presses(editor, "新写条目")
    await bureau.picture(editor, "entry-empty")
    for field in ("question", "ask", "basis", "body"):
        await editor.fill(f"#f-{field}", ENTRY[field])
    await editor.select_option("#f-topic", "电动车非机动车")
    await editor.locator("[data-preview] .prose >> text=一百元").wait_for()
    await bureau.picture(editor, "entry-written")
    await presses(editor, "存成草稿，检查")
    await bureau.picture(editor, "draft")
    await presses(editor, "提交审核")
    await bureau.picture(editor, "draft-submitted", whole=False)

    await goes(reviewer, "待办")
    await bureau.picture(reviewer, "reviewer-home-waiting")
    await presses(reviewer, "份草稿待审核")
    await bureau.picture(reviewer, "review")
    await presses(reviewer, QUESTION)
    await bureau.picture(reviewer, "review-draft")
    await presses(reviewer, "退回给起草人")
    await bureau.picture(reviewer, "review-fault", whole=False)
    await presses(reviewer, "数字核不上")
    await reviewer.fill("#f-reason", "第八十九条是五元以上五十元以下，没有一百元。")
    await presses(reviewer, "退回给起草人")
    await bureau.picture(reviewer, "review-returned")

    await goes(editor, "待办")
    await bureau.picture(editor, "editor-home-returned")
    await presses(editor, "份草稿被退回")
    await bureau.picture(editor, "drafts-returned")
    await presses(editor, QUESTION)
    await bureau.picture(editor, "draft-returned")
    await presses(editor, "修改")
    await editor.fill("#f-body", MENDED)
    await bureau.picture(editor, "draft-edit")
    await presses(editor, "存下，检查")
    await bureau.picture(editor, "draft-mended")
    await presses(editor, "提交审核")

    await goes(reviewer, "待审核")
    await presses(reviewer, QUESTION)
    await bureau.picture(reviewer, "review-again")
    await presses(reviewer, "批准并发布")
    if await reviewer.get_by_text("看过了，批准并发布").count():
        await bureau.picture(reviewer, "review-needs-yes")
        await presses(reviewer, "看过了，批准并发布")
    await reviewer.locator(".banner >> text=已批准并发布").wait_for()
    await bureau.picture(reviewer, "review-approved")

    citizen = await bureau.sits_down()
    await citizen.goto("/")
    await citizen.fill("#text", QUESTION)
    await citizen.press("#text", "Enter")
    await citizen.locator(".turn .answer >> text=5元以上50元以下").wait_for()
    await bureau.picture(citizen, "citizen-reads-it")
    return citizen


async def a_letter_is_answered(bureau, citizen, editor):
    """Written on the page, read in the console, answered; its writer reads it on their page."""
    await citizen.goto("/letter")
    await citizen.locator("label", has_text="投诉").click()
    await citizen.fill("#words", LETTER)
    await citizen.click("#letter button.primary")
    await citizen.wait_for_url(re.compile("/receipts/"))
    await bureau.picture(citizen, "citizen-receipt")

    await goes(editor, "待办")
    await bureau.picture(editor, "editor-home-letter")
    await presses(editor, "封来信待答复")
    await bureau.picture(editor, "letters")
    await editor.locator("tbody th a").first.click()
    await bureau.picture(editor, "letter")
    await presses(editor, "我来办")
    await bureau.picture(editor, "letter-taken")
    await presses(editor, "答复")
    await editor.fill("#f-words", REPLY)
    await bureau.picture(editor, "letter-answer")
    await presses(editor, "看群众会看到的样子")
    await bureau.picture(editor, "letter-preview")
    await presses(editor, "向 1 人发出答复")
    await bureau.picture(editor, "letter-answered")

    await citizen.reload()
    await citizen.get_by_text("三个工作日内").wait_for()
    await bureau.picture(citizen, "citizen-answer")


async def what_was_not_answered(bureau, citizen, editor):
    """A question without an entry comes up at the desk."""
    await citizen.goto("/")
    await citizen.fill("#text", "县城到老鹰嘴村的班车改线以后还经过沙湾桥吗")
    await citizen.press("#text", "Enter")
    await citizen.wait_for_function(ANSWERED)
    none = citizen.locator(".turn").last.get_by_text("都不是")
    if await none.count():
        await none.click()
        await citizen.wait_for_function(ANSWERED)
    await bureau.picture(citizen, "citizen-unknown", whole=False)
    await goes(editor, "没答上的")
    await bureau.picture(editor, "unanswered")
    if await editor.locator("tbody th a").count():
        await editor.locator("tbody th a").first.click()
        await editor.wait_for_load_state()
        await bureau.picture(editor, "unanswered-one")


async def takes_up(clerk, day):
    """What was drafted for the day, whenever in the year it is next; else drafts it."""
    line = clerk.locator(".agenda li:has(.doing :is(a, button))", has_text=day)
    while not await line.count():
        await presses(clerk, "下个月")
    drafted = line.locator(".doing").get_by_role("link")
    await (drafted if await drafted.count() else line.get_by_role("button")).click()
    await clerk.wait_for_load_state()


async def a_campaign_goes_out(bureau, clerk, reviewer, *, people: int):
    """From the calendar's proposal to the numbers."""
    await goes(clerk, "待办")
    await bureau.picture(clerk, "clerk-home-waiting")
    await goes(clerk, "普法日历")
    await bureau.picture(clerk, "calendar")
    await presses(clerk, "下个月")
    await bureau.picture(clerk, "calendar-next")
    await goes(clerk, "推送")
    await bureau.picture(clerk, "campaigns")
    await presses(clerk, "从普法日历起草")
    await takes_up(clerk, "全国交通安全日")
    await bureau.picture(clerk, "campaign")
    await presses(clerk, "修改")
    await clerk.fill("#f-title", "12月2日，全国交通安全日")
    await bureau.picture(clerk, "campaign-edit")
    await presses(clerk, "存下")
    await bureau.picture(clerk, "campaign-kept", whole=False)
    await presses(clerk, "海报和屏幕文字")
    await bureau.picture(clerk, "campaign-surfaces")
    await presses(clerk, "返回推送")
    await presses(clerk, "提交审核")
    await bureau.picture(clerk, "campaign-submitted", whole=False)
    at = clerk.url

    await goes(reviewer, "待办")
    await bureau.picture(reviewer, "reviewer-home-campaign")
    await presses(reviewer, "个推送待审核")
    await bureau.picture(reviewer, "campaigns-in-review")
    await reviewer.locator("main .tasks a").first.click()
    await reviewer.wait_for_load_state()
    await bureau.picture(reviewer, "campaign-review")
    await presses(reviewer, "批准")
    if await reviewer.get_by_text("对照过条文，批准").count():
        await bureau.picture(reviewer, "campaign-needs-yes")
        await presses(reviewer, "对照过条文，批准")
    await bureau.picture(reviewer, "campaign-approved", whole=False)

    await goes(clerk, "待办")
    await bureau.picture(clerk, "clerk-home-approved")
    await clerk.goto(at)
    await presses(clerk, "定时间")
    await bureau.picture(clerk, "campaign-when")
    await presses(clerk, "现在就发")
    await presses(clerk, "下一步，看会发给多少人")
    await bureau.picture(clerk, "campaign-send")
    await clerk.locator("button.danger").click()
    await clerk.wait_for_url(at)
    await bureau.picture(clerk, "campaign-sending", whole=False)
    if people:
        begun = clerk.locator("progress")
        await begun.wait_for()
        shown = await begun.get_attribute("value")
        await clerk.wait_for_function(
            "(old) => document.querySelector('[data-live] progress')?.value > old", arg=int(shown)
        )
        await bureau.picture(clerk, "campaign-live", whole=False)
        await clerk.get_by_text(f"{people} / {people} 个办完").wait_for()
    else:
        await clerk.get_by_text("没有订阅者要收").wait_for()
    await bureau.picture(clerk, "campaign-done")
    await goes(clerk, "推送")
    await bureau.picture(clerk, "campaigns-after")


async def the_rest_of_the_day(bureau, chief, clerk, editor, citizen):
    """The numbers, an event in a square, the record, a backup."""
    await citizen.goto("/")
    await bureau.picture(citizen, "citizen-banner", whole=False)
    for words in ("订阅者", "线下活动"):
        await goes(clerk, words)
        await bureau.picture(clerk, words)
    await presses(clerk, "登记活动")
    await bureau.picture(clerk, "activity-form")
    for words in ("报告", "计划", "手册", "我的账号"):
        await goes(clerk, words)
        await bureau.picture(clerk, words)
    for words in ("试问", "必答问题", "法规", "草稿"):
        await goes(editor, words)
        await bureau.picture(editor, words, whole=words != "法规")
    for words in ("操作记录", "运行状况", "备份", "地方事项", "计算器的数字", "禁用词", "公众号",
                  "题库", "试卷和成绩", "岗位", "每日练习", "考试", "学法记录"):  # fmt: skip
        await goes(chief, words)
        await bureau.picture(chief, words, whole=words not in ("操作记录", "题库"))
    await goes(chief, "备份")
    await presses(chief, "现在做一份备份")
    await bureau.picture(chief, "backup-made")


@pytest.mark.parametrize("window", WINDOWS)
async def test_four_of_staff_work_a_day_without_telegram_and_without_a_command(
    browser, window, tmp_path, botapi
):
    channel = botapi if window == "desktop" else None
    async with begun(browser, window, tmp_path / "data", botapi=channel) as bureau:
        chief, links = await opens_the_bureau(
            bureau, await bureau.printed(r"http://\S+/staff/first#t=\S+")
        )
        staff = {}
        for name, role in ROLES.items():
            staff[name] = await bureau.sits_down()
            await sets_up(bureau, staff[name], links[name], name, shown=role)
        editor, reviewer, clerk = staff.values()
        citizen = await an_entry_goes_out(bureau, editor, reviewer)
        await a_letter_is_answered(bureau, citizen, editor)
        await what_was_not_answered(bureau, citizen, editor)
        people = PEOPLE if channel else 0
        await a_campaign_goes_out(bureau, clerk, reviewer, people=people)
        await the_rest_of_the_day(bureau, chief, clerk, editor, citizen)
