"""Learns order, demand and confidence from labelled questions, and cross-validates them.

    python benchmarks/calibrate.py [--by-meaning] FILE…

With --by-meaning it learns only what messages mean, and order and confidence with it; what a
collection of other entries is ranked by stays as it was. The files hold questions,
`{"id", "question"}` a line, which aren't part of the project; `labels.tsv` beside this program has
for each id the entries that answer it, fully and in part, and which ones are kept for judging.
Writes `weights.json`, `demand.npz` and `meaning.npz` beside `bot/answering/matching/weights.py` and
prints what questions that were left out got.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import heeding
import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.answering.matching import confidence, meaning, measures, weights
from bot.answering.matching.collection import Collection, pairs
from bot.answering.matching.encoder import encoder
from bot.answering.matching.hearing import Hearing
from bot.answering.matching.matcher import Match, Ranking
from bot.answering.matching.measures import Measured, Query, measure
from bot.answering.matching.reading import Reader, Reading
from bot.knowledge import library
from bot.knowledge.entries import Entry

ROOT = Path(__file__).resolve().parent.parent
LABELS = Path(__file__).with_name("labels.tsv")
HIDDEN = "hidden"
NEVER = 0.15
"""A question less likely than this to be in scope (`p_in`) is taken as out of scope."""
FOLDS = 5
RIDGE = 10.0
"""On the weights of the measures, standardised."""
LEANING = 150
"""Entries whose leaning is learned: the others have too few questions."""
DEMAND_RIDGE = 1.0
COLUMNS = 8192
"""That the grams of questions are hashed to. Of questions of other sources, 3,000 put what is
wanted first for 30 in a hundred and 8,000 for 35, by demand alone."""
STEPS = 30
BLOCK = 4096
"""Rows that a step looks at together: they stay in the processor's cache, which makes it five times
as fast as all at once."""
BY_MEANING = "--by-meaning"
HELD_OUT = (2,)
"""Places of the phrases in a file that are asked instead of searched."""
BANDS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)
THRESHOLDS = (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
OFFERED = 4
RANKED = 10
console = Console(width=140)
Array = np.ndarray


@dataclass(frozen=True)
class Example:
    """A labelled question, read and measured; `wanted` are the places of the entries that answer
    it, `part` of those that answer it in part. `is_phrase`: it was taken out of the collection, and
    tells nothing of what people want."""

    reading: Reading
    wanted: frozenset[int]
    part: frozenset[int]
    in_scope: bool
    is_phrase: bool


@dataclass(frozen=True)
class Found:
    """An example measured, and how likely it is no matter of a transport bureau."""

    measured: Measured
    elsewhere: float
    by_meaning: bool


@dataclass(frozen=True)
class Setting:
    entries: Sequence[Entry]
    collection: Collection


def main(arguments: Sequence[str]) -> None:
    files = [Path(name) for name in arguments if name != BY_MEANING]
    if not files:
        sys.exit(f"name the files of labelled questions: calibrate.py [{BY_MEANING}] FILE…")
    rows = list(once(row for file in files for row in labelled(file)))
    knowledge = library.load([ROOT / "knowledge"])
    entries = list(knowledge.entries.values())
    more = {slug: list(told.phrases) for slug, told in knowledge.phrases.items()}
    rows += [row for slug, phrases in more.items() for row in _held_out(slug, phrases)]
    collection = Collection.read(entries, more, knowledge.facets).prepare()
    hearing = Hearing(lambda: pairs(collection), collection.phrases_with)
    reader = Reader(knowledge.lexicon, knowledge.facets, hearing.restored)
    slugs = {entry.slug: place for place, entry in enumerate(entries)}
    examples = [example_of(row, reader, slugs) for row in track(rows, "reading", console=console)]
    console.print(
        f"{len(examples)} questions, {sum(bool(e.wanted) for e in examples)} with an entry that "
        f"answers them, {sum(not e.in_scope for e in examples)} out of scope"
    )
    setting, fold = Setting(entries, collection), folds(examples)
    wanted = demand_left_out(setting, examples, fold)
    told = weights.learned()
    if BY_MEANING not in arguments:
        told |= {"made_on": f"{datetime.now(UTC):%Y-%m-%d}", "questions": len(examples)}
        told |= learn(setting, examples, fold, measured(setting, examples, wanted))
        told["wanted"] = counts(setting, examples)
        rows_of = {slug: row for row, slug in enumerate([*slugs, weights.ELSEWHERE])}
        weights.write_demand(weights.Demand.rounded(rows_of, *demand_of(setting, examples)))
    told["by_meaning"] = learn_by_meaning(setting, examples, fold, wanted)
    weights.FILE.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def learn(
    setting: Setting, examples: Sequence[Example], fold: Array, found: Sequence[Found]
) -> dict[str, Any]:
    """Learn order and confidence, cross-validated by question; what weights.json says of them."""
    rankings = left_out_rankings(setting, examples, found, fold)
    right = np.array([_is_right(setting, r, e) for r, e in zip(rankings, examples, strict=True)])
    inputs = np.array([confidence.features(ranking) for ranking in rankings])
    chance = np.zeros(len(examples))
    for number in range(FOLDS):
        bias, slopes = fit(inputs[fold != number], right[fold != number].astype(float), ridge=1.0)
        chance[fold == number] = logistic(inputs[fold == number] @ slopes + bias)
    figures = report(setting, examples, rankings, right, chance)
    bias, slopes = fit(inputs, right.astype(float), ridge=1.0)
    bias_of_order, slopes_of_order, leanings = order(setting, examples, found)
    slugs = [entry.slug for entry in setting.entries]
    return {
        "confidence": _linear(bias, slopes, confidence.NAMES),
        "order": _linear(bias_of_order, slopes_of_order, measures.ALL),
        "leanings": {slugs[place]: round(lean, 4) for place, lean in leanings.items()},
        "cross_validated": figures,
    }


def learn_by_meaning(
    setting: Setting, examples: Sequence[Example], fold: Array, wanted: Array
) -> dict[str, Any]:
    """Learn what messages mean, and order and confidence with that."""
    taught = lessons(setting, examples)
    meant = meant_left_out(taught, fold)
    learned = heeding.learn(taught)
    slugs = [*(entry.slug for entry in setting.entries), weights.ELSEWHERE]
    rows = {slug: row for row, slug in enumerate(slugs)}
    meaning.write(meaning.Meanings.rounded(rows, learned[:-1], learned[-1]))
    return {
        "made_on": f"{datetime.now(UTC):%Y-%m-%d}",
        "questions": len(examples),
        **learn(setting, examples, fold, measured(setting, examples, wanted, meant)),
    }


def lessons(setting: Setting, examples: Sequence[Example]) -> heeding.Lessons:
    """What is meant is learned of: the phrases, then the examples."""
    phrases, elsewhere = setting.collection.phrases, len(setting.entries)
    owners = np.repeat(np.arange(elsewhere), np.diff(setting.collection.starts))
    wanted = [[owner] for owner in owners.tolist()]
    wanted += [sorted(e.wanted) or [elsewhere] * (not e.in_scope) for e in examples]
    counts = [1.0] * len(phrases)
    counts += [1.0 if example.is_phrase else heeding.MESSAGE for example in examples]
    texts = [*phrases, *(example.reading.text for example in examples)]
    told = [
        encoder()(text[: meaning.LONGEST]) for text in track(texts, "encoding", console=console)
    ]
    return heeding.Lessons(np.array(told), wanted, np.array(counts, np.float32), elsewhere + 1)


def meant_left_out(taught: heeding.Lessons, fold: Array) -> Array:
    """Of each example the logarithms of its chances, learned from the phrases and the other
    folds."""
    of_fold = np.concatenate([np.full(len(taught.vectors) - len(fold), -1), fold])
    meant = np.zeros((len(fold), taught.columns), np.float32)
    for number in track(range(FOLDS), "learning what is meant", console=console):
        learned = heeding.learn(taught.of(np.flatnonzero(of_fold != number)))
        left = taught.vectors[of_fold == number]
        meant[fold == number] = heeding.chances(left, learned)
    return meant


def folds(examples: Sequence[Example]) -> Array:
    """The fold that each is left out with."""
    return np.random.default_rng(0).integers(0, FOLDS, len(examples))


def measured(
    setting: Setting, examples: Sequence[Example], wanted: Array, meant: Array | None = None
) -> list[Found]:
    """Every example measured once, with what it wants told by demand, and by what it means, that
    haven't seen its fold. The order is learned of these for all folds: that those left out were
    seen by the demand of others is nothing to its two hundred weights."""
    found = []
    for place, example in enumerate(examples):
        query = Query.of(setting.collection, example.reading)
        of_all = np.ascontiguousarray(wanted[place, :-1])
        by_meaning = None if meant is None else meant[place, :-1]
        told = measure(example.reading, query, setting.collection, of_all, by_meaning)
        elsewhere = float(wanted[place, -1])
        if meant is not None:
            elsewhere = meaning.elsewhere(elsewhere, float(np.exp(meant[place, -1])))
        found.append(Found(told, elsewhere, meant is not None))
    return found


def left_out_rankings(
    setting: Setting, examples: Sequence[Example], found: Sequence[Found], fold: Array
) -> list[Ranking]:
    """Each example's ranking as learned from the other folds."""
    rankings: dict[int, Ranking] = {}
    for number in range(FOLDS):
        rest = np.flatnonzero(fold != number)
        learned = order(setting, [examples[one] for one in rest], [found[one] for one in rest])
        for place in np.flatnonzero(fold == number).tolist():
            rankings[place] = _ranked(setting, examples[place], found[place], *learned)
    return [rankings[place] for place in range(len(examples))]


