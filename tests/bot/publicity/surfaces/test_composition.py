"""Posters of all that is shipped can be read from two metres."""

import pytest

from bot.config import ROOT
from bot.knowledge.library import load
from bot.publicity.surfaces.composition import SHEETS, Design, compose
from bot.publicity.surfaces.layout import longest

DAYS = sorted(load([ROOT / "knowledge"]).days)


@pytest.mark.parametrize("design", Design)
@pytest.mark.parametrize("key", DAYS)
def test_every_shipped_day_fits_with_all_its_points(about, key, design):
    material = about(key)
    words = compose(material, design)
    assert words.left_out == 0
    # 10 mm on A3 is a 200th of two metres; 8 mm is still a 250th.
    assert words.headline_size >= 2.0
    assert words.fact_size >= 1.3
    assert words.point_size >= 0.8
    assert words.headline_size > words.fact_size > words.point_size
    assert words.headline_size * longest(words.headline) <= SHEETS[design].headline_width + 0.01


def test_a_short_headline_is_as_large_as_the_sheet_allows(saying):
    words = compose(saying("停车", "让行。"), Design.BOLD)
    assert words.headline_size == pytest.approx(5.4)


def test_points_that_find_no_room_are_counted(saying):
    long = "- " + "\n- ".join("这一条写得很长很长，" * 6 for _ in range(3))
    words = compose(saying("标题很长，真的很长，一行放不下的标题，还没有完", long), Design.NOTICE)
    assert words.left_out + len(words.points) == 3


def test_a_headline_that_no_sheet_can_hold_is_refused(saying):
    with pytest.raises(ValueError, match="太长，海报放不下"):
        compose(saying("长" * 60, "正文。"), Design.BOLD, shrunk=0.4)
