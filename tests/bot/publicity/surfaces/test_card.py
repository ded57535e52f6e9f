"""An entry as a picture that people send each other."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from bot.config import ROOT
from bot.knowledge import library
from bot.publicity.surfaces import cards
from bot.publicity.surfaces.card import Card, Shape, draw
from bot.publicity.surfaces.cards import Cards, TooMany, key
from tests.printing import needs_pango

LINK = "https://pufa.example.gov.cn/entries/chaozai-fakuan"
CARD = Card(
    question="货车超载怎么处罚？",
    answer="超过核定载质量的，由交警罚200元以上500元以下，并扣车到超载消除为止。",
    basis=("《道路交通安全法》第九十二条",),
    topic="货运超限",
    bureau="青山县交通运输局",
    hotline="12328",
    reviewed="2026-11-23",
    link=LINK,
)
LONGEST = replace(
    CARD,
    question="不让行、加塞、逆行、闯灯被拍了怎么罚，罚多少记几分，找谁申诉？",
    answer="在斑马线前不停车让行的，罚200元、记3分；" * 6,
    caution="本条正在复核，请先打热线核实",
)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def names(folder: Path) -> list[str]:
    """Of the pictures that are kept."""
    return [file.stem for file in folder.glob("*.png")]


@needs_pango
@pytest.mark.parametrize("card", [CARD, LONGEST], ids=["short", "longest"])
def test_it_is_a_small_picture_of_its_shape(card):
    tall, wide = draw(card, Shape.TALL), draw(card, Shape.WIDE)
    assert opened(tall).size == (1080, 1440)
    assert opened(wide).size == (1200, 630)
    assert max(len(tall), len(wide)) < 150_000


@needs_pango
def test_its_code_leads_to_the_entry():
    (code,) = zxingcpp.read_barcodes(opened(draw(CARD, Shape.TALL)).convert("L"))
    assert code.text == LINK


@needs_pango
def test_without_an_address_it_has_no_code():
    picture = opened(draw(replace(CARD, link=""), Shape.TALL)).convert("L")
    assert zxingcpp.read_barcodes(picture) == []


@needs_pango
def test_what_fits_on_no_card_is_refused():
    with pytest.raises(ValueError, match="卡片放不下"):
        draw(replace(CARD, answer="很长的答复，" * 100), Shape.WIDE)


@pytest.mark.soak
@needs_pango
def test_every_entry_that_ships_fits():
    shipped = library.load([ROOT / "knowledge"])
    for entry in shipped.entries.values():
        answer = shipped.fill(entry.short_answer)
        card = replace(CARD, question=entry.question, answer=answer, caution=LONGEST.caution)
        for shape in Shape:
            draw(card, shape)


@needs_pango
@pytest.mark.real_time
async def test_it_is_drawn_once_in_a_process_of_its_own(tmp_path: Path):
    kept = Cards(tmp_path)
    first = await kept.picture(CARD, Shape.WIDE)
    kept.close()
    assert kept._process is None
    assert await kept.picture(CARD, Shape.WIDE) == first
    assert kept._process is None  # nothing was drawn
    assert names(tmp_path) == [key(CARD, Shape.WIDE)]


def test_its_name_changes_with_what_it_says():
    found = {key(CARD, Shape.TALL), key(CARD, Shape.WIDE), key(LONGEST, Shape.TALL)}
    assert len(found) == 3


@pytest.fixture
def drawn_at_once(monkeypatch):
    async def drawn(self, card, shape):
        return card.question.encode()

    monkeypatch.setattr(Cards, "_drawn", drawn)


async def test_only_so_many_are_kept(tmp_path, monkeypatch, drawn_at_once):
    monkeypatch.setattr(cards, "KEPT", 2)
    kept = Cards(tmp_path)
    for number in range(4):
        await kept.picture(replace(CARD, question=f"{number}？"), Shape.TALL)
    assert len(names(tmp_path)) == 2


async def test_who_would_wait_too_long_is_sent_away(tmp_path, drawn_at_once):
    with pytest.raises(TooMany):
        await Cards(tmp_path, _waiting=cards.MOST_WAITING).picture(CARD, Shape.TALL)


async def test_a_full_disk_takes_no_picture_away(tmp_path, drawn_at_once):
    (tmp_path / "cards").write_text("no folder")
    assert await Cards(tmp_path / "cards").picture(CARD, Shape.TALL)
