"""An administrator's invitation, from one phone to the other."""

from __future__ import annotations

import re

import pytest

from bot.config import Settings
from bot.members import Actor, Member
from bot.messages import Chat
from handlers.application import build
from handlers.channels import telegram
from handlers.channels.telegram import addresses
from tests.fakes import FAKES
from tests.fakes.botapi.failures import server_error


@pytest.fixture
async def live(botapi, tmp_path, clock, li):
    """The whole application on Telegram, of which 李四 is administrator."""
    settings = Settings(
        data_dir=tmp_path / "data",
        knowledge_dir=FAKES / "knowledge",
        telegram_token=botapi.token,
        telegram_api=botapi.address,
        staff=f"telegram:{li.id}:administrator",
    )
    application = build(settings, clock=clock)
    channel = telegram.connect(application)
    assert channel.link("join_x") == ""  # its name isn't known before it is connected
    await channel.start()
    yield application
    await channel.stop()
    application.close()


async def test_an_invitation_goes_from_one_phone_to_the_other(live, li, zhang):
    await li.says("/staff 邀请 编辑 张三")
    invited = await li.hears("邀请：张三（编辑）")
    link = re.search(r"https://t\.me/(\w+)\?start=(join_\w+)", invited.text)
    assert link[1] == "pufa_bot"

    await zhang.says(f"/start {link[2]}")  # what opening the link sends
    await zhang.hears("欢迎加入。您的角色：编辑。")
    await zhang.says("/campaigns")
    await zhang.hears("推送")

    await li.says("/staff")
    await li.hears("工作人员")
    await li.taps("张三")
    await li.hears("角色：编辑")
    await li.taps("结束账号")
    await li.hears("要结束张三")
    await li.taps("结束")
    await li.hears("已经结束")
    await zhang.says("/campaigns")
    assert "推送" not in (await zhang.hears()).text


async def test_the_command_line_asks_telegram_for_the_bots_address(live, botapi, tmp_path):
    assert await addresses.link(live.settings, "join_x") == "https://t.me/pufa_bot?start=join_x"
    botapi.fails("getMe", server_error(), times=None)
    assert await addresses.link(live.settings, "join_x") == ""
    assert await addresses.link(Settings(data_dir=tmp_path), "join_x") == ""


async def test_a_link_into_the_console_is_given_in_the_private_chat(live, li, zhang):
    await li.says("/console")
    link = re.search(
        r"http://127\.0\.0\.1:8080/staff/in/link#t=([\w-]+)", (await li.hears("10 分钟")).text
    )
    member = await live.links.whose(link[1])
    assert member.name == f"telegram:{li.id}"
    await zhang.says("/console")
    assert "staff" not in (await zhang.hears()).text


async def test_a_private_chat_is_bound_to_an_account_of_the_browser(live, li, zhang):
    await li.says("/staff 邀请 编辑 张三")
    token = re.search(r"join_(\w+)", (await li.hears("邀请：张三")).text)[1]
    made = await live.database.write(
        live.accounts.take_up,
        Member("console:张三", frozenset(), "张三"), None, token=token, via="web", now=live.clock(),
    )  # fmt: skip
    chat = await live.links.to_chat(Actor(made, "web"))
    await zhang.says(f"/join {chat}")
    await zhang.hears("您的角色：编辑")
    actor = await live.accounts.actor(Chat("telegram", str(zhang.id)))
    assert actor.member.name == "console:张三"
