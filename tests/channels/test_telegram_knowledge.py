"""An entry's way to the public, from the editor's phone by the reviewer's to a citizen's."""

from __future__ import annotations

import pytest

from tests.fakes.forms import SCHOOL_BUS


@pytest.fixture
async def live(on_telegram, li, zhang):
    """The whole application on Telegram, of which 张三 is editor and 李四 reviewer."""
    return await on_telegram(staff=f"telegram:{zhang.id}:editor,telegram:{li.id}:reviewer")


async def test_a_draft_goes_from_phone_to_phone_until_it_answers(live, li, zhang):
    await li.says("/start")  # whoever never wrote to the bot can't be told anything
    await li.hears("普法问答")
    await zhang.says("/add")
    await zhang.hears("问题：群众会怎么问")
    await zhang.says(SCHOOL_BUS)
    await zhang.hears("群众会看到")
    await zhang.taps("提交审核")
    await zhang.hears("已提交审核")

    await live.knowledge_news.tell_all()
    await li.hears("请审核")
    await li.taps("批准并发布")
    await li.hears("现在起就按它回答")

    await live.knowledge_news.tell_all()
    await zhang.hears("已发布")
    await zhang.says("校车超员怎么处罚")
    await zhang.hears("校车载人超过核定人数的")
