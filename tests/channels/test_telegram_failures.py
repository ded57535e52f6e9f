"""When Telegram, the network or we ourselves fail: nobody is answered twice or left in the dark."""

from __future__ import annotations

import asyncio
import re

import pytest

from bot.messages import Chat, DeliveryError, Failure, Reply
from handlers.channels.telegram import limiter, requests
from tests.fakes import botapi as double

FAILURE = re.compile(r"编号 ([2-9A-Z]{6})")


def ids_logged(logged) -> list[str]:
    return [line["failure"] for line in logged if "failure" in line]


async def test_a_failure_is_logged_under_an_id_that_the_person_sees(
    channel, zhang, dialogue, logged
):
    dialogue.answers("问", ZeroDivisionError("不该发生"))
    await zhang.says("问")

    apology = await zhang.hears("抱歉")

    assert ids_logged(logged) == FAILURE.findall(apology.text)
    assert "12328" in apology.text
    (line,) = [line for line in logged if line["log_level"] == "error"]
    assert "ZeroDivisionError: 不该发生" in line["exception"]


async def test_neither_the_token_nor_what_people_say_is_logged(
    start, zhang, dialogue, botapi, capfd, caplog
):
    caplog.set_level("DEBUG", "telegram.ext.Application")
    caplog.set_level("INFO")
    await start()
    botapi.fails("sendMessage", double.CUT)
    await zhang.says("我叫张三")
    await zhang.hears("抱歉")

    printed = "".join(capfd.readouterr()) + caplog.text
    assert "telegram_update_failed" in printed
    assert botapi.token not in printed
    assert "张三" not in printed


async def test_the_next_question_is_answered_all_the_same(channel, zhang, dialogue):
    dialogue.answers("问", ZeroDivisionError())
    await zhang.says("问")
    await zhang.says("再问")

    await zhang.hears("抱歉")
    await zhang.hears("答：再问")


async def test_a_tap_that_failed_may_be_repeated(channel, zhang, dialogue):
    await zhang.says("问")
    await zhang.hears()
    dialogue.answers("up", ZeroDivisionError())
    tap = await zhang.taps("👍")
    await zhang.hears("抱歉")
    assert await tap.notice() == ""

    dialogue.answers("up", "谢谢")
    await zhang.taps("👍")

    await zhang.hears("谢谢")


