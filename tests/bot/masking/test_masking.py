"""What people write about themselves, in all the ways they write it, and what they ask."""

import re
import time
import unicodedata
from pathlib import Path

import pytest

from bot import masking
from bot.config import ROOT
from bot.masking import mask

HERE = Path(__file__).parent
SHIPPED = sorted((ROOT / "knowledge" / "phrases").glob("*/*.txt"))


def _formats():
    kind = ""
    for line in (HERE / "formats.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            kind = line.removeprefix("## ")
        elif line and not line.startswith("#"):
            yield re.sub(r"[{}]", "", line), re.sub(r"\{.*?\}", f"〔{kind}〕", line)


FORMATS = list(_formats())
HARMLESS = (HERE / "harmless.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(("said", "stored"), FORMATS)
def test_what_points_to_a_person_is_masked_however_it_is_written(said, stored):
    assert mask(said) == stored


@pytest.mark.parametrize("said", HARMLESS)
def test_what_points_to_nobody_stays_as_it_was_typed(said):
    assert mask(said) == said


def test_of_the_shipped_ways_to_ask_hardly_one_is_touched():
    """Those that are name a house: 0.02 % of 36,000."""
    lines = [line.strip("~ ") for path in SHIPPED for line in path.read_text("utf-8").splitlines()]
    asked = [line for line in lines[::20] if line and not line.startswith("#")]
    touched = [line for line in asked if mask(line) != line]
    assert len(asked) > 500
    assert len(touched) / len(asked) < 0.005, touched


@pytest.mark.parametrize("said", [said for said, _ in FORMATS[::7]])
def test_masking_twice_changes_nothing_more(said):
    assert mask(mask(said)) == mask(said)


def test_what_is_not_masked_keeps_its_width_and_script():
    assert mask("１３８００１３８０００，全角的，车牌浙A12345") == "〔电话〕，全角的，车牌〔车牌〕"


@pytest.mark.parametrize(
    "sign", ["1", "1 ", "a1", "号", "1-", "我叫", "@a.", "3栋", "浙A1", "微信a"]
)
def test_a_long_text_made_to_hurt_takes_no_longer_than_any(sign):
    begun = time.process_time()
    mask((sign * 1000)[:4096])
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize("sign", ["ﷺ", "Ⅷ", "㊿", "㎯", "字"])
def test_no_piece_is_longer_than_its_limit_once_its_signs_are_spelt_out(sign):
    text = sign * 1000
    pieces = list(masking._pieces(text))
    assert "".join(pieces) == text
    assert max(len(unicodedata.normalize("NFKC", piece)) for piece in pieces) <= masking.PIECE
