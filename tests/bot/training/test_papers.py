import pytest

from bot.members import Actor, Member, Role
from bot.staff.refusals import NotAllowed, Outdated, Refused, Settled
from bot.store.papers import State, Window
from bot.training.blueprints import Blueprint, Section
from tests.bot.training.conftest import BLUEPRINT


async def test_an_approved_paper_has_its_questions_its_make_up_and_its_roll(
    training, approve, editor
):
    paper = await approve()
    assert paper.state is State.APPROVED
    results = await training.results.of(editor, paper.id)
    assert len(results.standings) == 5
    preview = await training.papers.preview(editor, paper.id)
    assert preview.by_guessing < 0.02


async def test_nobody_approves_their_own_paper(training, people, windows):
    both = Actor(Member("telegram:9", frozenset({Role.EDITOR, Role.REVIEWER})), "web")
    number = await training.papers.write(both, BLUEPRINT, *windows)
    with pytest.raises(NotAllowed, match="另一位"):
        await training.papers.approve(both, number, 1)
    with pytest.raises(NotAllowed):
        await training.papers.write(people["张敏"], BLUEPRINT, *windows)


async def test_what_the_bank_lacks_is_named_and_nothing_is_approved(
    training, editor, reviewer, windows
):
    many = BLUEPRINT.model_copy(update={"sections": (Section(form="纠错", count=40, points=1),)})
    number = await training.papers.write(editor, many, *windows)
    with pytest.raises(Refused, match="纠错还差10道；补考：纠错还差10道"):
        await training.papers.approve(reviewer, number, 1)
    assert (await training.papers.paper(number)).state is State.DRAFT


async def test_a_paper_changed_meanwhile_is_seen_again_first(training, editor, reviewer, windows):
    number = await training.papers.write(editor, BLUEPRINT, *windows)
    seen = await training.papers.paper(number)
    await training.papers.change(editor, seen, BLUEPRINT, *windows, draw_anew=True)
    with pytest.raises(Outdated):
        await training.papers.approve(reviewer, number, seen.version)
    with pytest.raises(Outdated):
        await training.papers.change(editor, seen, BLUEPRINT, *windows)


async def test_an_approved_paper_is_frozen(training, approve, editor, windows):
    paper = await approve()
    with pytest.raises(Settled, match="不能再改"):
        await training.papers.change(editor, paper, BLUEPRINT, *windows)


async def test_times_must_follow_each_other(training, editor, windows, clock):
    first, _ = windows
    with pytest.raises(Refused, match="时间太短"):
        await training.papers.write(editor, BLUEPRINT, Window(first.opens, first.opens))
    with pytest.raises(Refused, match="补考要在考试截止之后"):
        await training.papers.write(editor, BLUEPRINT, first, first)


async def test_the_chance_of_guessing_is_that_of_all_attempts(training, editor, windows):
    """Two questions of four options, both to be right: one in sixteen at each try."""
    section = {"form": "单选", "count": 2, "points": 1}
    values = {"title": "两题", "minutes": 5, "passing": 100, "sections": [section]}
    for attempts, likely in ((1, 1 / 16), (3, 1 - (15 / 16) ** 3)):
        blueprint = Blueprint.model_validate(values | {"attempts": attempts})
        number = await training.papers.write(editor, blueprint, *windows)
        found = (await training.papers.preview(editor, number)).by_guessing
        assert found == pytest.approx(likely)
