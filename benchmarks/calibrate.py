"""Fits the weights of `bot.matching.confidence` on labelled questions, and cross-validates them.

    python benchmarks/calibrate.py FILE…        question files in the format of `pufa eval`

Prints the weights to copy into the module, the cross-validated reliability table, and what each
threshold would answer. Ridge-regularised logistic regression, by Newton's method.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from bot.answering import evaluation
from bot.answering.matching import confidence
from bot.answering.matching.matcher import Matcher
from bot.knowledge import library

FOLDS = 10
RIDGE = 1.0
STEPS = 50
THRESHOLDS = (0.1, 0.15, 0.2, 0.3, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
ROOT = Path(__file__).resolve().parent.parent


def main(files: list[str]) -> None:
    inputs, right, inside = examples([Path(name) for name in files])
    console = Console()
    weights = fit(inputs, right)
    console.print("WEIGHTS =", tuple(round(float(weight), 3) for weight in weights))
    held_out = cross_validated(inputs, right)
    console.print(reliability(held_out, right))
    console.print(thresholds(held_out, right, inside))


def examples(files: list[Path]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features of the first match, whether it is right, and whether the question is in scope."""
    knowledge = library.load([ROOT / "knowledge"])
    matcher = Matcher(knowledge.entries.values(), knowledge.lexicon)
    rows, right, inside = [], [], []
    for labelled in (question for file in files for question in evaluation.load(file)):
        ranking = matcher.rank(labelled.question)
        if not ranking.matches or (labelled.answerable and not labelled.laws):
            continue
        basis = ranking.matches[0].entry.basis
        cited = {
            (c.law, number) for c in basis for number in (None, c.article and c.article.number)
        }
        hit = not cited.isdisjoint(labelled.laws)
        rows.append(confidence.features(ranking))
        right.append(labelled.answerable and hit)
        inside.append(labelled.answerable)
    return np.array(rows), np.array(right, dtype=float), np.array(inside)


def fit(inputs: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Weights for the inputs as they are; the ridge acts on them standardised, bias left free."""
    mean, spread = inputs[:, 1:].mean(axis=0), inputs[:, 1:].std(axis=0) + 1e-9
    scaled = np.column_stack([inputs[:, 0], (inputs[:, 1:] - mean) / spread])
    ridge = np.diag([0.0] + [RIDGE] * (scaled.shape[1] - 1))
    weights = np.zeros(scaled.shape[1])
    for _ in range(STEPS):
        chance = logistic(scaled @ weights)
        slope = scaled.T @ (chance - right) + ridge @ weights
        curve = (scaled.T * (chance * (1 - chance))) @ scaled + ridge
        weights -= np.linalg.solve(curve, slope)
    plain = weights[1:] / spread
    return np.concatenate([[weights[0] - plain @ mean], plain])


def cross_validated(inputs: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Each question's confidence under weights that never saw it."""
    order = np.random.default_rng(0).permutation(len(right))
    chance = np.zeros(len(right))
    for fold in np.array_split(order, FOLDS):
        rest = np.setdiff1d(order, fold)
        chance[fold] = logistic(inputs[fold] @ fit(inputs[rest], right[rest]))
    return chance


def logistic(logit: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logit))


def reliability(chance: np.ndarray, right: np.ndarray) -> Table:
    table = Table("confidence", "mean", "right", "of", title="cross-validated")
    for low, high in zip(evaluation.BANDS, evaluation.BANDS[1:], strict=False):
        band = (chance >= low) & (chance < high)
        if band.any():
            mean, share = chance[band].mean(), right[band].mean()
            table.add_row(f"{low:.2f}-{high:.2f}", f"{mean:.2f}", f"{share:.2f}", str(band.sum()))
    return table


def thresholds(chance: np.ndarray, right: np.ndarray, inside: np.ndarray) -> Table:
    table = Table("at least", "of the answerable", "of those right", "of those out of scope")
    for threshold in THRESHOLDS:
        above = chance >= threshold
        within = above & inside
        shares = (
            within.sum() / inside.sum(),
            right[within].mean() if within.any() else 0.0,
            (above & ~inside).sum() / (~inside).sum(),
        )
        table.add_row(str(threshold), *(f"{share:.1%}" for share in shares))
    return table


if __name__ == "__main__":
    main(sys.argv[1:])
