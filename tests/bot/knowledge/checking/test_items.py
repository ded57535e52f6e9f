from pathlib import Path

import pytest

from bot.config import ROOT
from bot.knowledge import items as item_files
from bot.knowledge import library as libraries
from bot.knowledge.checking import Evidence, VerifiedFacts, items
from bot.knowledge.statutes import Texts
from tests.bot.knowledge.test_items import FILL, ITEM

LAW = """\
---
title: 中华人民共和国{short}
short: {short}
effective: 2021-07-15
---

**第{number}条** {text}
"""


@pytest.fixture(scope="module")
def library():
    return libraries.load([ROOT / "knowledge"])


@pytest.fixture
def evidence(tmp_path):
    for short, number, text in (
        ("道路运输条例", "六十三", "不足1万元的，处3000元以上1万元以下的罚款；1倍以上5倍以下。"),
        (
            "行政处罚法",
            "五十一",
            "对公民处以二百元以下、对法人处以三千元以下罚款的，可以当场作出。",
        ),
    ):
        law = LAW.format(short=short, number=number, text=text)
        (tmp_path / f"{short}.md").write_text(law, encoding="utf-8")
    return Evidence(Texts(tmp_path), VerifiedFacts())


def read(text: str, *changes: tuple[str, str]):
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    topic = "执法程序" if "执法程序" in text else "货运超限"
    return item_files.parse(text, Path(topic) / "wuxu-fudu.md")


def test_a_sound_item_has_no_fault(library, evidence):
    assert list(items.faults(read(ITEM), library, evidence)) == []
    assert list(items.faults(read(FILL), library, evidence)) == []


@pytest.mark.parametrize(
    ("text", "change", "said"),
    [
        (FILL, ("[200元, 3000元]", "[50元, 1000元]"), "答案里的“50元”不在所引条文里"),
        (ITEM, ("3000元以上1万元以下\n", "2000元以上1万元以下\n"), "答案里的“2000元”"),
        (ITEM, ("不足1万元的，", "不足9万元的，"), "解析里的“9万元”"),
        (ITEM, ("第六十三条", "第六十四条"), "不在收录的全文里"),
        (ITEM, ("道路运输条例 第", "道路运输法 第"), "unknown statute"),
        (ITEM, ("C. 1万元以上5万元以下", "C. 以上都对"), "不用“以上都对”"),
        (ITEM, ("C. 1万元以上5万元以下", "C. 二百元以上二千元以下"), "是一回事"),
        (ITEM, ("应当处多少罚款？", "下列说法错误的是（ ）"), "反问要醒目"),
        (ITEM, ("不足1万元的，", "所以选B。"), "解析里不写"),
        (ITEM, ("  A: 这", "  B: 这"), "是正确答案"),
    ],
)
def test_it_finds_what_must_be_mended(library, evidence, text, change, said):
    found = [fault.message for fault in items.faults(read(text, change), library, evidence)]
    assert any(said in one for one in found), found


def test_figures_of_the_facts_need_no_article(library, evidence):
    found = items.faults(read(ITEM, ("不足1万元的，", "8000元不足1万元，")), library, evidence)
    assert list(found) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("B. 3000元以上1万元以下", "B. 3000元以上1万元以下，并责令停止经营，没收车辆"),
            "明显比别的长",
        ),
        (("C. 1万元以上5万元以下", "C. 一律吊销许可证"), "说得绝对"),
        (("应当处多少罚款？", "依据的是第几条？"), "考的是条号"),
        (("依照《道路运输条例》，应当", "应当"), "没有写明依照哪部法律"),
    ],
)
def test_it_guesses_what_a_reader_should_see_again(library, change, said):
    found = [hint.message for hint in items.hints(read(ITEM, change), library)]
    assert any(said in one for one in found), found


def test_a_document_may_name_its_law_in_its_lines(library):
    document = ITEM.replace("form: 单选", "form: 纠错").replace(
        "依照《道路运输条例》，应当", "应当"
    )
    named = document.replace("A. 200元", "A. 依据《道路运输条例》处200元")
    unnamed = [hint.message for hint in items.hints(read(document), library)]
    assert "题干没有写明依照哪部法律" in unnamed
    assert list(items.hints(read(named), library)) == []


def test_the_same_question_twice_and_a_case_that_almost_is_the_same():
    one, twin = read(ITEM), read(ITEM)
    near = read(ITEM, ("收运费8000元。", "收运费8000元整。"), ("应当处多少", "可以处多少"))
    assert [fault.message for fault in items.among([one, twin])] == ["和 wuxu-fudu 是同一道题"]
    assert "只差几个字" in next(items.among([one, near])).message
