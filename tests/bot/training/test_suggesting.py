"""What training suggests: papers of the year, of changed laws, weak topics, questions for items."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.knowledge.items import Form
from bot.staff.refusals import NotAllowed, Refused, Settled, Unknown
from bot.store import inbox, questions
from bot.store.inbox import Why
from bot.store.papers import State
from bot.store.questions import WRONG
from bot.training import reminding, syllabus
from bot.training.bank import bank_of
from bot.training.posts import LEADER
from bot.training.reminding import Moment
from bot.training.rhythm import revised, short_paper
from bot.training.statistics import FEWEST


@pytest.fixture
def day(clock):
    """Sets the clock to nine in the morning of a day."""

    def day(year, month, number):
        clock.now = datetime(year, month, number, 1, tzinfo=UTC)

    return day


async def tries(database, item, people, missed):
    """So many first answers in practice."""

    def insert(db):
        for number in range(people):
            rating = 1 if number < missed else 3
            db.execute(
                "INSERT INTO reviews (person, item, revision, answer, at, day, rating, chosen)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, '[]')",
                [f"p{number}", item.slug, item.revision, item.answer,
                 "2026-11-20T01:00:00+00:00", "2026-11-20", rating],
            )  # fmt: skip

    await database.write(insert)


async def test_what_over_40_percent_miss_is_a_topic_with_its_count(
    training, database, editor, knowledge
):
    items = [one for one in bank_of(knowledge.edition).asked if one.topic == "客运"]
    await tries(database, items[0], FEWEST, 5)
    await tries(database, items[1], FEWEST, 4)  # 40 in 100 is not more than 40
    await tries(database, items[2], FEWEST - 1, FEWEST - 1)  # too few to say
    (weak,) = (await training.suggesting.every(editor)).weak
    assert (weak.topic, weak.people, weak.missed) == ("客运", FEWEST, 5)
    assert [one.item.slug for one in weak.items] == [items[0].slug]
    assert weak.articles == [str(items[0].basis[0])]


async def test_a_second_answer_and_an_older_wording_say_nothing(
    training, database, editor, knowledge
):
    item = bank_of(knowledge.edition).asked[0]
    await tries(database, item, FEWEST, 0)
    again = "UPDATE reviews SET id = id + 100, day = '2026-11-19', rating = 1"
    await database.write(lambda db: db.execute(again))
    await tries(database, item, FEWEST, 0)
    await database.write(
        lambda db: db.execute("UPDATE reviews SET revision = 'older' WHERE id > 100")
    )
    assert (await training.suggesting.every(editor)).weak == ()


async def test_a_paper_that_is_over_counts_and_one_under_way_does_not(
    training, editor, reviewer, people, approve, sit, clock, windows, settings
):
    paper = await approve()
    for name in ("张敏", "李雷", "王芳"):
        await sit(people[name], paper, wrong=(1,))
    assert (await training.suggesting.every(editor)).weak == ()
    clock.now = windows[1].closes
    assert (await training.suggesting.every(editor)).weak == (), "three people say nothing"


async def test_a_topic_that_was_taught_rests_until_the_next_quarter(
    training, database, editor, knowledge, clock
):
    item = bank_of(knowledge.edition).asked[0]
    await tries(database, item, FEWEST, FEWEST)
    (weak,) = (await training.suggesting.every(editor)).weak
    with pytest.raises(Refused, match="怎么处理的"):
        await training.suggesting.dismiss(
            editor, "topic", training.suggesting.subject_of(weak), " "
        )
    subject = training.suggesting.subject_of(weak)
    await training.suggesting.dismiss(editor, "topic", subject, "例会讲过")
    assert (await training.suggesting.every(editor)).weak == ()
    with pytest.raises(Settled):
        await training.suggesting.dismiss(editor, "topic", subject, "又一次")
    clock.passes(days=40)
    assert [one.topic for one in (await training.suggesting.every(editor)).weak] == [item.topic]


@pytest.fixture
def settings(tmp_path, knowledge_folder):
    """With the blueprints that ship."""
    import shutil

    from bot.config import ROOT, Settings
    from tests.bot.training.conftest import ROLES, STAFF

    shutil.copytree(ROOT / "knowledge" / "papers", knowledge_folder / "papers", dirs_exist_ok=True)
    staff = ",".join(f"telegram:{one}:{ROLES.get(one, 'learner')}" for one in STAFF.values())
    return Settings(data_dir=tmp_path / "data", knowledge_dir=knowledge_folder, staff=staff)


async def test_the_years_exams_suggest_themselves_and_are_confirmed_by_a_person(
    training, editor, reviewer, day, people
):
    day(2027, 4, 1)
    assert (await training.suggesting.every(editor)).planned == ()
    day(2027, 4, 30)
    (plan,) = (await training.suggesting.every(editor)).planned
    assert plan.blueprint.title == "2027年半年学法用法考试"
    assert plan.first.opens.date() == date(2027, 6, 8)
    with pytest.raises(NotAllowed):
        await training.suggesting.make_planned(reviewer, plan.key)
    number = await training.suggesting.make_planned(editor, plan.key)
    paper = await training.papers.paper(number)
    assert (paper.state, paper.first) == (State.DRAFT, plan.first)
    assert (await training.suggesting.every(editor)).planned == ()
    with pytest.raises(Unknown):
        await training.suggesting.make_planned(editor, plan.key)
    day(2027, 10, 1)
    assert [one.key for one in (await training.suggesting.every(editor)).planned] == ["2027-year"]
    await training.posts.put(reviewer, people["王芳"].member.name, LEADER)
    keys = [one.key for one in (await training.suggesting.every(editor)).planned]
    assert keys == ["2027-year", "2027-leaders"], "leaders' where there are leaders"


LAW = """\
---
title: 道路交通安全法
short: 道路交通安全法
effective: 2004-05-01
version_date: {}
---

