"""Keeps what was read of the collection and its indexes in a file: reading every phrase anew takes
most of a cold start, sorting them into indexes a good part of any.

Where the file is another program's or damaged, or an entry's words have changed, what is missing is
read again: it holds nothing that would be missed, so one that can't be read or written costs only
time. It is a list of arrays, the first one JSON that names the others. They stay in the file, which
is mapped: what no question looks at takes no memory.
"""

from __future__ import annotations

import contextlib
import json
import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cache, partial
from importlib.metadata import version
from io import SEEK_CUR, BufferedRandom, BufferedReader
from pathlib import Path
from typing import Any

import numpy as np

from bot import freed, sealed
from bot.answering.matching import collection as collecting
from bot.answering.matching import index as indexing
from bot.answering.matching.collection import INDEXES, Collection, Read
from bot.answering.matching.index import GramIndex, Vocabulary
from bot.knowledge import facets as facetting
from bot.knowledge.entries import Entry
from bot.knowledge.facets import Facets
from bot.text import grams, normalise, numerals

_PROGRAM = tuple(
    Path(str(module.__file__))
    for module in (collecting, indexing, facetting, grams, normalise, numerals)
)
"""What reads the collection, besides this file."""
_LIBRARIES = ("numpy", "opencc")
ALIGNED = 64
"""Where an array's header may begin, in bytes: numpy looks at what lies askew more slowly."""
LONG = 1 << 16
"""Bytes of an array that is worth a map of its own."""


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
        previous = _kept(path)
    collection = Collection.read(entries, more, facets, previous).prepare(previous)
    if previous is None or not collection.is_read_as(previous):
        sealed.write(path, _key(), partial(_pack, collection))
        if previous is None and (mapped := _kept(path)) is not None:
            collection = Collection.read(entries, more, facets, mapped).prepare(mapped)
        freed.give_back()  # sorting takes as much again for a moment
    return collection


def _kept(path: Path) -> Collection | None:
    """What the file holds; None where it isn't there, stale, damaged or of another shape: all the
    same."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        return _unpacked(path)
    return None


@cache
def _key() -> bytes:
    """Differs whenever the same words would be read otherwise. Asked for once: where the program's
    files are replaced while it runs, what it writes is still of the program that it is."""
    made_with = [unicodedata.unidata_version, *map(version, _LIBRARIES)]
    return sealed.program((Path(__file__), *_PROGRAM), made_with)


def _pack(collection: Collection, file: BufferedRandom) -> None:
    """Array after array: all of them at a time would be as much again as the collection."""
    reads = collection.reads
    head: dict[str, Any] = {
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
        for one in fields(GramIndex):
            if (held := getattr(index, one.name)) is not None:
                columns[f"{name}.{one.name}"] = np.asarray(held)
    head["columns"] = list(columns)
    told = json.dumps(head, ensure_ascii=False).encode()
    for array in (np.frombuffer(told, np.uint8), *columns.values()):
        file.write(bytes(-file.tell() % ALIGNED))
        np.save(file, array)


def _mapped(file: BufferedReader) -> np.ndarray:
    """The next array, left in the file where it is long."""
    file.seek(-file.tell() % ALIGNED, SEEK_CUR)
    if np.lib.format.read_magic(file) != (1, 0):
        raise ValueError("an array that numpy writes otherwise")
    shape, _, kind = np.lib.format.read_array_header_1_0(file)
    count = math.prod(shape)
    if count * kind.itemsize < LONG:
        return np.frombuffer(file.read(count * kind.itemsize), kind).reshape(shape)
    start = file.tell()
    found = np.asarray(np.memmap(file, kind, "r", start, shape))
    file.seek(start + found.nbytes)  # numpy has looked for its end
    return found


def _unpacked(path: Path) -> Collection:
    """The reverse of `_pack`, from the file.

    Raises:
        OSError: it can't be read.
        ValueError: it was packed by another program, or it is damaged.
        KeyError: it lacks a part.
    """
    with sealed.opened(path, _key()) as file:
        head: dict[str, Any] = json.loads(_mapped(file).tobytes())
        columns = {name: _mapped(file) for name in head["columns"]}
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
        held: dict[str, Any] = {
            one.name: columns.get(f"{name}.{one.name}") for one in fields(GramIndex)
        }
        held["size"] = int(columns[f"{name}.size"])
        vars(collection)[name] = GramIndex(**held)
    return collection
