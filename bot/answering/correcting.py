"""Who puts right what they asked before: 说错了，是摩托车 after a question on a car."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.answering.following import without
from bot.answering.matching.reading import Reader
from bot.knowledge.facets import Facets
from bot.text.normalise import same

_OPENS = re.compile(
    r"(?:[噢哦喔啊呃额诶欸]|哎呀?|不好意思|抱歉)?[\s，,。.!！、]*(?:"
    r"(?:不是|不对|错了?)[的啊呀哦吧啦哈]?(?:[\s，,。.!！、]+(?!的)|(?=我(?:是|说|问|指)))|"
    r"[我俺]?(?:刚才?|上面|前面)?(?:说|打|写|搞|弄|讲|记|问|输)[错岔]了?"
    r"(?:个?[字话数]|[1一]个字)?[了啦]?(?=[\s，,。.!！、我是])|"
    r"(?:我的?意思|我(?:说|问|指|讲)的)是说?|我是[说问指](?!不)|"
    r"(?<=[噢哦喔啊诶欸呀])[\s，,。、]*(?=我?是)"
    r")[\s，,。.!！、]*"
)
"""A 不是 counts only where it stands alone: 不是本地人能上牌吗 puts nothing right."""
_DENIED = re.compile(r"[\s，,。]*(?:[而并]?不是|没说)(?P<what>[^\s，,。!！?？]{1,8})")
_NOT_BUT = re.compile(r"不是(?P<what>[^\s，,]{1,8})[\s，,]+[而]?是(?P<right>.+)")
_BUT_NOT = re.compile(r"[我俺那]*是(?P<right>[^\s，,]{1,10})[\s，,]*不是(?P<what>[^\s，,]{1,8})")
_EDGES = re.compile(
    r"^(?:[我俺那这其实就应该说的]*是|[我俺]?[问说讲指]的是?|[我俺])(?=.{2})|[的了啦哈啊呀]+$"
)
_ASKS = re.compile(r"[吗呢怎咋么几多啥谁?？]")
_SOMEBODY = "我俺他她它你您"
_AMOUNT = re.compile(r"\d[\d点.]*(?P<unit>个?[^\W\d_a-z])")


@dataclass(frozen=True, slots=True)
class Correction:
    """`right` is what was meant, `wrong` what wasn't; "" where the message doesn't say it."""

    right: str
    wrong: str = ""


def correction(message: str) -> Correction | None:
    """What a message puts right; None where it only goes on, or asks something else.

    >>> correction("说错了 是人力的 不是电动的")
    Correction(right='人力', wrong='电动')
    >>> correction("不是本地人能上牌吗") is None
    True
    """
    told = message.strip()
    whole = _NOT_BUT.fullmatch(told) or _BUT_NOT.fullmatch(told)
    if whole and not _ASKS.search(told):
        return Correction(_bare(whole["right"]), _bare(whole["what"]))
    opening = _OPENS.match(told)
    rest = told[opening.end() :] if opening else ""
    denied = _DENIED.search(rest)
    right = _bare(rest.replace(denied[0], " ", 1) if denied else rest)
    return Correction(right, _bare(denied["what"]) if denied else "") if right else None


def corrected(before: str, told: Correction, reader: Reader) -> str:
    """The question before with what was meant in the place of what wasn't: of the word that the
    message names, of an amount of the same unit, or of other names of the same kind."""
    kept = before.rstrip("？?。！! ")
    if told.wrong and told.wrong not in _SOMEBODY and told.wrong in kept:
        return kept.replace(told.wrong, told.right)
    if amount := _AMOUNT.search(same(told.right)):
        then = same(kept)
        others = [one for one in _AMOUNT.finditer(then) if one["unit"] == amount["unit"]]
        if len(others) == 1:
            return then[: others[0].start()] + amount[0] + then[others[0].end() :]
    facets, right = reader.facets, told.right
    now = facets.of(same(right))
    for kind in ("moves", "matter"):
        words = {word for name in facets.words[kind] for word in facets.words[kind][name]}
        said = [word for word in words if word in kept] if now[kind] else []
        if said:
            kept = kept.replace(max(said, key=len), right, 1)
            return _without_others(kept, right, kind, now[kind], facets)
    return f"{without(kept, 'wants', now['wants'], facets) if now['wants'] else kept}，{right}"


def _without_others(
    text: str, right: str, kind: str, now: Mapping[str, float], facets: Facets
) -> str:
    """The text without further names of that kind; what was put in stays as it is."""
    before, after = text.split(right, 1)
    return right.join(without(part, kind, now, facets) for part in (before, after))


def _bare(told: str) -> str:
    """Without what only says that it is so: 我那是…, …的."""
    return _EDGES.sub("", _EDGES.sub("", told.strip(" \u3000，,。.!！、")))
