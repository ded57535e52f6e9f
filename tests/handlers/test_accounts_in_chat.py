"""Administrators invite, change and end accounts in the chat; the invited accept."""

import re
import sqlite3

import pytest

from bot.members import Role, operator
from bot.messages import Chat, Reply
from bot.staff.audit import Audit
from tests.handlers.conftest import Person, Recorder


class Linked(Recorder):
    """A channel that has addresses, as Telegram has."""

    def link(self, word):
        return f"https://t.me/pufa_bot?start={word}"


@pytest.fixture
def telegram():
    return Linked()


@pytest.fixture
def application(start):
    return start(staff="telegram:7:administrator,telegram:8:editor", staff_chat="telegram:-100500")


@pytest.fixture
def li(application):
    return Person(application, "7")


@pytest.fixture
def chen(application):
    return Person(application, "8")


@pytest.fixture
def wang(application):
    """No one of staff, as yet."""
    return Person(application, "9")


def token_in(body):
    return re.search(r"/join ([0-9a-f]{40})", body)[1]


async def test_an_invitation_is_made_by_buttons_and_accepted_by_its_link(
    li, wang, telegram, application
):
    await li.says("/staff")
    await li.presses("邀请")
    await li.presses("编辑")
    assert "只能用一次，11-24 12:00 前有效" in li.heard.body
    link = re.search(r"https://t\.me/pufa_bot\?start=(\w+)", li.heard.body)[1]
    said = await wang.says(f"/start {link}")
    assert said.startswith("欢迎加入。您的角色：编辑。")
    assert "/campaigns" in said
    for _ in range(2):
        await application.account_news.go_round()
    assert telegram.sent == [(Chat("telegram", "-100500"), Reply("telegram:9接受了邀请：编辑。"))]
    assert "telegram:9：编辑" in await li.says("/staff")


async def test_an_invitation_to_several_roles_is_written_in_one_line(li, wang):
    said = await li.says("/staff 邀请 编辑、宣传 王五")
    assert "王五（编辑、宣传）" in said
    assert "您的角色：编辑、宣传" in await wang.says(f"/join {token_in(said)}")
    assert "王五（telegram:9）：编辑、宣传" in await li.says("/staff")


async def test_a_line_without_a_role_is_told_what_roles_there_are(li):
    assert "请写明角色：编辑、法制审核、宣传、管理员" in await li.says("/staff 邀请 王五")


async def test_an_invitation_that_was_used_opens_nothing(li, wang, application):
    token = token_in(await li.says("/staff 邀请 编辑"))
    await wang.says(f"/join {token}")
    zhao = Person(application, "10")
    assert "没有办成：这个邀请不存在、已经用过" in await zhao.says(f"/start join_{token}")
    assert "您的角色" not in await zhao.says("/staff")


async def test_an_open_invitation_can_be_withdrawn(li, wang):
    token = token_in(await li.says("/staff 邀请 编辑 王五"))
    await li.says("/staff")
    await li.presses("撤回 王五")
    assert "没有办成" in await wang.says(f"/join {token}")
    assert "还没有接受的邀请" not in await li.says("/staff")


async def test_a_role_is_given_and_taken_by_a_tap(li, chen, application):
    await li.says("/staff")
    await li.presses("Telegram 8")
    await li.presses("宣传")
    assert "角色：编辑、宣传。" in li.heard.body
    assert li.heard.replaces
    assert "已登记" in await chen.says("/activity 今天 宣讲")
    await li.presses("✓ 宣传")
    assert "需要“宣传”角色" in await chen.says("/activity 今天 宣讲")
    await li.presses("✓ 编辑")
    assert "至少要有一个角色" in li.heard.body


async def test_an_account_ends_after_a_second_look_and_at_once(li, chen):
    assert "推送" in await chen.says("/campaigns")
    await li.says("/staff")
    await li.presses("Telegram 8")
    await li.presses("结束账号")
    assert "要结束telegram:8的账号吗" in li.heard.body
    await li.presses("结束")
    assert li.heard.body == "telegram:8的账号已经结束。"
    assert await chen.says("/campaigns") == await chen.says("/help")


async def test_what_an_ended_account_was_asked_for_is_taken_as_a_question(li, chen, stored):
    await chen.says("/campaigns new")  # the next words would be the notice
    await li.sends(action="acc:end:telegram:8")
    await chen.says("今天天气怎么样")
    assert stored()["campaigns"] == []
    assert stored()["letters"] == []
    assert [row["text"] for row in stored()["questions"]] == ["今天天气怎么样"]


async def test_the_last_administrator_cant_be_ended(li):
    assert "最后一位管理员" in await li.sends(action="acc:end:telegram:7")
    await li.sends(action="acc:on:editor:telegram:7")
    assert "最后一位管理员" in await li.sends(action="acc:off:administrator:telegram:7")
    assert "telegram:7：编辑、管理员" in await li.says("/staff")


async def test_the_latest_of_the_record_is_shown(li):
    await li.says("/staff 邀请 编辑 王五")
    await li.sends(action="acc:end:telegram:8")
    await li.says("/staff")
    await li.presses("审计记录")
    lines = [line for line in li.heard.body.splitlines() if line.startswith("- ")]
    assert lines == [
        "- 11-23 12:00 Telegram 7 邀请人员：邀请 1",
        "- 11-23 12:00 Telegram 7 结束账号：人员 Telegram 8",
    ]


