"""Whole conversations: the real application behind a Telegram that is real but for the servers."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime

import httpx
import pytest

from bot.answering.answerer import Answerer
from bot.answering.editions import Edition
from bot.answering.wording import Wording
from bot.calculators.local import LocalFigures
from bot.config import Settings
from bot.knowledge import library
from bot.knowledge.statutes import Texts
from bot.store.article_index import ArticleIndex
from handlers.application import build
from handlers.channels import telegram
from handlers.channels.telegram.keyboard import keyboard
from handlers.channels.telegram.splitting import split
from handlers.channels.web.app import create_app
from handlers.dialogues import replies
from handlers.styled.blocks import render
from tests.fakes import FAKES
from tests.fakes import botapi as double
from tests.fakes.botapi import formatting
from tests.fakes.botapi.delivery import SECRET_HEADER
from tests.reporting import no_faults

PUBLIC = "https://pufa.example.gov.cn"


@pytest.fixture
async def live(botapi, tmp_path):
    """Starts the whole application on Telegram; stops all of them at the end."""
    running = []

    async def start(**changes):
        data = tmp_path / "data"
        shutil.copytree(FAKES / "statutes", data / "statutes", dirs_exist_ok=True)
        given = {
            "data_dir": data,
            "knowledge_dir": FAKES / "knowledge",
            "public_url": PUBLIC,
            "telegram_token": botapi.token,
            "telegram_api": botapi.address,
        }
        application = build(
            Settings(**given | changes), clock=lambda: datetime(2026, 12, 4, tzinfo=UTC)
        )
        channel = telegram.connect(application)
        running.append((application, channel))
        await channel.start()
        return application, channel

    yield start
    for application, channel in running:
        await channel.stop()
        application.close()


async def test_a_citizen_asks_reads_on_and_rates(live, zhang):
    await live()
    await zhang.says("/start")
    assert "普法问答" in (await zhang.hears()).text

    await zhang.says("货车超载怎么罚")
    answer = await zhang.hears("扣车")
    assert "《道路交通安全法》第九十二条" in answer.text
    assert "仅供参考" in answer.text
    links = [entity["url"] for entity in answer.entities if entity["type"] == "text_link"]
    assert links == [f"{PUBLIC}/entries/jiazhao-huanzheng"]

    await zhang.taps("第九十二条原文")
    await zhang.hears("道路交通安全法")
    tap = await zhang.taps("👍", on=answer)
    assert await tap.notice() == "谢谢您的评价！"
    await zhang.taps("👎", on=answer)
    why = await zhang.hears("哪里不对")
    await zhang.taps("自己写一句", on=why)
    await zhang.hears("请写一句")
    await zhang.says("没说拖车费")
    await zhang.hears("记下了")


async def test_a_driver_works_out_a_sum(live, zhang):
    await live()
    await zhang.says("算一下超速")
    await zhang.hears("限速多少")
    await zhang.says("60")
    await zhang.hears("开到多少")
    await zhang.says("95码")
    await zhang.hears("是哪一种车")
    await zhang.taps("小车")
    await zhang.hears("在哪种路上")
    await zhang.taps("高速公路")
    result = await zhang.hears("记12分")
    assert "《道路交通安全法》第九十九条" in result.text
    assert "不是决定" in result.text
    await zhang.taps("再算一次")
    await zhang.hears("限速多少")


async def test_a_citizen_picks_from_a_list_by_number_or_button(live, zhang):
    await live()
    await zhang.says("罚多少钱")
    offer = await zhang.hears("接着可以选")
    assert offer.labels[-1] == "都不是"

    await zhang.says("1")
    await zhang.hears("扣车")
    await zhang.taps("都不是", on=offer)
    await zhang.hears("都不是")


async def test_a_citizen_browses_topics_in_one_message(live, zhang):
    await live()
    await zhang.says("/topics")
    first = await zhang.hears("请选一个主题")

    await zhang.taps("货运超限")
    topic = await zhang.hears("货运超限")
    await zhang.taps("按主题看问题")
    back = await zhang.hears("请选一个主题")

    assert first.id == topic.id == back.id


async def test_a_letter_reaches_the_staff_chat(live, zhang, botapi):
    staff = botapi.group("值班群")
    application, _ = await live(staff_chat=f"telegram:{staff.id}")
    await zhang.says("今天天气怎么样")
    await zhang.hears("答不上来")

    await zhang.taps("留言")
    await zhang.hears("请把想对工作人员说的话发给我")
    await zhang.says("路口的灯坏了 <b>急</b>")

    receipt = await zhang.hears("留言收到了")
    (open_page,) = [button for row in receipt.buttons for button in row]
    assert open_page["url"].startswith(f"{PUBLIC}/receipts/")
    await application.inbox_news.letters()
    assert "路口的灯坏了 <b>急</b>" in (await staff.hears("新留言")).text


async def test_a_citizens_letter_is_taken_though_staff_are_out_of_reach(live, zhang, botapi):
    await live(staff_chat="telegram:-4999")
    await zhang.says("今天天气怎么样")
    await zhang.hears()
    await zhang.taps("留言")
    await zhang.hears()
    await zhang.says("路口的灯坏了")

    await zhang.hears("留言收到了")


async def test_a_citizen_is_forgotten(live, zhang):
    await live()
    await zhang.says("货车超载怎么罚")
    await zhang.hears("扣车")
    await zhang.says("/forget")
    await zhang.hears("要删除")

    first, second = await zhang.taps("全部删除"), await zhang.taps("全部删除")

    await zhang.hears("1 个问题")
    await first.notice()
    await second.notice()
    await zhang.hears_nothing()


async def test_an_edited_question_gets_the_answer_to_what_it_says_now(live, zhang):
    await live()
    question = await zhang.says("今天天气怎么样")
    wrong = await zhang.hears("答不上来")

    await zhang.edits(question, "货车超载怎么罚")

    assert (await zhang.hears("扣车")).id == wrong.id


async def test_a_sticker_gets_a_kind_line(live, zhang):
    await live()
    await zhang.sends("sticker")

    await zhang.hears("文字")


async def test_neighbours_ask_in_their_group(live, zhang, li, neighbours):
    await live()
    await zhang.says("货车超载怎么罚 @pufa_bot", to=neighbours)
    answer = await neighbours.hears("扣车")

    tap = await li.taps("👍", on=answer, to=neighbours)

    assert "不在记录里" in await tap.notice()


async def test_entries_are_offered_for_sharing(live, zhang):
    await live()

    offered = await zhang.types("超载")

    shared = offered["results"][0]
    assert shared["title"] == "货车超载怎么处罚？"
    assert "扣车" in shared["input_message_content"]["message_text"]
    assert f"{PUBLIC}/entries/chaozai-fakuan" in shared["input_message_content"]["message_text"]


async def test_the_page_takes_telegrams_updates(live, serve, zhang, botapi):
    application, channel = await live(telegram_webhook=True)
    botapi.hosts[PUBLIC] = await serve(create_app(application, telegram=channel))

    await zhang.says("货车超载怎么罚")

    await zhang.hears("扣车")
    assert await botapi.world.until(lambda: not botapi.world.updates or None)


async def test_the_page_takes_nobody_elses_updates(live, serve, zhang, botapi):
    application, channel = await live(telegram_webhook=True)
    page = await serve(create_app(application, telegram=channel))
    async with httpx.AsyncClient() as stranger:
        response = await stranger.post(
            f"{page}{telegram.WEBHOOK_PATH}",
            json={"update_id": 1, "message": {}},
            headers={SECRET_HEADER: "geraten"},
        )

    assert response.status_code == 403


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.soak)])
def test_telegram_takes_every_entry_as_it_is_shown(shipped, tmp_path, every):
    texts = Texts(tmp_path, today=date(2026, 12, 4))
    articles, wording = ArticleIndex(tmp_path / "search.db", texts), Wording(shipped, texts)
    of_few = Answerer(library.load([FAKES / "knowledge"]))  # to be shown, none has to be found
    edition = Edition(shipped, texts, articles, of_few, wording, LocalFigures(), ())
    shown = {
        str(entry.path): replies.entry(edition, entry, 1)
        for entry in list(shipped.entries.values())[::every]
    }
    shown |= {topic: replies.topic(edition, topic, 0) for topic in edition.library.topics}
    shown |= {
        "/start": replies.start(edition),
        "/topics": replies.topics(edition),
        "/help": replies.usage(edition),
    }
    no_faults(f"{name}: {fault}" for name, reply in shown.items() for fault in refused(reply))


def refused(reply):
    """What Telegram would not take as it is."""
    for part in split(render(reply.body)):
        try:
            taken = formatting.taken_in(part.html, "HTML").text
        except double.Refusal as refusal:
            yield refusal.description
            continue
        if taken != part.text.strip():
            yield f"{taken!r} instead of {part.text!r}"
    if reply.buttons and not keyboard(reply.buttons):
        yield "no keyboard"
