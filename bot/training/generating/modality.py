"""Must, may, must not: a sentence with one of these words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.knowledge.items import Aim, Form
from bot.training.generating.made import Made, Reading

WORDS = ("应当", "可以", "不得")
FEWEST = 5
LONGEST = 70
"""Characters: in a longer sentence nobody sees which duty is asked for."""
_ANY = re.compile(r"应当|可以|不得|必须|禁止|不可|不予|不准")
_CONDITION = re.compile(r"(?:应当|可以|不得)[^，。；]*的[，,]")
"""“应当……的，” is a condition and no duty."""


def make(reading: Reading) -> Iterator[Made]:
    """“应当” stands in four of five sentences: as many of them as of the others."""
    found = list(_all(reading))
    others = [one for one in found if one.right != WORDS[:1]]
    duties = [one for one in found if one.right == WORDS[:1]]
    yield from others
    yield from duties[: max(FEWEST, len(others))]


def _all(reading: Reading) -> Iterator[Made]:
    for sentence in reading.sentences:
        found = list(_ANY.finditer(sentence.words))
        if len(found) != 1 or found[0][0] not in WORDS or len(sentence.words) > LONGEST:
            continue
        if _CONDITION.search(sentence.words):
            continue
        match = found[0]
        doubts = []
        if match.start() == 0:
            doubts.append("句子没有主语：补上是谁")
        if re.match(r"(?:立即|及时|依法)", sentence.words[match.end() :]) and match[0] == "应当":
            doubts.append("后面的“立即、及时”几乎只配“应当”：看看是不是一眼就能猜到")
        yield Made(
            form=Form.SINGLE,
            stem=reading.stem(sentence.blank(*match.span())),
            right=(match[0],),
            wrong=tuple(word for word in WORDS if word != match[0]),
            aim=Aim.PROCEDURE,
            citation=sentence.citation,
            explanation=sentence.words,
            doubts=tuple(doubts),
        )