def _ranked(
    setting: Setting,
    example: Example,
    found: Found,
    bias: float,
    slopes: Array,
    leanings: Mapping[int, float],
) -> Ranking:
    told = found.measured
    lean = np.array([leanings.get(place, 0.0) for place in told.places.tolist()])
    scores = told.values @ slopes + bias + lean
    return Ranking(
        example.reading,
        tuple(
            Match(
                setting.entries[told.places[row]],
                setting.collection.phrases[told.nearest[row]],
                float(scores[row]),
                dict(zip(measures.ALL, told.values[row].tolist(), strict=True)),
            )
            for row in np.argsort(-scores)[:RANKED]
        ),
        found.elsewhere,
        found.by_meaning,
    )


def order(
    setting: Setting, examples: Sequence[Example], found: Sequence[Found]
) -> tuple[float, Array, Mapping[int, float]]:
    """The measures' weights, and how much the entries that most people want lean beyond them: those
    draw what is only like them."""
    counts = np.zeros(len(setting.entries))
    for example in examples:
        if not example.is_phrase:
            counts[list(example.wanted)] += 1 / max(len(example.wanted), 1)
    leaning = np.argsort(-counts)[:LEANING]
    rows, right = [], []
    for example, told in zip(examples, (one.measured for one in found), strict=True):
        if example.wanted:
            rows.append(np.hstack([told.values, told.places[:, None] == leaning]))
            right.append(np.isin(told.places, list(example.wanted)))
    bias, slopes = fit(np.vstack(rows), np.concatenate(right).astype(float), ridge=RIDGE)
    of_order, offsets = slopes[: len(measures.ALL)], slopes[len(measures.ALL) :]
    return bias, of_order, dict(zip(leaning.tolist(), offsets.tolist(), strict=True))


