import asyncio
from dataclasses import asdict
from datetime import timedelta

import pytest

from bot.staff.refusals import Refused, Settled, Unknown
from bot.store import exam_attempts
from bot.store.exam_attempts import Answer
from bot.training import sitting_transactions


async def test_every_answer_is_kept_and_marked_at_the_end(training, approve, sit, officer):
    paper = await approve()
    attempt = await sit(officer, paper, wrong=(1,))
    assert attempt.score == 95
    assert attempt.handed_in_by == "person"
    place = await training.sittings.place(officer, paper.id)
    assert place.has_passed


async def test_the_sheet_holds_no_key(training, approve, officer, knowledge):
    paper = await approve()
    attempt = await training.sittings.begin(officer, paper.id)
    sheet = await training.sittings.sheet(officer, attempt.id)
    for asked in sheet.questions:
        held = asdict(asked)
        assert "key" not in held
        assert "explanation" not in held
        item = knowledge.edition.library.items[asked.slug]
        assert item.explanation not in str(held)


async def test_two_tabs_and_two_devices_are_one_attempt(training, approve, officer):
    paper = await approve()
    begun = await asyncio.gather(*(training.sittings.begin(officer, paper.id) for _ in range(8)))
    assert len({one.id for one in begun}) == 1
    attempt = begun[0].id
    await training.sittings.answer(officer, attempt, 1, ("对",))
    await training.sittings.answer(officer, attempt, 1, ("错",), is_marked=True)
    sheet = await training.sittings.sheet(officer, attempt)
    assert sheet.answers[1].chosen == ("错",)
    assert sheet.answers[1].is_marked
    assert len(sheet.unanswered) == len(sheet.questions) - 1


async def test_what_a_page_showed_and_nobody_changed_is_no_answer(training, approve, officer):
    paper = await approve()
    attempt = (await training.sittings.begin(officer, paper.id)).id
    sheet = await training.sittings.sheet(officer, attempt)
    many = next(one for one in sheet.questions if one.is_multiple)
    typed = next(one for one in sheet.questions if len(one.units) == 2)

    async def sent(asked, chosen, shown, *, is_marked=False):
        was = Answer(attempt, asked.n, shown, is_marked=False)
        await training.sittings.answer(
            officer, attempt, asked.n, chosen, is_marked=is_marked, shown=was
        )
        return (await training.sittings.sheet(officer, attempt)).answers[asked.n]

    assert (await sent(many, ("B", "A"), ())).chosen == ("A", "B")
    assert (await sent(many, (), (), is_marked=True)).chosen == ("A", "B")
    assert (await sent(many, ("A", "B"), ("A", "B"))).is_marked
    assert (await sent(many, (), ("A", "B"))).chosen == (), "it was cleared on purpose"

    assert (await sent(typed, ("5", ""), ())).chosen == ("5", "")
    assert (await sent(typed, ("", ""), ())).chosen == ("5", "")
    assert (await sent(typed, ("", "5"), ("5", ""))).chosen == ("", "5")


async def test_people_get_the_same_questions_in_their_own_order(training, approve, people):
    paper = await approve()
    orders = []
    for name in ("张敏", "李雷"):
        attempt = await training.sittings.begin(people[name], paper.id)
        sheet = await training.sittings.sheet(people[name], attempt.id)
        again = await training.sittings.sheet(people[name], attempt.id)
        assert sheet.questions == again.questions
        forms = [one.form for one in sheet.questions[:17]]
        assert forms == sorted(forms, key=["判断", "单选", "多选", "填空"].index)
        assert len({one.case for one in sheet.questions[17:]}) == 1
        orders.append([(one.n, [choice.id for choice in one.choices]) for one in sheet.questions])
    assert sorted(n for n, _ in orders[0]) == sorted(n for n, _ in orders[1])
    assert orders[0] != orders[1]


async def test_when_the_time_is_over_it_is_handed_in_as_it_is(
    training, approve, officer, clock, knowledge
):
    paper = await approve()
    attempt = await training.sittings.begin(officer, paper.id)
    sheet = await training.sittings.sheet(officer, attempt.id)
    asked = next(one for one in sheet.questions if one.n == 1)
    item = knowledge.edition.library.items[asked.slug]
    await training.sittings.answer(officer, attempt.id, 1, item.key)
    clock.passes(minutes=30, seconds=20)
    await training.sittings.answer(officer, attempt.id, 2, ("对",))  # under way as it ended
    clock.passes(seconds=20)
    with pytest.raises(Settled, match="时间已到"):
        await training.sittings.answer(officer, attempt.id, 3, ("对",))
    assert await training.sittings.expire() == 1
    assert await training.sittings.expire() == 0
    outcome = await training.outcomes.outcome(officer, attempt.id)
    assert outcome.attempt.handed_in_by == "clock"
    assert outcome.attempt.handed_in_at <= attempt.expires_at + timedelta(seconds=30)
    assert outcome.score >= 5


