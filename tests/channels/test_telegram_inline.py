"""Inline mode: `@bot 超载` in any chat offers entries to share."""

from __future__ import annotations

from handlers.channels.telegram.inline import Shareable, offers
from handlers.styled.blocks import web_address
from tests.fakes.botapi import formatting


async def test_it_offers_entries_to_share(channel, zhang):
    offered = await zhang.types("超载")

    (entry,) = offered["results"]
    assert (entry["id"], entry["title"], entry["description"]) == (
        "chaozai",
        "货车超载怎么罚？",
        "分档处罚。",
    )
    assert entry["input_message_content"]["message_text"] == "<b>货车超载怎么罚？</b>\n分档处罚。"


async def test_it_leads_to_itself_where_it_has_nothing_to_offer(channel, zhang):
    offered = await zhang.types("天气")

    assert offered["results"] == []
    assert "问机器人" in offered["button"]["text"]


async def test_typing_is_no_flood(start, zhang):
    await start(flood_per_minute=3)

    for _ in range(10):
        await zhang.types("超载")


def test_what_is_too_long_to_share_leads_to_its_page():
    long = Shareable("x", "长", "长", "长" * 9000, "https://pufa.example.cn/entries/x")

    (offer,) = offers([long], web_address)

    shared = formatting.taken_in(offer.input_message_content.message_text, "HTML")
    assert shared.text.endswith("查看全文")
    assert shared.entities[-1]["url"] == long.page


def test_what_is_too_long_and_has_no_page_says_that_it_goes_on():
    (offer,) = offers([Shareable("x", "长", "长", "长" * 9000)], web_address)

    shared = formatting.taken_in(offer.input_message_content.message_text, "HTML")
    assert shared.text.endswith("……")
