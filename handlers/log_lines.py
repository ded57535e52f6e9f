"""Where the service's log goes: lines on its standard output, which may be a file on a full disk or
a pipe that nobody reads any more. What can't be written there is lost, and nobody's answer is."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TextIO


class Lines:
    """A logger of structlog's, for lines that are rendered already."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, line: str) -> None:
        with suppress(OSError):
            print(line, file=self._file, flush=True)

    debug = info = warning = error = critical = exception = msg = write


def on_stdout(*_: object) -> Lines:
    """What structlog makes its loggers by."""
    return Lines(sys.stdout)
