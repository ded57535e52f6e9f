"""Files that only save time: what a program made of others, kept for its next start.

A file begins with a digest of the program that made it and of all that follows. One that isn't
there, that another program made, or that is damaged can't be opened, and whoever wants it makes it
anew; where none can be written, one does without.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BufferedRandom, BufferedReader
from pathlib import Path

_DIGEST = 32


def program(files: Iterable[Path], made_with: Iterable[str]) -> bytes:
    """Differs whenever the program may make something else of the same: by its source files, and by
    the versions of what it is made with."""
    digest = hashlib.blake2b(digest_size=_DIGEST)
    for file in (Path(__file__), *files):
        digest.update(file.read_bytes())
    digest.update(json.dumps([sys.version, sys.byteorder, *made_with]).encode())
    return digest.digest()


@contextmanager
def opened(path: Path, key: bytes) -> Iterator[BufferedReader]:
    """The file where its content begins.

    Raises:
        OSError: it can't be read.
        ValueError: the program of that key didn't make it, or it is damaged.
    """
    with path.open("rb") as file:
        if file.read(_DIGEST) != _digest(file, key):
            raise ValueError("stale or damaged")
        file.seek(_DIGEST)
        yield file


def write(path: Path, key: bytes, content: Callable[[BufferedRandom], None]) -> None:
    """Put a file in place in one step, so that two programs at a time don't mix theirs; `content`
    writes it. On a disk that is full or read-only there is none."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("w+b") as file:
                file.write(bytes(_DIGEST))
                content(file)
                file.seek(_DIGEST)
                digest = _digest(file, key)
                file.seek(0)
                file.write(digest)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def _digest(file: BufferedReader | BufferedRandom, key: bytes) -> bytes:
    """Of what follows in the file."""
    return hashlib.file_digest(file, lambda: hashlib.blake2b(key=key, digest_size=_DIGEST)).digest()
