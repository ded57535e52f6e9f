"""What this machine refuses a command (a path, a permission, room), as one line that says what to
do."""

from __future__ import annotations

import errno
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from bot.files import MOUNT_IT, dangling_link

WHAT_TO_DO = {
    errno.ENOENT: "there is no such file or folder; check the path",
    errno.EISDIR: "that is a folder; name a file",
    errno.ENXIO: "that is a device or a pipe; name a file",
    errno.ENOTDIR: "a part of that path is a file; name another folder",
    errno.EEXIST: "that is there already and no folder; name another one",
    errno.EACCES: "no permission; run this as the user who owns it, or name another place",
    errno.EPERM: "no permission; run this as the user who owns it, or name another place",
    errno.EROFS: "it can't be written to; name another place",
    errno.ENOSPC: "the disk is full; make room and run this again",
    errno.EDQUOT: "the disk's share is used up; make room and run this again",
    errno.ENAMETOOLONG: "that name is too long; name a shorter one",
    errno.EADDRINUSE: "another program has it; stop that, or choose another",
    errno.EADDRNOTAVAIL: "this machine has no such address; choose one that it has",
    errno.EMFILE: "too many open files; allow more (ulimit -n)",
}
_OF_DATABASE = {
    "full": WHAT_TO_DO[errno.ENOSPC],
    "readonly": WHAT_TO_DO[errno.EACCES],
    "locked": "another program holds it; stop that, and run this again",
    "malformed": "put a backup back: pufa restore FILE",
    "not a database": "put a backup back: pufa restore FILE",
}


@contextmanager
def in_one_line() -> Iterator[None]:
    """Whatever the machine refuses ends the command with status 1; faults of ours keep their
    traceback."""
    try:
        yield
    except (OSError, sqlite3.DatabaseError) as error:
        typer.echo(f"pufa: {told(error)}", err=True)
        sys.exit(1)


def told(error: OSError | sqlite3.DatabaseError) -> str:
    """Which file, and what to do about it."""
    if isinstance(error, sqlite3.DatabaseError):
        words = str(error)
        advice = next((do for key, do in _OF_DATABASE.items() if key in words), "")
        return f"the database: {words}" + (f"; {advice}" if advice else "")
    place = error.filename2 or error.filename
    if isinstance(place, str) and (dangling := dangling_link(Path(place))):
        return f"{dangling}; {MOUNT_IT}, or name another place"
    advice = WHAT_TO_DO.get(error.errno or 0, error.strerror or str(error))
    return f"{place}: {advice}" if place else advice
