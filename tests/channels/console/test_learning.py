"""Practice and papers in the browser: a colleague learns, sits, loses the line, and comes back."""

import re
import shutil
from datetime import timedelta

import pytest

from bot.members import Actor, Member, Role
from bot.store.papers import Window
from tests.bot.training.conftest import BLUEPRINT, another
from tests.channels.console.conftest import _set_clock, words
from tests.fakes import FAKES, items

EDITOR = Actor(Member("console:王敏", frozenset({Role.EDITOR}), "王敏"), "console")
REVIEWER = Actor(Member("console:赵强", frozenset({Role.REVIEWER}), "赵强"), "console")


@pytest.fixture
def application(make_application, clock, tmp_path):
    folder = tmp_path / "knowledge"
    shutil.copytree(FAKES / "knowledge", folder)
    items.write(folder, items.bank(12))
    application = make_application(knowledge_dir=folder)
    _set_clock(application, clock)
    for part in vars(application.training).values():
        if hasattr(part, "clock"):
            object.__setattr__(part, "clock", clock)
    return application


@pytest.fixture
async def learner(staff):
    return await staff("孙丽")


@pytest.fixture
def approve(application, learner, clock):
    async def approve():
        papers = application.training.papers
        first = Window(clock(), clock() + timedelta(days=3))
        makeup = Window(first.closes, first.closes + timedelta(days=1))
        number = await papers.write(EDITOR, BLUEPRINT, first, makeup)
        return await papers.approve(REVIEWER, number, 1)

    return approve


async def begin(learner, paper):
    page = await learner.does(f"/exams/{paper.id}/begin")
    return re.search(r'action="/staff(/attempts/\d+)"', page)[1], page


