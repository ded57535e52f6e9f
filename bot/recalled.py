"""What YAML was read as, kept for the next start: 1,600 files have some, and no other part of
reading them takes as long.

Each reading stands under a digest of its own text, so none can be of words that have changed. It is
kept as JSON; what that can't hold (pairs whose keys are numbers) is read anew each time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot import sealed

Yaml = tuple[dict[str, Any], dict[str, int]]
"""Values, and the line of each key."""
_PROGRAM = tuple(Path(__file__).with_name(name) for name in ("frontmatter.py", "plainyaml.py"))


@dataclass
class _Known:
    """Readings by their digests, packed: those of the file, and those that were asked for."""

    kept: dict[bytes, bytes] = field(default_factory=dict)
    used: dict[bytes, bytes] = field(default_factory=dict)


_known: ContextVar[_Known | None] = ContextVar("_known", default=None)


@contextmanager
def kept_in(path: Path) -> Iterator[None]:
    """Meanwhile, nothing is read that the file has a reading of; then it has all that were used."""
    known = _Known()
    # Not there, stale or damaged: all the same.
    with contextlib.suppress(OSError, ValueError), sealed.opened(path, _key()) as file:
        known.kept = dict(line.split(b" ", 1) for line in file.read().splitlines())
    token = _known.set(known)
    try:
        yield
    finally:
        _known.reset(token)
    if known.used.keys() != known.kept.keys():
        lines = [b"%s %s\n" % one for one in known.used.items()]
        sealed.write(path, _key(), lambda file: file.writelines(lines))


def recall(text: str, first_line: int, read: Callable[[], Yaml]) -> Yaml:
    """What `read` makes of the text, which begins on that line of its file; whoever asks gets
    values of their own. A text that it can't read is kept nowhere."""
    known = _known.get()
    if known is None:
        return read()
    digest = hashlib.blake2b(f"{first_line}\n{text}".encode(), digest_size=16).hexdigest().encode()
    if packed := known.kept.get(digest):
        known.used[digest] = packed
        return _unpacked(packed)
    found = read()
    with contextlib.suppress(TypeError, ValueError):  # no JSON
        packed = _packed(found)
        if _unpacked(packed) == found:
            known.used[digest] = packed
    return found


@cache
def _key() -> bytes:
    """Differs whenever the same YAML would be read otherwise."""
    return sealed.program((Path(__file__), *_PROGRAM), [yaml.__version__])


def _packed(found: Yaml) -> bytes:
    """Raises: TypeError, ValueError: JSON has no such values."""
    values, lines = found
    dates = [key for key, value in values.items() if type(value) is date]
    told = values | {key: values[key].isoformat() for key in dates}
    return json.dumps([told, dates, lines], ensure_ascii=False).encode()


def _unpacked(packed: bytes) -> Yaml:
    values, dates, lines = json.loads(packed)
    return values | {key: date.fromisoformat(values[key]) for key in dates}, lines
