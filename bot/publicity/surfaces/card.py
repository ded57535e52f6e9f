"""An entry as a picture that people send each other: its question, short answer and basis."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from enum import Enum

from bot import printing
from bot.publicity.surfaces import layout, qr
from bot.publicity.surfaces.pictograms import of_topic
from bot.publicity.surfaces.rendering import rendered

TEMPLATE = "card.html"
COLOUR = "#0a2f6b"
"""The main colour of a bureau that has named none."""
_POINTS_PER_MM = 72 / 25.4
_COLOURS = 64
"""Of the picture: words and flat grounds have few, and a third of the bytes."""
_SIZES = tuple(size / 100 for size in range(100, 54, -3))
_TRIES = 6


class Shape(Enum):
    """What it is for, with its millimetres; ten pixels each."""

    TALL = (108, 144)  # to be kept and sent: with the code that leads to the entry
    WIDE = (120, 63)  # beside a link in a chat

    @property
    def size(self) -> tuple[int, int]:
        width, height = self.value
        return width, height


@dataclass(frozen=True, slots=True)
class Sheet:
    """A shape's measures in millimetres: the room for words, and what else stands in it; title and
    answer at their largest."""

    width: float
    room: float
    taken: float
    title: float
    answer: float
    with_basis: bool


SHEETS = {
    Shape.TALL: Sheet(92, 93, 17, 7.8, 6.6, True),
    Shape.WIDE: Sheet(108, 43, 11, 6.0, 4.8, False),
}


@dataclass(frozen=True, slots=True)
class Card:
    """The words. `caution` is what must be said of an entry that is under review, else ""; `link`
    is where its code leads, "" for none."""

    question: str
    answer: str
    basis: tuple[str, ...]
    topic: str
    bureau: str
    hotline: str
    reviewed: str
    caution: str = ""
    link: str = ""
    colour: str = COLOUR


def draw(card: Card, shape: Shape) -> bytes:
    """The card as PNG, 1080×1440 or 1200×630. Takes a second and a hundred megabytes: in a process
    of its own where people wait for this one.

    Raises:
        CannotPrint: a library or a Chinese font is missing.
        ValueError: the words don't fit.
    """
    weasyprint = printing.weasyprint()
    sheet = SHEETS[shape]
    fitting = (size for size in _SIZES if _height(card, sheet, size) <= sheet.room)
    for size in itertools.islice(fitting, _TRIES):
        html = rendered(
            TEMPLATE,
            card=card,
            shape=shape,
            title=_title(card, sheet, size),
            title_size=sheet.title * size,
            answer_size=sheet.answer * size,
            qr=qr.svg(card.link) if card.link and shape is Shape.TALL else "",
            pictogram=of_topic(card.topic, "#fff"),
        )
        document = weasyprint.HTML(string=html).render()
        if len(document.pages) == 1:
            return printing.picture(document.write_pdf(), 10 / _POINTS_PER_MM, colours=_COLOURS)
    raise ValueError(f"“{card.question}”的答复太长，卡片放不下")


def _title(card: Card, sheet: Sheet, size: float) -> layout.Lines:
    return layout.wrapped(card.question, sheet.width / (sheet.title * size))


def _height(card: Card, sheet: Sheet, size: float) -> float:
    """By rule of thumb; WeasyPrint confirms."""
    answer = math.ceil(layout.width(card.answer) * sheet.answer * size / sheet.width)
    small = bool(card.caution) + (sheet.with_basis and bool(card.basis))
    return (
        len(_title(card, sheet, size)) * sheet.title * size * 1.38
        + answer * sheet.answer * size * 1.55
        + small * 6.5
        + sheet.taken
    )