def sent_untouched(page):
    """The hidden fields, which any button of the page sends along."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: [value for one, value in fields if one == name] for name, _ in fields}


def n_of(page):
    return re.search(r'name="n" value="(\d+)"', page)[1]


async def test_who_has_a_chat_says_whether_to_be_reminded_on_mondays(staff, application, learner):
    assert "每周一" not in await learner.open("/practice"), "there is no way to remind her"
    member = Member("telegram:7", frozenset({Role.LEARNER}), "周晓")
    one = await staff(member)
    assert "每周一在聊天里说一声" in await one.open("/practice")

    page = await one.does("/reminders/practice", wanted="0")
    assert "以后周一不再提醒" in page
    assert not await application.training.weekly.is_reminded(Actor(member, "web"))

    await one.does("/reminders/practice", wanted="1")
    assert "每周一在聊天里说一声" in await one.open("/practice")


async def test_home_leads_to_practice_which_counts_as_no_duty(learner, application):
    page = await learner.open("")
    assert "今天有 5 道练习题" in words(page)
    assert "没有等您处理的事" in page
    who = Actor(Member("console:孙丽", frozenset({Role.LEARNER}), "孙丽"), "console")
    practice = application.training.practice
    for item in (await practice.today(who)).left:
        await practice.answer(who, item.slug, list(item.key))
    assert "练习题" not in await learner.open("")


async def test_practice_asks_marks_and_tells_why(learner, application):
    page = await learner.open("/practice")
    assert "今天还有 5 道题" in words(page)
    slug = re.search(r"/staff/practice/([\w-]+)", page)[1]
    item = application.library.items[slug]
    question = await learner.open(f"/practice/{slug}")
    assert item.explanation not in question
    empty = await learner.fills(f"/practice/{slug}")
    assert empty.status_code == 422
    told = await learner.fills(f"/practice/{slug}", answer=list(another(item)))
    assert "没有答对" in told.text
    assert item.explanation in told.text
    assert item.basis[0].display in told.text
    assert "今天还有 4 道题" in words(await learner.open("/practice"))
    assert "谢谢" in await learner.does(f"/practice/{slug}/report", text="条文改了")


async def test_a_paper_is_sat_resumed_and_handed_in(learner, approve, application, clock):
    paper = await approve()
    assert "场考试等您参加" in await learner.open("")
    rule = words(await learner.open(f"/exams/{paper.id}"))
    assert BLUEPRINT.rule in rule
    attempt, page = await begin(learner, paper)
    first = n_of(page)
    page = await learner.does(attempt, n=first, answer="对", marked="1", go="2")
    assert "第2题" in words(page)
    assert "已答 1 题" in words(page)
    clock.passes(minutes=7)
    again = await learner.open(attempt)  # the line was lost: the first one without an answer
    assert "第2题" in words(again)
    assert "剩余 23 分" in words(again)
    assert 'value="对" checked' in await learner.open(f"{attempt}?at=1")
    end = words(await learner.open(f"{attempt}/end"))
    assert "还有 19 题未答" in end
    assert "有标记的：第1题" in end
    outcome = words(await learner.does(f"{attempt}/end"))
    assert "不合格" in outcome
    assert "还可以考 1 次" in outcome
    assert "公布" in outcome
    late = await learner.fills(attempt, n=first, answer="错", go="2")
    assert late.status_code == 422
    assert "已经交卷" in late.text


async def test_a_tab_that_was_left_open_undoes_no_answer(learner, approve):
    """Its page shows the question as it was; whoever only moves on from there has said nothing."""
    attempt, page = await begin(learner, await approve())
    n, left_open = n_of(page), sent_untouched(page)
    await learner.does(attempt, n=n, answer="对", marked="1", go="2")

    await learner.does(attempt, **left_open, go="2")
    page = await learner.open(f"{attempt}?at=1")
    assert 'value="对" checked' in page
    assert "，有标记" in page

    changed = sent_untouched(page) | {"answer": "错"}
    await learner.does(attempt, **changed, go="2")
    await learner.does(attempt, **sent_untouched(page), answer="对", marked="1", go="2")
    page = await learner.open(f"{attempt}?at=1")
    assert 'value="错" checked' in page, (
        "the tab that still showed the older answer changed nothing"
    )


async def test_no_page_shows_a_key_before_the_paper_is_over(
    learner, approve, application, clock, staff
):
    """Every page that a learner can open, and the public's, while an attempt is under way."""
    paper = await approve()
    attempt, page = await begin(learner, paper)
    asked = {}
    for place in range(1, 21):
        page = await learner.open(f"{attempt}?at={place}")
        asked[n_of(page)] = page
    sheet = await application.training.sittings.sheet(
        Actor(Member("console:孙丽", frozenset({Role.LEARNER}), "孙丽"), "console"),
        int(attempt.rsplit("/", 1)[1]),
    )
    secrets = {application.library.items[one.slug].explanation: one.slug for one in sheet.questions}
    pages = set(asked.values())
    for path in ("", "/practice", "/exams", f"/exams/{paper.id}", f"{attempt}/end", "/learnt"):
        pages.add(await learner.open(path))
    for slug in secrets.values():
        assert (await learner.get(f"/staff/practice/{slug}")).status_code == 404
        answered = await learner.post(f"/staff/practice/{slug}", data={"answer": "A"})
        assert answered.status_code in (404, 422)
        pages.add(answered.text)
        for path in (f"/quiz/公众/{slug}", f"/api/items/{slug}"):
            assert (await learner.get(path)).status_code == 404
    for path in ("/quiz", "/openapi.json", "/sitemap.xml", "/api/entries"):
        pages.add((await learner.get(path)).text)
    await learner.does(f"{attempt}/end")
    pages.add(await learner.open(f"{attempt}/outcome"))
    for explanation in secrets:
        assert not [page for page in pages if explanation in page]
    clock.now = paper.ends
    told = await (await staff("孙丽")).open(f"{attempt}/outcome")
    assert all(explanation in told for explanation in secrets)


async def test_nobody_opens_anothers_attempt(learner, approve, staff):
    paper = await approve()
    attempt, _ = await begin(learner, paper)
    other = await staff("陈静")
    assert (await other.get(f"/staff{attempt}")).status_code == 404
    assert (await other.fills(attempt, n="1", answer="对")).status_code == 404
