"""A case card from its draft to the day on which it is withdrawn."""

from datetime import date

import pytest

from bot.knowledge import cases
from bot.staff.refusals import NotAllowed, Refused, Settled
from bot.store import audit
from bot.store.file_drafts import Proposal
from bot.training.case_editing import CONFIRMED
from tests.fakes.cases import CASE

PROPOSAL = Proposal("chaozai-1", "货运超限", CASE)


@pytest.fixture
async def shown(training, editor, reviewer):
    """One that is public."""
    (number,) = await training.cases.write(editor, [PROPOSAL])
    await training.cases.submit(editor, number, 1, confirmed=True)
    await training.cases.approve(reviewer, number, 2, confirmed=True)
    return training.cases.book.shown[0]


async def test_a_card_is_public_once_another_person_has_read_it_for_names(
    training, editor, reviewer, settings, knowledge
):
    (number,) = await training.cases.write(editor, [PROPOSAL])
    with pytest.raises(Refused, match=CONFIRMED):
        await training.cases.submit(editor, number, 1)
    await training.cases.submit(editor, number, 1, confirmed=True)
    with pytest.raises(NotAllowed):
        await training.cases.approve(editor, number, 2, confirmed=True)
    with pytest.raises(Refused, match=CONFIRMED):
        await training.cases.approve(reviewer, number, 2)
    assert training.cases.book.shown == []
    await training.cases.approve(reviewer, number, 2, confirmed=True)
    assert (settings.overlay_dir / "cases" / "货运超限" / "chaozai-1.md").exists()
    (case,) = training.cases.book.shown
    assert case.reviewed == knowledge.today()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("某公司的货车", "浙A12345 货车"),
        ("某公司没有申请复议", "联系电话 13812345678"),
    ],
)
async def test_numbers_of_people_keep_a_card_a_draft(training, editor, words, said):
    text = CASE.replace(words, said)
    (number,) = await training.cases.write(editor, [Proposal("x", "货运超限", text)])
    with pytest.raises(Refused, match="能认出当事人"):
        await training.cases.submit(editor, number, 1, confirmed=True)


async def test_what_looks_like_a_name_is_told_and_decided_by_a_person(training, editor):
    text = CASE.replace("某公司的货车", "驾驶员刘伟的货车")
    (number,) = await training.cases.write(editor, [Proposal("x", "货运超限", text)])
    look = await training.cases.look(editor, number)
    assert look.faults == ()
    assert look.hints == ("像人名：“刘伟”：能认出当事人的，用“某”代替",)
    await training.cases.submit(editor, number, 1, confirmed=True)


async def test_a_changed_decision_is_a_task_with_its_day_and_then_shows_no_more(
    training, editor, reviewer, shown, clock
):
    friday = date(2026, 11, 27)
    clock.now = clock.now.replace(year=2026, month=11, day=28)
    with pytest.raises(Refused, match="还没有到"):
        await training.cases.doubt(editor, shown.slug, "复议撤销", date(2026, 12, 9))
    by = await training.cases.doubt(editor, shown.slug, "复议决定撤销了原决定", friday)
    assert by == date(2026, 12, 2), "three working days, not three days"
    assert [one.slug for one in training.cases.book.doubted] == [shown.slug]
    assert [one.slug for one in training.cases.book.shown] == [shown.slug]
    with pytest.raises(Settled):
        await training.cases.doubt(editor, shown.slug, "又一次", friday)
    clock.passes(days=5)
    assert training.cases.book.shown == []
    with pytest.raises(NotAllowed):
        await training.cases.withdraw(editor, shown.slug, "撤销")
    await training.cases.withdraw(reviewer, shown.slug, "本案决定已被撤销")
    assert training.cases.book.doubted == []
    (gone,) = training.cases.knowledge.edition.library.cases.values()
    assert (gone.withdrawn, gone.doubt) == (training.cases.knowledge.today(), "本案决定已被撤销")


async def test_a_doubt_that_was_none_is_settled_and_every_step_recorded(
    training, editor, reviewer, shown, database
):
    await training.cases.doubt(editor, shown.slug, "听说被撤销", shown.decided)
    await training.cases.keep(reviewer, shown.slug)
    assert [one.slug for one in training.cases.book.shown] == [shown.slug]
    lines = await database.read(
        audit.lines, who="", since="", subject=f"case:{shown.slug}", limit=9
    )
    told = [(line.action, line.who, CONFIRMED in line.after) for line in lines]
    assert told == [
        ("case.submit", "telegram:7", True),
        ("case.approve", "telegram:8", True),
        ("case.write", "telegram:7", False),
        ("case.withdraw", "telegram:8", False),
    ]


async def test_a_changed_article_hides_its_cases_until_somebody_has_looked(
    training, editor, reviewer, import_law, shown
):
    await import_law("由公安机关交通管理部门处罚。")
    assert training.cases.book.shown, "no text was held when it was reviewed"
    source = training.cases.knowledge.edition.library.cases[shown.slug].source
    (number,) = await training.cases.write(
        editor, [Proposal(shown.slug, "货运超限", source, source)]
    )
    await training.cases.submit(editor, number, 1, confirmed=True)
    await training.cases.approve(reviewer, number, 2, confirmed=True)
    await import_law("由公安机关处罚。")
    assert training.cases.book.shown == []
    ((case, why),) = [
        (one, training.cases.book.why_not(one)) for one in training.cases.book.to_review
    ]
    assert case.slug == shown.slug
    assert why == "《道路交通安全法》第九十二条已修改或废止，待复核"


def test_the_shipped_collection_has_no_case_that_is_made_up():
    """None ships: whoever adds one names where it was published."""
    from tests.test_collection import KNOWLEDGE

    for path in (KNOWLEDGE / "cases").rglob("*.md"):
        assert cases.parse(path.read_text(encoding="utf-8"), path).link
