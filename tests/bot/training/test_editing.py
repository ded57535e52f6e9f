import pytest

from bot.knowledge import items as item_files
from bot.members import Actor, Member, Role
from bot.staff.refusals import NotAllowed, Outdated, Refused, Settled
from bot.store.drafts import State
from bot.store.file_drafts import Proposal
from bot.training.bank import Bank
from tests.bot.knowledge.test_items import ITEM

SOUND = ITEM.replace("道路运输条例", "道路交通安全法").replace("第六十三条", "第九十二条")
PROPOSAL = Proposal("wuxu-fudu", "货运超限", SOUND, origin="figures")


@pytest.fixture
async def in_review(training, editor):
    (number,) = await training.editing.write(editor, [PROPOSAL])
    await training.editing.submit(editor, number, 1)
    return await training.editing.draft(number)


async def test_an_item_is_in_the_bank_once_another_person_has_approved_it(
    training, in_review, reviewer, settings, knowledge
):
    assert "wuxu-fudu" not in knowledge.edition.library.items
    await training.editing.approve(reviewer, in_review.id, in_review.version)
    item = knowledge.edition.library.items["wuxu-fudu"]
    assert (settings.overlay_dir / "items" / "货运超限" / "wuxu-fudu.md").exists()
    assert item.reviewed == knowledge.today()
    assert (await training.editing.draft(in_review.id)).state is State.PUBLISHED
    with pytest.raises(Settled):
        await training.editing.approve(reviewer, in_review.id, in_review.version)


async def test_nobody_approves_what_they_wrote_or_submitted(training, editor, people):
    both = Actor(Member("telegram:9", frozenset({Role.EDITOR, Role.REVIEWER})), "web")
    (number,) = await training.editing.write(editor, [PROPOSAL])
    await training.editing.submit(both, number, 1)
    with pytest.raises(NotAllowed, match="另一位"):
        await training.editing.approve(both, number, 2)


async def test_a_draft_with_a_fault_stays_one(training, editor, reviewer):
    text = SOUND.replace("key: B", "key: D")
    (number,) = await training.editing.write(editor, [Proposal("kaput", "货运超限", text)])
    look = await training.editing.look(reviewer, number)
    assert look.read is None
    with pytest.raises(Refused, match="D 不是选项"):
        await training.editing.submit(editor, number, 1)
    draft = await training.editing.change(editor, number, 1, SOUND)
    await training.editing.submit(editor, number, draft.version)


async def test_what_is_returned_has_a_reason_and_what_changed_is_seen_again(
    training, in_review, reviewer, editor
):
    with pytest.raises(Refused, match="写明原因"):
        await training.editing.send_back(reviewer, in_review.id, in_review.version, " ")
    await training.editing.send_back(reviewer, in_review.id, in_review.version, "两个选项都对")
    draft = await training.editing.draft(in_review.id)
    assert (draft.state, draft.reason) == (State.DRAFT, "两个选项都对")
    with pytest.raises(Outdated):
        await training.editing.submit(editor, in_review.id, in_review.version)


async def test_a_suspended_item_is_asked_of_nobody_until_it_is_approved_again(
    training, reviewer, editor, officer, knowledge, settings
):
    item = (await training.practice.today(officer)).left[0]
    await training.editing.suspend(reviewer, item.slug, "答案有争议")
    edition = knowledge.edition
    bank = Bank(edition.library, edition.texts)
    assert bank.why_not(edition.library.items[item.slug]) == "答案有争议"
    assert item.slug not in {one.slug for one in (await training.practice.today(officer)).left}
    held = edition.library.items[item.slug]
    proposal = Proposal(item.slug, item.topic, item_files.render(held), held.source)
    (number,) = await training.editing.write(editor, [proposal])
    await training.editing.submit(editor, number, 1)
    await training.editing.approve(reviewer, number, 2)
    assert item.slug in {one.slug for one in Bank(knowledge.edition.library, edition.texts).asked}


async def test_an_item_whose_article_changed_is_suspended_at_once(
    training, in_review, reviewer, import_law, knowledge
):
    await import_law("不足1万元的，处3000元以上1万元以下罚款。")
    await training.editing.approve(reviewer, in_review.id, in_review.version)
    edition = knowledge.edition
    assert "wuxu-fudu" in {one.slug for one in Bank(edition.library, edition.texts).asked}
    await import_law("不足1万元的，处5000元以上1万元以下罚款。")
    edition = knowledge.edition
    ((item, why),) = Bank(edition.library, edition.texts).suspended
    assert item.slug == "wuxu-fudu"
    assert why == "《道路交通安全法》第九十二条已修改或废止，待复核"


async def test_what_was_approved_is_written_after_a_crash(training, database, in_review, knowledge):
    def crashed(db):
        db.execute("UPDATE file_drafts SET state = 'approving' WHERE id = ?", [in_review.id])

    await database.write(crashed)
    await training.editing.publish()
    assert "wuxu-fudu" in knowledge.edition.library.items
