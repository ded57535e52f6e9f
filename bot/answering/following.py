"""One turn of memory: what leaves out what it is about is read with the question before it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum

from bot.answering.matching.reading import Reader
from bot.knowledge.facets import Facets
from bot.text.normalise import same

LONGEST = 18
"""Characters: who writes more says what it is about."""
_OPENS = re.compile(
    r"(?:那么|那|还有|另外|如果|要是|假如|万一|换成|换做|若是|若|只是|不过|但是|可是|但|而且|再|"
    r"对方|他|它|她|这个|这种|这样|上面|刚才)"
)
_CLOSES = re.compile(
    r"(?:呢|的话|怎么说|又怎样|1样[吗吧不]?|也是吗|也要吗|也算吗|也算|的那种|也罚吗)$"
)
_SAYS = re.compile(r"[吗呢没不的了啊也才只还都啥是说被让]|怎|多|几|哪|咋|谁|什么")
"""What a message has that says or asks something; a name alone (大件运输) is a subject."""
POINT = 6
"""Characters: so short, what looks like a subject may be a point of the one before (扣分不)."""
_SUBJECT = ("moves", "matter")
"""Kinds of facets that tell what a message is about."""


class Leaning(IntEnum):
    """How much a message leans on the question before it."""

    NONE = 0  # it is a question of its own
    HARDLY = 1  # it names another subject, too shortly to be sure
    PERHAPS = 2  # it names no subject of its own, or the same one
    SURELY = 3  # it says so: 那摩托车呢


def leaning(message: str, before: str, facets: Facets) -> Leaning:
    """What 那摩托车呢, 要多少钱, 三个人呢 have in common: no subject but the one before."""
    told = same(message)
    if not told or len(told) > LONGEST or told == same(before):
        return Leaning.NONE
    if _CLOSES.search(told) or _OPENS.match(told):
        return Leaning.SURELY
    now, then = facets.of(told), facets.of(same(before))
    says = bool(now["wants"] or _SAYS.search(told))
    if any(set(now[kind]) - set(then[kind]) for kind in _SUBJECT):
        if any(told in words for words in facets.words["moves"].values()):
            return Leaning.SURELY  # a bare 摩托车
        return Leaning.HARDLY if says and len(told) <= POINT else Leaning.NONE
    return Leaning.PERHAPS if says else Leaning.NONE


def joined(before: str, message: str, reader: Reader) -> str:
    """The question before with what the message puts in its place: another vehicle takes the
    place of the vehicle, what is wanted now that of what was wanted."""
    now = reader.facets.of(same(message))
    kept = before.rstrip("？?。！! ")
    for kind in ("moves", "wants"):
        if now[kind]:
            kept = _without(kept, kind, now[kind], reader.facets)
    added = _OPENS.sub("", message.strip(), count=1).strip("，, ")
    return f"{kept}，{added}"


def _without(text: str, kind: str, now: Mapping[str, float], facets: Facets) -> str:
    """The text less the words of facets of that kind that the message doesn't name as well."""
    gone = [
        word
        for name, words in facets.words[kind].items()
        if name not in now
        for word in words
        if word in text
    ]
    for word in sorted(gone, key=len, reverse=True):
        text = text.replace(word, "")
    return text
