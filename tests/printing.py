"""Whether this machine can print posters."""

from __future__ import annotations

import pytest

from bot.publicity.surfaces import poster
from bot.publicity.surfaces.poster import CannotPrint

needs_pango = pytest.mark.usefixtures("_pango")


def missing() -> str:
    """What is; nothing where posters can be printed."""
    try:
        poster._weasyprint()
    except CannotPrint as found:
        return str(found)
    return ""
