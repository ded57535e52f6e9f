"""What nobody waits for reaches people within WeChat's windows, and is kept for them else."""

from __future__ import annotations

import asyncio

import pytest

from bot.messages import Chat, DeliveryError, Failure, Reply
from handlers.channels.wechat.errors import CODES, Do
from handlers.channels.wechat.ledger import Ledger
from tests.channels.web.conftest import with_staff
from tests.channels.wechat.vectors import vectors
from tests.fakes.wechat import Kind
from tests.waiting import until

UNVERIFIED = Kind.UNVERIFIED_SUBSCRIPTION
SEND = "/cgi-bin/message/custom/send"
TOKEN = "/cgi-bin/stable_token"


def refusal(code: int) -> dict:
    return {"errcode": code, "errmsg": f"refused rid: 65f0-{code}"}


async def send(bureau, person, body: str = "留言的答复。") -> Failure | None:
    try:
        await bureau.channel.send(Chat("wechat", person.openid), Reply(body))
    except DeliveryError as error:
        return error.kind
    return None


async def faults(bureau) -> dict[str, int]:
    from bot.store import wechat

    return {one.api: one.code for one in await bureau.application.database.read(wechat.faults)}


@pytest.mark.parametrize("error", vectors()["errors"], ids=lambda error: error["errcode"])
def test_every_code_of_the_table_is_known_by_what_it_asks_for(error):
    found = CODES[error["errcode"]]

    assert found.do == Do(error["class_"])
    assert found.advice


async def test_within_the_window_it_arrives(on_wechat, dialogue):
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    await person.says("问")

    assert await send(bureau, person) is None
    assert person.seen[-1] == "留言的答复。"


async def test_a_long_one_arrives_in_numbered_parts_that_lose_nothing(on_wechat, dialogue):
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    await person.says("问")
    body = "".join(f"第{number}句话说到这里就完了。" for number in range(1, 120))

    assert await send(bureau, person, body) is None

    parts = [text for text in person.seen if text.startswith("(")]
    assert [part[:5] for part in parts] == ["(1/3)", "(2/3)", "(3/3)"]
    assert "".join(part[6:] for part in parts) == body
    assert all(len(part.encode()) <= 2048 for part in parts)


@pytest.mark.parametrize("hours", [47.9, 48.1])
async def test_after_two_days_it_is_kept_and_given_when_they_are_here_again(
    on_wechat, dialogue, clock, hours
):
    """Section 15, 7."""
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    await person.says("问")
    clock.passes(hours=hours)
    is_open = hours < 48

    assert await send(bureau, person) is (None if is_open else Failure.KEPT)
    assert ("留言的答复。" in person.seen) is is_open
    await person.says("又来了")
    await asyncio.sleep(10)

    assert [text for text in person.seen if "留言的答复" in text] == ["留言的答复。"]


@pytest.mark.parametrize("code", [45015, 45047])
async def test_what_wechat_says_of_the_window_counts_more_than_what_we_know(
    on_wechat, dialogue, code
):
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    await person.says("问")
    bureau.wechat.api.prepared[SEND] = [refusal(code)]

    assert await send(bureau, person) is Failure.KEPT
    assert await send(bureau, person, "第二条。") is Failure.KEPT
    await person.says("又来了")
    await asyncio.sleep(10)

    assert person.seen[-2:] == ["留言的答复。", "第二条。"]
    assert await faults(bureau) == {}


async def test_a_tap_opens_a_minute_and_no_two_days(on_wechat, dialogue, clock):
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    await person.event("CLICK", "/topics")
    await asyncio.sleep(1)

    assert await send(bureau, person) is None
    clock.passes(minutes=2)
    assert await send(bureau, person) is Failure.KEPT


async def test_no_more_are_sent_than_the_window_allows(on_wechat, dialogue):
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    await person.says("问")

    became = [await send(bureau, person, f"第{number}条。") for number in range(6)]

    assert became == [None] * 5 + [Failure.KEPT]
    assert bureau.wechat.api.calls[-1][1]["text"]["content"] == "第4条。"


