"""The account's menu, codes and broadcasts, from the command that a person gives to what followers
get."""

from __future__ import annotations

import asyncio
import json
import os

import pytest
from typer.testing import CliRunner

from bot.members import Actor, Member, Role
from bot.messages import Chat, DeliveryError, Reply
from bot.publicity.account import menu as menus
from bot.publicity.account.broadcasts import Broadcasts
from bot.publicity.account.menu import BadMenu, Item
from bot.publicity.surfaces import cover
from bot.publicity.surfaces.exporting import Exporting
from bot.staff.refusals import NotAllowed, Refused
from bot.store import broadcasts as store
from bot.store import places, signs
from bot.store.broadcasts import State, Way
from bot.store.campaigns import Notice
from handlers.channels.wechat.account import WeChatAccount
from handlers.cli import application as commands
from handlers.cli import wechat, wechat_check
from tests.fakes import campaigns
from tests.fakes.wechat import Kind
from tests.fakes.wechat.account import APPID, SECRET
from tests.fakes.wechat.server import KEY, TOKEN

MASS = "/cgi-bin/message/mass/sendall"
CAMPAIGNER = Actor(Member("telegram:5", frozenset({Role.CAMPAIGNER})), "telegram")
NOTICE = Notice("十二月四日是国家宪法日", "宪法是国家的**根本法**。\n\n- 人人遵守宪法。")


@pytest.fixture(autouse=True)
def _no_printing(monkeypatch):
    """The cover has a test of its own."""
    monkeypatch.setattr(cover, "picture", lambda material: b"PNG")


@pytest.fixture(autouse=True)
def _one_clock(monkeypatch, clock):
    """The command's and the service's: to one that is behind, the service's lease seems held."""
    for module in (wechat, wechat_check):
        monkeypatch.setattr(module, "now", clock)


async def campaign(bureau, notice: Notice = NOTICE, state: str = "approved") -> int:
    def made(db):
        number = campaigns.schedule(db, notice, send_at=bureau.application.clock())
        db.execute("UPDATE campaigns SET state = ? WHERE id = ?", [state, number])
        return number

    return await bureau.application.database.write(made)


def use_cases(bureau) -> Broadcasts:
    app = bureau.application
    exporting = Exporting(app.settings, app.database, lambda: app.library, app.clock, apart=False)
    return Broadcasts(app.database, exporting, WeChatAccount(bureau.channel.api), app.clock)


async def pufa(bureau, *words: str):
    """The command beside the running service."""
    settings = bureau.application.settings
    environ = {
        "PUFA_DATA_DIR": str(settings.data_dir),
        "PUFA_KNOWLEDGE_DIR": str(settings.knowledge_dir),
        "PUFA_PUBLIC_URL": settings.public_url,
        "PUFA_WECHAT_APPID": APPID,
        "PUFA_WECHAT_SECRET": settings.wechat_secret.get_secret_value() and SECRET,
        "PUFA_WECHAT_TOKEN": TOKEN,
        "PUFA_WECHAT_AES_KEY": KEY,
        "PUFA_WECHAT_API": bureau.wechat.address,
    }
    clean = {name: "" for name in os.environ if name.startswith("PUFA_")}
    return await asyncio.to_thread(
        CliRunner().invoke, commands("wechat"), ["wechat", *words], env={**clean, **environ}
    )


# The menu


async def test_the_menu_is_shown_published_and_put_back(on_wechat):
    bureau = await on_wechat()
    bureau.wechat.account.menu = {
        "button": [{"type": "view", "name": "政务公开", "url": "https://www.example.gov.cn/"}]
    }

    seen = await pufa(bureau, "menu")
    assert "- 政务公开：打开 https://www.example.gov.cn/" in seen.output
    assert "+ 常见问题：相当于说“/topics”" in seen.output
    assert bureau.wechat.account.menu["button"][0]["name"] == "政务公开"

    published = await pufa(bureau, "menu", "--publish")
    assert published.exit_code == 0
    assert bureau.wechat.account.menu["button"][0] == {
        "type": "click",
        "name": "常见问题",
        "key": "/topics",
    }
    again = await pufa(bureau, "menu", "--publish")
    assert (again.exit_code, "没有变化" in again.output) == (1, True)

    assert "+ 政务公开" in (await pufa(bureau, "menu", "--undo", "--dry-run")).output
    assert (await pufa(bureau, "menu", "--undo")).exit_code == 0
    assert bureau.wechat.account.menu["button"][0]["name"] == "政务公开"


