"""Keeps the collection's indexes in a file: reading every phrase and answer anew takes most of a
cold start.

The file begins with a digest of everything that goes into the indexes, this program included, and
of its own content. Where that doesn't agree, the file is made again: it holds nothing that is
missed, so one that can't be read or written costs only time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bot.answering.matching import collection as collecting
from bot.answering.matching import index as indexing
from bot.answering.matching.collection import Collection
from bot.answering.matching.index import GramIndex, PhraseTable, Vocabulary
from bot.knowledge.entries import Entry
from bot.text import grams, normalise, numerals

_DIGEST = 32
_LENGTH = 8
_PROGRAM = tuple(
    Path(str(module.__file__)) for module in (collecting, indexing, grams, normalise, numerals)
)
"""What makes the indexes, besides this file."""
_LIBRARIES = ("opencc", "pypinyin")


def read(entries: Sequence[Entry], path: Path) -> Collection:
    """The collection, from the file where that is of these entries; else the file is renewed."""
    key = _key(entries)
    with contextlib.suppress(OSError, ValueError):  # not there, stale or damaged: all the same
        return _unpacked(path.read_bytes(), key)
    collection = Collection.read(entries)
    _write(path, _packed(collection, key))
    return collection


def _key(entries: Sequence[Entry]) -> bytes:
    """Differs whenever the same code on the same machine would build different indexes."""
    digest = hashlib.blake2b(digest_size=_DIGEST)
    for module in (Path(__file__), *_PROGRAM):
        digest.update(module.read_bytes())
    made_with = [sys.version, sys.byteorder, unicodedata.unidata_version]
    made_with += [version(library) for library in _LIBRARIES]
    content = [[[*entry.phrases], entry.body, entry.key_points] for entry in entries]
    digest.update(json.dumps([made_with, content]).encode())
    return digest.digest()


def _packed(collection: Collection, key: bytes) -> bytes:
    arrays = list(_arrays(collection))
    head = json.dumps(
        {
            "phrases": collection.phrases,
            "grams": "\n".join(collection.vocabulary),
            "arrays": [[part.typecode, len(part) * part.itemsize] for part in arrays],
        },
        ensure_ascii=False,
    ).encode()
    parts = [len(head).to_bytes(_LENGTH), head, *(part.tobytes() for part in arrays)]
    content = b"".join(parts)
    return _digest(key, content) + content


def _unpacked(packed: bytes, key: bytes) -> Collection:
    """The reverse of `_packed`.

    Raises:
        ValueError: it was packed under another key, or it is damaged.
    """
    view = memoryview(packed)
    content = view[_DIGEST:]
    if view[:_DIGEST] != _digest(key, content):
        raise ValueError("stale or damaged")
    at = _LENGTH + int.from_bytes(content[:_LENGTH])
    head = json.loads(bytes(content[_LENGTH:at]))
    arrays: list[array[Any]] = []
    for typecode, size in head["arrays"]:
        arrays.append(array(typecode))
        arrays[-1].frombytes(content[at : at + size])
        at += size
    vocabulary = Vocabulary(filter(None, head["grams"].split("\n")))
    table = PhraseTable(vocabulary, *arrays[:5])
    index = GramIndex(vocabulary, len(head["phrases"]), *arrays[5:])
    return Collection(head["phrases"], vocabulary, table, index)


def _arrays(collection: Collection) -> Iterator[array[Any]]:
    table, index = collection.phrase_table, collection.entry_index
    yield from (table.first, table.starts, table.numbers, table.idfs, table.norms)
    yield from (index.idfs, index.starts, index.documents, index.weights)


def _digest(key: bytes, content: bytes | memoryview) -> bytes:
    return hashlib.blake2b(content, key=key, digest_size=_DIGEST).digest()


def _write(path: Path, content: bytes) -> None:
    """Put the file in place in one step, so that two programs at a time don't mix theirs."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with contextlib.suppress(OSError):  # a disk that is full or read-only: do without
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(content)
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
