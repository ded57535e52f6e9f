"""Keeps what was read of the collection and its indexes in a file: reading every phrase anew takes
most of a cold start, sorting them into indexes a good part of any.

The file begins with a digest of this program and of its own content. Where that doesn't agree, or
an entry's words have changed, what is missing is read again: the file holds nothing that would be
missed, so one that can't be read or written costs only time.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from bot.answering.matching import collection as collecting
from bot.answering.matching import index as indexing
from bot.answering.matching.collection import INDEXES, Collection, Read
from bot.answering.matching.index import GramIndex, Vocabulary
from bot.knowledge import facets as facetting
from bot.knowledge.entries import Entry
from bot.knowledge.facets import Facets
from bot.text import grams, normalise, numerals

_DIGEST = 32
_PROGRAM = tuple(
    Path(str(module.__file__))
    for module in (collecting, indexing, facetting, grams, normalise, numerals)
)
"""What reads the collection, besides this file."""
_LIBRARIES = ("numpy", "opencc")


def read(
    entries: Sequence[Entry],
    more: Mapping[str, Sequence[str]],
    facets: Facets,
    path: Path,
    previous: Collection | None = None,
) -> Collection:
    """The collection, prepared; what has been read before is taken from `previous`, else from the
    file, which is renewed where it lacks anything."""
    if previous is None:
        # Not there, stale, damaged or of another shape: all the same.
        with contextlib.suppress(OSError, ValueError, KeyError):
            previous = _unpacked(path)
    collection = Collection.read(entries, more, facets, previous).prepare(previous)
    if previous is None or not collection.is_read_as(previous):
        _write(path, _packed(collection))
    return collection


@cache
def _key() -> bytes:
    """Differs whenever the same words would be read otherwise. Asked for once: where the program's
    files are replaced while it runs, what it writes is still of the program that it is."""
    digest = hashlib.blake2b(digest_size=_DIGEST)
    for module in (Path(__file__), *_PROGRAM):
        digest.update(module.read_bytes())
    made_with = [sys.version, sys.byteorder, unicodedata.unidata_version]
    made_with += [version(library) for library in _LIBRARIES]
    digest.update(json.dumps(made_with).encode())
    return digest.digest()


def _packed(collection: Collection) -> bytes:
    reads = collection.reads
    head = {
        "grams": "\n".join(collection.vocabulary),
        "entries": [[one.key, list(one.phrases), one.facets] for one in reads],
    }
    arrays = {
        "grams": [one.grams for one in reads],
        "ends": [one.ends for one in reads],
        "answer": [one.answer for one in reads],
    }
    columns: dict[str, np.ndarray] = {}
    for name, parts in arrays.items():
        columns[name] = np.concatenate(parts) if parts else np.zeros(0, np.int32)
        columns[f"{name}_sizes"] = np.array([len(part) for part in parts], np.int32)
    for name in INDEXES:
        index = getattr(collection, name)
        columns |= {f"{name}.{one.name}": getattr(index, one.name) for one in fields(GramIndex)}
    columns["head"] = np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), np.uint8)
    file = io.BytesIO()
    np.savez(file, **columns)  # type: ignore[arg-type] # numpy's stub takes the names for options
    hasher = _hasher()
    hasher.update(content := file.getvalue())
    return hasher.digest() + content


def _unpacked(path: Path) -> Collection:
    """The reverse of `_packed`, without holding the file and its arrays at a time.

    Raises:
        OSError: it can't be read.
        ValueError: it was packed by another program, or it is damaged.
        KeyError: it lacks a part.
    """
    with path.open("rb") as file:
        if file.read(_DIGEST) != hashlib.file_digest(file, _hasher).digest():
            raise ValueError("stale or damaged")
        file.seek(_DIGEST)
        with np.load(file) as arrays:
            columns = {name: arrays[name] for name in arrays.files}
    head: dict[str, Any] = json.loads(columns["head"].tobytes())
    parts = {
        name: np.split(columns[name], np.cumsum(columns[f"{name}_sizes"])[:-1])
        for name in ("grams", "ends", "answer")
    }
    reads = [
        Read(
            key,
            tuple(phrases),
            parts["grams"][place],
            parts["ends"][place],
            parts["answer"][place],
            facets,
        )
        for place, (key, phrases, facets) in enumerate(head["entries"])
    ]
    collection = Collection(Vocabulary(filter(None, head["grams"].split("\n"))), reads)
    for name in INDEXES:
        held = {one.name: columns[f"{name}.{one.name}"] for one in fields(GramIndex)}
        vars(collection)[name] = GramIndex(**(held | {"size": int(held["size"])}))
    return collection


def _hasher() -> hashlib.blake2b:
    return hashlib.blake2b(key=_key(), digest_size=_DIGEST)


def _write(path: Path, content: bytes) -> None:
    """Put the file in place in one step, so that two programs at a time don't mix theirs."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with contextlib.suppress(OSError):  # a disk that is full or read-only: do without
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(content)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