async def test_a_clock_set_back_gives_nobody_more_time(training, approve, officer, clock):
    paper = await approve()
    attempt = await training.sittings.begin(officer, paper.id)
    clock.passes(minutes=20)
    await training.sittings.answer(officer, attempt.id, 1, ("对",))
    clock.passes(minutes=-15)
    sheet = await training.sittings.sheet(officer, attempt.id)
    assert sheet.seconds == 600
    assert sheet.answers[1].chosen == ("对",)


async def test_the_window_ends_what_was_begun_late(training, approve, officer, clock):
    paper = await approve()
    clock.now = paper.first.closes - timedelta(minutes=10)
    attempt = await training.sittings.begin(officer, paper.id)
    assert attempt.expires_at == paper.first.closes


async def test_attempts_are_counted_and_the_best_one_counts(training, approve, sit, officer):
    paper = await approve()
    await sit(officer, paper, wrong=range(1, 12))
    await sit(officer, paper)
    with pytest.raises(Refused, match="合格"):
        await training.sittings.begin(officer, paper.id)
    place = await training.sittings.place(officer, paper.id)
    assert place.best == 100


async def test_who_failed_makes_up_and_who_passed_need_not(
    training, approve, sit, people, clock, knowledge
):
    paper = await approve()
    await sit(people["张敏"], paper)
    await sit(people["李雷"], paper, wrong=range(1, 15))
    clock.now = paper.makeup.opens
    with pytest.raises(Refused, match="不用补考"):
        await training.sittings.begin(people["张敏"], paper.id)
    attempt = await sit(people["李雷"], paper)
    assert (attempt.sitting, attempt.number, attempt.score) == (2, 2, 100)
    clock.now = paper.ends
    with pytest.raises(Refused, match="不在考试时间内"):
        await training.sittings.begin(people["王芳"], paper.id)


async def test_keys_are_told_when_the_paper_is_over_and_not_before(
    training, approve, sit, officer, clock
):
    paper = await approve()
    attempt = await sit(officer, paper, wrong=(1, 5))
    outcome = await training.outcomes.outcome(officer, attempt.id)
    assert outcome.told == ()
    assert (outcome.score, outcome.grade) == (90, "优秀")
    clock.now = paper.ends
    outcome = await training.outcomes.outcome(officer, attempt.id)
    assert len(outcome.told) == 20
    assert sum(not told.is_right for told, _, _ in outcome.told) == 2


async def test_the_exempt_sit_nothing_and_count_nowhere(
    training, approve, officer, reviewer, editor
):
    paper = await approve()
    await training.papers.exempt(reviewer, paper.id, officer.member.name, "已取得法律职业资格")
    with pytest.raises(Refused, match="已免考：已取得法律职业资格"):
        await training.sittings.begin(officer, paper.id)
    results = await training.results.of(editor, paper.id)
    assert results.summary == "应考4 实考0 合格0 免考1 参考率0% 合格率—"


async def test_nobody_sees_or_answers_anothers_attempt(training, approve, people):
    paper = await approve()
    attempt = await training.sittings.begin(people["张敏"], paper.id)
    with pytest.raises(Unknown):
        await training.sittings.sheet(people["李雷"], attempt.id)
    with pytest.raises(Unknown):
        await training.sittings.answer(people["李雷"], attempt.id, 1, ("对",))


@pytest.mark.parametrize(("n", "chosen"), [(1, ("A",)), (5, ("A", "B")), (5, ("Z",)), (99, ("A",))])
async def test_what_is_no_answer_is_refused(training, approve, officer, n, chosen):
    paper = await approve()
    attempt = await training.sittings.begin(officer, paper.id)
    with pytest.raises(Refused):
        await training.sittings.answer(officer, attempt.id, n, chosen)


async def test_sixty_hand_in_at_once_and_nothing_is_lost(
    training, approve, database, clock, officer
):
    paper = await approve()
    people = [f"telegram:{number}" for number in range(1000, 1060)]

    def enrol(db):
        db.table("paper_roll").insert_all(
            {"paper": paper.id, "person": one, "name": one} for one in people
        )

    await database.write(enrol)
    begun = await asyncio.gather(
        *(
            database.write_durably(
                sitting_transactions.begin, person=one, paper_id=paper.id, now=clock()
            )
            for one in people
        )
    )

    async def finish(attempt):
        for n in range(1, 5):
            await database.write_durably(
                sitting_transactions.answer,
                attempt_id=attempt.id,
                n=n,
                chosen=("对",),
                is_marked=False,
                now=clock(),
            )
        await database.write_durably(
            sitting_transactions.hand_in, attempt_id=attempt.id, by="person", now=clock()
        )

    await asyncio.gather(*map(finish, begun))
    kept = await database.read(exam_attempts.of_paper, paper_id=paper.id)
    answers = await database.read(exam_attempts.answers_of_paper, paper_id=paper.id)
    assert len(kept) == 60
    assert all(one.handed_in_at and one.score is not None for one in kept)
    assert {len(one) for one in answers.values()} == {4}
