"""The staff's console, as those who work in it see it."""

from __future__ import annotations

from typing import Any

from bot.members import CONSOLE, Actor, Member, Role
from bot.staff import accounts as saving
from handlers.application import Application
from handlers.channels.console.guard import COOKIE
from tests.screenshots.shot import DESKTOP, PHONE, Shot

NAMES = {
    Role.ADMINISTRATOR: "管理员",
    Role.EDITOR: "编辑",
    Role.REVIEWER: "审核员",
    Role.CAMPAIGNER: "宣传员",
    Role.LEARNER: "学员",
}
"""What the pictures call them: nobody is invented."""
QUESTION = "电动自行车在机动车道上骑会被罚吗？"


async def signed_in(application: Application, site: str, role: Role) -> dict[str, str]:
    """The cookie of one of staff with this role."""
    member = Member(f"{CONSOLE}:{NAMES[role]}", frozenset({role}), NAMES[role])
    now = application.clock()
    if not (await application.accounts.staff()).named(member.name):
        await application.database.write(
            saving.save, who=Actor(member, "web"), before=None, after=member, now=now
        )
    token = await application.database.write(
        application.sessions.begin_in, member=member, how="link", agent="Chrome/156 Windows"
    )
    return {"name": COOKIE, "value": token, "url": f"{site}/staff"}


async def drafts(page: Any) -> None:
    """Writes the beginning of an entry, and reads it as citizens would."""
    await page.fill("#f-question", QUESTION)
    await page.fill("#f-basis", "道路交通安全法 第五十七条\n道路交通安全法 第八十九条")
    await page.fill("#f-body", "会。没有非机动车道的，要靠车行道右侧骑。\n\n- 处罚由交警决定。")
    await page.locator("[data-preview] .prose >> text=右侧").wait_for()
    await page.evaluate("scrollTo(0, 380)")


async def writes(page: Any) -> None:
    """A notice, and its look beside it."""
    await page.fill("#f-title", "出行提醒：骑车戴好头盔")
    await page.fill("#f-body", "骑电动自行车、摩托车，**戴好头盔、系好扣**再上路。")
    await page.fill("#f-buttons", "我有问题")
    await page.locator("[data-preview] .bubble >> text=系好扣").wait_for()
    await page.evaluate("scrollTo(0, 0)")


async def revises(page: Any) -> None:
    """Takes an entry up, changes a sentence of it and submits it."""
    await page.click("button:has-text('修改')")
    text = await page.input_value("#f-body")
    await page.fill("#f-body", text.replace("。", "，先到窗口问清楚。", 1))
    await page.click("button.primary")
    await page.click("button:has-text('提交审核')")
    await page.locator(".banner").wait_for()


async def opens_first(page: Any) -> None:
    """The first one of the queue."""
    await page.click(".tasks a >> nth=0")
    await page.wait_for_load_state()


SHOTS = (
    Shot("desk-home", "/staff", DESKTOP, staff=Role.ADMINISTRATOR),
    Shot("desk-home-phone", "/staff", PHONE, staff=Role.ADMINISTRATOR),
    Shot("desk-entries", "/staff/entries?q=超载", DESKTOP, staff=Role.EDITOR),
    Shot("desk-write", "/staff/entries/new", DESKTOP, drafts, staff=Role.EDITOR),
    Shot(
        "desk-submit", "/staff/entries/jiazhao-daoqi-huanzheng", DESKTOP, revises, staff=Role.EDITOR
    ),
    Shot("desk-review", "/staff/review", DESKTOP, opens_first, staff=Role.REVIEWER),
    Shot("desk-try", "/staff/try?q=货车超载一吨罚多少", DESKTOP, staff=Role.EDITOR),
    Shot(
        "desk-calendar",
        "/staff/campaigns/calendar?month=2026-12",
        DESKTOP,
        staff=Role.CAMPAIGNER,
    ),
    Shot("desk-campaign", "/staff/campaigns/new", DESKTOP, writes, staff=Role.CAMPAIGNER),
    Shot("desk-statutes", "/staff/statutes/import", DESKTOP, staff=Role.REVIEWER),
    Shot("desk-people", "/staff/people", DESKTOP, staff=Role.ADMINISTRATOR),
    Shot("desk-sign-in", "/staff/in", PHONE),  # last: by now there is an administrator
)
