"""The point asked: the sentence or bullet of an answer that comes nearest to the question."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import lru_cache

from bot.answering.asks import last_ask
from bot.answering.matching.reading import Reading
from bot.knowledge.entries import Entry
from bot.text.grams import grams
from bot.text.normalise import normalise

LONGEST = 160
"""Characters of a passage that can stand alone: the head of an answer on a phone."""
BETTER = 1.5
"""A passage must be so much nearer than the first paragraph to stand before it."""
NEAR = 0.30
"""And at least so near: what has only common words in common is no point."""
VAGUE = 0.45
"""And so near where the question doesn't say what is wanted."""
_MARK = re.compile(r"^\s*(?:[-*+]|\d+[.、])\s+")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_SENTENCE = re.compile(r"[^。；]+[。；]?")
_WANTED = {
    "罚多少": re.compile(r"\d元|元以|罚款|拘留|拘役"),
    "扣几分": re.compile(r"记\d+分|\d+分"),
    "多少钱": re.compile(r"元|费|不收"),
    "期限": re.compile(r"\d+(?:日|天|个月|年|小时|个工作日|周岁)"),
    "谁负责": re.compile(r"负责|承担|责任|归"),
    "投诉举报": re.compile(r"\d{3,5}|投诉|举报"),
    "不服": re.compile(r"复议|起诉|申辩|异议"),
    "材料": re.compile(r"证|材料|原件|复印件|身份"),
}
"""What a passage looks like that tells what is wanted."""
_TOLD = 0.25
"""What that adds to a passage's nearness."""


def passages(entry: Entry) -> list[str]:
    """The answer's sentences and bullets, in order, without marks and headings."""
    found: list[str] = []
    for line in entry.body.splitlines():
        plain = _LINK.sub(r"\1", _MARK.sub("", line)).strip()
        if not plain or plain.startswith(("#", "|", ">")):
            continue
        parts = [plain] if len(plain) <= LONGEST else _SENTENCE.findall(plain)
        found += [part.strip() for part in parts]
    return found


def point(entry: Entry, reading: Reading, idf: Callable[[str], float]) -> str:
    """The passage that stands nearer to the question than the first paragraph; "" where that says
    it already. `idf` tells how much a gram tells among answers."""
    lead = _LINK.sub(r"\1", entry.short_answer)
    others = [one for one in passages(entry) if one not in lead and len(one) <= LONGEST]
    if not others:
        return ""
    nearness = _nearness(reading, idf)
    best = max(others, key=nearness)
    near = nearness(best)
    # Who names no point (酒驾) asks for the general answer.
    least = NEAR if reading.facets.get("wants") else VAGUE
    return best if near >= least and near > BETTER * nearness(lead) else ""


def line(entry: Entry, reading: Reading, idf: Callable[[str], float], longest: int) -> str:
    """The sentence to show below a title: the first paragraph, or of a long one the sentence that
    comes nearest; a side remark further down says too little alone."""
    lead = _LINK.sub(r"\1", entry.short_answer)
    if len(lead) <= longest:
        return shortened(lead, longest)
    first, *others = _SENTENCE.findall(lead)
    nearness = _nearness(reading, idf)
    best = max(others, key=nearness, default=first)
    return shortened(best if nearness(best) > BETTER * nearness(first) else first, longest)


def shortened(text: str, longest: int) -> str:
    """The text up to the last pause within so many characters."""
    text = text.replace("**", "").replace("\n", " ")
    if len(text) <= longest:
        return text
    cut = max(text.rfind(mark, 0, longest) for mark in "。；，")
    return text[: cut if cut > longest // 2 else longest - 1].rstrip("。；，") + "……"


def _nearness(reading: Reading, idf: Callable[[str], float]) -> Callable[[str], float]:
    """How near a passage is to what is asked: cosine of idf weights, what is wanted counted."""
    asked = dict.fromkeys(grams(normalise(last_ask(reading.said))), 1.0)
    weights = dict.fromkeys(reading.grams, 0.4) | asked
    own = math.sqrt(sum(weight * idf(gram) for gram, weight in weights.items())) or 1.0
    wanted = [_WANTED[name] for name in reading.facets.get("wants", {}) if name in _WANTED]

    def nearness(passage: str) -> float:
        held = _grams(passage)
        shared = sum(weights[gram] * idf(gram) for gram in held if gram in weights)
        whole = math.sqrt(sum(map(idf, held))) or 1.0
        told = _TOLD * any(look.search(passage) for look in wanted)
        return shared / (own * whole) + told

    return nearness


@lru_cache(maxsize=20_000)
def _grams(passage: str) -> tuple[str, ...]:
    """Each gram once; passages come again with every question on their entry."""
    return tuple(dict.fromkeys(grams(normalise(passage))))
