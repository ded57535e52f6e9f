"""The double of the Bot API is as strict as the real one, and fails as it is told."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest

from tests.fakes import botapi as double
from tests.fakes.botapi import BotApi, formatting
from tests.fakes.botapi.schema import Schema
from tests.shared_data import shared
from tests.waiting import stopwatch


@pytest.fixture
async def botapi():
    async with BotApi() as botapi:
        yield botapi


@pytest.fixture
async def bot(botapi):
    """Calls methods over HTTP; gives the answers."""
    async with httpx.AsyncClient(base_url=f"{botapi.address}/bot{botapi.token}/") as client:

        async def call(method: str, **given):
            return (await client.post(method, json=given)).json()

        yield call


@pytest.fixture
def zhang(botapi):
    return botapi.person("张三")


async def test_it_says_who_the_bot_is(bot):
    assert (await bot("getMe"))["result"]["username"] == "pufa_bot"


async def test_it_knows_only_one_token(botapi):
    async with httpx.AsyncClient() as client:
        response = await client.post(f"{botapi.address}/bot1:falsch/getMe")

    assert response.status_code == 401
    assert response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_it_knows_no_such_method(bot):
    assert (await bot("sendFlowers"))["error_code"] == 404


async def test_it_takes_forms_and_queries_as_well_as_json(botapi, zhang):
    markup = {"inline_keyboard": [[{"text": "甲", "callback_data": "a"}]]}
    form = {"chat_id": str(zhang.id), "text": "[1]", "reply_markup": json.dumps(markup)}
    async with httpx.AsyncClient(base_url=f"{botapi.address}/bot{botapi.token}/") as client:
        await client.post("sendMessage", data=form)
        await client.get("sendMessage", params={"chat_id": zhang.id, "text": "123"})

    assert (await zhang.hears("[1]")).labels == ["甲"]
    await zhang.hears("123")


async def test_updates_stay_until_they_are_confirmed(bot, zhang):
    await zhang.says("一")
    await zhang.says("二")

    first = await bot("getUpdates", limit=1)
    again = await bot("getUpdates")
    offset = again["result"][-1]["update_id"] + 1
    after = await bot("getUpdates", offset=offset)

    assert [update["message"]["text"] for update in first["result"]] == ["一"]
    assert [update["message"]["text"] for update in again["result"]] == ["一", "二"]
    assert after["result"] == []


async def test_a_negative_offset_takes_the_last(bot, zhang):
    await zhang.says("一")
    await zhang.says("二")

    (last,) = (await bot("getUpdates", offset=-1))["result"]

    assert last["message"]["text"] == "二"


async def test_a_long_poll_ends_with_the_first_update(bot, zhang):
    started = stopwatch()
    polling = asyncio.create_task(bot("getUpdates", timeout=10))
    await asyncio.sleep(0.05)
    await zhang.says("问")

    assert len((await polling)["result"]) == 1
    assert stopwatch() - started < 2


async def test_a_long_poll_ends_with_its_time(bot):
    started = stopwatch()

    assert (await bot("getUpdates", timeout=1))["result"] == []
    assert 1 <= stopwatch() - started < 2


async def test_a_second_poll_ends_the_first(bot):
    first = asyncio.create_task(bot("getUpdates", timeout=10))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(bot("getUpdates", timeout=0))

    assert (await first)["error_code"] == 409
    assert (await second)["ok"]


async def test_a_webhook_excludes_polling(bot):
    await bot("setWebhook", url="https://pufa.example.cn/x")

    assert (await bot("getUpdates"))["error_code"] == 409
    assert (await bot("getWebhookInfo"))["result"]["url"] == "https://pufa.example.cn/x"
    await bot("deleteWebhook")
    assert (await bot("getUpdates"))["ok"]


@pytest.mark.parametrize(
    "given",
    [{"url": "http://pufa.example.cn"}, {"url": "https://x.cn", "secret_token": "密"}],
)
async def test_it_refuses_a_webhook(bot, given):
    assert (await bot("setWebhook", **given))["error_code"] == 400


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \u200b\n"}, "message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "字" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "<b>没关", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag"),
        ({"text": "<p>段</p>", "parse_mode": "HTML"}, "can't parse entities: Unsupported"),
        ({"text": "字</b>", "parse_mode": "HTML"}, "can't parse entities: Unexpected end tag"),
        ({"text": "<b><i>字</b></i>", "parse_mode": "HTML"}, "can't parse entities: Unmatched"),
        ({"text": "1 < 2", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "字", "chat_id": 1}, "chat not found"),
        ({"text": "字", "reply_parameters": {"message_id": 1}}, "to be replied not found"),
    ],
)
async def test_it_refuses_a_message(bot, zhang, given, reason):
    answer = await bot("sendMessage", **{"chat_id": zhang.id} | given)

    assert answer["error_code"] == 400
    assert reason in answer["description"]


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ({"text": "甲", "callback_data": "字" * 22}, "BUTTON_DATA_INVALID"),
        ({"text": " ", "callback_data": "a"}, "text buttons"),
        ({"text": "甲"}, "exactly one action"),
        ({"text": "甲", "url": "http://localhost/"}, "Wrong HTTP URL"),
        ({"text": "甲", "url": "http://127.0.0.1:8080/"}, "Wrong HTTP URL"),
        ({"text": "甲", "url": "javascript:alert(1)"}, "Wrong HTTP URL"),
    ],
)
async def test_it_refuses_a_button(bot, zhang, button, reason):
    markup = {"inline_keyboard": [[button]]}

    answer = await bot("sendMessage", chat_id=zhang.id, text="字", reply_markup=markup)

    assert reason in answer["description"]


async def test_it_parses_entities_as_telegram_does(bot, zhang):
    text = '😀<b>粗<i>斜</i></b> <a href="https://a.cn/?x=1&amp;y=2">网</a> &lt;&#33;&gt;'
    sent = (await bot("sendMessage", chat_id=zhang.id, text=text, parse_mode="HTML"))["result"]

    assert sent["text"] == "😀粗斜 网 <!>"
    assert sent["entities"] == [
        {"type": "bold", "offset": 2, "length": 2},
        {"type": "italic", "offset": 3, "length": 1},
        {"type": "text_link", "offset": 5, "length": 1, "url": "https://a.cn/?x=1&y=2"},
    ]


def test_it_knows_the_language_of_code():
    parsed = formatting.parse_html('<pre><code class="language-py">x</code></pre>')

    assert parsed.entities == [{"type": "pre", "offset": 0, "length": 1, "language": "py"}]


async def test_an_edit_must_change_something(bot, zhang):
    message = (await bot("sendMessage", chat_id=zhang.id, text="甲"))["result"]["message_id"]

    same = await bot("editMessageText", chat_id=zhang.id, message_id=message, text="甲")
    other = await bot("editMessageText", chat_id=zhang.id, message_id=message, text="乙")
    none = await bot("editMessageText", chat_id=zhang.id, message_id=1, text="乙")

    assert "message is not modified" in same["description"]
    assert other["result"]["text"] == "乙"
    assert "message to edit not found" in none["description"]


async def test_a_persons_message_cannot_be_edited(bot, zhang):
    said = await zhang.says("甲")

    answer = await bot(
        "editMessageText", chat_id=zhang.id, message_id=said["message_id"], text="乙"
    )

    assert "can't be edited" in answer["description"]


async def test_a_tap_is_answered_once(bot, zhang):
    markup = {"inline_keyboard": [[{"text": "甲", "callback_data": "a"}]]}
    await bot("sendMessage", chat_id=zhang.id, text="选", reply_markup=markup)
    tap = await zhang.taps("甲")

    first = await bot("answerCallbackQuery", callback_query_id=tap.id, text="好")
    second = await bot("answerCallbackQuery", callback_query_id=tap.id)

    assert first["ok"]
    assert await tap.notice() == "好"
    assert "query is too old" in second["description"]


@pytest.mark.parametrize("command", ["Start", "帮助", "x" * 33, ""])
async def test_it_refuses_a_command(bot, command):
    commands = [{"command": command, "description": "开始"}]

    assert (await bot("setMyCommands", commands=commands))["error_code"] == 400


async def test_it_refuses_what_the_schema_does_not_know(bot, zhang, botapi):
    shared("botapi/api.json")

    unknown = await bot("sendMessage", chat_id=zhang.id, text="字", colour="red")
    absent = await bot("sendMessage", chat_id=zhang.id)
    wrong = await bot("sendMessage", chat_id=zhang.id, text=5)

    assert "sendMessage.colour: unknown field" in unknown["description"]
    assert "sendMessage.text: required, but absent" in absent["description"]
    assert "5 is no String" in wrong["description"]
    assert len(botapi.faults) == 3


def test_the_schema_reaches_into_arrays_and_unions():
    schema = Schema(shared("botapi/api.json"))
    article = {"type": "article", "id": "1", "title": "甲"}

    faults = schema.faults_in_call(
        "answerInlineQuery", {"inline_query_id": "1", "results": [article]}
    )

    assert faults == ["answerInlineQuery.results[0].input_message_content: required, but absent"]


async def test_somebody_may_block_the_bot(bot, zhang):
    zhang.blocks_the_bot()

    assert (await bot("sendMessage", chat_id=zhang.id, text="字"))["error_code"] == 403


async def test_a_group_may_become_a_supergroup(bot, botapi):
    group = botapi.group("街坊群")
    supergroup = await group.becomes_a_supergroup()

    answer = await bot("sendMessage", chat_id=group.id, text="字")

    assert answer["parameters"] == {"migrate_to_chat_id": supergroup.id}
    updates = (await bot("getUpdates"))["result"]
    assert updates[0]["message"]["migrate_to_chat_id"] == supergroup.id
    assert botapi.faults == []


async def test_it_fails_as_often_as_it_is_told(bot, botapi):
    botapi.fails("getMe", double.too_many_requests(3), times=2)

    answers = [await bot("getMe") for _ in range(3)]

    assert [answer["ok"] for answer in answers] == [False, False, True]
    assert answers[0]["parameters"] == {"retry_after": 3}


@pytest.mark.parametrize(
    ("failure", "is_sent"), [(double.CUT, False), (double.CUT_AFTERWARDS, True)]
)
async def test_it_cuts_the_connection(bot, botapi, zhang, failure, is_sent):
    botapi.fails("sendMessage", failure)

    with pytest.raises(httpx.RemoteProtocolError):
        await bot("sendMessage", chat_id=zhang.id, text="字")

    assert bool(zhang.sees) is is_sent


@pytest.mark.parametrize(
    ("failure", "is_sent"), [(double.HANG, False), (double.HANG_AFTERWARDS, True)]
)
async def test_it_hangs(bot, botapi, zhang, failure, is_sent):
    botapi.fails("sendMessage", failure)

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(bot("sendMessage", chat_id=zhang.id, text="字"), 0.2)

    assert bool(zhang.sees) is is_sent


async def test_it_keeps_a_transcript(bot, botapi, zhang):
    await bot("sendMessage", chat_id=zhang.id, text="字")

    (call,) = botapi.calls("sendMessage")

    assert call.given == {"chat_id": zhang.id, "text": "字"}
    assert call.answer["result"]["text"] == "字"


async def test_a_person_who_hears_nothing_fails_the_test(zhang):
    with pytest.raises(AssertionError, match="but heard"):
        await zhang.hears("答", within=0.05)


@pytest.mark.parametrize(
    "beyond",
    [
        {"question": "问" * 301},
        {"options": [{"text": "对"}]},
        {"options": [{"text": str(number)} for number in range(11)]},
        {"options": [{"text": "对"}, {"text": "错" * 101}]},
        {"correct_option_ids": []},
        {"correct_option_ids": [2]},
        {"explanation": "解" * 201},
        {"explanation": "一\n二\n三\n四"},
        {"open_period": 4},
    ],
)
async def test_it_refuses_a_quiz_beyond_the_limits(bot, zhang, beyond):
    quiz = {
        "chat_id": zhang.id,
        "type": "quiz",
        "question": "问" * 300,
        "options": [{"text": "对"}, {"text": "错" * 100}],
        "correct_option_ids": [1],
        "explanation": "解" * 196 + "\n二\n三",
        "open_period": 5,
    }
    assert (await bot("sendPoll", **quiz))["result"]["poll"]["is_anonymous"]

    assert (await bot("sendPoll", **quiz | beyond))["error_code"] == 400
