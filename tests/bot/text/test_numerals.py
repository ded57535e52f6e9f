import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import numerals


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("十", 10),
        ("二十", 20),
        ("一百三十三", 133),
        ("一千零五", 1005),
        ("两百", 200),
        ("二〇二六", 2026),
        ("1万", 10_000),
        ("1.5万", 15_000),
        ("十万", 100_000),
        ("1,000", 1000),
        ("4.5", 4.5),
    ],
)
def test_it_reads_numerals_of_both_scripts(written, value):
    assert float(numerals.parse(written)) == value


@pytest.mark.parametrize("written", ["", "条", "x1"])
def test_it_refuses_what_is_no_numeral(written):
    with pytest.raises(ValueError, match="not a numeral"):
        numerals.parse(written)


@given(st.integers(1, 9999))
def test_it_reads_what_it_writes(number):
    assert numerals.parse(numerals.to_chinese(number)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        (" 7 ", 7),
        ("１２", 12),
        ("", 0),
        ("-1", 0),
        ("²", 0),
        ("1e9", 0),
        ("9" * 5000, 0),
    ],
)
def test_a_number_that_somebody_wrote_is_read_or_is_none(text, number):
    assert numerals.counted(text) == number
