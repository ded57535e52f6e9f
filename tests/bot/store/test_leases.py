"""One holder at a time, whatever the clock says."""

from datetime import timedelta

from bot.store import leases
from bot.store.leases import Lease
from tests.bot.store.conftest import NOW

LATER = NOW + timedelta(seconds=5)


async def take(database, holder, *, now=NOW, dead=None):
    return await database.write(
        leases.take,
        name="delivery",
        holder=holder,
        now=now,
        expires_at=now + timedelta(seconds=5),
        dead=dead,
    )


async def test_it_is_for_whoever_comes_first_until_it_expires(database):
    assert await take(database, "one")
    assert not await take(database, "two")
    assert await take(database, "one", now=NOW + timedelta(seconds=3))
    assert not await take(database, "two", now=LATER)
    assert await take(database, "two", now=NOW + timedelta(seconds=8))
    assert not await take(database, "one", now=NOW + timedelta(seconds=9))


async def test_released_it_is_for_anybody_and_tells_when_that_was(database):
    await take(database, "one")
    await database.write(leases.release, name="delivery", holder="one", now=NOW)

    assert await database.read(leases.find, name="delivery") == Lease("one", NOW)
    assert await take(database, "two")


async def test_nobody_releases_anothers(database):
    await take(database, "one")
    await database.write(leases.release, name="delivery", holder="two", now=NOW)

    assert not await take(database, "two")


async def test_one_known_to_be_dead_may_be_taken_before_its_time(database):
    await take(database, "one", now=NOW + timedelta(days=2))
    dead = await database.read(leases.find, name="delivery")
    assert not await take(database, "two")

    assert await take(database, "two", dead=dead)


async def test_one_that_was_prolonged_meanwhile_is_not_dead(database):
    await take(database, "one")
    seen = await database.read(leases.find, name="delivery")
    await take(database, "one", now=NOW + timedelta(seconds=1))

    assert not await take(database, "two", dead=seen)