async def test_a_group_hears_no_apology_for_what_was_not_meant_for_us(
    channel, zhang, neighbours, database, monkeypatch, logged, botapi
):
    async def broken(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(database, "write", broken)
    await zhang.says("今天堵车", to=neighbours)

    await neighbours.hears_nothing()
    assert "not recorded" in [event["event"] for event in logged]


async def test_it_waits_as_long_as_telegram_asks(channel, zhang, botapi):
    botapi.fails("sendMessage", double.too_many_requests(1))
    await zhang.says("问")

    await zhang.hears("答：问")
    refused, sent = botapi.calls("sendMessage")

    assert sent.at - refused.at >= 1


async def test_a_chat_that_has_to_wait_holds_up_no_other(channel, zhang, li, botapi):
    botapi.fails(
        "sendMessage",
        double.too_many_requests(1),
        when=lambda given: given["chat_id"] == zhang.id,
    )
    await zhang.says("问")
    await botapi.called("sendMessage")

    await li.says("别人")

    await li.hears("答：别人", within=0.8)
    await zhang.hears("答：问")


async def test_a_wait_that_is_too_long_is_kept_but_not_waited_for(
    channel, zhang, botapi, monkeypatch, logged
):
    botapi.fails("sendMessage", double.too_many_requests(600))
    await zhang.says("问")
    await zhang.says("再问")

    await zhang.hears_nothing(within=0.5)

    assert len(botapi.calls("sendMessage")) == 1
    assert len(set(ids_logged(logged))) == 2


async def test_a_stop_does_not_wait_for_telegrams_patience(start, zhang, botapi):
    channel = await start()
    botapi.fails("sendMessage", double.too_many_requests(30))
    await zhang.says("问")
    await botapi.called("sendMessage")

    async with asyncio.timeout(3):
        await channel.stop()


async def test_it_gives_up_a_message_that_is_refused_again_and_again(
    channel, zhang, botapi, monkeypatch, logged
):
    monkeypatch.setattr(limiter, "ATTEMPTS", 1)
    botapi.fails("sendMessage", double.too_many_requests(1), times=1)
    await zhang.says("问")

    apology = await zhang.hears("抱歉")

    assert ids_logged(logged) == FAILURE.findall(apology.text)


async def test_a_server_that_fails_is_asked_again(channel, zhang, botapi):
    botapi.fails("sendMessage", double.server_error())
    await zhang.says("问")

    await zhang.hears("答：问")
    await zhang.hears_nothing()


async def test_a_server_that_goes_on_failing_is_a_failure(channel, zhang, botapi, logged):
    botapi.fails("sendMessage", double.server_error(), times=3)
    await zhang.says("问")

    apology = await zhang.hears("抱歉")

    assert ids_logged(logged) == FAILURE.findall(apology.text)


async def test_somebody_who_blocked_us_is_no_trouble(channel, zhang, li, logged):
    zhang.blocks_the_bot()
    await zhang.says("问")
    await li.says("问")

    await li.hears("答")
    await zhang.hears_nothing()
    assert len(ids_logged(logged)) == 1


async def test_an_answer_whose_fate_is_unknown_is_not_sent_twice(channel, zhang, botapi, logged):
    botapi.fails("sendMessage", double.CUT_AFTERWARDS)
    await zhang.says("问")

    await zhang.hears("答：问")
    apology = await zhang.hears("抱歉")

    assert "如果没有看到回答" in apology.text
    assert ids_logged(logged) == FAILURE.findall(apology.text)
    await zhang.hears_nothing()


async def test_a_cut_connection_is_told(channel, zhang, botapi, logged):
    botapi.fails("sendMessage", double.CUT)
    await zhang.says("问")

    apology = await zhang.hears("抱歉")

    assert ids_logged(logged) == FAILURE.findall(apology.text)


async def test_a_server_that_hangs_is_told(start, zhang, botapi, logged, monkeypatch):
    monkeypatch.setattr(requests, "READ_SECONDS", 0.3)
    await start()
    botapi.fails("sendMessage", double.HANG_AFTERWARDS)
    await zhang.says("问")

    await zhang.hears("答：问")
    apology = await zhang.hears("抱歉")

    assert ids_logged(logged) == FAILURE.findall(apology.text)
    await zhang.hears_nothing()


async def test_html_that_telegram_refuses_is_sent_as_plain_text(channel, zhang, dialogue, botapi):
    dialogue.answers("问", "**重**罚 <b>")
    botapi.fails("sendMessage", double.cannot_parse())
    await zhang.says("问")

    answer = await zhang.hears()

    assert (answer.text, answer.entities) == ("重罚 <b>", ())


async def test_an_edit_that_telegram_refuses_is_made_as_plain_text(channel, zhang, botapi):
    question = await zhang.says("问")
    await zhang.hears()
    botapi.fails("editMessageText", double.cannot_parse())

    await zhang.edits(question, "再问")

    assert (await zhang.hears("再问")).is_edit


async def test_a_tap_that_telegram_no_longer_waits_for_is_still_answered(channel, zhang, botapi):
    await zhang.says("问")
    await zhang.hears()
    botapi.world.asked.clear()
    botapi.fails("answerCallbackQuery", double.Refusal(400, "Bad Request: query is too old"))

    await zhang.taps("👍")

    await zhang.hears("答：up")


@pytest.mark.parametrize(
    "failure",
    [
        double.server_error(),
        double.CUT,
        double.unauthorized(),
        double.too_many_requests(1),
        double.Refusal(404, "Not Found"),
        double.Refusal(409, "Conflict: terminated by other getUpdates request"),
    ],
    ids=lambda failure: str(getattr(failure, "code", "cut")),
)
async def test_polling_outlives(start, zhang, botapi, failure):
    botapi.fails("getUpdates", failure, times=1)
    await start()
    await zhang.says("问")

    await zhang.hears("答：问")


async def test_polling_outlives_an_answer_that_is_no_json(start, zhang, botapi):
    botapi.fails("getUpdates", double.BAD_GATEWAY)
    await start()
    await zhang.says("问")

    await zhang.hears("答：问")


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (double.blocked(), Failure.BLOCKED),
        (double.Refusal(403, "Forbidden: bot was kicked from the group chat"), Failure.BLOCKED),
        (double.Refusal(400, "Bad Request: CHAT_WRITE_FORBIDDEN"), Failure.BLOCKED),
        (double.Refusal(403, "Forbidden: user is deactivated"), Failure.GONE),
        (double.Refusal(400, "Bad Request: chat not found"), Failure.GONE),
        (double.Refusal(400, "Bad Request: something else"), Failure.REFUSED),
        (double.too_many_requests(600), Failure.BUSY),
        (double.unauthorized(), Failure.UNREACHABLE),
        (double.Refusal(404, "Not Found"), Failure.UNREACHABLE),
        (double.server_error(), Failure.BROKEN),
        (double.Refusal(502, "<html>Bad Gateway</html>"), Failure.BROKEN),
        (double.Refusal(504, "Gateway Timeout"), Failure.UNCERTAIN),
        (double.CUT, Failure.UNCERTAIN),
        (double.CUT_AFTERWARDS, Failure.UNCERTAIN),
    ],
    ids=lambda value: getattr(value, "description", None),
)
async def test_an_unasked_message_says_how_it_failed(channel, zhang, botapi, failure, kind):
    botapi.fails("sendMessage", failure, times=None)

    with pytest.raises(DeliveryError) as caught:
        await channel.send(Chat("telegram", str(zhang.id)), Reply("通知"))

    assert caught.value.kind is kind