def demand_left_out(setting: Setting, examples: Sequence[Example], fold: Array) -> Array:
    """Of each example how likely it wants every entry, and nothing that is here, as `demand_of`
    learns it from the other folds. All have the same idfs, and one table of what any two questions
    have in common."""
    held, _ = _held(examples, [_is_known(example) for example in examples])
    common = held @ held.T
    known = np.array([_is_known(example) for example in examples])
    targets = _targets(setting, examples)
    wanted = np.zeros((len(examples), len(setting.entries) + 1), np.float32)
    for number in range(FOLDS):
        rest, left = np.flatnonzero(known & (fold != number)), np.flatnonzero(fold == number)
        among = common[np.ix_(rest, rest)]
        mean = among.mean(axis=0)
        centred = among - mean - mean[:, None] + mean.mean()
        centred[np.diag_indices(len(rest))] += DEMAND_RIDGE
        base = targets[rest].mean(axis=0)
        found = np.linalg.solve(centred, targets[rest] - base)
        asked = common[np.ix_(left, rest)]
        wanted[left] = (
            asked - asked.mean(axis=1, keepdims=True) - mean + mean.mean()
        ) @ found + base
    return wanted


def demand_of(setting: Setting, examples: Sequence[Example]) -> tuple[Array, Array, Array]:
    """Ridge regression from the hashed grams of a question to the entries that it wants:
    directions, base and the grams' idfs."""
    known = [example for example in examples if _is_known(example)]
    held, idfs = _held(known, [True] * len(known))
    targets = _targets(setting, known)
    mean = held.mean(axis=0)
    centred = held - mean
    # There are fewer questions than columns: the same directions by what questions have in common.
    common = centred @ centred.T + DEMAND_RIDGE * np.eye(len(known), dtype=np.float32)
    directions = centred.T @ np.linalg.solve(common, targets - targets.mean(axis=0))
    return directions, targets.mean(axis=0) - mean @ directions, idfs


