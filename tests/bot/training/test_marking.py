import pytest

from bot.knowledge.items import Form
from bot.training import marking
from tests.fakes.items import item


def share(form, key, chosen, *, partial=False):
    return marking.share(item(form, 1, key=key), key, chosen, partial=partial)


@pytest.mark.parametrize(
    ("chosen", "part"),
    [(("A", "C"), 1), (("A",), 0), (("A", "B", "C"), 0), (("A", "B", "C", "D"), 0), ((), 0)],
)
def test_of_several_options_all_and_no_other_count(chosen, part):
    assert share(Form.MULTIPLE, ("A", "C"), chosen) == part


@pytest.mark.parametrize(
    ("chosen", "part"),
    [(("A",), 1 / 3), (("A", "C"), 2 / 3), (("A", "C", "D"), 1), (("A", "B"), 0), ((), 0)],
)
def test_with_partial_marks_fewer_get_their_part_and_a_wrong_one_nothing(chosen, part):
    assert share(Form.MULTIPLE, ("A", "C", "D"), chosen, partial=True) == part


@pytest.mark.parametrize(
    ("figure", "typed", "is_same"),
    [
        ("200元", "200", True), ("200元", "二百", True), ("200元", "二百元", True),
        ("200元", "0.02万", True), ("3000元", "3,000", True), ("200元", "50", False),
        ("10日", "十日", True), ("10日", "10天", True), ("10日", "10个工作日", False),
        ("10个工作日", "10", True), ("10个工作日", "10日", False), ("90日", "三个月", False),
        ("200元", "", False), ("200元", "200或300", False), ("200元", "大概200", False),
        ("5倍", "五", True), ("30%", "30", True),
    ],
)  # fmt: skip
def test_a_figure_counts_in_either_script_and_with_its_own_unit_only(figure, typed, is_same):
    assert marking.is_same(figure, typed) is is_same


def test_each_blank_counts_its_part():
    assert share(Form.FILL, ("5日", "7日"), ("5", "九")) == 0.5
    assert share(Form.FILL, ("5日", "7日"), ("7", "5")) == 0
    assert share(Form.FILL, ("5日", "7日"), ("5",)) == 0.5


def test_points_come_in_halves_and_never_more_than_earned():
    assert [marking.points(3, part) for part in (1 / 3, 0.5, 2 / 3, 1)] == [1, 1.5, 2, 3]
    assert marking.points(2, 1 / 3) == 0.5


def test_a_question_that_was_withdrawn_counts_for_everybody():
    assert share(Form.SINGLE, (), ("C",)) == share(Form.SINGLE, (), ()) == 1
