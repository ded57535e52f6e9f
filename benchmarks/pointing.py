"""Learns which passage of an answer is the point asked, and cross-validates it.

    python benchmarks/pointing.py FILE…

The files hold questions as for `calibrate.py`; `points.tsv` beside this program has for each id the
entry that answers it and the digests of the passages that a reader named, the best first; `lead` is
the first paragraph. A row whose passage has been rewritten since is left out and counted. Few of
them are short, so phrases that say which passage they ask for are asked as well, each without
itself among the others. Writes the weights into `weights.json`.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from calibrate import ROOT, fit, save
from rich.console import Console

from bot.answering import pointing
from bot.answering.answerer import Answerer
from bot.answering.pointing import Passage
from bot.knowledge import library
from bot.knowledge.entries import Entry
from bot.text.normalise import normalise, same

LABELS = Path(__file__).with_name("points.tsv")
LEAD = "lead"
SECOND = 0.5
"""What a passage counts that serves about as well as the best."""
FOLDS = 5
RIDGE = 3.0
ASKED = 10
"""Phrases of each entry that are asked."""
console = Console(width=120)


@dataclass(frozen=True)
class Example:
    """A question's passages, measured, and the places of those that answer its point. `kind` is
    whose question it is, and whether the phrases have helped: a bureau's own entries have none that
    say what they ask for. Who tells a case (`is_case`) is shown none before the first paragraph."""

    values: np.ndarray
    right: tuple[int, ...]
    kind: str
    is_case: bool


def main(arguments: Sequence[str]) -> None:
    if not arguments:
        sys.exit("name the files of questions: python benchmarks/pointing.py FILE…")
    answerer = Answerer(library.load([ROOT / "knowledge"]))
    examples = [*labelled(answerer, [Path(name) for name in arguments]), *asked(answerer)]
    scores = held_out(examples)
    for kind in dict.fromkeys(example.kind for example in examples):
        told = [(e, s) for e, s in zip(examples, scores, strict=True) if e.kind == kind]
        console.print(kind, report(told))
    save("point", *learn(examples), pointing.NAMES)


def labelled(answerer: Answerer, files: Sequence[Path]) -> list[Example]:
    """The labelled questions of the files."""
    questions = {}
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            questions[row["id"]] = row["question"]
    examples, stale = [], 0
    for line in LABELS.read_text(encoding="utf-8").splitlines()[1:]:
        question, slug, named = line.split("\t")
        if question not in questions or slug not in answerer.library.entries:
            continue
        entry = answerer.library.entries[slug]
        places = [LEAD, *(digest(one) for one in answerer.pointer.passages(entry)[1:])]
        right = [places.index(one) for one in named.split(",") if one in places]
        if len(right) < len(named.split(",")):
            stale += 1
            continue
        examples += _both(answerer, entry, questions[question], right, "questions")
    console.print(f"{len(examples) // 2} questions; {stale} whose passage has been rewritten since")
    return examples


def asked(answerer: Answerer) -> Iterator[Example]:
    """Phrases, of entries of which some say what they ask for."""
    choice = random.Random(0)
    for slug, told in answerer.library.phrases.items():
        if not told.points or slug not in answerer.library.entries:
            continue
        entry = answerer.library.entries[slug]
        passages = answerer.pointer.passages(entry)
        for line in choice.sample(sorted(told.lines), min(ASKED, len(told.lines))):
            head = told.points.get(line, "")
            named = [place for place, one in enumerate(passages) if place and one.name == head]
            right = named if head else [0]
            if right:
                yield from _both(answerer, entry, told.lines[line], right, "phrases")


def _both(
    answerer: Answerer, entry: Entry, question: str, right: Sequence[int], kind: str
) -> Iterator[Example]:
    """The entry's passages as the bot measures them, by the phrases, of which the question itself
    is none, and without."""
    reading = answerer.matcher.reader.read(question)
    passages, idf = answerer.pointer.passages(entry), answerer.matcher.collection.idf
    asked_for = answerer.phrased.asked(entry, reading, but=normalise(question))
    for told, how in ((asked_for, ""), ({}, ", no phrases")):
        values = pointing.measures(entry, passages, reading, idf, told)
        yield Example(values, tuple(right), f"{kind}{how}", reading.is_case)


def digest(passage: Passage) -> str:
    return hashlib.sha256(same(passage.text).encode()).hexdigest()[:10]


def learn(examples: Sequence[Example]) -> tuple[float, np.ndarray]:
    inputs = np.vstack([one.values for one in examples]).astype(float)
    right = np.zeros(len(inputs))
    start = 0
    for one in examples:
        for rank, place in enumerate(one.right):
            right[start + place] = SECOND if rank else 1.0
        start += len(one.values)
    return fit(inputs, right, ridge=RIDGE)


def held_out(examples: Sequence[Example]) -> list[np.ndarray]:
    """Every question's scores by weights that were learned without it."""
    fold = np.random.default_rng(0).integers(0, FOLDS, len(examples))
    scores: list[np.ndarray] = [np.zeros(0)] * len(examples)
    for number in range(FOLDS):
        bias, slopes = learn([e for e, f in zip(examples, fold, strict=True) if f != number])
        for place in np.flatnonzero(fold == number):
            scores[place] = examples[place].values @ slopes + bias
    return scores


def report(told: Sequence[tuple[Example, np.ndarray]]) -> dict[str, int]:
    """What left-out questions got: of those that want a passage, and of those that the first
    paragraph serves."""
    names = ("want a passage", "got it", "got another", "among those below", "want none", "got one")
    figures = dict.fromkeys(names, 0)
    for example, scores in told:
        ranked = 1 + np.argsort(-scores[1:])
        best = int(ranked[0]) if len(ranked) else 0
        is_ahead = bool(best) and scores[best] > scores[0] + pointing.AHEAD
        shown = best if is_ahead and not example.is_case else 0
        if 0 in example.right:
            figures["want none"] += 1
            figures["got one"] += shown > 0 and shown not in example.right
        else:
            figures["want a passage"] += 1
            figures["got it"] += shown in example.right
            figures["got another"] += shown > 0 and shown not in example.right
            figures["among those below"] += bool({*ranked[: pointing.NEAR]} & {*example.right})
    return figures


if __name__ == "__main__":
    main(sys.argv[1:])
