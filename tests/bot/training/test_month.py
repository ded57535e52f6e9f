"""A month of a bureau of twenty: practice, a changed law, a paper, its make-up, the record."""

from datetime import timedelta

import pytest

from bot.config import Settings
from bot.members import Actor, Role
from bot.publicity.report import sentences
from bot.publicity.report.gathering import gather
from bot.publicity.report.period import Period
from bot.staff.accounts import Accounts
from bot.store.papers import Window
from bot.training.bank import Bank
from tests.bot.training.conftest import BLUEPRINT, another
from tests.bot.training.test_editing import PROPOSAL

OFFICERS = range(100, 120)


@pytest.fixture
def settings(tmp_path, knowledge_folder):
    officers = ",".join(f"telegram:{one}:{Role.LEARNER}" for one in OFFICERS)
    staff = f"telegram:7:editor,telegram:8:reviewer,{officers}"
    return Settings(data_dir=tmp_path / "data", knowledge_dir=knowledge_folder, staff=staff)


@pytest.fixture
def people(settings, database, clock):
    members = database.read_now(Accounts(settings, database, clock).staff_in).members
    return {name.removeprefix("telegram:"): Actor(one, "web") for name, one in members.items()}


async def test_a_month_goes_by(training, people, clock, knowledge, import_law, database, settings):
    officers = [people[str(one)] for one in OFFICERS]
    editor, reviewer = people["7"], people["8"]
    await training.posts.put(editor, "telegram:7", "不参加")
    await training.posts.put(editor, "telegram:8", "不参加")

    for day in range(5):  # a week: the first ten know everything, the others half
        for place, officer in enumerate(officers):
            for number, item in enumerate((await training.practice.today(officer)).left):
                knows = place < 10 or number % 2 == 0
                chosen = item.key if knows else another(item)
                await training.practice.answer(officer, item.slug, chosen)
        clock.passes(days=1)
        assert day < 4 or (await training.practice.today(officers[0])).done == 0
    left = (await training.practice.today(officers[19])).left
    assert 5 <= len(left) <= 10

    await import_law("不足1万元的，处3000元以上1万元以下罚款。")
    (draft,) = await training.editing.write(editor, [PROPOSAL])
    await training.editing.submit(editor, draft, 1)
    await training.editing.approve(reviewer, draft, 2)
    await import_law("不足1万元的，处5000元以上1万元以下罚款。")
    bank = Bank(knowledge.edition.library, knowledge.edition.texts)
    assert [item.slug for item, _ in bank.suspended] == [PROPOSAL.slug]

    first = Window(clock(), clock() + timedelta(days=5))
    makeup = Window(first.closes, first.closes + timedelta(days=2))
    blueprint = BLUEPRINT.model_copy(update={"title": "年度考试"})
    number = await training.papers.write(editor, blueprint, first, makeup)
    paper = await training.papers.approve(reviewer, number, 1)
    await training.papers.exempt(reviewer, number, "telegram:119", "长期病假")
    for place, officer in enumerate(officers[:18]):
        await sits(training, knowledge, officer, paper, wrong=range(1, 13 if place > 14 else 3))
    results = await training.results.of(editor, number)
    assert results.summary == "应考19 实考18 合格15 免考1 参考率95% 合格率83%"

    clock.now = makeup.opens
    for officer in officers[15:19]:
        await sits(training, knowledge, officer, paper, wrong=(1,))
    clock.now = paper.ends
    results = await training.results.of(editor, number)
    assert results.summary == "应考19 实考19 合格19 免考1 参考率100% 合格率100%"

    record = await training.years.mine(officers[16], 2026)
    assert [(one.title, one.said) for one in record.lines] == [("年度考试", "优秀")]
    proof = await training.certifying.certify(officers[16], number)
    assert await training.certifying.look_up(proof.number) == proof

    blueprint = BLUEPRINT.model_copy(update={"title": "加考"})
    later = Window(clock(), clock() + timedelta(days=5))
    number = await training.papers.write(editor, blueprint, later)
    await training.papers.approve(reviewer, number, 1)
    assert await in_the_report(database, knowledge, settings, clock()) == (
        "2026年，青山县交通运输局落实“谁执法谁普法”普法责任制，组织工作人员学法用法考试1场，"
        "应考19人次，实考19人次，参考率100.0%，合格19人次，合格率100.0%。"
    ), "the one that is still under way isn't told of yet"
    assert "考试2场，应考39人次，实考19人次，参考率48.7%，合格19人次" in (
        await in_the_report(database, knowledge, settings, later.closes + timedelta(days=1))
    )


async def in_the_report(database, knowledge, settings, now):
    today = now.astimezone(settings.zone).date()
    library, texts = knowledge.edition.library, knowledge.edition.texts
    found = await gather(database, library, texts, Period(2026), settings.zone, today)
    return sentences.responsibility(found)


async def sits(training, knowledge, who, paper, wrong):
    attempt = await training.sittings.begin(who, paper.id)
    sheet = await training.sittings.sheet(who, attempt.id)
    for asked in sheet.questions:
        item = knowledge.edition.library.items[asked.slug]
        chosen = another(item) if asked.n in wrong else item.key
        await training.sittings.answer(who, attempt.id, asked.n, chosen)
    await training.sittings.hand_in(who, attempt.id)
