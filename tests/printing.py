"""Whether this machine can print posters."""

from __future__ import annotations

import pytest

from bot.publicity.surfaces import poster
from bot.publicity.surfaces.poster import CannotPrint


def _missing() -> str:
    try:
        poster._weasyprint()
    except CannotPrint as missing:
        return str(missing)
    return ""


needs_pango = pytest.mark.skipif(bool(_missing()), reason=_missing())
