from datetime import timedelta

import pytest

from bot.store import questions
from tests.bot.store.conftest import LI, NOW, ZHANG


@pytest.fixture
def ask(database):
    """Records a question; returns its id."""

    async def ask(asker=ZHANG, *, days_ago=0, decision="answer", entry="chaozai"):
        return await database.write(
            questions.record,
            asked_at=NOW - timedelta(days=days_ago),
            channel="web",
            asker=asker,
            text="超载怎么罚",
            decision=decision,
            entry=entry,
            confidence=0.9,
            milliseconds=2.5,
        )

    return ask


@pytest.fixture
def vote(database):
    async def vote(question_id, asker=ZHANG, *, helpful):
        return await database.write(
            questions.vote, question_id=question_id, asker=asker, helpful=helpful, voted_at=NOW
        )

    return vote


async def test_a_question_is_kept_with_what_was_answered(ask, rows):
    await ask()
    (row,) = await rows("questions")
    assert row["asked_at"] == "2026-11-23T04:00:00+00:00"
    assert (row["asker"], row["text"]) == (ZHANG, "超载怎么罚")
    assert (row["decision"], row["entry"], row["chosen"]) == ("answer", "chaozai", None)


async def test_only_the_last_vote_on_a_question_counts(ask, vote, rows):
    question_id = await ask()
    assert await vote(question_id, helpful=True)
    assert await vote(question_id, helpful=False)
    (row,) = await rows("votes")
    assert row["helpful"] == 0


async def test_nobody_votes_on_anothers_question(ask, vote, rows):
    assert not await vote(await ask(ZHANG), LI, helpful=False)
    assert not await vote(999, helpful=False)
    assert await rows("votes") == []


async def test_a_reason_is_added_to_the_askers_own_vote_only(database, ask, vote, rows):
    question_id = await ask(ZHANG)
    await vote(question_id, helpful=False)
    for asker, reason in ((ZHANG, "没说扣几分"), (LI, "别人写的")):
        await database.write(
            questions.explain_vote, question_id=question_id, asker=asker, reason=reason
        )
    (row,) = await rows("votes")
    assert row["reason"] == "没说扣几分"


async def test_a_choice_is_kept_with_the_askers_own_question_only(database, ask, rows):
    question_id = await ask(ZHANG, decision="suggest")
    for asker, entry in ((ZHANG, "dajian"), (LI, "other")):
        await database.write(questions.choose, question_id=question_id, asker=asker, entry=entry)
    (row,) = await rows("questions")
    assert row["chosen"] == "dajian"


async def test_most_asked_counts_people_not_questions(database, ask):
    for _ in range(5):
        await ask(ZHANG, entry="often-by-one")
    for asker in (ZHANG, LI):
        await ask(asker, entry="by-two")
    asked = await database.read(questions.most_asked, since=NOW - timedelta(days=1), limit=5)
    assert asked == ["by-two", "often-by-one"]


async def test_most_asked_counts_what_was_chosen_not_what_was_offered(database, ask):
    question_id = await ask(decision="suggest", entry="offered")
    await database.write(questions.choose, question_id=question_id, asker=ZHANG, entry="chosen")
    await ask(decision="suggest", entry="never-opened")
    await ask(decision="unknown", entry=None)
    asked = await database.read(questions.most_asked, since=NOW - timedelta(days=1), limit=5)
    assert asked == ["chosen"]


async def test_most_asked_looks_back_only_so_far_and_names_only_so_many(database, ask):
    await ask(days_ago=8, entry="long-ago")
    for entry in ("a", "b", "c"):
        await ask(entry=entry)
    asked = await database.read(questions.most_asked, since=NOW - timedelta(days=7), limit=2)
    assert asked == ["a", "b"]


async def test_old_questions_go_with_their_votes(database, ask, vote, rows):
    old, recent = await ask(days_ago=181), await ask(days_ago=179)
    for question_id in (old, recent):
        await vote(question_id, helpful=True)
    before = NOW - timedelta(days=180)
    assert await database.write(questions.purge, before=before) == 1
    assert [row["id"] for row in await rows("questions")] == [recent]
    assert [row["question_id"] for row in await rows("votes")] == [recent]


async def test_forgetting_one_person_leaves_the_others(database, ask, vote, rows):
    mine, theirs = await ask(ZHANG), await ask(LI)
    await vote(mine, ZHANG, helpful=False)
    await vote(theirs, LI, helpful=True)
    assert await database.write(questions.forget, asker=ZHANG) == 1
    assert [row["asker"] for row in await rows("questions")] == [LI]
    assert [row["question_id"] for row in await rows("votes")] == [theirs]
