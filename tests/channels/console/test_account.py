"""The bureau's WeChat account in the browser: what it can do, and its menu."""

from __future__ import annotations

import pytest

from bot.config import Settings
from bot.store import wechat
from handlers.channels.wechat.account import WeChatAccount
from handlers.channels.wechat.api import api_of
from tests.channels.console.conftest import words
from tests.fakes.wechat import Kind, WeChat
from tests.fakes.wechat.account import APPID, SECRET


@pytest.fixture
async def world(application, clock):
    async with WeChat(Kind.VERIFIED_SERVICE, clock) as world:
        settings = Settings(wechat_appid=APPID, wechat_secret=SECRET, wechat_api=world.address)
        api = api_of(settings, application.database, clock)
        application.account = WeChatAccount(api)
        yield world
        await api.aclose()


async def test_without_an_account_it_says_what_to_set(staff):
    campaigner, administrator = await staff("陈静"), await staff("李雯")

    assert "PUFA_WECHAT_TOKEN" in words(await campaigner.open("/wechat"))
    refused = await administrator.get("/staff/wechat/menu")
    assert "没有接通公众号" in words(refused.text)


async def test_it_shows_what_the_account_can_do_and_what_to_do_about_the_rest(
    application, staff, world, clock
):
    await application.database.write(
        wechat.note_fault,
        api="custom/send",
        code=48001,
        detail="api unauthorized",
        now=clock(),
        off_until=clock().replace(year=2027),
    )
    await application.account.api.load()
    campaigner = await staff("陈静")

    shown = words(await campaigner.open("/wechat"))

    assert "客服消息不能用" in shown
    assert "自定义菜单能用" in shown
    assert "custom/send 48001账号没有这个接口的权限" in shown
    assert "公众号" in words(await campaigner.open(""))


async def test_the_menu_is_published_after_a_look_and_put_back(staff, world):
    world.account.menu = {
        "button": [{"type": "view", "name": "政务公开", "url": "https://www.example.gov.cn/"}]
    }
    administrator = await staff("李雯")

    page = await administrator.open("/wechat/menu")
    assert "<del>政务公开：打开 https://www.example.gov.cn/</del>" in page
    assert "<ins>常见问题：相当于说“/topics”</ins>" in page

    assert "菜单发布好了" in await administrator.does("/wechat/menu")
    assert world.account.menu["button"][0]["name"] == "常见问题"
    assert "政务公开" in await administrator.open("/wechat/menu/undo")
    await administrator.does("/wechat/menu/undo")
    assert world.account.menu["button"][0]["name"] == "政务公开"


async def test_when_wechat_refuses_the_page_says_what_to_do(staff, world):
    world.account.allowed_address = False
    administrator = await staff("李雯")

    refused = words((await administrator.get("/staff/wechat/menu")).text)

    assert "IP 白名单" in refused
    assert "203.0.113.7" in refused
