"""What whoever knows nothing gets by guessing: the exact distribution, question by question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from bot.knowledge.items import RIGHT, WRONG, Form, Item
from bot.training import marking
from bot.training.blueprints import Blueprint
from bot.training.drawing import Drawn


def guesses(item: Item) -> Iterator[tuple[str, ...]]:
    """Everything somebody may choose who knows the form and nothing else, each equally likely. A
    figure isn't guessed."""
    letters = [option.id for option in item.options]
    match item.form:
        case Form.TRUE_FALSE:
            yield from ((RIGHT,), (WRONG,))
        case Form.MULTIPLE:
            for many in range(2, len(letters) + 1):
                yield from combinations(letters, many)
        case Form.FILL:
            yield ()
        case Form.SINGLE | Form.FAULT:
            yield from ((letter,) for letter in letters)


def of_passing(questions: Iterable[Drawn], blueprint: Blueprint) -> float:
    """The probability that guessing alone passes this paper."""
    scores = {0.0: 1.0}
    for question in questions:
        gained = _gains(question, partial=blueprint.multiple == "partial")
        after: dict[float, float] = defaultdict(float)
        for score, likely in scores.items():
            for points, share in gained.items():
                after[score + points] += likely * share
        scores = after
    return sum(likely for score, likely in scores.items() if blueprint.passes(score))


def _gains(question: Drawn, *, partial: bool) -> dict[float, float]:
    item = question.item
    found: dict[float, float] = defaultdict(float)
    guessed = list(guesses(item))
    for chosen in guessed:
        part = marking.share(item, item.key, chosen, partial=partial)
        found[marking.points(question.points, part)] += 1 / len(guessed)
    return found
