"""A draft as fields of a form, and back."""

import pytest

from bot.editing import differing, fields, forms
from bot.editing.differing import Fate
from bot.editing.forms import Flaw

FIELDS = {
    "question": "货车超载怎么处罚？",
    "ask": "超载罚多少钱\n主题：超载\n1. 拉多了怎么罚",
    "topic": "货运超限",
    "audience": "货运、客运",
    "basis": "道路交通安全法 第九十二条\n公路安全保护条例 第六十四条",
    "body": "由交警罚款。\n\n问题：这一行不是标签\n\n- 细节",
}


def test_what_goes_into_a_draft_comes_out_again():
    found = fields.of_text(fields.to_text(FIELDS))
    assert {key: value for key, value in found.items() if value} == FIELDS | {
        "ask": "超载罚多少钱\n主题：超载\n1. 拉多了怎么罚"
    }


def test_an_empty_form_is_no_draft():
    assert fields.to_text({}) == ""


def test_each_fault_stands_at_its_field():
    text = fields.to_text(FIELDS)
    line = forms.parse(text).line("basis")
    found = fields.faults(
        text, [Flaw(0, "缺“说明”：请加一行"), Flaw(line, "看不懂"), Flaw(0, "别的")]
    )
    assert found == {"note": ["填写说明"], "basis": ["看不懂"], "": ["别的"]}


def test_only_what_changes_is_told_word_by_word():
    (changed,) = fields.changed("问题：甲\n答案：罚二百元。", "问题：甲\n答案：罚五百元。")
    assert changed.label == "答案"
    fates = [(piece.fate, piece.words) for piece in changed.lines[0].pieces]
    assert fates == [
        (Fate.SAME, "罚"), (Fate.GONE, "二"), (Fate.COME, "五"), (Fate.SAME, "百元。"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "fates"),
    [("", "新的", [Fate.COME]), ("旧的", "", [Fate.GONE]), ("一样", "一样", [])],
)
def test_lines_come_and_go(before, after, fates):
    found = [piece.fate for line in differing.lines(before, after) for piece in line.pieces]
    assert found == fates
