"""Learns how likely a message goes on from the question before it, and cross-validates it.

    python benchmarks/following.py FILE…

`following.jsonl` beside this program has pairs that were written for it, `{"before", "question",
"goes_on"}` a line. The files hold questions as for `calibrate.py`: short ones of them, each after a
question of the pairs drawn at random, go on from nothing. Writes the weights into `weights.json`.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from calibrate import ROOT, fit, labelled, left_out, once, save
from rich.console import Console
from rich.table import Table

from bot.answering import leaning
from bot.answering.answerer import Answerer
from bot.answering.following import LONGEST
from bot.knowledge import library
from bot.text.normalise import same

PAIRS = Path(__file__).with_name("following.jsonl")
FOLDS = 10
RIDGE = 3.0
DRAWN = {True: 400, False: 150}
"""Questions on the law, and on other matters, that go on from nothing."""
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.85)
console = Console(width=120)


@dataclass(frozen=True)
class Pair:
    """`kind` is what it is counted as."""

    before: str
    question: str
    goes_on: bool
    kind: str


def main(arguments: Sequence[str]) -> None:
    if not arguments:
        sys.exit("name the files of labelled questions: python benchmarks/following.py FILE…")
    written = list(_written())
    pairs = [*written, *_drawn([Path(name) for name in arguments], written)]
    answerer = Answerer(library.load([ROOT / "knowledge"]))
    found = [(pair, told) for pair in pairs if (told := features(answerer, pair))]
    console.print(f"{len(pairs) - len(found)} of {len(pairs)} pairs are told apart by words alone")
    pairs = [pair for pair, _ in found]
    values = np.array([told for _, told in found], np.float32)
    right = np.array([pair.goes_on for pair in pairs], float)
    console.print(report(pairs, left_out(values, right, folds=FOLDS, ridge=RIDGE)))
    save("goes_on", *fit(values, right, ridge=RIDGE), leaning.NAMES)


def features(answerer: Answerer, pair: Pair) -> list[float]:
    """In the order of `leaning.NAMES`; none where its words alone say that it doesn't go on."""
    both = answerer.going_on.read(pair.question, answerer.matcher.rank(pair.question), pair.before)
    return [float(both.told[name]) for name in leaning.NAMES] if both else []


def _written() -> Iterator[Pair]:
    for line in PAIRS.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        kind = "that go on" if told["goes_on"] else "fresh ones"
        yield Pair(told["before"], told["question"], told["goes_on"], kind)


def _drawn(files: Sequence[Path], written: Sequence[Pair]) -> Iterator[Pair]:
    rows = list(once(row for path in files for row in labelled(path)))
    choice = random.Random(1)
    for is_ours, most in DRAWN.items():
        short = [
            row["question"]
            for row in rows
            if row["in_scope"] is is_ours and 1 < len(same(row["question"])) <= LONGEST
        ]
        kind = "on the law" if is_ours else "on other matters"
        for question in choice.sample(short, min(most, len(short))):
            yield Pair(choice.choice(written).before, question, goes_on=False, kind=kind)


def report(pairs: Sequence[Pair], chance: np.ndarray) -> Table:
    """Share of each kind that would be read with the question before."""
    kinds = list(dict.fromkeys(pair.kind for pair in pairs))
    counts = [sum(pair.kind == kind for pair in pairs) for kind in kinds]
    table = Table("from", *(f"{kind}: {n}" for kind, n in zip(kinds, counts, strict=True)))
    for threshold in THRESHOLDS:
        shares = (
            np.mean(
                [c >= threshold for c, pair in zip(chance, pairs, strict=True) if pair.kind == kind]
            )
            for kind in kinds
        )
        table.add_row(str(threshold), *(f"{share:.1%}" for share in shares))
    return table


if __name__ == "__main__":
    main(sys.argv[1:])
