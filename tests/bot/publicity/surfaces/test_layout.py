"""Lines break where one would pause, and never inside a figure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.publicity.surfaces.layout import (
    breakings,
    figures,
    has_stray,
    is_torn,
    width,
    without_commas,
    wrapped,
)

CHINESE = st.text(
    st.sampled_from("罚款让行20元分钟，。；：《公路法》“”或不能abc"), min_size=1, max_size=60
)


def test_a_headline_breaks_at_its_comma():
    assert list(breakings("斑马线前，停车让人", 2)) == [
        ("斑马线前，停车让人",),
        ("斑马线前，", "停车让人"),
    ]
    assert without_commas(("斑马线前，", "停车让人")) == ("斑马线前", "停车让人")


def test_lines_are_as_even_as_pauses_allow():
    _, two = breakings("甲，乙乙，丙丙丙，丁丁丁丁", 2)
    assert two == ("甲，乙乙，", "丙丙丙，丁丁丁丁")


def test_without_a_comma_a_line_ends_before_a_new_thought():
    _, two = breakings("运输企业必须设安全管理机构或配专职安全员", 2)
    assert two == ("运输企业必须设安全管理机构", "或配专职安全员")
    assert not is_torn(two)


def test_a_laws_title_is_kept_whole():
    _, two = breakings("《消费者权益保护法》施行33周年", 2)
    assert two == ("《消费者权益保护法》", "施行33周年")


def test_where_nothing_helps_a_line_is_torn_and_known_to_be():
    _, two = breakings("公路不是晒场和摊位", 2)
    assert "".join(two) == "公路不是晒场和摊位"
    assert is_torn(two)


def test_a_figure_is_never_torn_from_its_unit():
    lines = wrapped("处警告或者20元以上200元以下罚款一次记3分", 7)
    assert "".join(lines) == "处警告或者20元以上200元以下罚款一次记3分"
    for figure in ("20元", "200元", "3分"):
        assert any(figure in line for line in lines)


def test_no_line_begins_with_a_mark():
    lines = wrapped("不按规定减速、停车、避让的", 6)
    assert not any(line[0] in "、，。" for line in lines)


def test_a_stray_word_is_noticed():
    assert has_stray(("处二十元以上二百元以下罚", "款。"))
    assert not has_stray(("处二十元以上", "二百元以下罚款。"))
    assert not has_stray(("罚。",))


def test_figures_stand_out():
    assert figures("处20元以上，12:30 <b>") == (
        '处<span class="figure">20元</span>以上，<span class="figure">12:30</span> &lt;b&gt;'
    )


@given(CHINESE, st.integers(min_value=1, max_value=3))
def test_nothing_is_lost_or_added_by_breaking(text, most):
    for lines in breakings(text, most):
        assert "".join(lines) == text


@given(CHINESE, st.floats(min_value=4, max_value=30))
def test_wrapped_lines_keep_all_and_fit(text, most):
    lines = wrapped(text, most)
    assert "".join(lines) == text
    widest_piece = 12  # “《20分钟”，。》 and the like can't be torn
    assert all(width(line) <= max(most, widest_piece) for line in lines) or "abc" in text


@pytest.mark.parametrize(("text", "ems"), [("汉字", 2), ("ab", 1.2), ("，", 1)])
def test_a_letter_is_about_half_as_wide(text, ems):
    assert width(text) == pytest.approx(ems)
