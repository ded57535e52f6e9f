from dataclasses import replace

import pytest

from bot.answering.answers import Answer, Choice
from bot.answering.deciding import Decision
from bot.answering.wording import Wording
from bot.knowledge.statutes.citations import Article, Citation
from bot.messages import Extent
from bot.text.dates import chinese_date


@pytest.fixture
def library(load):
    return load()


@pytest.fixture
def wording(library, texts):
    return Wording(library, texts)


def test_an_entry_is_told_with_basis_dates_and_whom_to_ask(wording, library):
    text = wording.entry(library.entries["chaozai-fakuan"])
    assert text.startswith("**货车超载怎么处罚？**\n\n超过核定载质量")
    assert "《道路交通安全法》第九十二条（2004年5月1日起施行，2021年4月29日修正）" in text
    assert "最近核对：2026年11月23日" in text
    assert "仅供参考" in text
    assert "12328" in text


def test_who_wants_it_shortly_gets_the_short_answer_the_steps_and_the_basis_alone(wording, library):
    body = "超载要罚款。\n\n- 驾驶人另外记分。\n\n## 怎么办\n\n1. 先卸货。\n"
    entry = replace(library.entries["chaozai-fakuan"], body=body)
    answer = Answer(Decision.ANSWER, 1.0, entry, is_short=True)
    text = wording.answer(answer)
    assert ("超载要罚款" in text, "先卸货" in text, "第九十二条" in text) == (True, True, True)
    assert "驾驶人另外记分" not in text
    (card,) = wording.layout(answer).cards
    assert card.extent is Extent.BRIEF


def test_the_point_asked_is_told_once(wording, library):
    entry = library.entries["chaozai-fakuan"]
    body = "超载要罚款。\n\n- 驾驶人另外记分。\n- 货要卸下。\n\n## 怎么办\n\n1. 先卸货。\n"
    text = wording.entry(replace(entry, body=body), "驾驶人另外记分。")
    assert "**您问的这一点**：驾驶人另外记分。" in text
    assert text.count("驾驶人另外记分") == 1
    assert "- 货要卸下。" in text


def test_a_number_is_told_once_where_the_office_is_the_bureaus_own(wording, library):
    office = next(one for one in library.offices if "12328" in library.fill(one.call))
    text = wording.answer(Answer(Decision.UNKNOWN, 0.0, office=office))
    assert f"看起来是**{office.name}**管的事，可以拨打 **12328**（" in text
    assert text.count("12328") == 1


def test_what_is_not_verified_is_said(wording, library):
    entry = replace(library.entries["chaozai-fakuan"], note="裁量档次未核。")
    assert "**说明**：裁量档次未核。" in wording.entry(entry)


def test_an_entry_whose_basis_has_changed_says_so(wording, library):
    prints = {"道路交通安全法 第九十二条": "000000000000"}
    entry = replace(library.entries["chaozai-fakuan"], fingerprints=prints)
    assert "依据已修订，正在复核" in wording.entry(entry)
    assert "正在复核" not in wording.entry(library.entries["chaozai-fakuan"])


def test_an_article_stands_under_its_chapter(wording):
    text = wording.laws.article(Citation("道路交通安全法", Article(92)))
    assert "**《中华人民共和国道路交通安全法》第九十二条**" in text
    assert "第七章 法律责任" in text
    assert "1. 货车超载怎么处罚？" in text


def test_an_article_that_does_not_exist_is_denied(wording):
    text = wording.laws.article(Citation("危险化学品安全管理条例", Article(200)))
    assert "没有第二百条，它到第102条为止" in text


def test_a_law_without_text_says_where_to_read_it(wording):
    text = wording.laws.article(Citation("危险化学品安全管理条例", Article(3)))
    assert "国家法律法规数据库" in text
    assert "之后有修改，请以最新文本为准" in text


@pytest.mark.parametrize(
    ("day", "said"), [("2016-09-21", "2016年9月21日"), ("2016-08", "2016年8月"), ("2022", "2022年")]
)
def test_a_date_is_told_as_far_as_it_is_known(day, said):
    assert chinese_date(day) == said


@pytest.mark.parametrize(
    ("is_likely", "said"), [(True, "您问的很可能是："), (False, "您问的可能是：")]
)
def test_a_list_says_how_near_its_first_answer_comes(wording, library, is_likely, said):
    entry = library.entries["chaozai-fakuan"]
    choice = Choice(entry, entry.question, "罚款。")
    answer = Answer(
        Decision.SUGGEST, 0.5, entry, choices=(choice,), is_open=True, is_likely=is_likely
    )
    assert wording.answer(answer).startswith(said)
    assert wording.layout(answer).opening.startswith(said)
