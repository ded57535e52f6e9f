"""How people tell the figures of a sum."""

import pytest

from bot.frontmatter import FaultyFile
from bot.knowledge import sums
from bot.text.spotting import Of


def written(tmp_path, text):
    path = tmp_path / "sums.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_words_are_read_as_messages_are(tmp_path):
    text = (
        "speeding:\n  needs: [超速、限速]\n  wants: 罰多少\n"
        "  figures:\n    limit: {before: 限速、一共…限}\n    over: {of: speed, before: 超了}\n"
        "  choices:\n    road: {highway: 高速}\n"
    )
    ways = sums.load(written(tmp_path, text))["speeding"]
    assert (ways.needs, ways.wants) == ((("超速", "限速"),), ("罚多少",))
    assert ways.figures["limit"].before == ("限速", "1共…限")
    assert ways.figures["over"].of == (Of.SPEED,)
    assert ways.choices["road"] == {"highway": ("高速",)}


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ("speeding: {figures: {limit: {after: 高}}}", "unknown: after"),
        ("speeding: {needs: 超速}", "`needs` is a list"),
        ("speeding: 超速", "expected `key: value` pairs"),
    ],
)
def test_what_the_file_cannot_say_is_a_fault(tmp_path, told, message):
    with pytest.raises(FaultyFile, match=message):
        sums.load(written(tmp_path, told))


def test_the_largest_number_of_a_figure_is_a_number(tmp_path):
    told = "overdue: {figures: {days: {before: 晚了, most: viele}}}"
    with pytest.raises(FaultyFile, match="`most` is a number"):
        sums.load(written(tmp_path, told))
