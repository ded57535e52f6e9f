"""Ranges of fines: which of the law's own ranges belongs to a violation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.knowledge.items import Aim, Form
from bot.text import quantities
from bot.training.generating.made import Made, Reading

WRONG = 3
_N = "0-9,.〇零一二两三四五六七八九十百千万"
_RANGE = re.compile(rf"(?:[{_N}]+(?:元|倍)?)以上[{_N}]+(?:元|倍)以下(?=的?罚款)")


def make(reading: Reading) -> Iterator[Made]:
    known = _known(reading)
    for sentence in reading.sentences:
        found = list(_RANGE.finditer(sentence.words))
        if len(found) != 1:
            continue
        match = found[0]
        mine = _values(match[0])
        others = [
            words for values, words in known.items() if values != mine and _same(values, mine)
        ]
        near = sorted(others, key=lambda words: abs(_values(words)[0][1] - mine[0][1]))[:WRONG]
        if len(near) < WRONG - 1:
            continue
        doubts = []
        if "情节" in sentence.words:
            doubts.append("条文按情节分档：题干要写明是哪一档")
        if not re.search(r"违反|未|不|擅自", sentence.words[: match.start()]):
            doubts.append("题干里看不出是什么违法行为：补上")
        yield Made(
            form=Form.SINGLE,
            stem=reading.stem(sentence.blank(*match.span())),
            right=(match[0],),
            wrong=tuple(sorted(near, key=lambda words: _values(words)[0][1])),
            aim=Aim.RANGE,
            citation=sentence.citation,
            explanation=sentence.words,
            doubts=tuple(doubts),
        )


Values = tuple[quantities.Key, ...]


def _known(reading: Reading) -> dict[Values, str]:
    return {
        _values(match[0]): match[0]
        for text in reading.law.articles.values()
        for match in _RANGE.finditer(text)
    }


def _values(words: str) -> Values:
    """Lower and upper bound; the lower one may leave its unit out."""
    unit = words.removesuffix("以下")[-1]
    lower, _, upper = words.removesuffix("以下").partition("以上")
    lower = lower if lower.endswith(unit) else lower + unit
    return tuple(figure.key for part in (lower, upper) for figure in quantities.find(part))


def _same(one: Values, other: Values) -> bool:
    return [unit for unit, _ in one] == [unit for unit, _ in other]