async def test_what_the_usual_menu_says_is_answered(on_wechat):
    bureau = await on_wechat()
    person = bureau.wechat.person("zhang")
    items = menus.usual("https://pufa.example.gov.cn")

    for item in [*items, *items[-1].below]:
        if item.says:
            assert len(await person.event("CLICK", item.says, at=None)) > 20, item.says


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("- name: 常见问题大全\n  says: /topics", "最多 4 个汉字"),
        ("- name: 问\n", "says、opens、below 之一"),
        ("- name: 问\n  says: a\n  opens: https://a.cn", "不能多也不能少"),
        ("- name: 问\n  opens: a.cn", "https://"),
        ("name: 问", "列表"),
        ("- {name: 问, key: a}", "只能有"),
        ("- {name: 一, says: a}\n" * 4, "1 到 3 个"),
        ("- [", "读不懂"),
    ],
)
def test_a_faulty_menu_is_refused_with_what_is_wrong(tmp_path, text, fault):
    (tmp_path / menus.FILE).write_text(text, encoding="utf-8")

    with pytest.raises(BadMenu, match=fault):
        menus.load(tmp_path, "")


def test_the_usual_menu_is_one_that_wechat_takes():
    assert menus.checked(menus.usual("https://pufa.example.gov.cn"))
    assert menus.checked(menus.usual(""))


async def test_a_menu_made_of_articles_on_the_site_cant_be_put_back_by_us(on_wechat):
    bureau = await on_wechat()
    bureau.wechat.account.menu = {"button": [{"type": "news", "name": "往期", "value": "MEDIA"}]}
    await pufa(bureau, "menu", "--publish")

    undone = await pufa(bureau, "menu", "--undo")

    assert undone.exit_code == 1
    assert "“往期”是在公众平台上设的" in undone.output


async def test_an_unverified_account_has_no_menu_of_ours(on_wechat):
    bureau = await on_wechat(Kind.UNVERIFIED_SUBSCRIPTION)

    refused = await pufa(bureau, "menu", "--publish")

    assert refused.exit_code == 1
    assert "PUFA_WECHAT_SECRET" in refused.output


# Codes


async def test_a_place_has_one_code_and_whoever_scans_it_is_counted_and_shown_the_campaign(
    on_wechat, tmp_path
):
    bureau = await on_wechat()
    number = await campaign(bureau)

    made = await pufa(bureau, "codes", "汽车站", "--campaign", str(number), "--to", str(tmp_path))
    again = await pufa(bureau, "codes", "汽车站", "--campaign", str(number), "--json")
    assert made.exit_code == 0, made.output
    assert (tmp_path / "汽车站.png").read_bytes().startswith(b"\x89PNG")
    (code,) = json.loads(again.output)
    assert bureau.wechat.account.scenes == [code["scene"]]

    new, follower = bureau.wechat.person("new", follows=False), bureau.wechat.person("old")
    welcome = await new.follows(code["scene"])
    scanned = await follower.event("SCAN", code["scene"])

    assert "国家宪法日" in welcome
    assert "根本法" in scanned
    arrivals = await bureau.application.database.read(places.everywhere)
    assert [(one.name, one.count) for one in arrivals] == [("汽车站", 2)]


@pytest.mark.parametrize("scene", ["", "poster_0012", "from_nirgendwo_c99", "from_" + "x" * 200])
async def test_a_scene_that_is_none_of_ours_is_a_plain_welcome(on_wechat, scene):
    bureau = await on_wechat()

    welcome = await bureau.wechat.person("new", follows=False).follows(scene)

    assert welcome.startswith("您好，这里是")


# Broadcasts


