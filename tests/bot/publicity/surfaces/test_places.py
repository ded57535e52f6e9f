"""Places get codes that links can carry, and links that bring people from them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.publicity.surfaces import places
from bot.publicity.surfaces.places import Place, checked, codes, of_start, page_link, telegram_link

STATION = Place("汽车站", "qcz-1d7e")


def test_a_code_is_made_of_initials_and_a_hash():
    assert next(codes("汽车站")) == "qcz-1d7e"
    assert next(codes("3路公交")).startswith("3lgj-")


def test_places_with_the_same_initials_have_different_codes():
    assert next(codes("汽车站")) != next(codes("青城寨"))


@given(st.text(min_size=1, max_size=40))
def test_any_name_gets_codes_that_a_deep_link_can_carry(name):
    for code in codes(name):
        assert re.fullmatch("[A-Za-z0-9_-]{1,20}", code)


@pytest.mark.parametrize("name", ["", "   ", "站" * 21, "汽车\x00站"])
def test_what_is_no_name_is_refused(name):
    with pytest.raises(ValueError, match="地点"):
        checked(name)


def test_spaces_around_a_name_do_not_make_another_place():
    assert checked("  汽车站\n南门 ") == "汽车站 南门"


def test_the_pages_link_names_the_place_and_the_campaign():
    assert page_link("https://p.cn", STATION, 12) == "https://p.cn/?from=qcz-1d7e&c=12"


@pytest.mark.parametrize("bot", ["pufa_bot", "@pufa_bot", "https://t.me/pufa_bot"])
def test_the_bots_link_starts_with_the_place(bot):
    link = telegram_link(bot, STATION, 12)
    assert link == "https://t.me/pufa_bot?start=from_qcz-1d7e_c12"
    assert of_start(link.partition("start=")[2]) == ("qcz-1d7e", 12)


@pytest.mark.parametrize("bot", ["", "机器人", "a b", "bot?start=x", "x" * 40])
def test_what_is_no_bots_name_is_refused(bot):
    with pytest.raises(ValueError, match="用户名"):
        telegram_link(bot, STATION, 12)


@pytest.mark.parametrize(
    ("parameter", "found"),
    [
        ("from_qcz-1d7e", ("qcz-1d7e", 0)),
        ("from_qcz-1d7e_c7", ("qcz-1d7e", 7)),
        ("from_", None),
        ("invite_abc", None),
        ("", None),
        ("from_qcz_c", None),
    ],
)
def test_a_start_without_a_place_is_nobodys_arrival(parameter, found):
    assert of_start(parameter) == found


def test_the_longest_start_fits_telegrams_64_characters():
    longest = max(codes("一二三四五六七八九十十一十二"), key=len)
    link = telegram_link("pufa_bot", Place("…", longest), 999_999_999)
    assert len(link.partition("start=")[2]) <= 64
    assert places.of_start(link.partition("start=")[2])