async def test_an_unverified_account_gives_it_with_the_next_answer(on_wechat, dialogue):
    bureau = await on_wechat(UNVERIFIED, dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    await person.says("问")

    assert await send(bureau, person) is Failure.KEPT
    shown = await person.says("又来了")

    assert shown.startswith("留言的答复。\n\n———\n\n答：又来了")
    assert "留言的答复" not in await person.says("再问")


async def test_what_is_too_long_for_that_is_asked_for_by_a_tap(on_wechat, dialogue):
    bureau = await on_wechat(UNVERIFIED, dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    await person.says("问")
    await send(bureau, person, "很长的答复。" * 100)
    await send(bureau, person, "第二条。")

    assert "您有 2 条答复没有看" in await person.says("又来了")
    assert (await person.taps("看答复")).startswith("很长的答复。")
    assert "第二条。" in await person.says("看答复")
    assert "没有等着给您看的答复" in await person.says("看答复")


async def test_what_one_replica_is_sending_no_other_sends(on_wechat, dialogue, clock):
    bureau = await on_wechat(dialogue=dialogue, replicas=2)
    person, event = bureau.wechat.person("zhang"), dialogue.holds_up("慢")
    bureau.wechat.api.takes[SEND] = 9
    assert await person.says("慢") == ""
    clock.passes(minutes=1)
    await asyncio.sleep(2)
    event.set()
    await until("it is being sent", lambda: person.seen)

    for _ in range(3):
        clock.passes(seconds=3)
        await asyncio.sleep(2)
        await bureau.channels[1].recover()
    await asyncio.sleep(60)

    assert len(person.seen) == 1


@pytest.mark.parametrize("is_worked_out", [True, False])
async def test_what_a_dead_replica_left_is_sent_by_one(on_wechat, dialogue, clock, is_worked_out):
    dialogue.answers("问", "迟到的答复。")
    bureau = await on_wechat(dialogue=dialogue, replicas=2)
    person = bureau.wechat.person("zhang")
    await person.says("你好")
    dead = Ledger(bureau.application.database, clock)
    await dead.begin(
        "25429287492206999",
        f"<xml><FromUserName>{person.openid}</FromUserName><MsgType>text</MsgType>"
        "<Content>问</Content><MsgId>25429287492206999</MsgId></xml>",
    )
    if is_worked_out:
        dead.keep("25429287492206999", Reply("迟到的答复。"))
    clock.passes(minutes=1)

    await asyncio.gather(*(channel.recover() for channel in bureau.channels))
    await asyncio.sleep(60)

    assert person.seen.count("迟到的答复。") == 1


async def test_who_left_gets_nothing_and_comes_back_to_nothing(on_wechat, dialogue):
    bureau = await on_wechat(UNVERIFIED, dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    await person.says("问")
    await send(bureau, person)
    await person.leaves()

    assert await send(bureau, person) is Failure.BLOCKED
    assert "留言的答复" not in await person.follows()
    assert await send(bureau, person, "后来的。") is Failure.KEPT


@pytest.mark.parametrize("code", [40003, 43004, 48002, 50005])
async def test_who_cant_be_reached_is_let_go(on_wechat, dialogue, code):
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    await person.says("问")
    bureau.wechat.api.prepared[SEND] = [refusal(code)]

    assert await send(bureau, person) is Failure.BLOCKED
    assert await send(bureau, person) is Failure.BLOCKED
    assert len([path for path, _ in bureau.wechat.api.calls if path == SEND]) == 0


async def test_an_account_without_the_right_is_found_out_at_the_start(on_wechat, dialogue, logged):
    """Section 15, 8."""
    bureau = await on_wechat(
        dialogue=dialogue,
        prepared=lambda world: world.api.prepared.update(
            {"/cgi-bin/message/custom/typing": [refusal(48001)]}
        ),
    )
    person = bureau.wechat.person("zhang")
    (started,) = [line for line in logged if line["event"] == "wechat_connected"]

    assert started["cannot"] == ["客服消息"]
    assert await person.says("问") != ""
    assert await send(bureau, person) is Failure.KEPT
    assert await faults(bureau) == {"custom/send": 48001}
    assert SEND not in [path for path, _ in bureau.wechat.api.calls]


async def test_a_refused_token_is_renewed_once_and_the_message_arrives(on_wechat, dialogue):
    """Section 15, 6."""
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    await person.says("问")
    bureau.wechat.account.kill_tokens()
    before = bureau.wechat.account.token_calls

    assert await send(bureau, person) is None
    assert bureau.wechat.account.token_calls == before + 1


async def test_a_token_that_is_always_refused_ends_in_an_alarm_and_no_spiral(on_wechat, dialogue):
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    await person.says("问")
    bureau.wechat.api.prepared[SEND] = [refusal(40001)] * 10
    before = bureau.wechat.account.token_calls

    assert await send(bureau, person) is Failure.KEPT
    assert bureau.wechat.account.token_calls <= before + 1
    assert await faults(bureau) == {"custom/send": 40001}


async def test_many_replicas_fetch_one_token(on_wechat, dialogue):
    bureau = await on_wechat(dialogue=dialogue, replicas=3)

    assert bureau.wechat.account.token_calls == 1


async def test_the_token_is_renewed_before_it_ends(on_wechat, dialogue, clock):
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    await person.says("问")
    clock.passes(seconds=7200 - 299)

    assert await send(bureau, person) is None
    assert bureau.wechat.account.token_calls == 2


@pytest.mark.parametrize(
    ("code", "change"),
    [
        (40164, lambda account: setattr(account, "allowed_address", False)),
        (40125, lambda account: setattr(account, "secret", "reset")),
    ],
)
async def test_wrong_settings_leave_passive_replies_and_are_told_with_what_to_do(
    on_wechat, dialogue, logged, code, change
):
    bureau = await on_wechat(dialogue=dialogue, prepared=lambda world: change(world.account))
    person = bureau.wechat.person("zhang")

    assert await person.says("问") != ""
    assert await send(bureau, person) is Failure.KEPT
    assert "stable_token" in await faults(bureau)
    assert bureau.wechat.account.token_calls == 0


async def test_a_busy_wechat_is_asked_again(on_wechat, dialogue):
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    await person.says("问")
    bureau.wechat.api.prepared[SEND] = [refusal(-1), refusal(-1)]

    assert await send(bureau, person) is None
    assert person.seen.count("留言的答复。") == 1


@pytest.mark.parametrize("nonsense", [b"<html>", b"", b"[]", b'{"errcode":"x"}', 502])
async def test_nonsense_isnt_sent_again_at_once(on_wechat, dialogue, nonsense):
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    await person.says("问")
    bureau.wechat.api.prepared[SEND] = [nonsense]

    assert await send(bureau, person) is Failure.UNCERTAIN


async def test_when_wechat_is_down_nobody_notices_but_those_who_would_be_written_to(
    on_wechat, dialogue
):
    bureau = await on_wechat(dialogue=dialogue, wechat_api="http://127.0.0.1:9")
    person = bureau.wechat.person("zhang")

    assert await person.says("问") != ""
    assert await send(bureau, person) in (Failure.UNREACHABLE, Failure.KEPT)


async def test_a_days_quota_ends_at_midnight_in_china(on_wechat, dialogue, clock):
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    await person.says("问")
    bureau.wechat.api.prepared[SEND] = [refusal(45009)]

    assert await send(bureau, person) is Failure.KEPT
    clock.passes(hours=14)  # it is 23:30 there
    assert not bureau.channel._sender.can_send
    clock.passes(hours=1)
    assert bureau.channel._sender.can_send


async def test_a_banned_account_sends_nothing_at_all(on_wechat, dialogue):
    bureau = await on_wechat(dialogue=dialogue)
    person = bureau.wechat.person("zhang")
    await person.says("问")
    bureau.wechat.api.prepared[SEND] = [refusal(48004)]

    assert await send(bureau, person) is Failure.KEPT
    assert await send(bureau, person) is Failure.KEPT
    assert await faults(bureau) == {"custom/send": 48004}


async def test_who_allowed_a_notice_gets_one_and_no_second(on_wechat, dialogue):
    bureau = await on_wechat(dialogue=dialogue, wechat_notice="TPL_ANSWER_1:thing1:time2")
    person = bureau.wechat.person("zhang")
    await person.allows("TPL_ANSWER_1")

    assert await send(bureau, person) is Failure.KEPT
    assert await send(bureau, person, "第二条。") is Failure.KEPT

    ((to, data),) = bureau.wechat.account.notices
    assert to == person.openid
    assert data == {
        "thing1": {"value": "您的问题有答复了"},
        "time2": {"value": "2026-12-04 09:30"},
    }


async def test_who_refuses_notices_gets_none(on_wechat, dialogue):
    bureau = await on_wechat(dialogue=dialogue, wechat_notice="TPL_ANSWER_1:thing1:time2")
    person = bureau.wechat.person("zhang")
    await person.allows("TPL_ANSWER_1")
    await person.allows("TPL_ANSWER_1", accept=False)

    assert await send(bureau, person) is Failure.KEPT
    assert bureau.wechat.account.notices == []


@pytest.mark.parametrize("is_off", [False, True])
async def test_who_leaves_a_letter_is_led_to_where_notices_are_allowed(on_wechat, is_off):
    article = "https://mp.weixin.qq.com/s/abc"
    bureau = await on_wechat(
        prepared=lambda world: world.api.prepared.update(
            {"/wxaapi/newtmpl/gettemplate": [refusal(48001)]} if is_off else {}
        ),
        wechat_notice="TPL_ANSWER_1:thing1:time2",
        wechat_notice_page=article,
    )
    await with_staff(bureau.application)
    person = bureau.wechat.person("zhang")

    await person.says("给工作人员留言")
    await person.says("车站候车厅的座椅坏了半年，什么时候能修好？")

    assert "留言收到了" in person.seen[-1]
    assert (f'<a href="{article}">点这里同意通知</a>' in person.seen[-1]) is not is_off
