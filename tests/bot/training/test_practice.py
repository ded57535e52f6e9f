import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.staff.refusals import Refused, Unknown
from bot.store import practice as store
from bot.store.practice import Review
from bot.training import remembering
from tests.bot.training.conftest import another
from tests.fakes.items import bank

ZONE = ZoneInfo("Asia/Shanghai")


async def learn(training, who, days, clock, right=lambda _slug: True):
    """Practise everything that is due, day after day."""
    counts = []
    for _ in range(days):
        today = await training.practice.today(who)
        counts.append(len(today.left))
        for item in today.left:
            chosen = item.key if right(item.slug) else another(item)
            await training.practice.answer(who, item.slug, chosen)
        clock.passes(days=1)
    return counts


async def test_five_items_a_day_until_old_ones_come_again_and_never_over_ten(
    training, officer, clock
):
    counts = await learn(training, officer, 40, clock)
    assert counts[0] == 5
    assert min(counts) >= 5
    assert max(counts) <= 10


async def test_what_is_wrong_comes_again_before_what_is_right(training, officer, clock):
    first, second, *_ = (await training.practice.today(officer)).left
    told = await training.practice.answer(officer, first.slug, first.key)
    assert told.is_right
    assert told.sources[0].citation == first.basis[0]
    told = await training.practice.answer(officer, second.slug, another(second))
    assert not told.is_right
    kept = await training.practice.database.read(store.all_of, person="telegram:1")
    due = {one.item: one.due for one in kept}
    assert due[second.slug] < due[first.slug]


async def test_only_the_first_answer_of_a_day_counts(training, officer, database):
    item = (await training.practice.today(officer)).left[0]
    for _ in range(3):
        await training.practice.answer(officer, item.slug, item.key)
    assert len(database.read_now(lambda db: list(store.reviews(db)))) == 1
    assert (await training.practice.today(officer)).done == 1


async def test_right_but_unsure_comes_sooner_than_right_and_sure():
    def due(rating):
        review = _review("a", 1, rating=rating)
        first = remembering.after(None, review, ZONE)
        return remembering.after(first, replace(review, at=review.at + timedelta(days=4)), ZONE).due

    assert due(remembering.HARD) < due(remembering.GOOD)


async def test_items_of_a_paper_that_is_not_over_are_not_practised(
    training, approve, officer, clock, knowledge
):
    paper = await approve()
    attempt = await training.sittings.begin(officer, paper.id)
    asked = {one.slug for one in (await training.sittings.sheet(officer, attempt.id)).questions}
    for _ in range(12):
        left = (await training.practice.today(officer)).left
        assert not asked & {item.slug for item in left}
        for item in left:
            await training.practice.answer(officer, item.slug, item.key)
        clock.passes(hours=2)
    with pytest.raises(Unknown):
        await training.practice.answer(officer, next(iter(asked)), ("A",))
    clock.now = paper.ends
    await training.practice.asked(officer, next(iter(asked)))


async def test_a_backlog_after_leave_is_worked_off_and_brings_nothing_new(training, officer, clock):
    await learn(training, officer, 20, clock)
    clock.passes(days=60)
    left = (await training.practice.today(officer)).left
    known = await training.practice.database.read(store.all_of, person="telegram:1")
    assert len(left) == 10
    assert {item.slug for item in left} <= {one.item for one in known}


async def test_the_log_alone_gives_the_same_memory(training, people, clock, database):
    for name in ("张敏", "李雷"):
        await learn(training, people[name], 12, clock, right=lambda slug: sum(slug.encode()) % 3)
    kept = {(one.person, one.item): one for one in database.read_now(store.everybodys)}
    replayed = remembering.replayed(database.read_now(lambda db: list(store.reviews(db))), ZONE)
    assert replayed == kept
    assert len(kept) > 30


def test_a_changed_answer_is_learnt_anew_and_changed_words_are_not():
    review = _review("a", 1)
    memory = remembering.after(None, review, ZONE)
    later = replace(review, at=review.at + timedelta(days=5), day=review.day + timedelta(days=5))
    same = remembering.after(memory, replace(later, revision="other"), ZONE)
    anew = remembering.after(memory, replace(later, answer="other"), ZONE)
    assert remembering.stability(same) > remembering.stability(memory)
    assert remembering.stability(anew) == remembering.stability(memory)


def test_a_clock_that_was_set_back_forgets_nothing():
    review = _review("a", 1)
    memory = remembering.after(None, review, ZONE)
    earlier = replace(review, at=review.at - timedelta(days=30))
    assert remembering.stability(remembering.after(memory, earlier, ZONE)) > 0


async def test_nobody_answers_with_nothing_or_with_what_is_no_option(training, officer):
    left = (await training.practice.today(officer)).left
    for item in left:
        with pytest.raises(Refused, match="还没有作答"):
            await training.practice.answer(officer, item.slug, ())
    choice = next(item for item in bank() if item.options)
    with pytest.raises(Refused, match="不是这道题的选项"):
        await training.practice.answer(officer, choice.slug, ("Z",))


async def test_a_report_reaches_those_who_review(training, officer, database):
    item = (await training.practice.today(officer)).left[0]
    with pytest.raises(Refused, match="写一句"):
        await training.practice.report(officer, item.slug, " ")
    await training.practice.report(officer, item.slug, "条文改了")
    (report,) = database.read_now(store.open_reports)
    assert (report.item, report.text, report.revision) == (item.slug, "条文改了", item.revision)


def test_the_due_list_of_one_among_sixty_takes_under_twenty_milliseconds(
    training, database, clock, knowledge
):
    """400 items and 60 officers: the list itself, with the bank at hand."""
    items = [replace(one, slug=f"{one.slug}-{turn}") for turn in range(3) for one in bank()][:400]
    card = remembering.after(None, _review("x", 1), ZONE)

    def fill(db):
        db.table("memory").insert_all(
            {
                "person": f"telegram:{person}",
                "item": item.slug,
                "answer": item.answer,
                "card": card.card,
                "due": f"2026-{11 + (number + person) % 2}-{1 + (number * person) % 28:02}",
            }
            for person in range(60)
            for number, item in enumerate(items)
        )

    database.write_now(fill)
    practice = training.practice

    def timed(db):
        times = []
        for _ in range(7):
            began = time.process_time()
            practice._today(db, person="telegram:7", now=clock(), bank=items)
            times.append(time.process_time() - began)
        return min(times)

    assert database.read_now(timed) < 0.02


def _review(item, days, rating=remembering.GOOD):
    at = datetime(2026, 12, days, 1, tzinfo=UTC)
    return Review("telegram:1", item, "r", "a", at, at.date(), rating, ("A",))
