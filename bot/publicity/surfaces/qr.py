"""QR codes: as a drawing for posters, as a picture for articles."""

from __future__ import annotations

import io

import segno
from markupsafe import Markup

_QUIET = 4
"""Modules of white around it that the standard asks for."""


def svg(link: str) -> Markup:
    """As wide as what it stands in; what is white is left out."""
    drawing = _code(link).svg_inline(border=_QUIET, omitsize=True, light=None)
    return Markup(drawing)  # noqa: S704 - black squares


def png(link: str) -> bytes:
    """Some 600 pixels wide."""
    picture = io.BytesIO()
    _code(link).save(picture, kind="png", border=_QUIET, scale=15)
    return picture.getvalue()


def _code(link: str) -> segno.QRCode:
    # Level M reads with an eighth of it torn or dirty; a higher one would make smaller modules.
    return segno.make_qr(link, error="m", boost_error=True)