async def test_a_campaign_is_shown_tried_and_sent_by_a_person_and_counted(on_wechat):
    bureau = await on_wechat()
    number = await campaign(bureau)

    shown = await pufa(bureau, "broadcast", str(number), "--dry-run")
    assert "标题：十二月四日是国家宪法日" in shown.output
    assert "今天 0 次" in shown.output
    code = shown.output.rpartition("--send ")[2].partition("，")[0]
    assert bureau.wechat.account.drafts == {}

    await pufa(bureau, "broadcast", str(number), "--preview", "liwen")
    assert bureau.wechat.account.previews[0][0] == "liwen"
    assert bureau.wechat.account.masses == []

    wrong = await pufa(bureau, "broadcast", str(number), "--send", "abcdef")
    assert (wrong.exit_code, "重新看过" in wrong.output) == (1, True)
    sent = await pufa(bureau, "broadcast", str(number), "--send", code)
    assert "已提交" in sent.output
    (mass,) = bureau.wechat.account.masses
    assert mass.audience == "all"
    article = bureau.wechat.account.drafts[mass.media_id]
    assert "<strong" in article["content"]
    assert article["content_source_url"].startswith("https://pufa.example.gov.cn/?from=")

    await bureau.wechat.mass_ends()
    (known,) = await bureau.application.database.read(store.of_campaign, campaign_id=number)
    assert (known.state, known.total, known.sent, known.failed) == (State.SENT, 100, 75, 5)
    again = await pufa(bureau, "broadcast", str(number), "--send", code)
    assert (again.exit_code, "已经这样发过" in again.output) == (1, True)
    assert "今天 1 次" in (await pufa(bureau, "broadcast", str(number))).output


async def test_a_failure_that_is_told_later_stands_with_its_reason(on_wechat):
    bureau = await on_wechat()
    number = await campaign(bureau)
    broadcasts = use_cases(bureau)
    prepared = await broadcasts.prepare(CAMPAIGNER, number)
    await broadcasts.send(CAMPAIGNER, number, Way.MASS, prepared.code)

    await bureau.wechat.mass_ends("err(30003)", sent=0)

    (known,) = await bureau.application.database.read(store.of_campaign, campaign_id=number)
    assert (known.state, "转载" in known.reason) == (State.FAILED, True)


async def test_publishing_pushes_to_nobody(on_wechat):
    bureau = await on_wechat()
    number = await campaign(bureau)
    broadcasts = use_cases(bureau)
    prepared = await broadcasts.prepare(CAMPAIGNER, number)

    await broadcasts.send(CAMPAIGNER, number, Way.PUBLISH, prepared.code)
    (publish_id,) = bureau.wechat.account.published
    await bureau.wechat.tells(
        "gh",
        "<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[PUBLISHJOBFINISH]]></Event>"
        f"<PublishEventInfo><publish_id>{publish_id}</publish_id>"
        "<publish_status>0</publish_status></PublishEventInfo>",
    )

    (known,) = await bureau.application.database.read(store.of_campaign, campaign_id=number)
    assert known.state is State.SENT
    assert bureau.wechat.account.masses == []
    assert (await broadcasts.prepare(CAMPAIGNER, number)).today == 0


@pytest.mark.parametrize("state", ["draft", "in_review", "paused", "cancelled"])
async def test_what_nobody_approved_or_somebody_stopped_isnt_sent(on_wechat, state):
    bureau = await on_wechat()
    number = await campaign(bureau, state=state)

    with pytest.raises(Refused, match=r"没有审核通过|已取消"):
        await use_cases(bureau).prepare(CAMPAIGNER, number)


async def test_only_a_campaigner_sends(on_wechat):
    bureau = await on_wechat()
    editor = Actor(Member("telegram:6", frozenset({Role.EDITOR})), "telegram")

    with pytest.raises(NotAllowed):
        await use_cases(bureau).send(editor, 1, Way.MASS, "abcdef")


@pytest.mark.parametrize("lost", ["the request", "the answer"])
async def test_a_broken_line_sends_it_neither_twice_nor_not_at_all(on_wechat, clock, lost):
    bureau = await on_wechat()
    number = await campaign(bureau)
    broadcasts = use_cases(bureau)
    prepared = await broadcasts.prepare(CAMPAIGNER, number)
    if lost == "the answer":
        await broadcasts.send(CAMPAIGNER, number, Way.MASS, prepared.code)
        await bureau.application.database.write(
            lambda db: db.execute("UPDATE broadcasts SET state = 'confirmed', message = ''")
        )
    else:
        bureau.wechat.api.prepared[MASS] = [502]
        with pytest.raises(Refused):
            await broadcasts.send(CAMPAIGNER, number, Way.MASS, prepared.code)

    clock.passes(minutes=3)
    await broadcasts.resume()
    await broadcasts.resume()

    assert len(bureau.wechat.account.masses) == 1
    await bureau.wechat.mass_ends()
    (known,) = await bureau.application.database.read(store.of_campaign, campaign_id=number)
    assert known.state is State.SENT


