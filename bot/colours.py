"""Colours as pages write them, and whether one can be read upon another (WCAG 2.2)."""

from __future__ import annotations

import re
from typing import NamedTuple

READABLE = 4.5
"""The contrast that text needs: success criterion 1.4.3."""
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


class Colour(NamedTuple):
    """Red, green and blue, 0 to 255 each."""

    red: int
    green: int
    blue: int

    @classmethod
    def parse(cls, text: str) -> Colour:
        """Read #0a2f6b.

        Raises:
            ValueError: it isn't written so.
        """
        if not _HEX.fullmatch(text):
            raise ValueError(f"not a colour: {text!r} (write it as #0a2f6b)")
        return cls(*bytes.fromhex(text[1:]))

    def __str__(self) -> str:
        return "#" + bytes(self).hex()

    def mixed(self, other: Colour, share: float) -> Colour:
        """With so much (0 to 1) of the other colour in it."""
        return Colour(
            *(round(own + (its - own) * share) for own, its in zip(self, other, strict=True))
        )

    @property
    def luminance(self) -> float:
        """Relative luminance, 0 (black) to 1 (white), as WCAG 2.2 defines it for sRGB."""
        parts = [value / 255 for value in self]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue


WHITE = Colour(255, 255, 255)
BLACK = Colour(0, 0, 0)


def contrast(one: Colour, other: Colour) -> float:
    """From 1 (the same) to 21 (black on white)."""
    dark, light = sorted((one.luminance, other.luminance))
    return (light + 0.05) / (dark + 0.05)
