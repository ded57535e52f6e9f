"""A campaign's numbers are those of its rows, to the last one."""

import csv
import io
import json
import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.desk import forgetting
from bot.messages import Chat
from bot.privacy import Asker
from bot.publicity import results
from bot.store import campaigns, places, questions, subscribers
from bot.store.campaigns import ButtonKind, Notice, NoticeButton
from bot.store.outbox import State
from bot.store.subscribers import Kind

ZHANG = Asker(*["zhang"] * 7)
BEGUN = datetime(2026, 12, 4, 1, 0, tzinfo=UTC)
ENDED = BEGUN + timedelta(hours=3, minutes=12)
NOW = datetime(2026, 12, 20, tzinfo=UTC)
NOTICE = Notice(
    "国家宪法日",
    "今天是国家宪法日。",
    buttons=(
        NoticeButton("看看规定", ButtonKind.ENTRY, "chaozai-fakuan"),
        NoticeButton("我有问题", ButtonKind.QUESTION),
    ),
)
REASONS = {
    State.SKIPPED: ["left", "cap", "quiet"],
    State.FAILED: ["Internal Server Error", "Bad Request: wrong file", None],
    State.BLOCKED: ["Forbidden: bot was blocked by the user"],
    State.UNCERTAIN: ["interrupted", "Timed out"],
}


@pytest.fixture
def make(database):
    """A campaign whose outbox has such rows: (state, reason, times it was uncertain)."""

    async def make(rows, *, begun=BEGUN, ended=ENDED, useful_until=None):
        def insert(db):
            notice = Notice(**{**vars_of(NOTICE), "useful_until": useful_until})
            campaign_id = campaigns.insert(
                db, notice=notice, day="", author="li", created_at=BEGUN, send_at=None
            )
            db.execute(
                "UPDATE campaigns SET state = 'done', begun_at = ?, finished_at = ? WHERE id = ?",
                [begun and begun.isoformat(), ended and ended.isoformat(), campaign_id],
            )
            for number, (state, reason, uncertain) in enumerate(rows, start=1):
                db.execute(
                    "INSERT INTO deliveries (campaign_id, subscriber_id, channel, state, reason,"
                    " times_uncertain) VALUES (?, ?, 'telegram', ?, ?, ?)",
                    [campaign_id, number, state.value, reason, uncertain],
                )
            return campaign_id

        return await database.write(insert)

    return make


@pytest.fixture
def count(database):
    async def count(campaign_id):
        campaign = await database.read(campaigns.get, campaign_id=campaign_id)
        return await results.of_campaign(database, campaign, NOW)

    return count


def vars_of(notice):
    return {name: getattr(notice, name) for name in notice.__dataclass_fields__}


async def rows_of(database, sql, *parameters):
    return await database.read(lambda db: db.execute(sql, parameters).fetchall())


@pytest.mark.parametrize("seed", range(5))
async def test_sums_agree_with_the_outbox_to_the_last_row(database, make, count, seed):
    chance = random.Random(seed)
    outbox = []
    for _ in range(chance.randrange(1500)):
        state = chance.choice(list(State))
        reason = chance.choice(REASONS.get(state, [None]))
        outbox.append((state, reason, chance.choice([0, 0, 0, 1, 2])))
    other = await make(outbox[:100])
    campaign_id = await make(outbox)
    record = results.as_record(await count(campaign_id))

    assert record["frozen"] == len(outbox) == sum(record[state] for state in State)
    assert (await count(other)).counts.frozen == min(100, len(outbox))
    by_hand = await rows_of(
        database,
        "SELECT state, reason, count(*) FROM deliveries WHERE campaign_id = ? GROUP BY 1, 2",
        campaign_id,
    )
    for state, reason, number in by_hand:
        if state in REASONS:
            assert record["reasons"][state][reason or ""] == number
    for state in REASONS:
        assert sum(record["reasons"].get(state, {}).values()) == record[state]
    twice = [row for row in outbox if row[0] is State.SENT and row[2]]
    assert record["repeated"] == len(twice)


@pytest.mark.parametrize("seed", range(3))
async def test_the_table_says_the_same_as_the_outbox(make, count, seed):
    chance = random.Random(seed)
    outbox = []
    for _ in range(400):
        state = chance.choice(list(State))
        outbox.append((state, chance.choice(REASONS.get(state, [None])), 0))
    counted = await count(await make(outbox))
    table = list(csv.DictReader(io.StringIO(results.as_csv(counted))))
    totals = {row["measure"]: int(row["count"]) for row in table if not row["detail"]}
    assert totals["名单"] == 400
    assert sum(totals[name] for name in results.DELIVERY_STATES.values()) == 400
    for state in REASONS:
        name = results.DELIVERY_STATES[state]
        details = [int(r["count"]) for r in table if r["measure"] == name and r["detail"]]
        assert sum(details) == totals[name]


