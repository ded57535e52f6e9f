import pytest

from bot.staff.refusals import Doubtful, Refused
from bot.store import exam_attempts, papers


@pytest.fixture
async def sat(approve, sit, people, database):
    """A paper that two have passed (one by a point of luck) and one has failed."""
    paper = await approve()
    attempts = {
        "张敏": await sit(people["张敏"], paper),
        "李雷": await sit(people["李雷"], paper, wrong=range(7, 15)),  # 8 × 5: 60
        "王芳": await sit(people["王芳"], paper, wrong=range(5, 15)),
    }
    assert [one.score for one in attempts.values()] == [100, 60, 50]
    return paper, attempts


async def test_everybody_is_marked_anew_and_both_scores_stay(training, sat, reviewer, people):
    paper, attempts = sat
    effect = await training.regrading.regrade(reviewer, paper.id, 1, 5, (), "两个选项都对")
    assert effect.scores == {attempts["王芳"].id: (50, 55)}
    outcome = await training.outcomes.outcome(people["王芳"], attempts["王芳"].id)
    assert outcome.score == 55
    assert [(one.before, one.after) for one in outcome.changes] == [(50, 55)]


async def test_a_pass_is_taken_away_by_a_yes_to_that_very_thing_only(
    training, sat, reviewer, people, database
):
    paper, attempts = sat
    with pytest.raises(Doubtful) as doubt:
        await training.regrading.regrade(reviewer, paper.id, 1, 5, ("C",), "答案写错了")
    assert "telegram:2" in doubt.value.doubts[0]
    items = await database.read(papers.items, paper_id=paper.id, sitting=1)
    assert items[4].key_now is None
    assert not await database.read(exam_attempts.regrades, paper_id=paper.id)
    await training.regrading.regrade(
        reviewer, paper.id, 1, 5, ("C",), "答案写错了", yes=doubt.value.yes
    )
    assert (await training.outcomes.outcome(people["李雷"], attempts["李雷"].id)).score == 55
    (regrade,) = await database.read(exam_attempts.regrades, paper_id=paper.id)
    assert (regrade.key_before, regrade.key_after) == (("B",), ("C",))


@pytest.mark.parametrize(
    ("key", "reason", "said"),
    [(("Z",), "错了", "不是选项"), (("C",), " ", "写明原因"), (("B",), "错了", "没有变")],
)
async def test_a_key_that_is_none_is_refused(training, sat, reviewer, key, reason, said):
    paper, _ = sat
    with pytest.raises(Refused, match=said):
        await training.regrading.regrade(reviewer, paper.id, 1, 5, key, reason)


async def test_results_have_the_four_figures_and_the_weak_points(training, sat, editor):
    paper, _ = sat
    results = await training.results.of(editor, paper.id)
    assert results.summary == "应考5 实考3 合格2 参考率60% 合格率67%"
    by_name = {one.name: one.said for one in results.standings}
    assert by_name["telegram:1"] == "优秀"
    assert by_name["telegram:3"] == "不合格"
    assert by_name["telegram:7"] == "未参加"
