"""Colours, and whether one can be read upon another."""

import pytest

from bot.colours import BLACK, WHITE, Colour, contrast


def test_it_reads_and_writes_a_colour_as_pages_do():
    assert str(Colour.parse("#0A2f6b")) == "#0a2f6b"


@pytest.mark.parametrize("text", ["red", "#fff", "#12345g", "0a2f6b", ""])
def test_what_is_no_colour_is_refused(text):
    with pytest.raises(ValueError, match="not a colour"):
        Colour.parse(text)


def test_the_contrast_is_that_of_the_standard():
    assert contrast(WHITE, BLACK) == pytest.approx(21)
    # The palest grey that passes on white, in W3C's "Understanding SC 1.4.3".
    assert contrast(Colour.parse("#767676"), WHITE) == pytest.approx(4.54, abs=0.01)


def test_a_mixture_lies_between():
    assert str(BLACK.mixed(WHITE, 0.5)) == "#808080"
    assert WHITE.mixed(BLACK, 0) == WHITE