def _is_known(example: Example) -> bool:
    """Whether it tells what people want."""
    return bool(example.wanted or not example.in_scope) and not example.is_phrase


def _held(examples: Sequence[Example], counted: Sequence[bool]) -> tuple[Array, Array]:
    """A row for each example, of length 1: its grams' idfs, which are those of the counted ones."""
    held = np.zeros((len(examples), COLUMNS), np.float32)
    for row, example in enumerate(examples):
        held[row, weights.hashed(example.reading.grams, np.ones(COLUMNS, np.float32))[0]] = 1
    idfs = np.log((sum(counted) + 1) / (held[list(counted)].sum(axis=0) + 1)).astype(np.float32)
    held *= idfs
    held /= np.maximum(np.linalg.norm(held, axis=1, keepdims=True), 1e-6)
    return held, idfs


def _targets(setting: Setting, examples: Sequence[Example]) -> Array:
    """A row for each example: the entries that it wants, and whether that is elsewhere."""
    targets = np.zeros((len(examples), len(setting.entries) + 1), np.float32)
    for row, example in enumerate(examples):
        if example.wanted:
            targets[row, list(example.wanted)] = 1 / len(example.wanted)
        elif not example.in_scope:
            targets[row, -1] = 1  # elsewhere
    return targets


def counts(setting: Setting, examples: Sequence[Example]) -> dict[str, float]:
    """Slug → how many questions wanted it; one that it answers in part counts half."""
    found: dict[str, float] = {}
    for example in examples:
        for place, share in (
            *((place, 1.0) for place in example.wanted if not example.is_phrase),
            *((place, 0.5) for place in example.part),
        ):
            slug = setting.entries[place].slug
            found[slug] = found.get(slug, 0.0) + share
    return dict(sorted(found.items()))


def fit(inputs: Array, right: Array, *, ridge: float) -> tuple[float, Array]:
    """Bias and weights of a logistic regression for the inputs as they are, by Newton's method;
    the ridge acts on them standardised, the bias is left free."""
    mean, spread = inputs.mean(axis=0), inputs.std(axis=0) + 1e-6
    scaled = np.column_stack([np.ones(len(inputs)), (inputs - mean) / spread]).astype(np.float32)
    penalty = np.diag([0.0] + [ridge] * inputs.shape[1])
    found = np.zeros(scaled.shape[1])
    for _ in range(STEPS):
        slope, curve = penalty @ found, penalty.copy()
        for start in range(0, len(scaled), BLOCK):
            block, wanted = scaled[start : start + BLOCK], right[start : start + BLOCK]
            chance = logistic(block @ found)
            slope += block.T @ (chance - wanted)
            curve += (block.T * (chance * (1 - chance)).astype(np.float32)) @ block
        step = np.linalg.solve(curve, slope)
        found -= step
        if np.abs(step).max() < 1e-6:
            break
    plain = found[1:] / spread
    return float(found[0] - plain @ mean), plain


def left_out(values: Array, right: Array, *, folds: int, ridge: float) -> Array:
    """Each row's chance by weights that were learned without it."""
    fold = np.random.default_rng(0).integers(0, folds, len(values))
    chance = np.zeros(len(values))
    for number in range(folds):
        bias, slopes = fit(values[fold != number], right[fold != number], ridge=ridge)
        chance[fold == number] = logistic(values[fold == number] @ slopes + bias)
    return chance


