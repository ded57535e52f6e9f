"""Learns of what kind a message is, and how likely it is meant as what no entry is for, and
cross-validates both.

    python benchmarks/intending.py FILE…

The files hold questions as for `calibrate.py`: those that an entry answers are meant as nothing
else, and so is a phrase of each entry, taken out of it. The phrases of intents and of local matters
are asked with a fifth of them left out at a time. Writes `kinds.npz`, and the weights into
`weights.json`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from calibrate import HELD_OUT, ROOT, fit, labelled, left_out, save
from kinding import learn
from rich.console import Console
from rich.table import Table

from bot.answering.answerer import Answerer
from bot.answering.deciding import decide
from bot.answering.intents import kinds_of
from bot.answering.matching import kinds, likely
from bot.answering.matching.kinds import Kind
from bot.answering.matching.likely import LONGEST, NONE, Likely
from bot.knowledge import library
from bot.knowledge.library import Library

FOLDS = 5
RIDGE = 1.0
KINDS = (Kind.URGENT, Kind.ITSELF, Kind.APART, Kind.LOCAL)
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
console = Console(width=120)


@dataclass(frozen=True)
class Example:
    """A message, and the name that explains it best; `wanted` is the one that it is meant as. Both
    are "" for none, and so are their kinds."""

    values: np.ndarray
    name: str
    wanted: str
    kind: str
    wanted_kind: str

    @property
    def is_right(self) -> bool:
        """Of the right kind: what is said to 怎么用 does for 能问什么, and not for 起火了."""
        return bool(self.wanted) and self.kind == self.wanted_kind


def main(arguments: Sequence[str]) -> None:
    if not arguments:
        sys.exit("name the files of labelled questions: python benchmarks/intending.py FILE…")
    knowledge = library.load([ROOT / "knowledge"])
    told, typed = held_out(knowledge)
    examples = list(read(told, typed, [Path(name) for name in arguments]))
    named = [example for example in examples if example.name]
    values = np.array([example.values for example in named])
    right = np.array([example.is_right for example in named], float)
    chance = left_out(values, right, folds=FOLDS, ridge=RIDGE)
    console.print(report(examples, named, chance))
    kinds.write(learn(by_kind(knowledge, names_of(knowledge))))
    save("meant", *fit(values, right, ridge=RIDGE), likely.NAMES)


def held_out(knowledge: Library) -> tuple[Library, list[str]]:
    """Without a phrase of each entry; those phrases."""
    phrases, typed = dict(knowledge.phrases), []
    for slug in sorted(knowledge.entries.keys() & phrases.keys()):
        lines = dict(phrases[slug].lines)
        out = [number for place, number in enumerate(lines) if place in HELD_OUT]
        typed += map(lines.pop, out)
        phrases[slug] = replace(phrases[slug], lines=lines)
    return replace(knowledge, phrases=phrases), typed


def read(knowledge: Library, typed: Sequence[str], files: Sequence[Path]) -> Iterator[Example]:
    """Phrases that were left out, and the files' questions that an entry answers."""
    answerer = Answerer(knowledge)
    phrases = names_of(knowledge)
    for number in range(FOLDS):
        rest = {
            name: [one for place, one in enumerate(told) if place % FOLDS != number]
            for name, told in phrases.items()
        }
        told_by = _likely(answerer, rest)
        for name, told in phrases.items():
            wanted = "" if name == NONE else name
            for one in told[number::FOLDS]:
                yield from _example(answerer, told_by, one, wanted)
    told_by = _likely(answerer, phrases)
    asked = [row["question"] for path in files for row in labelled(path) if row["full"]]
    for one in [*asked, *typed]:
        yield from _example(answerer, told_by, one, "")


def names_of(knowledge: Library) -> Mapping[str, Sequence[str]]:
    """The phrases of what no entry is for, by its name."""
    names = [name for name in kinds_of(knowledge) if name in knowledge.phrases]
    return {name: knowledge.phrases[name].phrases for name in names}


def by_kind(knowledge: Library, phrases: Mapping[str, Sequence[str]]) -> dict[Kind, list[str]]:
    """All phrases by the kind that they are."""
    kind_of = kinds_of(knowledge)
    found: dict[Kind, list[str]] = {kind: [] for kind in Kind}
    for entry in knowledge.entries.values():
        more = knowledge.phrases.get(entry.slug)
        found[Kind.ENTRY] += [*entry.phrases, *(more.phrases if more else ())]
    for name, told in phrases.items():
        found[kind_of[name]] += told
    return found


def _likely(answerer: Answerer, phrases: Mapping[str, Sequence[str]]) -> Likely:
    collection, knowledge = answerer.matcher.collection, answerer.library
    index = collection.phrase_index
    return Likely(
        phrases,
        kinds_of(knowledge),
        collection.phrases_with,
        len(index.documents),
        len(index.idfs),
        learn(by_kind(knowledge, phrases)),
    )


def _example(answerer: Answerer, told_by: Likely, message: str, wanted: str) -> Iterator[Example]:
    """The message as the bot reads it; none where it is too long for the chance to decide."""
    if len(message) <= LONGEST:
        ranking = answerer.matcher.rank(message)
        kind_of = kinds_of(answerer.library)
        told = told_by.told(ranking, decide(ranking).sure)
        name = "" if told is None or told.name == NONE else told.name
        values = told.values if told else np.zeros(len(likely.NAMES), np.float32)
        yield Example(values, name, wanted, kind_of.get(name, ""), kind_of.get(wanted, ""))


def report(examples: Sequence[Example], named: Sequence[Example], chance: np.ndarray) -> Table:
    """What those left out got: of each kind how many its own name, or a name of its kind, and how
    many of the others were taken for it."""
    table = Table("from", *(kind.value for kind in KINDS))
    for threshold in THRESHOLDS:
        told = [example for example, sure in zip(named, chance, strict=True) if sure >= threshold]
        table.add_row(str(threshold), *(_told_of(kind, examples, told) for kind in KINDS))
    return table


def _told_of(kind: Kind, examples: Sequence[Example], told: Sequence[Example]) -> str:
    meant = sum(example.wanted_kind == kind for example in examples)
    taken = [example for example in told if example.kind == kind]
    named = sum(example.name == example.wanted for example in taken)
    right = sum(example.is_right for example in taken)
    others = sum(not example.wanted for example in taken)
    return f"{named / meant:.1%} {right / meant:.1%} {others}"


if __name__ == "__main__":
    main(sys.argv[1:])
