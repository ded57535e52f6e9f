"""What each part of the ranking gives: the order learned without it, on questions left out.

    python benchmarks/ablation.py FILE…

The files are those of `calibrate.py`. Its five folds are left out in turn; a part is taken away by
its measures, so that the others' weights are learned without it too.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import calibrate
import numpy as np
from calibrate import LEANING, OFFERED, ROOT, Example, Found, Setting
from rich.console import Console
from rich.table import Table

from bot.answering.matching import measures
from bot.answering.matching.collection import pairs
from bot.answering.matching.hearing import Hearing
from bot.answering.matching.measures import Measured
from bot.answering.matching.reading import Reader
from bot.knowledge import library
from bot.knowledge.facets import KINDS

PARTS = {
    "what messages mean": ("meaning",),
    "facets": tuple(f"{kind}_" for kind in KINDS),
    "demand": ("demand",),
    "the answers' words": ("answer",),
    "edit similarity": ("fuzzy", "partial"),
}
"""By what their measures' names begin with."""
console = Console(width=100)
Measure = Callable[[Setting, Sequence[Example], np.ndarray, np.ndarray | None], list[Found]]


def main(arguments: Sequence[str]) -> None:
    if not arguments:
        sys.exit("name the files of labelled questions: python benchmarks/ablation.py FILE…")
    rows = list(calibrate.once(row for name in arguments for row in calibrate.labelled(Path(name))))
    table = Table("without", "right first", f"among {OFFERED}", title="left-out questions")
    for name, first, among in figures(rows):
        table.add_row(name, f"{first:.1%}", f"{among:.1%}")
        console.print(f"{name}: {first:.4f} {among:.4f}")
    console.print(table)


def figures(rows: Sequence[dict[str, object]]) -> Iterator[tuple[str, float, float]]:
    """For each part its name, and what comes first and among those offered without it."""
    whole = read(rows, with_phrases=True)
    yield "nothing", *held_out(*whole)
    measured = calibrate.measured
    for name, beginnings in PARTS.items():
        calibrate.measured = _without(measured, beginnings)
        yield name, *held_out(*whole)
    calibrate.measured = measured
    calibrate.LEANING = 1
    yield "leanings", *held_out(*whole)
    calibrate.measured = _without(measured, PARTS["demand"])
    yield "demand and leanings", *held_out(*whole)
    calibrate.measured, calibrate.LEANING = measured, LEANING
    yield "search-only phrases", *held_out(*read(rows, with_phrases=False))


def read(rows: Sequence[dict[str, object]], *, with_phrases: bool) -> tuple[Setting, list[Example]]:
    """The collection, with the search-only phrases or without, and the questions read by it."""
    knowledge = library.load([ROOT / "knowledge"])
    entries = list(knowledge.entries.values())
    more = {slug: told.phrases for slug, told in knowledge.phrases.items()} if with_phrases else {}
    collection = calibrate.Collection.read(entries, more, knowledge.facets).prepare()
    hearing = Hearing(lambda: pairs(collection), collection.phrases_with)
    reader = Reader(knowledge.lexicon, knowledge.facets, hearing.restored)
    slugs = {entry.slug: place for place, entry in enumerate(entries)}
    return Setting(entries, collection), [calibrate.example_of(row, reader, slugs) for row in rows]


def held_out(setting: Setting, examples: Sequence[Example]) -> tuple[float, float]:
    """The shares of left-out questions that an entry serves first, and among those offered."""
    fold = calibrate.folds(examples)
    wanted = calibrate.demand_left_out(setting, examples, fold)
    meant = calibrate.meant_left_out(calibrate.lessons(setting, examples), fold)
    found = calibrate.measured(setting, examples, wanted, meant)
    rankings = calibrate.left_out_rankings(setting, examples, found, fold)
    hits = [
        [calibrate.serves(setting, match, example) for match in ranking.matches[:OFFERED]]
        for ranking, example in zip(rankings, examples, strict=True)
        if example.wanted
    ]
    first = float(np.mean([hit[:1] == [True] for hit in hits]))
    return first, float(np.mean([any(hit) for hit in hits]))


def _without(measured: Measure, beginnings: tuple[str, ...]) -> Measure:
    gone = [place for place, name in enumerate(measures.ALL) if name.startswith(beginnings)]

    def less(
        setting: Setting,
        examples: Sequence[Example],
        wanted: np.ndarray,
        meant: np.ndarray | None = None,
    ) -> list[Found]:
        return [
            replace(one, measured=_zeroed(one.measured, gone))
            for one in measured(setting, examples, wanted, meant)
        ]

    return less


def _zeroed(told: Measured, gone: Sequence[int]) -> Measured:
    values = told.values.copy()
    values[:, gone] = 0
    return Measured(told.places, told.nearest, values)


if __name__ == "__main__":
    main(sys.argv[1:])
