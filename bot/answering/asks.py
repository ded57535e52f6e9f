"""What a message asks: its sentences told apart into the story and the asks."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")
_ASKS = re.compile(
    r"[?？]|吗|呢|怎么|怎样|如何|多少|几[分天个年岁点次]|哪[里些个儿]|谁|能不能|可不可以|是否|"
    r"行不行|要不要|有没有|什么|为何|咋|多久|多长|多大|合法|违法不"
)
_JOINED = re.compile(r"(?:另外|还有|以及|同时|再问|顺便问|还想问|其次|第二)[，,:：]?")
SHORTEST = 4
"""Characters of an ask: less is an afterthought."""
STORY = 80
"""Characters of the story that each ask is read with."""


def asks(said: str) -> list[str]:
    """The message as one question for each of its asks, each with the story before it; the message
    alone where it asks one thing or nothing.

    >>> asks("货车超载20%罚多少？另外驾驶证扣几分？")
    ['货车超载20%罚多少？', '驾驶证扣几分？']
    """
    story: list[str] = []
    found: list[str] = []
    for sentence in _sentences(said):
        if _ASKS.search(sentence) and len(sentence) >= SHORTEST:
            found.append(sentence)
        elif not found:
            story.append(sentence)
    if len(found) < 2:
        return [said]
    told = "".join(story)[-STORY:]
    return [told + one for one in found]


def last_ask(said: str) -> str:
    """The sentence that asks, the last one where there are more; the whole where none does."""
    asking = [sentence for sentence in _sentences(said) if _ASKS.search(sentence)]
    return asking[-1] if asking else said


def _sentences(said: str) -> Sequence[str]:
    parts = (part.strip() for part in _SENTENCE.findall(said))
    pieces = (piece for part in parts for piece in _JOINED.split(part))
    return [piece.strip(" ，,、") for piece in pieces if piece.strip(" ，,、。")]
