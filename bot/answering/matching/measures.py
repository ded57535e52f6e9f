"""What a question and an entry are measured by: each measure says how near they are in one way.

For every measure there is how far the entry stays behind the best one, and both again for short
questions alone, which mean the general case and repeat a phrase.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz

from bot.answering.matching.collection import Collection
from bot.answering.matching.index import Floats, Numbers
from bot.answering.matching.reading import Reading
from bot.knowledge.facets import KINDS

NEAR = (
    "whole",  # share of the question's weight that the whole entry holds
    "answer",  # the same of its answer alone
    "title",  # share of the entry's own question's weight that the question holds
    "title_likeness",  # likeness of the two (cosine of idf weights)
    "phrase",  # likeness to its nearest phrase
    "phrases_3",  # mean likeness to its three nearest phrases
    "phrases_8",
    "phrase_held",  # share of a phrase's weight that the question holds, longer ones first
    "fuzzy",  # edit similarity to the nearest phrase
    "partial",  # the same to the part of the longer that fits best
)
DEMAND = ("demand", "demand_behind")  # what people who wrote so wanted, learned from labels
MEANING = "meaning"  # logarithm of its chance by what the message means; 0 where nobody can tell
FACETS = tuple(
    f"{kind}_{what}"
    for kind in KINDS
    for what in ("agree", "contradict", "covered", "agree_behind", "unasked")
)
SHORT = 60
"""A question of fewer grams is short, the more so the fewer they are."""
MOST = 8
"""Phrases of an entry whose likeness counts."""
CANDIDATES = {"whole": 40, "phrase": 25, "phrase_held": 15, "demand": 20, MEANING: 20}
"""So many of the best by each measure are looked at."""


def names(measures: Sequence[str]) -> tuple[str, ...]:
    """The columns that these measures give."""
    kinds = ("", "_behind", "_short", "_behind_short")
    return (*(f"{name}{kind}" for kind in kinds for name in measures), *FACETS)


ALL = (*names(NEAR), *DEMAND, MEANING)


@dataclass(frozen=True, slots=True)
class Measured:
    """`places` are the candidates; `nearest` the place of each one's nearest phrase among all
    phrases; `values` has a row for each and the columns `ALL`."""

    places: Numbers
    nearest: Numbers
    values: Floats


@dataclass(frozen=True, slots=True)
class Query:
    """A reading as it looks to the indexes: the weights of its grams by number, what it weighs, and
    for every phrase its likeness to it and how much of it the reading holds."""

    weights: Mapping[int, float]
    total: float
    likeness: Floats
    held: Floats

    @classmethod
    def of(cls, collection: Collection, reading: Reading) -> Query:
        numbers = {gram: collection.vocabulary.number(gram) for gram in reading.grams}
        weights = {
            number: weight
            for number, weight in zip(numbers.values(), reading.grams.values(), strict=True)
            if number is not None
        }
        index = collection.phrase_index
        # What was written; synonyms add no burden of proof.
        written = (numbers[gram] for gram, weight in reading.grams.items() if weight == 1.0)
        total = sum(map(index.idf, written)) or 1e-6
        shared = index.score(weights)
        by_likeness, by_share = collection.phrase_scales
        likeness = shared * (by_likeness / np.sqrt(total))
        return cls(weights, total, likeness, shared * by_share)


def measure(
    reading: Reading,
    query: Query,
    collection: Collection,
    demand: Floats,
    meaning: Floats | None = None,
) -> Measured:
    """Find candidates and measure them; `query` is of the reading, `demand` of every entry how
    likely it is wanted, `meaning` the logarithm of that by what the message means, NaN where
    nothing is known of an entry."""
    likeness, total = query.likeness, query.total
    starts = collection.starts[:-1]
    everyone = {
        "whole": collection.entry_index.score(query.weights) / total,
        "phrase": np.maximum.reduceat(likeness, starts),
        "phrase_held": np.maximum.reduceat(query.held, starts),
        "demand": demand,
    }
    if meaning is not None:
        # In the order of the chances and above nothing, as the others are.
        everyone[MEANING] = np.exp(np.nan_to_num(meaning, nan=-np.inf))
    places = _candidates(everyone)
    if not len(places):
        return Measured(places, places, np.zeros((0, len(ALL)), np.float32))
    answer = collection.answer_index.score(query.weights)[places] / total
    title = collection.title_index.score(query.weights)[places]
    totals = collection.title_index.totals
    best, nearest = _best(likeness, collection.starts[places], collection.starts[places + 1])
    phrases = [collection.phrases[one] for one in nearest]
    columns = {
        "whole": everyone["whole"][places],
        "answer": answer,
        "title": title / (totals[places] + 1e-6),
        "title_likeness": title / np.sqrt((totals[places] + 1e-6) * total),
        "phrase": everyone["phrase"][places],
        "phrases_3": np.nanmean(best[:, -3:], axis=1),
        "phrases_8": np.nanmean(best, axis=1),
        "phrase_held": everyone["phrase_held"][places],
        "fuzzy": np.array([fuzz.ratio(reading.text, one) / 100 for one in phrases]),
        "partial": np.array([fuzz.partial_ratio(reading.text, one) / 100 for one in phrases]),
    }
    values = [_widened(np.column_stack(list(columns.values())), reading.written)]
    values.append(_facets(reading.facets, collection, places))
    wanted = demand[places]
    values.append(np.column_stack([wanted, wanted - wanted.max()]))
    values.append((np.zeros_like(demand) if meaning is None else meaning)[places][:, None])
    return Measured(places, nearest, np.hstack(values).astype(np.float32))


def held(query: Query, collection: Collection, place: int) -> float:
    """The measure `whole` of one entry."""
    return float(collection.entry_index.score(query.weights)[place] / query.total)


def _candidates(everyone: Mapping[str, Floats]) -> Numbers:
    found = []
    for name, values in everyone.items():
        most = min(CANDIDATES[name], len(values))
        best = np.argpartition(-values, most - 1)[:most]
        found.append(best[values[best] > 0])
    return np.unique(np.concatenate(found)).astype(np.int32)


def _best(values: Floats, starts: Numbers, ends: Numbers) -> tuple[Floats, Numbers]:
    """Of each stretch of values the `MOST` best in ascending order, NaN before them where it is
    shorter, and the place of the best."""
    places = starts[:, None] + np.arange(max((ends - starts).max(), MOST))
    padded = np.where(places < ends[:, None], values[np.minimum(places, len(values) - 1)], -1.0)
    nearest = starts + padded.argmax(axis=1)
    best = np.sort(np.partition(padded, -MOST, axis=1)[:, -MOST:], axis=1)
    return np.where(best < 0, np.nan, best), nearest


def _widened(near: Floats, written: int) -> Floats:
    """Each measure, how far it stays behind the best, and both for short questions."""
    behind = near - near.max(axis=0)
    brevity = max(0.0, 1 - written / SHORT)
    widened: Floats = np.hstack([near, behind, near * brevity, behind * brevity])
    return widened


def _facets(
    asked: Mapping[str, Mapping[str, float]], collection: Collection, places: Numbers
) -> Floats:
    columns = []
    for kind in KINDS:
        names_, table = collection.facets[kind]
        weights = np.zeros(len(names_), np.float32)
        for name, weight in asked.get(kind, {}).items():
            if name in names_:
                weights[names_[name]] = weight
        is_asked, whole = bool(asked.get(kind)), sum(asked.get(kind, {}).values()) or 1.0
        shares = table[places]
        has = shares.sum(axis=1) > 0
        # Summed by hand: BLAS may read beyond so small a matrix and warn of what it found there.
        agree = (np.minimum(1, 2 * shares) * weights).sum(axis=1) / whole
        covered = (shares * (weights > 0)).sum(axis=1) / np.maximum(shares.sum(axis=1), 1e-6)
        contradict = (agree == 0) & has & is_asked
        columns += [agree, contradict, covered, agree - agree.max(), has & (not is_asked)]
    stacked: Floats = np.column_stack(columns).astype(np.float32)
    return stacked
