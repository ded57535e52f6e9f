"""Periods and amounts: a sentence with one figure, and others of the same unit in that law."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bot.knowledge.items import Aim, Form
from bot.text import quantities
from bot.training.generating.made import Made, Reading

UNITS = ("日", "工作日", "月", "年", "元", "倍", "%")
"""Lengths and weights are left out: 150米 beside 15公里 is no choice."""
WRONG = 3
_TIMES = frozenset({"日", "工作日", "月", "年"})


def make(reading: Reading) -> Iterator[Made]:
    known = _known(reading)
    for sentence in reading.sentences:
        found = quantities.find(sentence.words)
        if len(found) != 1 or found[0].unit not in UNITS:
            continue
        figure = found[0]
        unit = figure.written.lstrip("0123456789,.〇零一二两三四五六七八九十百千万亿")
        others = {
            value: written
            for value, written in known.get((figure.unit, unit), {}).items()
            if value != figure.value
        }
        near = _beside(figure.value, sorted(others))
        if len(near) < WRONG - 1:
            continue
        start = figure.start
        yield Made(
            form=Form.SINGLE,
            stem=reading.stem(sentence.blank(start, start + len(figure.written))),
            right=(figure.written,),
            wrong=tuple(others[value] for value in sorted(near)),
            aim=Aim.TIME if figure.unit in _TIMES else Aim.RULE,
            citation=sentence.citation,
            explanation=sentence.words,
            doubts=tuple(_doubts(figure.value, near)),
        )


def _known(reading: Reading) -> dict[tuple[str, str], dict[Decimal, str]]:
    """By unit as it compares and as it is written: the values of the whole law."""
    known: dict[tuple[str, str], dict[Decimal, str]] = {}
    for text in reading.law.articles.values():
        for figure in quantities.find(text):
            unit = figure.written.lstrip("0123456789,.〇零一二两三四五六七八九十百千万亿")
            known.setdefault((figure.unit, unit), {}).setdefault(figure.value, figure.written)
    return known


def _beside(right: Decimal, others: list[Decimal]) -> list[Decimal]:
    """The nearest ones, of which one at least lies on either side where there is one."""
    below = [value for value in others if value < right][::-1]
    above = [value for value in others if value > right]
    first = below[:1] + above[:1]
    rest = sorted(below[1:] + above[1:], key=lambda value: abs(value - right))
    return (first + rest)[:WRONG]


def _doubts(right: Decimal, wrong: list[Decimal]) -> Iterator[str]:
    if all(right > one for one in wrong) or all(right < one for one in wrong):
        yield "正确答案是最大或最小的一个：另一边也加一个选项"
    if len(wrong) < WRONG:
        yield "这部法里同单位的数字不多，只有三个选项"
