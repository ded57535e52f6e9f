"""The outbox as SQL: what is frozen, claimed, recorded and counted."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.hours import Window
from bot.messages import Chat
from bot.store import campaigns, leases, outbox, subscribers
from bot.store.campaigns import Notice
from bot.store.outbox import Hours, Outcome, State
from bot.store.subscribers import Kind
from tests.bot.store.conftest import NOW

HOURS = Hours(Window.parse("00:00-24:00"), ZoneInfo("Asia/Shanghai"))


@pytest.fixture
async def campaign(database):
    """Being sent, to five people; this process has the lease."""

    def work(db):
        for number in range(5):
            chat = Chat("post", f"p{number}")
            subscribers.subscribe(
                db, chat=chat, asker=chat.id, kind=Kind.PRIVATE, place="", now=NOW
            )
        campaign_id = campaigns.insert(
            db,
            notice=Notice("宪法日", "今天是国家宪法日。"),
            day="",
            author="telegram:1",
            created_at=NOW,
            send_at=NOW,
        )
        db.execute(
            "UPDATE campaigns SET state = 'sending', begun_at = ?, resumed_at = ?",
            [NOW.isoformat(), NOW.isoformat()],
        )
        leases.take(db, name=outbox.LEASE, holder="us", now=NOW, expires_at=NOW)
        return campaigns.get(db, campaign_id=campaign_id)

    return await database.write(work)


@pytest.fixture
def freeze(database, campaign):
    async def freeze(chunk=100):
        return await database.write(outbox.freeze, campaign_id=campaign.id, chunk=chunk)

    return freeze


@pytest.fixture
def claim(database, campaign):
    async def claim(most=10, *, now=NOW, holder="us", hours=HOURS):
        claimed = await database.write(
            outbox.claim,
            campaign=campaign,
            channel="post",
            holder=holder,
            now=now,
            most=most,
            hours=hours,
        )
        return claimed.rows

    return claim


@pytest.fixture
def counts(database, campaign):
    async def counts():
        counts = await database.read(outbox.counts, campaign_id=campaign.id)
        return {state: count for state, count in counts.items() if count}

    return counts


def sent(row):
    return Outcome(row, State.SENT, NOW, message_id="7", attempts=1)


async def test_an_audience_is_frozen_in_chunks_and_each_once(freeze, counts):
    frozen = [await freeze(chunk=2) for _ in range(5)]

    assert frozen == [False, False, False, True, True]
    assert await counts() == {"pending": 5}


async def test_a_paused_campaign_freezes_nothing(database, freeze, counts):
    await database.write(lambda db: db.execute("UPDATE campaigns SET state = 'paused'"))

    assert await freeze()
    assert await counts() == {}


async def test_a_row_is_claimed_once(freeze, claim):
    await freeze()
    first, second, third = await claim(3), await claim(3), await claim(3)

    assert [len(rows) for rows in (first, second, third)] == [3, 2, 0]
    assert len({row.subscriber_id for row in (*first, *second)}) == 5


@pytest.mark.parametrize("state", ["paused", "cancelled", "done"])
async def test_only_what_is_being_sent_is_claimed(database, freeze, claim, state):
    await freeze()
    await database.write(lambda db: db.execute("UPDATE campaigns SET state = ?", [state]))

    assert await claim() == ()


async def test_who_has_lost_the_lease_claims_nothing(freeze, claim):
    await freeze()

    assert await claim(holder="them") == ()


async def test_nothing_is_claimed_outside_the_window(freeze, claim):
    await freeze()
    night = Hours(Window.parse("00:00-06:00"), HOURS.zone)

    assert await claim(hours=night) == ()


async def test_an_outcome_is_kept_for_its_own_claim_only(database, freeze, claim, counts):
    """A process that was asleep records what another one has claimed anew meanwhile."""
    await freeze()
    (row,) = await claim(1)
    await database.write(outbox.orphan)
    for other in await claim(4):
        await database.write(outbox.record, outcomes=[sent(other)])
    (again,) = await claim(1, now=NOW + timedelta(minutes=1))
    assert again.subscriber_id == row.subscriber_id

    await database.write(outbox.record, outcomes=[sent(row)])
    assert await counts() == {"sent": 4, "sending": 1}
    await database.write(outbox.record, outcomes=[sent(again)])
    assert await counts() == {"sent": 5}


async def test_an_orphan_that_did_arrive_is_recorded_so(database, freeze, claim, counts):
    await freeze()
    rows = await claim(2)
    assert await database.write(outbox.orphan) == 2
    assert await counts() == {"uncertain": 2, "pending": 3}

    await database.write(outbox.record, outcomes=[sent(row) for row in rows])

    assert await counts() == {"sent": 2, "pending": 3}


async def test_an_orphan_is_claimed_after_all_others_and_once(database, freeze, claim, counts):
    await freeze()
    (row,) = await claim(1)
    await database.write(outbox.orphan)
    rows = await claim(5)
    assert rows[-1].subscriber_id == row.subscriber_id
    assert rows[-1].was is State.UNCERTAIN

    await database.write(outbox.orphan)
    later = await claim(5, now=NOW + timedelta(days=300))
    assert row.subscriber_id not in {one.subscriber_id for one in later}


async def test_it_is_finished_when_every_row_is_final(database, campaign, freeze, claim):
    async def is_finished():
        return await database.read(outbox.is_finished, campaign_id=campaign.id)

    await freeze()
    assert not await is_finished()
    rows = await claim(5)
    assert not await is_finished()
    await database.write(outbox.record, outcomes=[sent(row) for row in rows])
    assert await is_finished()


async def test_reasons_tell_why_what_was_not_sent_was_not(database, campaign, freeze, claim):
    await freeze()
    first, second, third = await claim(3)
    outcomes = [
        Outcome(first, State.FAILED, NOW, reason="message is too long", attempts=1),
        Outcome(second, State.FAILED, NOW, reason="message is too long", attempts=1),
        Outcome(third, State.BLOCKED, NOW, reason="bot was blocked by the user"),
    ]
    await database.write(outbox.record, outcomes=outcomes)

    assert await database.read(outbox.reasons, campaign_id=campaign.id) == {
        "failed": {"message is too long": 2},
        "blocked": {"bot was blocked by the user": 1},
    }
    assert await database.write(outbox.retry_failed, campaign_id=campaign.id) == 2


async def test_durable_means_on_the_disk_and_the_rest_need_not_be(database):
    def synchronous(db):
        return db.execute("PRAGMA synchronous").fetchone()[0]

    full, normal = 2, 1
    assert await database.write_durably(synchronous) == full
    assert await database.write(synchronous) == normal


async def test_a_durable_write_that_fails_leaves_nothing_behind(database, rows):
    def failing(db):
        leases.take(db, name="x", holder="us", now=NOW, expires_at=NOW)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.write_durably(failing)

    assert await rows("leases") == []
