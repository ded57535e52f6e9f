"""One turn of memory: what leaves out what it is about is read with the question before it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.answering.reading import Reader
from bot.knowledge.facets import Facets
from bot.text.normalise import same

LONGEST = 18
"""Characters: who writes more says what it is about."""
_OPENS = re.compile(
    r"(?:那么|那|还有|另外|如果|要是|假如|万一|换成|换做|若是|若|只是|不过|但是|可是|但|而且|再|又|"
    r"对方|他|它|她|这个|这种|这样|上面|刚才)"
)
_CLOSES = re.compile(r"(?:呢|的话|怎么说|又怎样|也一样|也是吗|也要吗|也算吗)$")
_ALONE = ("matter",)
"""Kinds of facets that make a message a question of its own."""
_NUMBER = re.compile(r"^[第]?[0-9点]+[^0-9]{1,4}$")


def is_elliptic(message: str, facets: Facets) -> bool:
    """Whether a message needs the one before: 那摩托车呢, 要多少钱, 三个人呢."""
    told = same(message)
    if not told or len(told) > LONGEST:
        return False
    if _CLOSES.search(told) or (_OPENS.match(told) and len(told) <= LONGEST):
        return True
    found = facets.of(told)
    if any(found[kind] for kind in _ALONE) or found["moves"]:
        return False
    return bool(found["wants"]) or _NUMBER.match(told) is not None


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
