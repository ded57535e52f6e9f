"""Posters of all that is shipped can be read from two metres."""

import pytest

from bot.publicity.surfaces.composition import SHEETS, Design, compose
from bot.publicity.surfaces.layout import longest
from tests.reporting import no_faults


def what_is_wrong(words, sheet):
    if words.left_out:
        yield f"{words.left_out} points find no room"
    # 10 mm on A3 is a 200th of two metres; 8 mm is still a 250th.
    sizes = (words.headline_size, words.fact_size, words.point_size)
    if any(size < least for size, least in zip(sizes, (2.0, 1.3, 0.8), strict=True)):
        yield f"too small to be read from two metres: {sizes}"
    if not sizes[0] > sizes[1] > sizes[2]:
        yield f"what matters more is not larger: {sizes}"
    if words.headline_size * longest(words.headline) > sheet.headline_width + 0.01:
        yield f"the headline is too wide: {words.headline}"


@pytest.mark.parametrize("design", Design)
def test_every_shipped_day_fits_with_all_its_points(shipped, about, design):
    no_faults(
        f"days/{key}.md: {fault}"
        for key in shipped.days
        for fault in what_is_wrong(compose(about(key), design), SHEETS[design])
    )


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
