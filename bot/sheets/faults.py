"""What is wrong with a table."""

from __future__ import annotations

from collections.abc import Sequence

SHOWN = 20
"""Faults that are told; a wrong column makes one in every line."""


class BadSheet(ValueError):
    """The file can't be read as a table; the message says why and in which line, in words for
    staff. `faults` are the lines with what is wrong in each, where it lies in lines."""

    def __init__(self, message: str, faults: Sequence[tuple[int, str]] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


def of_lines(faults: Sequence[tuple[int, str]]) -> BadSheet:
    """One that names each line at fault."""
    told = [f"第 {number} 行：{words}" for number, words in faults[:SHOWN]]
    if len(faults) > SHOWN:
        told.append(f"……还有 {len(faults) - SHOWN} 行")
    return BadSheet("\n".join(told), faults)
