"""The bureau's WeChat account in the browser: what it can do, its menu, its
codes, and what it sends to all."""

from __future__ import annotations

import re

import pytest

from bot.config import Settings
from bot.messages import Chat, Message
from bot.publicity.surfaces import cover
from bot.store import signs, wechat
from bot.store.campaigns import Notice
from handlers.channels.wechat.account import WeChatAccount
from handlers.channels.wechat.api import api_of
from tests.channels.console.conftest import hidden, words
from tests.fakes import campaigns
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
    assert "客服消息 48001账号没有这个接口的权限" in shown
    assert "公众号" in words(await campaigner.open(""))
    assert "当场说了要等" not in shown

    await application.database.write(signs.mark, name=signs.CROWDED, at=clock())
    assert "当场说了要等：最近一次" in words(await campaigner.open("/wechat"))


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


async def approved(application) -> int:
    """A campaign that somebody has approved."""

    def made(db):
        notice = Notice("十二月四日是国家宪法日", "宪法是国家的**根本法**。\n\n- 人人遵守宪法。")
        number = campaigns.schedule(db, notice, send_at=application.clock())
        db.execute("UPDATE campaigns SET state = 'approved' WHERE id = ?", [number])
        db.execute(
            "INSERT INTO campaign_changes (campaign_id, version, at, who, via, change, before,"
            " after) VALUES (?, 1, ?, 'console:赵强', 'web', 'approve', 'in_review', 'approved')",
            [number, application.clock().isoformat()],
        )
        return number

    return await application.database.write(made)


async def test_codes_are_made_by_place_counted_and_taken_along(application, staff, world):
    number = await approved(application)
    campaigner = await staff("陈静")

    shown = await campaigner.does("/wechat/codes", places="汽车站\n3路公交", campaign=str(number))
    assert "做好了 2 个码" in shown
    scenes = re.findall(r"/wechat/codes/(from_[^\"]+)\.png", shown)
    assert len(set(scenes)) == 2
    scanned = Message(Chat("wechat", "o" + "1" * 27), text=f"/start {scenes[0]}")
    await application.dialogue.respond(scanned)

    shown = words(await campaigner.open("/wechat/codes"))
    assert "扫码来的" in shown
    assert re.search(r"国家宪法日 ?1 次", shown)
    picture = await campaigner.get(f"/staff/wechat/codes/{scenes[0]}.png")
    assert picture.content.startswith(b"\x89PNG")
    refused = await campaigner.fills("/wechat/codes", places="汽" * 21, campaign="0")
    assert "要写 1 到 20 个字" in words(refused.text)


async def test_a_campaign_is_looked_at_tried_on_oneself_and_sent_by_a_person(
    application, staff, world, monkeypatch
):
    monkeypatch.setattr(cover, "picture", lambda material: b"PNG")
    number = await approved(application)
    at = f"/campaigns/{number}/broadcast"
    campaigner = await staff("陈静")
    assert "公众号群发" in words(await campaigner.open(f"/campaigns/{number}"))

    page = words(await campaigner.open(at))
    assert "标题十二月四日是国家宪法日" in page
    assert "今天 0 次" in page
    article = await campaigner.get(f"/staff{at}/article")
    assert "根本法" in article.text
    assert "sandbox" in article.headers["Content-Security-Policy"]

    wrong = await campaigner.fills(f"{at}/preview", to="微信")
    assert "微信号是 6 到 20 个字母" in words(wrong.text)
    world.person("chen")
    assert "已发给 chenjing" in await campaigner.does(f"{at}/preview", to="chenjing")
    assert not world.account.masses

    asking = await campaigner.open(f"{at}/send?way=mass")
    assert "推送给所有关注公众号的人，收不回" in asking
    old = await campaigner.fills(f"{at}/send", way="mass", code="000000")
    assert "内容和您看到的不一样了" in words(old.text)
    sent = words(await campaigner.does(f"{at}/send", way="mass", code=hidden(asking, "code")))
    assert "已提交，等微信告知结果" in sent
    assert "今天 1 次" in sent
    assert "陈静" in sent
    assert "console:" not in sent
    assert len(world.account.masses) == 1


async def test_who_may_only_look_is_offered_no_sending(application, staff, world):
    number = await approved(application)
    reviewer = await staff("赵强")

    page = await reviewer.open(f"/campaigns/{number}/broadcast")

    assert "看整篇文章" in page
    assert "send?way" not in page
