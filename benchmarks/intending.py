"""Learns how likely a message is meant as what no entry is for, and cross-validates it.

    python benchmarks/intending.py FILE…

The files hold questions as for `calibrate.py`: those that an entry answers are meant as nothing
else. The phrases of intents and of local matters are asked with a fifth of them left out at a time.
Writes the weights into `weights.json`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from calibrate import ROOT, fit, labelled, left_out, save
from rich.console import Console
from rich.table import Table

from bot.answering.answerer import Answerer
from bot.answering.deciding import decide
from bot.answering.matching import likely
from bot.answering.matching.likely import LONGEST, NONE, SHORT, Likely
from bot.knowledge import library

FOLDS = 5
RIDGE = 1.0
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
console = Console(width=120)


@dataclass(frozen=True)
class Example:
    """A message that some name explains best; `wanted` is the one that it is meant as, "" for none.
    `is_urgent`: somebody may be in danger."""

    values: np.ndarray
    name: str
    wanted: str
    is_urgent: bool

    @property
    def is_right(self) -> bool:
        return self.name == self.wanted


def main(arguments: Sequence[str]) -> None:
    if not arguments:
        sys.exit("name the files of labelled questions: python benchmarks/intending.py FILE…")
    examples = list(read([Path(name) for name in arguments]))
    named = [example for example in examples if example.name]
    values = np.array([example.values for example in named])
    right = np.array([example.is_right for example in named], float)
    chance = left_out(values, right, folds=FOLDS, ridge=RIDGE)
    console.print(report(examples, named, chance))
    save("meant", *fit(values, right, ridge=RIDGE), likely.NAMES)


def read(files: Sequence[Path]) -> Iterator[Example]:
    """Phrases that were left out, and the files' questions that an entry answers."""
    knowledge = library.load([ROOT / "knowledge"])
    answerer = Answerer(knowledge)
    urgent = {intent.name for intent in knowledge.intents if intent.before}
    known = [*(intent.name for intent in knowledge.intents), *knowledge.local, NONE]
    phrases = {name: knowledge.phrases[name].phrases for name in known if name in knowledge.phrases}
    for number in range(FOLDS):
        rest = {
            name: [one for place, one in enumerate(told) if place % FOLDS != number]
            for name, told in phrases.items()
        }
        told_by = _likely(answerer, rest)
        for name, told in phrases.items():
            wanted = "" if name == NONE else name
            for one in told[number::FOLDS]:
                yield from _example(answerer, told_by, one, wanted, urgent)
    told_by = _likely(answerer, phrases)
    for row in (row for path in files for row in labelled(path) if row["full"]):
        yield from _example(answerer, told_by, row["question"], "", urgent)


def _likely(answerer: Answerer, phrases: Mapping[str, Sequence[str]]) -> Likely:
    collection = answerer.matcher.collection
    index = collection.phrase_index
    return Likely(phrases, collection.phrases_with, len(index.documents), len(index.idfs))


def _example(
    answerer: Answerer, told_by: Likely, message: str, wanted: str, urgent: set[str]
) -> Iterator[Example]:
    """The message as the bot reads it; none where nothing explains it, or it is too short or long
    for the chance to decide."""
    if len(message) > 2 * LONGEST:
        return
    ranking = answerer.matcher.rank(message)
    if SHORT < len(ranking.reading.text) <= LONGEST:
        told = told_by.told(ranking, decide(ranking).sure)
        if told is not None:
            name = "" if told.name == NONE else told.name
            yield Example(told.values, name, wanted, wanted in urgent)


def report(examples: Sequence[Example], named: Sequence[Example], chance: np.ndarray) -> Table:
    """What those left out got, of all and of those that a name explains."""
    meant = sum(bool(example.wanted) for example in examples)
    urgent = sum(example.is_urgent for example in examples)
    table = Table(
        "from",
        f"of {meant} phrases the right name",
        f"of {urgent} urgent ones",
        f"of {len(examples) - meant} others taken for something",
    )
    for threshold in THRESHOLDS:
        told = [example for example, sure in zip(named, chance, strict=True) if sure >= threshold]
        right = [example for example in told if example.is_right]
        table.add_row(
            str(threshold),
            f"{len(right) / meant:.1%}",
            f"{sum(example.is_urgent for example in right) / urgent:.1%}",
            str(sum(not example.wanted for example in told)),
        )
    return table


if __name__ == "__main__":
    main(sys.argv[1:])
