"""A push is answered once, within WeChat's patience, whatever happens meanwhile."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import threading

import httpx
import pytest

from bot.messages import Button, Reply
from bot.store import signs
from handlers.channels.wechat.rendering import BUDGET, LONGEST
from tests.channels.conftest import StandIn
from tests.fakes import FAKES, items
from tests.fakes.wechat import Kind
from tests.fakes.wechat.account import GH
from tests.fakes.wechat.pushing import BROKEN, HANGS_UP
from tests.waiting import until

UNVERIFIED, SERVICE = Kind.UNVERIFIED_SUBSCRIPTION, Kind.VERIFIED_SERVICE


def after(dialogue, said: str, seconds: float) -> None:
    """The dialogue takes so long for it."""
    event = dialogue.holds_up(said)
    asyncio.get_running_loop().call_later(seconds, event.set)


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
async def test_it_answers_a_question_in_every_mode(on_wechat, mode):
    bureau = await on_wechat(mode=mode)
    person = bureau.wechat.person("zhang")

    shown = await person.sends("货车超载怎么罚")

    assert "超载" in shown.text
    assert shown.tries == 1


@pytest.mark.parametrize("kind", [UNVERIFIED, SERVICE])
async def test_the_question_of_the_day_is_answered_by_a_number_or_its_letter(
    on_wechat, tmp_path, kind
):
    folder = tmp_path / "knowledge"
    shutil.copytree(FAKES / "knowledge", folder)
    items.write(folder, items.bank(6))
    bureau = await on_wechat(kind, knowledge_dir=folder)
    person = bureau.wechat.person("zhang")
    for chosen in ("1", "A"):
        asked = await person.sends("每日一题")
        assert "应当怎么办？" in asked.text
        assert "解析" not in asked.text
        told = await person.sends(chosen)
        assert told.text.startswith(("✓ 答对了", "✗ 没有答对"))
        assert "题的解析。" in told.text
        assert "依据：《道路交通安全法》" in told.text


@pytest.mark.parametrize("kind", [UNVERIFIED, SERVICE])
@pytest.mark.parametrize(
    ("seconds", "replicas"),
    [
        *((seconds, 1) for seconds in (0.1, 4.5, 6, 11, 20)),
        (6, 2),
        *(pytest.param(seconds, 2, marks=pytest.mark.soak) for seconds in (0.1, 4.5, 11, 20)),
    ],
)
async def test_a_slow_answer_is_shown_once_and_worked_out_once(
    on_wechat, dialogue, kind, seconds, replicas
):
    """Section 15, 2 and 3."""
    bureau = await on_wechat(kind, dialogue=dialogue, replicas=replicas)
    person = bureau.wechat.person("zhang")
    after(dialogue, "慢", seconds)
    dialogue.answers("慢", "这是答案。")

    await person.says("慢")
    if kind is UNVERIFIED and seconds == 20:
        assert "请过几秒" in person.seen[-1]
        await until(
            "it waits", lambda: bureau.application.database.read(_kept), lambda count: count == 1
        )
        await person.taps("看答复")

    def answers():
        return sum("这是答案" in text for text in person.seen)

    await until("the answer is seen", answers)
    await asyncio.sleep(60)
    assert answers() == 1
    assert [one.text for one in dialogue.heard] == ["慢"]
    assert BROKEN not in person.seen


def _kept(db):
    return db.table("kept_replies").count


def _put_off(db):
    return db.table("put_off").count


async def test_the_same_message_again_gets_the_same_answer_and_does_nothing_twice(
    on_wechat, dialogue
):
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")

    first = await person.sends("问", number="77")
    again = await person.sends("问", number="77")

    assert first.text == again.text != ""
    assert len(dialogue.heard) == 1


async def test_long_after_it_the_same_message_gets_nothing(on_wechat, dialogue, clock):
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    await person.sends("问", number="77")
    clock.passes(hours=1)
    await bureau.application.purging.purge()

    assert (await person.sends("问", number="77")).answers == ["success"]
    assert len(dialogue.heard) == 1


async def test_an_event_told_twice_counts_once(on_wechat, dialogue):
    """Section 15, 4."""
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")

    first = await person.event("CLICK", "/topics")
    again = await person.event("CLICK", "/topics")

    assert first == again != ""
    assert len(dialogue.heard) == 1


async def test_a_failure_is_told_kindly_and_never_as_a_broken_service(on_wechat, dialogue, logged):
    bureau = await on_wechat(dialogue=dialogue)
    dialogue.answers("坏", RuntimeError("内部细节"))

    shown = await bureau.wechat.person("zhang").says("坏")

    assert "出了点问题（编号" in shown
    assert "内部细节" not in shown


@pytest.mark.parametrize("sign", ["字", "🚗", "👨‍👩‍👧", "é"])
@pytest.mark.parametrize("more", range(4))
async def test_what_is_too_long_is_cut_between_signs(on_wechat, dialogue, sign, more):
    """Section 15, 9: over the limit WeChat would show nothing at all."""
    bureau = await on_wechat(dialogue=dialogue)
    for size in (BUDGET, 2047, 2048, 2049):
        body = "x" * more + sign * (size // len(sign.encode()) + 1)
        dialogue.answers(f"长{size}", Reply(body))

        shown = await bureau.wechat.person("zhang").says(f"长{size}")

        assert 0 < len(shown.encode()) <= LONGEST
        assert "�" not in shown
        assert "没有写完" in shown


@pytest.mark.parametrize("words", ["a ]]> b", "]]>", "好]]>]]>", "<xml> & c"])
async def test_what_would_end_the_reply_early_does_not(on_wechat, dialogue, words):
    """Section 15, 10."""
    bureau = await on_wechat(dialogue=dialogue)

    shown = await bureau.wechat.person("zhang").says(words)

    expected = words.replace("<", "＜").replace(">", "＞")
    assert f"答：{expected}" in shown


async def test_of_a_flood_of_words_the_first_are_heard(on_wechat, dialogue):
    """Nobody types a mebibyte; who sends one holds up everybody else."""
    bureau = await on_wechat(dialogue=dialogue)

    await bureau.wechat.person("zhang").sends("车" * 200_000)

    (message,) = dialogue.heard
    assert len(message.text) == 4096


async def test_an_empty_answer_is_none(on_wechat, dialogue):
    bureau = await on_wechat(dialogue=dialogue)
    dialogue.answers("空", Reply(""))

    assert (await bureau.wechat.person("zhang").sends("空")).answers == ["success"]


async def test_who_unfollows_while_it_is_worked_out_gets_nothing(on_wechat, dialogue):
    """Section 15, 11."""
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    after(dialogue, "慢", 6)
    asking = asyncio.create_task(person.says("慢"))
    await until("it is heard", lambda: dialogue.heard)

    assert await person.leaves() == ""
    await asking
    await asyncio.sleep(60)

    assert person.seen == []
    assert await bureau.application.database.read(_kept) == 0


async def test_messages_of_one_person_are_answered_in_their_order(on_wechat, dialogue):
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    after(dialogue, "一", 1)
    first = asyncio.create_task(person.says("一"))
    await until("it is heard", lambda: dialogue.heard)

    second = await person.says("二")

    assert (await first, second) == (person.seen[0], person.seen[1])
    assert [one.text for one in dialogue.heard] == ["一", "二"]


class Busy(StandIn):
    """So long of the only processor for an answer, whoever else is worked for beside."""

    def __init__(self, seconds=0.5):
        super().__init__()
        self.processor, self.seconds = asyncio.Lock(), seconds

    async def respond(self, message):
        for _ in range(5):
            async with self.processor:
                await asyncio.sleep(self.seconds / 5)
        return await super().respond(message)


async def test_where_more_ask_than_can_be_answered_the_first_are_answered_in_time(on_wechat):
    """Side by side, each of these 24 would take the twelve seconds that all take together."""
    dialogue = Busy()
    bureau = await on_wechat(UNVERIFIED, dialogue=dialogue)
    people = [bureau.wechat.person(f"p{number}") for number in range(24)]

    shown = await asyncio.gather(*(person.sends(f"问{person.openid}") for person in people))

    assert sum(one.tries == 1 for one in shown) >= 6
    assert all("答：问" in one.text for one in shown)
    assert len(dialogue.heard) == len(people)


@pytest.mark.parametrize(
    ("kind", "replicas"),
    [
        (UNVERIFIED, 2),
        pytest.param(SERVICE, 1, marks=pytest.mark.soak),
        pytest.param(UNVERIFIED, 1, marks=pytest.mark.soak),
        pytest.param(SERVICE, 2, marks=pytest.mark.soak),
    ],
)
async def test_in_a_crowd_all_are_answered_or_told_at_once_that_they_will_be(
    on_wechat, kind, replicas, logged
):
    """Ten times as many as can be answered: taken in, all would be late."""
    dialogue = Busy(seconds=1)
    bureau = await on_wechat(kind, dialogue=dialogue, replicas=replicas)
    people = [bureau.wechat.person(f"p{number}") for number in range(90)]
    told_after = {}

    async def asks(number):
        await asyncio.sleep(number / 10)
        asked = asyncio.get_running_loop().time()
        shown = await people[number].sends(f"问{number}")
        if "问的人太多" in shown.text:
            told_after[number] = asyncio.get_running_loop().time() - asked
        return shown

    shown = await asyncio.gather(*map(asks, range(len(people))))
    # What comes later comes as a message, or is fetched by a tap.
    await asyncio.sleep(300)
    for person in people:
        if "点这里" in person.seen[0]:
            assert "现在问的人" in person.seen[0]
            await person.taps("看答复")

    assert BROKEN not in [one.text for one in shown]
    assert len(people) - len(told_after) >= (12 if kind is UNVERIFIED else 40)
    for number, person in enumerate(people):
        assert sum(f"答：问{number}" in text for text in person.seen) == 1, person.seen
    assert len(dialogue.heard) == len(people)
    assert max(told_after.values()) < 0.5
    assert await bureau.application.database.read(_put_off) == 0
    assert "12328" in shown[min(told_after)].text
    assert "120" in shown[min(told_after)].text
    counted = [one["pushes"] for one in logged if one["event"] == "wechat_turned_away"]
    assert sum(counted) == len(told_after)
    assert sum(one.get("kept", 0) for one in logged) == len(told_after)
    assert await bureau.application.database.read(signs.seen, name=signs.CROWDED)


async def put_off(bureau, dialogue, *said):
    """Somebody who says this in the crowd of a 服务号; and the crowd, which is served in 90 s."""
    crowd = [bureau.wechat.person(f"p{number}") for number in range(90)]
    asking = [asyncio.create_task(one.sends(f"问{n}")) for n, one in enumerate(crowd)]
    await until("it is known how long it takes", lambda: len(dialogue.heard) > 10)
    person = bureau.wechat.person("zhang")
    told = [await person.says(words) for words in said]
    return person, told, asking


async def test_who_asks_the_same_again_is_answered_once(on_wechat):
    dialogue = Busy(seconds=1)
    bureau = await on_wechat(dialogue=dialogue)
    person, told, asking = await put_off(bureau, dialogue, "公交几点")
    assert "忙过这一阵就把答复发到这里" in told[0]
    await asyncio.sleep(60)

    await person.says("公交几点")
    await asyncio.sleep(100)

    assert sum("答：公交几点" in text for text in person.seen) == 1
    assert [one.text for one in dialogue.heard].count("公交几点") == 1
    await asyncio.gather(*asking)


async def test_what_was_put_off_comes_before_what_they_say_next(on_wechat):
    dialogue = Busy(seconds=1)
    bureau = await on_wechat(dialogue=dialogue)
    person, _, asking = await put_off(bureau, dialogue, "公交几点", "那末班车呢")
    await asyncio.sleep(60)

    await person.says("谢谢你")
    await asyncio.sleep(100)

    said = ("公交几点", "那末班车呢", "谢谢你")
    assert [one.text for one in dialogue.heard if one.text in said] == list(said)
    await asyncio.gather(*asking)


async def test_only_what_stands_by_itself_is_put_off_and_only_three_of_one(on_wechat):
    dialogue = Busy(seconds=1)
    bureau = await on_wechat(dialogue=dialogue)
    said = ("2", "/topics", "更多", "甲问题", "乙问题", "丙问题", "丁问题")
    _, told, asking = await put_off(bureau, dialogue, *said)

    assert ["再发一次" in one for one in told] == [True] * 3 + [False] * 3 + [True]
    assert await bureau.application.database.read(_put_off) == 3
    await asyncio.gather(*asking)


async def test_who_was_told_nothing_of_what_was_put_off_is_told_at_the_next_try(on_wechat):
    """Whoever took it in died before the words reached WeChat."""
    dialogue = Busy(seconds=1)
    bureau = await on_wechat(UNVERIFIED, dialogue=dialogue)
    crowd = [bureau.wechat.person(f"p{number}") for number in range(40)]
    asking = [asyncio.create_task(one.sends(f"问{n}")) for n, one in enumerate(crowd)]
    await until("it is known how long it takes", lambda: len(dialogue.heard) > 10)
    person = bureau.wechat.person("zhang")
    assert "这条记下了" in await person.says("公交几点", number="777")
    person.seen.clear()
    await asyncio.gather(*asking)
    await asyncio.sleep(40)

    assert "点这里" in await person.says("公交几点", number="777")
    assert "答：公交几点" in await person.taps("看答复")


async def test_who_leaves_takes_along_what_was_put_off(on_wechat):
    dialogue = Busy(seconds=1)
    bureau = await on_wechat(dialogue=dialogue)
    person, _, asking = await put_off(bureau, dialogue, "公交几点")

    await person.leaves()

    assert await bureau.application.database.read(_put_off) == 0
    await asyncio.gather(*asking)


async def test_one_person_with_much_to_say_is_no_crowd(on_wechat):
    dialogue = Busy()
    bureau = await on_wechat(UNVERIFIED, dialogue=dialogue, flood_per_minute=60)
    zhang, li = bureau.wechat.person("zhang"), bureau.wechat.person("li")
    talking = [asyncio.create_task(zhang.sends(f"第{number}句")) for number in range(20)]
    await until("he is heard", lambda: len(dialogue.heard) == 3)

    assert "答：问" in await li.says("问")
    await asyncio.gather(*talking)


async def test_an_answer_does_not_wait_until_it_is_recorded(on_wechat, dialogue):
    """What was asked is on the disk by then."""
    bureau = await on_wechat(dialogue=dialogue)
    database, gate = bureau.application.database, threading.Event()
    event = dialogue.holds_up("问")
    asking = asyncio.create_task(bureau.wechat.person("zhang").says("问"))
    await until("it is heard", lambda: dialogue.heard)
    assert await database.read(_pushes) == [("", None)]

    database.write_soon(lambda db: gate.wait(30))
    event.set()
    try:
        assert "答：问" in await asking
    finally:
        gate.set()

    ((reply, given_at),) = await database.read(_pushes)
    assert "答：问" in reply
    assert given_at


def _pushes(db):
    return db.execute("SELECT reply, given_at FROM wechat_pushes").fetchall()


@pytest.mark.real_time
@pytest.mark.parametrize("kind", [UNVERIFIED, SERVICE])
async def test_with_a_locked_database_people_are_answered_in_time_and_once(on_wechat, kind):
    bureau = await on_wechat(kind)
    database = bureau.application.database
    zhang, li = bureau.wechat.person("zhang"), bureau.wechat.person("li")
    lock = sqlite3.connect(database.path, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    try:
        shown = await zhang.sends("货车超载怎么罚")
        again = await li.sends("货车超载怎么罚")
    finally:
        lock.rollback()
        lock.close()

    assert [one.tries for one in (shown, again)] == [1, 1]
    assert "超载" in shown.text
    assert "超载" in again.text
    await until("it is recorded", lambda: database.read(_pushes), lambda rows: len(rows) == 2)
    await asyncio.sleep(1)
    assert len(zhang.seen) == 1


async def test_no_success_ends_a_try_that_shall_be_followed_by_another(on_wechat, dialogue):
    """WeChat's clock started before ours, or after it."""
    bureau = await on_wechat(UNVERIFIED, dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    after(dialogue, "慢", 7)
    pusher = bureau.wechat.pusher
    xml = (
        f"<xml><ToUserName>{GH}</ToUserName><FromUserName>{person.openid}</FromUserName>"
        "<MsgType>text</MsgType><Content>慢</Content><MsgId>777</MsgId></xml>"
    )
    query, body = pusher.request(xml, int(bureau.application.clock().timestamp()), person.openid)

    async with httpx.AsyncClient(timeout=HANGS_UP + 0.5, trust_env=False) as client:
        with pytest.raises(httpx.ReadTimeout):
            await client.post(pusher.addresses[0], params=query, content=body)
        second = await client.post(pusher.addresses[0], params=query, content=body)

    assert "答：慢" in pusher.seen(second)


@pytest.mark.real_time
async def test_what_isnt_on_the_disk_isnt_promised(on_wechat, dialogue):
    """The replica that has it might die: the next try finds another one."""
    bureau = await on_wechat(dialogue=dialogue, replicas=2)
    person, event, gate = bureau.wechat.person("zhang"), dialogue.holds_up("问"), threading.Event()
    bureau.application.database.write_soon(lambda db: gate.wait(30))
    asking = asyncio.create_task(person.sends("问"))
    try:
        await until("the next try is heard, too", lambda: len(dialogue.heard) == 2)
        event.set()
        shown = await asking
    finally:
        gate.set()

    assert (shown.tries, "答：问" in shown.text) == (2, True)
    await until("it is recorded", lambda: bureau.application.database.read(_pushes))
    await asyncio.sleep(1)
    assert len(person.seen) == 1


async def test_who_sends_too_much_is_asked_to_slow_down(on_wechat, dialogue):
    bureau = await on_wechat(dialogue=dialogue, flood_per_minute=2)
    person = bureau.wechat.person("zhang")

    shown = [await person.says(f"问{number}") for number in range(4)]

    assert "太快了" in shown[2]
    assert shown[3] == ""
    assert len(dialogue.heard) == 2


async def test_choices_are_links_that_say_their_label_and_numbers(on_wechat, dialogue):
    bureau = await on_wechat(dialogue=dialogue)
    rows = ((Button("货车超限怎么罚？", "e:a"),), (Button("A&B", "b"), Button("页", url="/about")))
    dialogue.answers("选", Reply("请选：\n\n1. **货车超限怎么罚？**\n   按吨数。", rows))

    shown = await bureau.wechat.person("zhang").says("选")

    assert shown == (
        "请选：\n\n"
        "点蓝字，或回复数字：\n"
        '1. <a href="weixin://bizmsgmenu?msgmenucontent=货车超限怎么罚？&msgmenuid=1">'
        "货车超限怎么罚？</a>\n"
        '2. <a href="weixin://bizmsgmenu?msgmenucontent=A%26B&msgmenuid=1">A&B</a>\n'
        '<a href="https://pufa.example.gov.cn/about">页</a>'
    )


async def test_what_an_answer_rests_on_is_not_cut_away(on_wechat, dialogue):
    bureau = await on_wechat(dialogue=dialogue)
    articles = "- 《公路法》第七条（1998年1月1日起施行）\n- 《公路法》第八条\n- 《邮政法》第二条"
    body = f"{'答案。' * 400}\n\n**法律依据**\n\n{articles}\n\n最近核对：今天。"
    dialogue.answers("长", Reply(body, page="/entries/a"))

    shown = await bureau.wechat.person("zhang").says("长")

    assert shown.endswith(
        "……"
        '<a href="https://pufa.example.gov.cn/entries/a">看全文</a>\n'
        "依据：《公路法》第七条、第八条、《邮政法》第二条"
    )


async def test_what_stands_behind_the_cut_is_said_when_asked_for(on_wechat, dialogue):
    """Without a public address there is no page to lead to."""
    bureau = await on_wechat(UNVERIFIED, dialogue=dialogue, public_url="")
    person = bureau.wechat.person("zhang")
    points = [f"- 第{number}点：{'应当慢行。' * 30}" for number in range(1, 13)]
    dialogue.answers("长", Reply("**怎么走**\n\n" + "\n".join(points), page="/entries/a"))

    seen = [await person.says("长")]
    assert seen[0].endswith("更多</a>（也可以回复“更多”）")
    while "也可以回复“更多”" in seen[-1] and len(seen) < 9:
        seen.append(await person.says("更多"))

    whole = "".join(seen)
    assert [whole.count(f"第{number}点") for number in range(1, 13)] == [1] * 12
    assert whole.count("应当慢行。") == 12 * 30
    assert all(len(text.encode()) <= LONGEST for text in seen)
    assert [one.text for one in dialogue.heard] == ["长"]
    assert "答：更多" in await person.says("更多")


async def test_more_is_of_the_last_answer_alone(on_wechat, dialogue):
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    dialogue.answers("长", Reply("慢行。" * 900, page="/entries/a"))

    await person.says("长")
    await person.says("别的")

    assert "答：更多" in await person.says("更多")


async def test_choices_that_are_no_links_have_a_line_each_where_they_are_long(on_wechat, dialogue):
    bureau = await on_wechat(dialogue=dialogue)
    asked = "第{}种情况要怎么办才好呢？"
    long = tuple((Button(asked.format(number), f"e:{number}"),) for number in range(1, 10))
    short = tuple((Button(f"主题{number}", f"t:{number}"),) for number in range(1, 21))
    dialogue.answers("长", Reply("慢行。" * 300, long))
    dialogue.answers("短", Reply("慢行。" * 300, short))
    person = bureau.wechat.person("zhang")

    told = await person.says("长")
    assert told.endswith(f"\n8 {asked.format(8)}\n9 {asked.format(9)}")
    assert "　19 主题19　20 主题20" in await person.says("短")
