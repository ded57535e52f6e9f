"""Statements and the articles that bear them, or don't."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.knowledge.checking.hints.likeness import Likeness, likeness, pairs
from bot.knowledge.checking.hints.subject import Remark, Subject, plain

_LOCAL = re.compile(
    r"看当地规定|按当地规定|以当地规定为准|各地(?:把握|规定|做法|标准|要求)?不(?:一|同|一样)|各地把握"
)


def local_rules(subject: Subject) -> Iterator[Remark]:
    """看当地规定, 各地不同 without a `note:` that says why no national rule answers it."""
    if subject.entry.note:
        return
    for words in (*subject.sentences, *subject.entry.key_points):
        if (found := _LOCAL.search(plain(words))) and "另有规定" not in words:
            yield Remark(words, f"“{found[0]}”: is there no national rule? Say why under `note:`")
            return


_ABSOLUTE = (
    (re.compile(r"一律"), re.compile(r"一律|均|都|任何|不得|全部|所有|禁止|应当")),
    (re.compile(r"(?:没有|不承担|不负|不用负|不用承担)(?:任何|赔偿|民事)?责任"),
     re.compile(r"不承担|不负|免除|免责|除外")),
    (re.compile(r"(?<!是否)不(?:会)?(?:记分|扣分)|没有记分"), re.compile(r"记\d+分|记分|次记")),
    (re.compile(r"(?:没有|得不到|没)(?:任何)?(?:保险|法律)(?:保障|保护)"),
     re.compile(r"不予保护|不承保|免责|不负责赔偿")),
    (re.compile(r"(?:肯定|必然|绝对|必定)(?:会|要|不|赔|是)"), re.compile(r"(?!)")),
)  # fmt: skip


_NOT_DRIVING = re.compile(r"(?:非机动车|行人|自行车|骑).{0,40}(?:不记分|没有记分)")


def absolute_claims(subject: Subject) -> Iterator[Remark]:
    """一律, 没有责任, 不记分, 没有保障 where no cited article has such words. It compares words,
    not meaning: a rule may be absolute without the word."""
    if not subject.articles:
        return
    law = "\n".join(subject.articles.values())
    for words in (*subject.sentences, *subject.entry.key_points):
        for claim, borne in _ABSOLUTE:
            if _NOT_DRIVING.search(words):
                continue  # points are for motor vehicles: 记分办法 第二条
            if (found := claim.search(plain(words))) and not borne.search(law):
                yield Remark(words, f"“{found[0]}” is absolute, and no cited article says so")


_NORM = re.compile(r"应当|不得|必须|可以|应该|处|罚|日内|禁止|不准")
_HEAVY_ENOUGH, _UNBORNE, _BORNE = 40.0, 0.2, 0.5
"""Weight of a sentence worth looking up; shares of its words that no cited article may exceed and
that the nearest one must have."""
_FILLER = 0.05
"""An article under `basis:` of which no sentence has a larger share."""


def unborne(subject: Subject) -> Iterator[Remark]:
    """A sentence that lays down a rule (应当, 不得, 罚 …), whose words stand in no cited article
    but mostly in another one that is held: cite that, under `also:` if not under `basis:`. It finds
    the article by words, which isn't always the one in point, and says nothing where a cited law
    isn't held. It also names an article under `basis:` that shares nothing with any sentence and
    may fill the deciding one's place; by itself that is no hint, since answers put the law in
    other words."""
    if subject.evidence is None or not subject.all_articles or subject.is_open:
        return
    like = likeness(subject.evidence.texts)
    cited = [pairs(text) for text in subject.all_articles.values()]
    spare = _filler(subject, like)
    for sentence in (*subject.sentences, *subject.entry.key_points):
        words = pairs(sentence)
        if (
            not _NORM.search(sentence)
            or "](entry:" in sentence
            or like.weight(words) < _HEAVY_ENOUGH
            or max(like.share(words, text) for text in cited) > _UNBORNE
        ):
            continue
        found = like.nearest(words)
        if found and found[1] >= _BORNE:
            message = f"no cited article says so; nearest is {found[0].display}"
            yield Remark(sentence, f"{message}{spare}")


def _filler(subject: Subject, like: Likeness) -> str:
    """Which article of the basis nothing is said of, in words to go on with; empty for none."""
    said = [pairs(words) for words in (*subject.sentences, *subject.entry.key_points)]
    for citation in subject.entry.basis:
        text = subject.articles.get(citation)
        if text and max(like.share(words, pairs(text)) for words in said) <= _FILLER:
            return f", while no sentence has to do with {citation.display}"
    return ""
