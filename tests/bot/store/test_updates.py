from datetime import timedelta

from bot.store import updates
from tests.bot.store.conftest import NOW


async def test_an_update_is_taken_once(database):
    taken = [await database.write(updates.take, update_id=1, now=NOW) for _ in range(3)]
    assert taken == [True, False, False]


async def test_old_marks_go(database, rows):
    for update_id, hours in ((1, 49), (2, 47)):
        seen = NOW - timedelta(hours=hours)
        await database.write(updates.take, update_id=update_id, now=seen)
    assert await database.write(updates.purge, before=NOW - timedelta(hours=48)) == 1
    assert [row["update_id"] for row in await rows("telegram_updates")] == [2]
