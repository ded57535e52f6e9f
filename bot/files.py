"""Files that are never half written, and that nobody reads whom they are none of."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import structlog

log = structlog.get_logger()
_OTHERS = 0o077


MOUNT_IT = "mount or put back what it leads to"


def dangling_link(path: Path) -> str:
    """What to tell of a link, in the path or at its end, that leads nowhere: to a disk that isn't
    mounted, mostly; "" where there is none."""
    for place in reversed((path, *path.parents)):
        if os.path.islink(place) and not os.path.exists(place):  # noqa: PTH110, PTH114 - never raise
            return f"{place} is a link to {place.readlink()}, which isn't there"
    return ""


def walked(folder: Path) -> Iterator[Path]:
    """All that lies below the folder, where there is one; links to folders are not followed.

    Raises:
        OSError: a folder there can't be read: what it holds mustn't count as gone.
    """

    def unless_gone(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            raise error

    for place, folders, files in os.walk(folder, onerror=unless_gone):
        yield from (Path(place) / name for name in sorted((*folders, *files)))


def refuse_special(path: Path) -> None:
    """A folder, device or pipe is nothing to put a file in place of: /dev/stdout would be gone.

    Raises:
        OSError: it is one.
    """
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "Is a directory", str(path))
    if path.exists() and not path.is_file():
        raise OSError(errno.ENXIO, "Is no plain file", str(path))


def private_folder(folder: Path) -> None:
    """Make it where it is missing, for its owner alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def private_file(path: Path) -> None:
    """Make an empty one where it is missing, for its owner alone."""
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))


def make_private(folder: Path) -> None:
    """Take from all others what they may do in the folder and with the files below it. What belongs
    to somebody else can't be changed, and is named in the log."""
    private_folder(folder)
    kept = []
    for path in (folder, *folder.rglob("*")):
        mode = path.lstat().st_mode
        if path.is_symlink() or not mode & _OTHERS:
            continue
        try:
            path.chmod(mode & ~_OTHERS)
        except PermissionError:
            kept.append(str(path))
    if kept:
        log.warning("open_to_others", first=kept[0], count=len(kept))


def write_atomically(path: Path, content: str | bytes) -> None:
    """Put the text or the bytes in place in one step: readers see the old file or the new one, also
    after a crash. Folders are made as needed; the file is as open to others as its folder is.

    Raises:
        OSError: it can't be written, or something else than a file is there.
    """
    refuse_special(path)
    temporary = _beside(path, content.encode() if isinstance(content, str) else content)
    try:
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _beside(path: Path, data: bytes) -> Path:
    """The data on the disk, in a file beside the one that it is to be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644 & (path.parent.stat().st_mode | 0o600))
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def write_together(contents: Mapping[Path, bytes]) -> None:
    """Put several files in place, all or none: each is whole on the disk before the first one gets
    its name, so that neither a full disk nor a missing permission leaves some of them.

    Raises:
        OSError: none has been written.
    """
    for path in contents:
        refuse_special(path)
    waiting: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            waiting[path] = _beside(path, content)
        for path, temporary in waiting.items():
            temporary.replace(path)
    finally:
        for temporary in waiting.values():
            temporary.unlink(missing_ok=True)


@contextmanager
def written_privately(path: Path) -> Iterator[TextIO]:
    """A file for its owner alone, line by line, that a spreadsheet opens; in place only once it is
    whole. A folder in its place is found before the first line."""
    refuse_special(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
