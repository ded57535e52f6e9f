"""Learns of what kind a message is, and how likely it is meant as what no entry is for, and
cross-validates both.

    python benchmarks/intending.py FILE…

The files hold questions as for `calibrate.py`: those that an entry answers are meant as nothing
else, and so is a phrase of each entry, taken out of it; those out of scope are other offices'. They
and the phrases of intents and of local matters are asked with a fifth of them left out at a time.
Of longer ones only that is learned whether they are other offices'. Writes `kinds.npz`,
`letters.npz`, and the weights into `weights.json`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from calibrate import HELD_OUT, ROOT, fit, labelled, left_out, once, save
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
OTHERS = "other-matters"
"""What a labelled message out of scope is counted as."""
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


@dataclass(frozen=True)
class Letter:
    """A longer message, and whether it is another office's matter."""

    values: np.ndarray
    is_others: bool


@dataclass(frozen=True)
class Labelled:
    """Messages that an entry answers, and those out of scope."""

    ours: Sequence[str]
    others: Sequence[str]

    def without(self, number: int) -> Labelled:
        """All but one fifth of them."""
        kept = (
            [one for place, one in enumerate(told) if place % FOLDS != number]
            for told in (self.ours, self.others)
        )
        return Labelled(*kept)

    def only(self, number: int) -> Labelled:
        return Labelled(self.ours[number::FOLDS], self.others[number::FOLDS])


NONE_ASKED = Labelled((), ())


def main(arguments: Sequence[str]) -> None:
    if not arguments:
        sys.exit("name the files of labelled questions: python benchmarks/intending.py FILE…")
    knowledge = library.load([ROOT / "knowledge"])
    told, typed = held_out(knowledge)
    rows = list(once(row for name in arguments for row in labelled(Path(name))))
    asked = Labelled(
        [row["question"] for row in rows if row["full"]],
        [row["question"] for row in rows if not row["in_scope"]],
    )
    found = list(read(told, typed, asked))
    examples = [one for one in found if isinstance(one, Example)]
    named = [example for example in examples if example.name]
    values = np.array([example.values for example in named])
    right = np.array([example.is_right for example in named], float)
    chance = left_out(values, right, folds=FOLDS, ridge=RIDGE)
    console.print(report(examples, named, chance))
    letters = [one for one in found if isinstance(one, Letter)]
    told_by = np.array([one.values for one in letters])
    others = np.array([one.is_others for one in letters], float)
    console.print(of_letters(others, left_out(told_by, others, folds=FOLDS, ridge=RIDGE)))
    phrases = names_of(knowledge)
    kinds.write(learn(by_kind(knowledge, phrases, NONE_ASKED)))
    kinds.write(learn(by_kind(knowledge, phrases, asked)), kinds.LETTERS_FILE)
    save("meant", *fit(values, right, ridge=RIDGE), likely.NAMES)
    save("letters", *fit(told_by, others, ridge=RIDGE), likely.LETTERS)


def held_out(knowledge: Library) -> tuple[Library, list[str]]:
    """Without a phrase of each entry; those phrases."""
    phrases, typed = dict(knowledge.phrases), []
    for slug in sorted(knowledge.entries.keys() & phrases.keys()):
        lines = dict(phrases[slug].lines)
        out = [number for place, number in enumerate(lines) if place in HELD_OUT]
        typed += map(lines.pop, out)
        phrases[slug] = replace(phrases[slug], lines=lines)
    return replace(knowledge, phrases=phrases), typed


def read(knowledge: Library, typed: Sequence[str], asked: Labelled) -> Iterator[Example | Letter]:
    """Phrases and labelled messages, each by what was learned without it."""
    answerer = Answerer(knowledge)
    phrases = names_of(knowledge)
    for number in range(FOLDS):
        rest = {
            name: [one for place, one in enumerate(told) if place % FOLDS != number]
            for name, told in phrases.items()
        }
        told_by = _likely(answerer, rest, asked.without(number))
        for name, told in phrases.items():
            wanted = "" if name == NONE else name
            for one in told[number::FOLDS]:
                yield from _example(answerer, told_by, one, wanted)
        now = asked.only(number)
        for one in [*now.ours, *typed[number::FOLDS]]:
            yield from _example(answerer, told_by, one, "")
        for one in now.others:
            yield from _example(answerer, told_by, one, OTHERS)


def names_of(knowledge: Library) -> Mapping[str, Sequence[str]]:
    """The phrases of what no entry is for, by its name."""
    names = [name for name in kinds_of(knowledge) if name in knowledge.phrases]
    return {name: knowledge.phrases[name].phrases for name in names}


def by_kind(
    knowledge: Library, phrases: Mapping[str, Sequence[str]], asked: Labelled
) -> dict[Kind, list[str]]:
    """All phrases and labelled messages by the kind that they are."""
    kind_of = kinds_of(knowledge)
    found: dict[Kind, list[str]] = {kind: [] for kind in Kind}
    for entry in knowledge.entries.values():
        more = knowledge.phrases.get(entry.slug)
        found[Kind.ENTRY] += [*entry.phrases, *(more.phrases if more else ())]
    for name, told in phrases.items():
        found[kind_of[name]] += told
    found[Kind.ENTRY] += asked.ours
    found[Kind.APART] += asked.others
    return found


def _likely(answerer: Answerer, phrases: Mapping[str, Sequence[str]], asked: Labelled) -> Likely:
    collection, knowledge = answerer.matcher.collection, answerer.library
    index = collection.phrase_index
    return Likely(
        phrases,
        kinds_of(knowledge),
        collection.phrases_with,
        len(index.documents),
        len(index.idfs),
        learn(by_kind(knowledge, phrases, NONE_ASKED)),
        learn(by_kind(knowledge, phrases, asked)),
    )


def _example(
    answerer: Answerer, told_by: Likely, message: str, wanted: str
) -> Iterator[Example | Letter]:
    """The message as the bot reads it."""
    ranking = answerer.matcher.rank(message)
    if len(message) > LONGEST:
        yield Letter(told_by.letter(ranking), wanted == OTHERS)
        return
    kind_of = kinds_of(answerer.library)
    told = told_by.told(ranking, decide(ranking).sure)
    name = "" if told is None or told.name == NONE else told.name
    values = told.values if told else np.zeros(len(likely.NAMES), np.float32)
    yield Example(values, name, wanted, kind_of.get(name, ""), kind_of.get(wanted, ""))


def of_letters(others: np.ndarray, chance: np.ndarray) -> Table:
    """Of longer messages how many of other offices' would be told so, and how many of ours."""
    table = Table("from", f"{others.sum():.0f} others'", f"{(1 - others).sum():.0f} ours")
    for threshold in THRESHOLDS:
        told = chance >= threshold
        table.add_row(str(threshold), *(f"{told[others == one].mean():.1%}" for one in (1, 0)))
    return table


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