async def test_without_quota_it_is_refused_and_may_be_confirmed_anew(on_wechat):
    bureau = await on_wechat()
    number = await campaign(bureau)
    broadcasts = use_cases(bureau)
    prepared = await broadcasts.prepare(CAMPAIGNER, number)
    bureau.wechat.api.prepared[MASS] = [{"errcode": 45028, "errmsg": "has no masssend quota"}]

    with pytest.raises(Refused, match="群发次数用完了"):
        await broadcasts.send(CAMPAIGNER, number, Way.MASS, prepared.code)
    with pytest.raises(Refused, match="群发次数用完了"):
        await broadcasts.send(CAMPAIGNER, number, Way.MASS, prepared.code)

    assert bureau.wechat.account.masses == []
    before = (await broadcasts.prepare(CAMPAIGNER, number)).before
    assert {one.state for one in before} == {State.FAILED}


async def test_what_was_meant_an_hour_ago_is_asked_about_again(on_wechat, clock):
    bureau = await on_wechat()
    number = await campaign(bureau)
    broadcasts = use_cases(bureau)
    prepared = await broadcasts.prepare(CAMPAIGNER, number)
    bureau.wechat.api.prepared[MASS] = [502]
    with pytest.raises(Refused):
        await broadcasts.send(CAMPAIGNER, number, Way.MASS, prepared.code)

    clock.passes(hours=2)
    await broadcasts.resume()

    assert bureau.wechat.account.masses == []
    (known,) = await bureau.application.database.read(store.of_campaign, campaign_id=number)
    assert (known.state, "重新确认" in known.reason) == (State.FAILED, True)


# The check list


async def test_the_check_list_says_what_is_right_and_what_to_do_about_the_rest(on_wechat, clock):
    bureau = await on_wechat()
    checked = await pufa(bureau, "check")

    assert "✓ 能用：客服消息" in checked.output
    assert "✓ 安全模式的 EncodingAESKey 设了" in checked.output
    assert "– 连得上微信接口，它没有说现在几点" in checked.output
    assert "✗ 公众号现在没有菜单" in checked.output
    assert checked.exit_code == 1
    assert SECRET not in checked.output
    assert bureau.wechat.account.masses == []


async def test_the_check_list_names_the_address_that_isnt_allowed(on_wechat):
    bureau = await on_wechat(
        prepared=lambda world: setattr(world.account, "allowed_address", False)
    )

    checked = await pufa(bureau, "check")

    assert "203.0.113.7" in checked.output
    assert "IP 白名单" in checked.output


async def test_the_numbers_name_nobody(on_wechat):
    bureau = await on_wechat()
    person = bureau.wechat.person("zhang")
    await person.says("货车超载怎么罚")

    shown = await pufa(bureau, "show", "--json")

    numbers = json.loads(shown.output)
    assert numbers["people"] == {"following": 1, "reachable": 1, "waiting": 0}
    assert person.openid not in shown.output
    assert numbers["crowded_at"] == ""


async def test_an_error_is_told_in_words_by_the_clock_on_the_wall_and_with_what_to_do(on_wechat):
    bureau = await on_wechat()
    bureau.wechat.api.prepared["/cgi-bin/message/custom/send"] = [
        {"errcode": 45009, "errmsg": "reach max api daily quota limit"}
    ]
    person = bureau.wechat.person("zhang")
    await person.says("货车超载怎么罚")
    with pytest.raises(DeliveryError):
        await bureau.channel.send(Chat("wechat", person.openid), Reply("答复"))

    shown = await pufa(bureau, "show")

    where = "客服消息（45009），2026-12-04 09:30，停用到 2026-12-05 00:00"
    assert f"最近的错误：{where}：这个接口今天的次数用完了" in shown.output


async def test_it_tells_when_people_were_last_told_to_ask_again(on_wechat, clock):
    bureau = await on_wechat()
    await bureau.application.database.write(signs.mark, name=signs.CROWDED, at=clock())

    shown = await pufa(bureau, "show")

    assert "请人过一会儿再发：最近一次 2026-12-04 09:30" in shown.output


def test_an_item_below_has_none_below_it():
    deep = Item("甲", below=(Item("乙", below=(Item("丙", says="a"),)),))

    with pytest.raises(BadMenu, match="不能再有菜单"):
        menus.checked((deep,))
