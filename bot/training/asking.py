"""A question as whoever answers it sees it: shuffled, lettered anew, and without its key.

Channels get these and nothing else before a key may be known: what isn't there can't leak.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, zip_longest
from pathlib import Path

from bot.knowledge import items
from bot.knowledge.items import BLANK, RIGHT, WRONG, Form, Item
from bot.knowledge.items.keys import unit_of
from bot.store.papers import PaperItem

LETTERS = "ABCDEF"


@dataclass(frozen=True, slots=True)
class Choice:
    """`id` is what an answer is kept by, `letter` what people see."""

    id: str
    letter: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """`n` is the question's number on the paper, by which answers are kept. `choices` is () where
    figures are typed into `units`' blanks."""

    n: int
    slug: str
    revision: str
    form: Form
    case: str
    stem: str
    choices: tuple[Choice, ...]
    units: tuple[str, ...]

    @property
    def is_multiple(self) -> bool:
        return self.form is Form.MULTIPLE

    def parts(self) -> list[str]:
        """The stem around its blanks."""
        return self.stem.split(BLANK)

    def read(self, chosen: Sequence[str]) -> tuple[str, ...]:
        """An answer as it is kept: options that there are, in their order, or what was typed.

        Raises:
            ValueError: no such options, or several where one is right.
        """
        if self.form is Form.FILL:
            return tuple(words.strip()[:20] for words in chosen[: len(self.units)])
        known = {choice.id for choice in self.choices}
        given = tuple(sorted(set(chosen)))
        if not set(given) <= known or (len(given) > 1 and not self.is_multiple):
            raise ValueError(f"not an answer to {self.slug}: {given}")
        return given

    def is_same(self, one: Sequence[str], other: Sequence[str]) -> bool:
        """Whether two answers say the same; blanks that nobody filled are none."""
        if self.form is Form.FILL:
            return all(
                left.strip() == right.strip()
                for left, right in zip_longest(one, other, fillvalue="")
            )
        return set(one) == set(other)


def question(item: Item, n: int, seed: int) -> Question:
    return Question(
        n=n,
        slug=item.slug,
        revision=item.revision,
        form=item.form,
        case=item.case,
        stem=item.stem,
        choices=tuple(_choices(item, seed)),
        units=tuple(map(unit_of, item.key)) if item.form is Form.FILL else (),
    )


def _choices(item: Item, seed: int) -> Iterator[Choice]:
    if item.form is Form.TRUE_FALSE:
        yield from (Choice(RIGHT, "", "对"), Choice(WRONG, "", "错"))
        return
    options = list(item.options)
    if item.form is not Form.FAULT:  # the lines of a document have an order
        random.Random(f"{seed} {item.slug}").shuffle(options)  # noqa: S311
    for letter, option in zip(LETTERS, options, strict=False):
        yield Choice(option.id, letter, option.text)


def arranged(questions: Sequence[PaperItem], seed: int) -> list[PaperItem]:
    """In somebody's own order: forms stay together, and so do the questions on one case."""
    chance = random.Random(seed)  # noqa: S311 - nobody wins by guessing an order
    asked = [frozen(one) for one in questions]
    cases = Counter(item.case for item in asked if item.case)
    shared = {case for case, count in cases.items() if count > 1}
    pairs = list(zip(questions, asked, strict=True))
    found: list[PaperItem] = []
    for _, section in groupby(pairs, key=lambda pair: pair[1].case in shared or pair[1].form):
        together = groupby(section, key=lambda pair: pair[1].case or pair[1].slug)
        groups = [[one for one, _ in group] for _, group in together]
        chance.shuffle(groups)
        found += [one for group in groups for one in group]
    return found


def frozen(question: PaperItem) -> Item:
    """The item as the paper has it."""
    return _parsed(question.text, question.topic, question.item)


@lru_cache(maxsize=2_000)
def _parsed(text: str, topic: str, slug: str) -> Item:
    return items.parse(text, Path(topic) / f"{slug}.md")
