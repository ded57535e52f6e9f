"""Posters: A3 and A4 as PDF, and a picture, in two designs."""

from __future__ import annotations

from dataclasses import dataclass

from bot import printing
from bot.publicity.surfaces import qr
from bot.publicity.surfaces.composition import Composition, Design, compose
from bot.publicity.surfaces.material import Material
from bot.publicity.surfaces.pictograms import pictogram
from bot.publicity.surfaces.rendering import rendered

_A4 = 0.5**0.5
"""Of A3's lengths."""
_PIXELS_PER_POINT = 2
_SHRUNK = (1.0, 0.97, 0.94, 0.9, 0.85)
"""The words are measured by rule of thumb; where WeasyPrint needs a little more, they give way."""
_INK = {Design.BOLD: "#fff", Design.NOTICE: "#111"}


@dataclass(frozen=True, slots=True)
class Poster:
    """The same sheet three times; `left_out` counts the points that it has no room for."""

    a3: bytes
    a4: bytes
    picture: bytes
    left_out: int


def make(material: Material, design: Design, place: str, link: str) -> Poster:
    """Print it for a place, whose QR code leads to the link.

    Raises:
        CannotPrint: a library or a Chinese font is missing.
        ValueError: the words don't fit on a sheet.
    """
    weasyprint = printing.weasyprint()
    for shrunk in _SHRUNK:
        composition = compose(material, design, shrunk)
        html = _html(material, design, composition, place, link)
        document = weasyprint.HTML(string=html).render()
        if len(document.pages) == 1:
            a3 = document.write_pdf()
            a4 = document.write_pdf(zoom=_A4)
            return Poster(a3, a4, printing.picture(a3, _PIXELS_PER_POINT), composition.left_out)
    raise ValueError("海报放不下这些字")


def _html(
    material: Material, design: Design, composition: Composition, place: str, link: str
) -> str:
    return rendered(
        f"poster-{design}.html",
        material=material,
        words=composition,
        gap=min(0.6, composition.spare / (len(composition.points) + 1)),
        place=place,
        qr=qr.svg(link),
        pictogram=pictogram(material.headline, material.questions, _INK[design]),
    )
