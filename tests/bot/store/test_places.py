"""Places and those who came from them."""

from datetime import date

import pytest

from bot.store import places
from tests.bot.store.conftest import NOW

TODAY = date(2026, 11, 23)


@pytest.fixture
def keep(database):
    async def keep(name, *codes):
        return await database.write(places.keep, name=name, codes=codes, now=NOW)

    return keep


@pytest.fixture
def arrive(database):
    async def arrive(code, *, campaign_id=0, channel="web", day=TODAY):
        return await database.write(
            places.arrive, code=code, campaign_id=campaign_id, channel=channel, day=day
        )

    return arrive


async def test_a_place_keeps_its_code(keep):
    assert await keep("汽车站", "qcz-1", "qcz-12") == "qcz-1"
    assert await keep("汽车站", "other") == "qcz-1"


async def test_a_code_that_another_place_has_is_passed_over(keep):
    await keep("汽车站", "qcz-1")
    assert await keep("青城寨", "qcz-1", "qcz-12") == "qcz-12"
    with pytest.raises(ValueError, match="no code"):
        await keep("清池镇", "qcz-1", "qcz-12")


async def test_arrivals_are_counted_by_day_and_way(keep, arrive, rows):
    await keep("汽车站", "qcz-1")
    for channel in ("web", "web", "telegram"):
        assert await arrive("qcz-1", channel=channel)
    counted = {(row["channel"], row["day"]): row["count"] for row in await rows("arrivals")}
    assert counted == {("web", "2026-11-23"): 2, ("telegram", "2026-11-23"): 1}


async def test_an_unknown_place_counts_for_nothing(arrive, rows):
    assert not await arrive("nowhere")
    assert await rows("arrivals") == []


async def test_a_campaign_that_does_not_exist_is_none(keep, arrive, rows):
    await keep("汽车站", "qcz-1")
    await arrive("qcz-1", campaign_id=999)
    assert [row["campaign_id"] for row in await rows("arrivals")] == [0]


async def test_places_are_listed_with_what_came_of_them(database, keep, arrive):
    for name, code in (("汽车站", "qcz-1"), ("3路公交", "3lgj-1"), ("码头", "mt-1")):
        await keep(name, code)
    await arrive("3lgj-1", day=date(2026, 11, 20))
    await arrive("3lgj-1")
    await arrive("qcz-1")
    found = await database.read(places.everywhere)
    assert [(it.name, it.count, it.last_day) for it in found] == [
        ("3路公交", 2, "2026-11-23"),
        ("汽车站", 1, "2026-11-23"),
        ("码头", 0, ""),
    ]


async def test_a_campaigns_places_are_those_that_somebody_came_from(database, keep, arrive):
    await keep("汽车站", "qcz-1")
    await arrive("qcz-1")
    assert await database.read(places.everywhere, campaign_id=7) == []
    assert len(await database.read(places.everywhere, campaign_id=0)) == 1
