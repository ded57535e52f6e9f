"""Learns which passage of an answer is the point asked, and cross-validates it.

    python benchmarks/pointing.py FILE…

The files hold questions as for `calibrate.py`; `points.tsv` beside this program has for each id the
entry that answers it and the digests of the passages that a reader named, the best first; `lead` is
the first paragraph. A row whose passage has been rewritten since is left out and counted. Writes
the weights into `weights.json`.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from calibrate import ROOT, fit
from rich.console import Console

from bot.answering import pointing
from bot.answering.matching import weights
from bot.answering.matching.collection import Collection, pairs
from bot.answering.matching.hearing import Hearing
from bot.answering.matching.reading import Reader
from bot.answering.pointing import Passage, Pointer
from bot.knowledge import library
from bot.text.normalise import same

LABELS = Path(__file__).with_name("points.tsv")
LEAD = "lead"
SECOND = 0.5
"""What a passage counts that serves about as well as the best."""
FOLDS = 5
RIDGE = 3.0
console = Console(width=120)


@dataclass(frozen=True)
class Example:
    """A question's passages, measured, and the places of those that answer its point."""

    values: np.ndarray
    right: tuple[int, ...]


def main(arguments: Sequence[str]) -> None:
    if not arguments:
        sys.exit("name the files of questions: python benchmarks/pointing.py FILE…")
    examples = read([Path(name) for name in arguments])
    scores = held_out(examples)
    console.print(report(examples, scores))
    bias, slopes = learn(examples)
    told = json.loads(weights.FILE.read_text(encoding="utf-8"))
    named = zip(pointing.NAMES, slopes.tolist(), strict=True)
    told["point"] = {"bias": round(bias, 5), "weights": {name: round(v, 5) for name, v in named}}
    weights.FILE.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def read(files: Sequence[Path]) -> list[Example]:
    """The labelled questions of the files, measured as the bot does."""
    questions = {}
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            questions[row["id"]] = row["question"]
    knowledge = library.load([ROOT / "knowledge"])
    entries = list(knowledge.entries.values())
    more = {slug: list(told.phrases) for slug, told in knowledge.phrases.items()}
    collection = Collection.read(entries, more, knowledge.facets).prepare()
    hearing = Hearing(lambda: pairs(collection), collection.phrases_with)
    reader = Reader(knowledge.lexicon, knowledge.facets, hearing.restored)
    pointer = Pointer(knowledge.blocks, collection.idf)
    examples, stale = [], 0
    for line in LABELS.read_text(encoding="utf-8").splitlines()[1:]:
        question, slug, named = line.split("\t")
        if question not in questions:
            continue
        passages = pointer.passages(knowledge.entries[slug])
        places = [LEAD, *(digest(one) for one in passages[1:])]
        right = [places.index(one) for one in named.split(",") if one in places]
        if len(right) < len(named.split(",")):
            stale += 1
            continue
        reading = reader.read(questions[question])
        values = pointing.measures(knowledge.entries[slug], passages, reading, collection.idf)
        examples.append(Example(values, tuple(right)))
    console.print(f"{len(examples)} questions; {stale} whose passage has been rewritten since")
    return examples


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


def report(examples: Sequence[Example], scores: Sequence[np.ndarray]) -> dict[str, int]:
    """What left-out questions got: of those that want a passage, and of those that the first
    paragraph serves."""
    figures = dict.fromkeys(("want a passage", "got it", "got another", "want none", "got one"), 0)
    for example, told in zip(examples, scores, strict=True):
        best = 1 + int(told[1:].argmax()) if len(told) > 1 else 0
        shown = best if best and told[best] > told[0] - pointing.BEHIND else 0
        if 0 in example.right:
            figures["want none"] += 1
            figures["got one"] += shown > 0 and shown not in example.right
        else:
            figures["want a passage"] += 1
            figures["got it"] += shown in example.right
            figures["got another"] += shown > 0 and shown not in example.right
    return figures


if __name__ == "__main__":
    main(sys.argv[1:])