async def test_it_counts_who_tapped_and_what_they_asked(database, make, count):
    campaign_id = await make([(State.SENT, None, 0)] * 3)
    for asker, button in (("zhang", "0"), ("zhang", "0"), ("li", "0"), ("li", "1")):
        await database.write(
            campaigns.tap, campaign_id=campaign_id, button=button, asker=asker, now=BEGUN
        )
    for decision in ("answer", "unknown", "answer"):
        await asked(database, decision, campaign_id=campaign_id)
    await asked(database, "answer")
    record = results.as_record(await count(campaign_id))
    assert record["taps"] == [
        {"button": "看看规定", "people": 2},
        {"button": "我有问题", "people": 1},
    ]
    assert record["questions"] == {"total": 3, "answer": 2, "unknown": 1}


async def test_new_subscribers_are_counted_by_place_while_the_notice_is_useful(
    database, make, count
):
    campaign_id = await make([], useful_until=BEGUN + timedelta(days=2))
    for number, (place, days) in enumerate(
        [("stn3", 0), ("stn3", 1), ("", 1), ("bus3", -1), ("bus3", 3)]
    ):
        await database.write(
            subscribers.subscribe,
            chat=Chat("telegram", str(number)),
            asker=f"asker{number}",
            kind=Kind.PRIVATE,
            place=place,
            now=BEGUN + timedelta(days=days),
        )
    record = results.as_record(await count(campaign_id))
    assert record["subscribers"]["places"] == {"stn3": 2, "": 1}
    assert record["subscribers"]["total"] == 3


async def test_places_are_called_by_their_names_and_arrivals_counted(database, make, count):
    campaign_id = await make([])
    await database.write(places.keep, name="汽车站", codes=["qcz"], now=BEGUN)
    for channel in ("web", "web", "telegram"):
        await database.write(
            places.arrive, code="qcz", campaign_id=campaign_id, channel=channel, day=BEGUN.date()
        )
    await database.write(places.arrive, code="qcz", campaign_id=0, channel="web", day=BEGUN.date())
    await database.write(
        subscribers.subscribe,
        chat=Chat("telegram", "1"),
        asker="zhang",
        kind=Kind.PRIVATE,
        place="qcz",
        now=BEGUN,
    )
    record = results.as_record(await count(campaign_id))
    assert record["arrivals"] == {"total": 3, "places": {"汽车站": 3}}
    assert record["subscribers"]["places"] == {"汽车站": 1}


async def test_what_people_delete_of_themselves_stays_counted(database, make, count):
    campaign_id = await make([(State.SENT, None, 0)])
    await database.write(
        campaigns.tap, campaign_id=campaign_id, button="0", asker="zhang", now=BEGUN
    )
    await asked(database, "answer", campaign_id=campaign_id)
    await database.write(
        subscribers.subscribe,
        chat=Chat("telegram", "1"),
        asker="zhang",
        kind=Kind.PRIVATE,
        place="stn3",
        now=BEGUN + timedelta(hours=1),
    )
    before = results.as_record(await count(campaign_id))
    await database.write(forgetting.forget, asker=ZHANG)
    assert results.as_record(await count(campaign_id)) == before


async def test_nothing_of_the_person_stays(database, make):
    campaign_id = await make([])
    await asked(database, "answer", campaign_id=campaign_id)
    await database.write(forgetting.forget, asker=ZHANG)
    (row,) = await database.read(lambda db: list(db.query("SELECT * FROM past_questions")))
    assert row == {
        "asked_at": "2026-12-04T01:00:00+00:00",  # to the hour
        "channel": "web",
        "decision": "answer",
        "entry": "chaozai-fakuan",
        "chosen": None,
        "campaign_id": campaign_id,
        "milliseconds": 2.5,
    }


async def test_it_says_how_long_it_took(make, count):
    counted = await count(await make([(State.SENT, None, 0)]))
    text = results.as_text(counted, ZoneInfo("Asia/Shanghai"))
    assert "2026-12-04 09:00 开始，用时 3 小时 12 分" in text
    assert results.as_record(counted)["seconds"] == 11520


async def test_in_chat_reasons_stand_below_what_they_explain(make, count):
    counted = await count(
        await make(
            [(State.SENT, None, 0)] * 5
            + [(State.SKIPPED, "cap", 0)] * 2
            + [(State.FAILED, "Bad Request", 0)]
        )
    )
    lines = results.as_text(counted, ZoneInfo("Asia/Shanghai")).splitlines()
    assert lines[-6:] == [
        "- 名单：8",
        "- 已发出：5",
        "- 失败：1",
        "  - 对方的原话：Bad Request：1",
        "- 没有发：2",
        "  - 本月已达其条数上限：2",
    ]


async def test_a_campaign_that_hasnt_begun_has_numbers_too(make, count):
    record = results.as_record(await count(await make([], begun=None, ended=None)))
    assert (record["frozen"], record["sent"], record["seconds"]) == (0, 0, None)
    json.dumps(record)


async def asked(database, decision, campaign_id=None):
    question_id = await database.write(
        questions.record,
        asked_at=BEGUN + timedelta(minutes=40),
        channel="web",
        asker="zhang",
        text="超载怎么罚",
        decision=decision,
        entry="chaozai-fakuan",
        confidence=0.9,
        milliseconds=2.5,
        campaign_id=campaign_id,
    )
    await database.write(
        questions.vote,
        question_id=question_id,
        asker="zhang",
        helpful=True,
        voted_at=BEGUN + timedelta(minutes=41),
    )