async def test_other_staff_see_their_own_roles_only(chen):
    said = await chen.says("/staff")
    assert said.startswith("您的角色：编辑。")
    assert "telegram:7" not in said
    assert "/inbox" in said
    assert "/letters" in said
    assert "/campaigns" in said
    assert "/staff" not in said
    assert chen.choices == ["工作台"]


ACTIONS = (
    "acc:list",
    "acc:who:telegram:7",
    "acc:on:administrator:telegram:8",
    "acc:off:administrator:telegram:7",
    "acc:end?:telegram:7",
    "acc:end:telegram:7",
    "acc:invite",
    "acc:new:administrator",
    "acc:revoke:1",
    "acc:log",
)


@pytest.mark.parametrize("action", ACTIONS)
async def test_buttons_that_were_passed_on_do_nothing_for_others(li, chen, wang, stored, action):
    await li.says("/staff 邀请 编辑")
    before = {name: stored()[name] for name in ("accounts", "invitations", "audit")}
    body = await chen.sends(action=action)
    assert "查看人员需要“管理员”角色" in body
    assert "过期" in await wang.sends(action=action)
    assert {name: stored()[name] for name in before} == before


async def test_to_anybody_else_the_command_isnt_there(wang):
    assert await wang.says("/staff") == await wang.says("/help")
    assert await wang.says("/staff 邀请 管理员") == await wang.says("/help")


@pytest.mark.parametrize("chat", ["-1005:7", "-1005:9"])
async def test_nothing_of_it_is_done_in_a_group(application, li, chat):
    group = Person(application, chat)
    token = token_in(await li.says("/staff 邀请 编辑"))
    assert "私聊" in await group.says(f"/join {token}")
    if chat.endswith(":7"):
        assert await group.says("/staff") == "这是工作人员的事，请在和我的私聊里办。"


async def test_on_the_page_nobody_becomes_staff(application, li):
    page = Person(application, "x" * 32, channel="web")
    token = token_in(await li.says("/staff 邀请 编辑"))
    assert "请在 Telegram 里" in await page.says(f"/join {token}")
    assert "欢迎加入" in await Person(application, "9").says(f"/join {token}")


@pytest.mark.parametrize(
    "action",
    ["acc:", "acc:who:nobody", "acc:on:king:telegram:8", "acc:revoke:x", "acc:new:", "acc:zz"],
)
async def test_a_button_that_makes_no_sense_changes_nothing(li, stored, action):
    await li.sends(action=action)
    assert stored()["accounts"] == stored()["invitations"] == []


async def test_forget_leaves_the_account_which_an_administrator_ends(li, chen):
    await chen.says("/forget")
    await chen.sends(action="forget-yes")
    assert "编辑" in await chen.says("/staff")


async def test_the_campaigns_and_activities_of_staff_stand_in_the_record(li, chen, application):
    await li.says("/activity 今天 宣讲 120人")
    await li.says("/activity 改 1 130人")
    await chen.says("/campaign new 雨天行车\n请减速慢行。")
    await chen.sends(action="k:do:1:submit:1")
    lines = await Audit(application.database).lines(operator("li"))
    assert [(line.who, line.action, line.subject) for line in lines] == [
        ("telegram:7", "activity.add", "activity:1"),
        ("telegram:7", "activity.correct", "activity:1"),
        ("telegram:8", "campaign.new", "campaign:1"),
        ("telegram:8", "campaign.submit", "campaign:1"),
    ]
    assert '"people": 120' in lines[1].before
    assert '"people": 130' in lines[1].after
    assert '"title": "雨天行车"' in lines[2].after
    assert lines[3].before == '{"state": "draft"}'
    assert lines[3].after == '{"state": "in_review", "version": 1}'


async def test_a_change_that_cant_be_recorded_isnt_made(li, chen, application, stored):
    await chen.says("/campaign new 雨天行车\n请减速慢行。")
    await application.database.write(
        lambda db: db.execute(
            "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    )
    for person, doing in (
        (chen, {"action": "k:do:1:submit:1"}),
        (chen, {"text": "/campaign new 雪天行车\n请减速慢行。"}),
        (li, {"text": "/activity 今天 宣讲"}),
        (li, {"action": "acc:end:telegram:8"}),
        (li, {"text": "/staff 邀请 编辑"}),
    ):
        with pytest.raises(sqlite3.IntegrityError, match="full"):
            await person.sends(**doing)
    left = stored()
    assert [row["state"] for row in left["campaigns"]] == ["draft"]
    assert left["activities"] == left["accounts"] == left["invitations"] == []


async def test_whose_roles_were_changed_or_ended_is_told(li, application, telegram):
    async def told():
        await application.account_news.go_round()
        found = [(chat.id, reply.body) for chat, reply in telegram.sent]
        telegram.sent.clear()
        return found

    boss = await application.accounts.actor(li.chat)
    await application.accounts.change(boss, "telegram:8", [Role.EDITOR, Role.CAMPAIGNER])
    assert await told() == [("8", "您的角色改了，现在是：编辑、宣传。发 /staff 看能做什么。")]
    await application.accounts.end(boss, "telegram:8")
    ((chat, words),) = await told()
    assert chat == "8"
    assert "账号已经结束" in words
    assert await told() == []
