"""The picture that stands over an article where it is pushed: wide, with a few large words."""

from __future__ import annotations

from bot import printing
from bot.publicity.surfaces.material import Material
from bot.publicity.surfaces.pictograms import pictogram
from bot.publicity.surfaces.rendering import rendered

_PIXELS_PER_POINT = 2
WIDTH, HEIGHT = 900, 383
"""Pixels: 2.35 to 1, as WeChat shows it."""
_SIZES = ((12, 76), (18, 62), (26, 50), (40, 42))
"""Characters of a headline, and the size at which it takes two lines."""


def picture(material: Material) -> bytes:
    """As PNG, twice as large as it is shown.

    Raises:
        CannotPrint: a library or a Chinese font is missing.
    """
    html = rendered(
        "cover.html",
        material=material,
        width=WIDTH,
        height=HEIGHT,
        size=_size(len(material.headline)),
        pictogram=pictogram(material.headline, material.questions, "#ffd02e"),
    )
    pdf = printing.weasyprint().HTML(string=html).write_pdf()
    return printing.picture(pdf, _PIXELS_PER_POINT)


def _size(length: int) -> int:
    return next((size for most, size in _SIZES if length <= most), 36)
