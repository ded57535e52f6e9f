"""The calculators in service: with the figures that staff have filled in, read anew when a file
changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path

import structlog

from bot.calculators import local
from bot.calculators.calculator import Calculator, Result
from bot.calculators.local import HOLIDAYS, YEARLY, LocalFigures

log = structlog.get_logger()
Seen = tuple[tuple[Path, int, int], ...]


class Calculating:
    """`folders` may hold the two files, the last one that does winning; `today` is where the
    bureau is."""

    def __init__(self, folders: Iterable[Path], today: Callable[[], date]) -> None:
        self._folders = tuple(folders)
        self.today = today
        self._seen: Seen | None = None
        self._figures = LocalFigures()

    @property
    def figures(self) -> LocalFigures:
        """As the files are now; a faulty one counts as it was before."""
        seen = self._look()
        if seen != self._seen:
            self._seen = seen
            self._figures = local.load(self._folders, self._figures)
            for fault in self._figures.faults:
                log.error("faulty knowledge file", fault=str(fault))
        return self._figures

    def run(self, calculator: Calculator, said: Mapping[str, str]) -> Result:
        """The result for what was typed.

        Raises:
            WrongValues: what is missing or can't be.
        """
        return calculator.run(said, self.figures, self.today())

    def _look(self) -> Seen:
        """Which files there are, how old and how long."""
        found = []
        for path in (folder / name for folder in self._folders for name in (HOLIDAYS, YEARLY)):
            try:
                state = path.stat()
            except OSError:
                continue  # most bureaus have neither, and one may just be replaced
            found.append((path, state.st_mtime_ns, state.st_size))
        return tuple(found)
