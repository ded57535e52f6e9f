"""Whether this machine can print posters."""

from __future__ import annotations

import pytest

from bot import printing
from bot.printing import CannotPrint

needs_pango = pytest.mark.usefixtures("_pango")


def missing() -> str:
    """What is; nothing where posters can be printed."""
    try:
        printing.weasyprint()
    except CannotPrint as found:
        return str(found)
    return ""
