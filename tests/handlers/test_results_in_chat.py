"""Staff read a campaign's numbers in the chat."""

import pytest

from bot.store import campaigns
from bot.store.campaigns import Notice
from tests.handlers.conftest import Person


@pytest.fixture
def application(start):
    return start(staff="telegram:7:reviewer")


@pytest.fixture
async def sent(application):
    """A campaign that went to two."""

    def insert(db):
        campaign_id = campaigns.insert(
            db,
            notice=Notice("国家宪法日", "今天是国家宪法日。"),
            day="",
            author="li",
            created_at=application.clock(),
            send_at=None,
        )
        db.execute(
            "UPDATE campaigns SET state = 'done', begun_at = created_at, finished_at = created_at"
        )
        for subscriber, state in ((1, "sent"), (2, "blocked")):
            db.execute(
                "INSERT INTO deliveries (campaign_id, subscriber_id, channel, state)"
                " VALUES (?, ?, 'telegram', ?)",
                [campaign_id, subscriber, state],
            )

    await application.database.write(insert)


async def test_the_command_offers_the_campaigns_that_were_sent(application, sent):
    wang = Person(application, "7")
    await wang.says("/numbers")
    assert wang.choices == ["1 国家宪法日"]
    said = await wang.presses("1 国家宪法日")
    assert "**1 号推送：国家宪法日**（已完成）" in said
    assert "- 名单：2\n- 已发出：1\n- 已屏蔽机器人：1" in said


async def test_a_number_goes_straight_there(application, sent):
    wang = Person(application, "7")
    assert "国家宪法日" in await wang.says("/numbers 1")
    assert "没有 9 号推送。" in await wang.says("/numbers 9")
    assert "请写推送的编号" in await wang.says("/numbers 宪法日")


async def test_before_anything_was_sent_there_is_nothing_to_choose(application):
    assert "还没有发过推送。" in await Person(application, "7").says("/numbers")


async def test_to_citizens_the_command_isnt_there(application, sent):
    zhang = Person(application, "9")
    assert await zhang.says("/numbers 1") == await zhang.says("/help")
    assert "过期" in await zhang.sends(action="num:1")