{}
"""


async def test_a_changed_law_suggests_the_paper_of_its_changed_articles(
    training, editor, knowledge, settings, clock
):
    settings.statutes_dir.mkdir(parents=True, exist_ok=True)
    articles = {number: f"**第{number}条** 第{number}条的规定。" for number in range(1, 12)}

    def write(version, told):
        text = LAW.format(version, "\n\n".join(told.values()))
        (settings.statutes_dir / f"{version}.md").write_text(text, encoding="utf-8")

    write("2021-04-29", articles)
    await knowledge.reload()
    assert (await training.suggesting.every(editor)).revised == ()
    later = {number: told.replace("规定", "新规定") if number > 7 else told
             for number, told in articles.items()}  # fmt: skip
    write("2026-11-01", later)
    await knowledge.reload()
    (law,) = (await training.suggesting.every(editor)).revised
    assert [str(one) for one in law.articles] == [
        f"道路交通安全法 第{number}条" for number in ("八", "九", "十", "十一")
    ]
    assert {citation.article.number for item in law.items for citation in item.basis} <= set(
        range(8, 12)
    )
    number = await training.suggesting.make_revised(editor, law.key)
    preview = await training.papers.preview(editor, number)
    assert preview.missing == ()
    assert {str(one.item.basis[0]) for one in preview.first.questions} <= set(
        map(str, law.articles)
    )
    assert (await training.suggesting.every(editor)).revised == ()
    clock.passes(days=200)
    assert not list(revised(knowledge.edition.texts, knowledge.today(), law.items))


def test_a_short_paper_asks_no_more_than_the_bank_has(knowledge, settings):
    from bot.training import blueprints
    from bot.training.rhythm import Revised

    items = bank_of(knowledge.edition).asked
    model = blueprints.load([settings.knowledge_dir])[0]["new-law"]
    singles = tuple(one for one in items if one.form is Form.SINGLE)[:3]
    law = Revised("k", "道路交通安全法", date(2026, 11, 1), singles[0].basis, singles)
    paper = short_paper(model, law)
    assert [(one.form, one.count) for one in paper.sections] == [("单选", 3)]


async def test_questions_that_were_handed_on_or_marked_wrong_become_items(
    training, database, editor, knowledge, clock
):
    entry = next(iter(knowledge.edition.library.entries.values()))

    def asked(db, text, decision, entry="", asker="a"):
        return questions.record(
            db, asked_at=clock.now, channel="web", asker=asker, text=text, decision=decision,
            entry=entry, confidence=0.1, milliseconds=1,
        )  # fmt: skip

    def happened(db):
        first = asked(db, "货车撞坏了路边的护栏要赔吗", "unknown")
        cluster = inbox.open_new(db, now=clock.now)
        inbox.put(db, question_id=first, cluster_id=cluster, plain="x", why=Why.UNKNOWN)
        db.execute("UPDATE clusters SET state = 'replied' WHERE id = ?", [cluster])
        wrong = asked(db, "空车超载怎么算", "answer", entry.slug)
        questions.vote(db, question_id=wrong, asker="a", helpful=False, voted_at=clock.now)
        questions.explain_vote(db, question_id=wrong, asker="a", reason=WRONG)

    await database.write(happened)
    found = await training.suggesting.every(editor)
    assert [one.words for one in found.handed_on] == ["货车撞坏了路边的护栏要赔吗"]
    (wrong,) = found.marked_wrong
    assert wrong.entry == entry.slug
    number = await training.suggesting.make_scenario(editor, wrong.key)
    draft = await training.editing.draft(number)
    assert "case: 空车超载怎么算" in draft.text
    assert draft.topic == entry.topic
    with pytest.raises(Refused):
        await training.editing.submit(editor, number, draft.version)
    await training.suggesting.dismiss(editor, "question", found.handed_on[0].key, "不适合出题")
    found = await training.suggesting.every(editor)
    assert (found.handed_on, found.marked_wrong) == ((), ())


async def test_only_those_who_have_not_sat_are_reminded_and_once(
    training, database, people, approve, sit, clock, windows
):
    paper = await approve()
    (opened,) = await database.read(reminding.due, now=clock.now)
    assert opened.moment is Moment.OPENS
    assert len(opened.people) == len(people)
    await database.write(reminding.told, reminder=opened)
    assert await database.read(reminding.due, now=clock.now) == []
    await sit(people["张敏"], paper)
    clock.now = windows[0].closes - timedelta(days=3)
    (soon,) = await database.read(reminding.due, now=clock.now)
    assert soon.moment is Moment.CLOSES_SOON
    assert people["张敏"].member.name not in soon.people
    clock.now = windows[1].opens
    (again,) = await database.read(reminding.due, now=clock.now)
    assert again.moment is Moment.MAKEUP
    assert people["张敏"].member.name not in again.people
    clock.now = windows[1].opens + timedelta(days=1, minutes=1)
    assert await database.read(reminding.due, now=clock.now) == [], "too late to be news"


def test_the_list_of_a_post_has_its_articles_with_how_many_items_ask_them(knowledge):
    bank = bank_of(knowledge.edition).asked
    (law,) = syllabus.of_post("执法", bank, knowledge.edition.library)
    assert law.short == "道路交通安全法"
    assert law.items == len(bank)
    numbers = [line.article.number for line in law.lines]
    assert numbers == sorted(numbers)
    assert syllabus.of_post("领导", bank, knowledge.edition.library) == []
    assert len(list(syllabus.rows([law]))) == len(law.lines)
