"""Tables of the command line: nothing that they say is cut, neither for people nor for programs."""

from __future__ import annotations

from collections.abc import Collection

from rich.console import Console
from rich.table import Column, Table

_PIPED = 10_000
"""Wider than any: a line that another program reads is one row."""


def columns(*names: str, whole: Collection[str] = (), title: str | None = None) -> Table:
    """An empty table; what stands under a name of `whole` is typed into other commands, and so
    never broken over lines where there is room at all."""
    made = [Column(name, overflow="fold", no_wrap=name in whole) for name in names]
    return Table(*made, title=title)


def print_table(table: Table) -> None:
    """As wide as the terminal; as wide as its rows in a file or a pipe."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=_PIPED)
    console.print(table)