def save(part: str, bias: float, slopes: Array, names: Sequence[str]) -> None:
    """Put one part's weights into `weights.json`, beside the others."""
    told = json.loads(weights.FILE.read_text(encoding="utf-8"))
    told[part] = _linear(bias, slopes, names)
    weights.FILE.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def report(
    setting: Setting,
    examples: Sequence[Example],
    rankings: Sequence[Ranking],
    right: Array,
    chance: Array,
) -> dict[str, Any]:
    """Print what the left-out questions got, and return the figures."""
    known = np.array([bool(e.wanted) and not e.is_phrase for e in examples])
    typed = np.array([e.is_phrase for e in examples])
    shown = np.array(
        [
            any(serves(setting, match, e) for match in r.matches[:OFFERED])
            for r, e in zip(rankings, examples, strict=True)
        ]
    )
    figures = {
        "with_an_entry": int(known.sum()),
        "right_first": round(float(right[known].mean()), 4),
        "among_four": round(float(shown[known].mean()), 4),
        "typed_right_first": round(float(right[typed].mean()), 4),
        "typed_among_four": round(float(shown[typed].mean()), 4),
    }
    console.print(figures)
    bands = Table("confidence", "mean", "right", "of", title="reliability, cross-validated")
    for low, high in pairwise(BANDS):
        band = (chance >= low) & (chance < high)
        if band.any():
            mean, share = chance[band].mean(), right[band].mean()
            bands.add_row(f"{low:.2f}-{high:.2f}", f"{mean:.2f}", f"{share:.2f}", str(band.sum()))
    console.print(bands)
    outside = np.array([not e.in_scope for e in examples])
    table = Table(
        "answered from", "of those with an entry", "of the answered right", "out of scope"
    )
    for threshold in THRESHOLDS:
        above = chance >= threshold
        within = above & known
        share = right[within].mean() if within.any() else 0.0
        out = (above & outside).sum() / max(outside.sum(), 1)
        table.add_row(
            str(threshold), f"{within.sum() / known.sum():.1%}", f"{share:.1%}", f"{out:.1%}"
        )
    console.print(table)
    return figures


def logistic(logit: Array) -> Array:
    return 1 / (1 + np.exp(-np.clip(logit, -30, 30)))


def _is_right(setting: Setting, ranking: Ranking, example: Example) -> bool:
    return bool(ranking.matches) and serves(setting, ranking.matches[0], example)


def serves(setting: Setting, match: Match, example: Example) -> bool:
    return setting.entries.index(match.entry) in example.wanted


def _linear(bias: float, slopes: Array, names: Sequence[str]) -> dict[str, Any]:
    pairs_ = zip(names, slopes.tolist(), strict=True)
    return {"bias": round(bias, 5), "weights": {name: round(value, 5) for name, value in pairs_}}


def example_of(row: Mapping[str, Any], reader: Reader, slugs: Mapping[str, int]) -> Example:
    reading = reader.read(row["question"])
    full = frozenset(slugs[slug] for slug in row["full"] if slug in slugs)
    part = frozenset(slugs[slug] for slug in row["part"] if slug in slugs)
    return Example(reading, full, part, row["in_scope"], row.get("is_phrase", False))


def _held_out(slug: str, phrases: list[str]) -> list[dict[str, Any]]:
    """Phrases taken out of the collection to be asked as questions: short ones stand first in their
    files, and hardly anybody labels what was typed into a search box."""
    places = [place for place in HELD_OUT if place < len(phrases)]
    taken = [phrases.pop(place) for place in reversed(places)]
    told = {"full": [slug], "part": [], "in_scope": True, "is_phrase": True}
    return [{"question": one, **told} for one in taken]


def labelled(path: Path) -> list[dict[str, Any]]:
    """The labelled questions of a file, and those that it says are out of scope."""
    labels = _labels()
    try:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    except OSError as error:
        sys.exit(f"{path}: {error.strerror}")
    except json.JSONDecodeError as error:
        sys.exit(f"{path}: not JSON lines: {error}")
    rows = []
    for line in lines:
        scope, full, part = labels.get(line["id"], ("", [], []))
        is_outside = line.get("answerable") is False or line.get("scope") == "out"
        if scope == HIDDEN or not (scope or is_outside or line.get("p_in", 1) < NEVER):
            continue
        told = {"full": full, "part": part, "in_scope": scope == "in"}
        rows.append({"question": line["question"], **told})
    return rows


def once(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each question once: two collections have the same one, and its twin would tell of it where
    one of them is left out. What either label says answers it does."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["question"].strip(), []).append(row)
    for twins in found.values():
        full = list(dict.fromkeys(slug for row in twins for slug in row["full"]))
        part = dict.fromkeys(slug for row in twins for slug in row["part"] if slug not in full)
        in_scope = any(row["in_scope"] for row in twins)
        yield {**twins[0], "full": full, "part": list(part), "in_scope": in_scope}


@cache
def _labels() -> dict[str, tuple[str, list[str], list[str]]]:
    """Question → its scope, and the entries that answer it, fully and in part."""
    told = {}
    for line in LABELS.read_text(encoding="utf-8").splitlines()[1:]:
        question, scope, full, part = line.split("\t")
        told[question] = (scope, *([s for s in one.split(",") if s != "-"] for one in (full, part)))
    return told


if __name__ == "__main__":
    main(sys.argv[1:])
