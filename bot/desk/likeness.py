"""Whether two questions are one, asked in other words."""

from __future__ import annotations

import re

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from bot.kept import kept
from bot.text.sounds import sound

ALIKE = 75.0
"""Of 100, what two questions have in common without the words that only make them questions."""
SOUNDS_ALIKE = 95.0
NEAREST = 5
_FRAME = re.compile(
    r"请问|你好|您好|我想问|想问|问一下|一下|咨询|怎么办理|怎么办|怎么样|怎么|怎样|如何|什么|哪里|"
    r"哪些|多少钱|多少|多久|可以|能不能|可不可以|是不是|会不会|要不要|需要|有没有|应该|"
    r"处罚|罚款|罚|[吗呢啊呀吧的了么我你要能会]"
)
_LATIN = re.compile(r"[a-z]{3}")


@kept(20_000)
def core(plain: str) -> str:
    """What a question is about: 摩托车年检 of 摩托车怎么年检; all of it where nothing is left."""
    left = _FRAME.sub("", plain)
    return left if len(left) > 1 else plain


def alike(plain: str, others: list[tuple[int, str]]) -> int | None:
    """The cluster of the question most like this one; None where none is like it.

    Two of one question are seen at a glance; one of two questions gives somebody the answer to
    another. So 货车年检 and 出租车年检 stay apart, however alike they look.
    """
    names, name = [core(other) for _, other in others], core(plain)
    near = process.extract(name, names, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=NEAREST)
    found = [others[index][0] for other, _, index in near if _same_words(name, other)]
    if found or not _LATIN.search(plain):
        return found[0] if found else None
    sounds = [_typed(other) for _, other in others]
    best = process.extractOne(_typed(plain), sounds, scorer=fuzz.ratio, score_cutoff=SOUNDS_ALIKE)
    return others[best[2]][0] if best else None


@kept(20_000)
def _typed(plain: str) -> str:
    """How it would be typed by somebody who picks no characters."""
    return "".join(map(sound, plain))


def _same_words(one: str, other: str) -> bool:
    """Whether nothing stands in place of something else, but for what sounds the same."""
    return all(
        _is_typo(one[step.src_start : step.src_end], other[step.dest_start : step.dest_end])
        for step in Levenshtein.opcodes(one, other)
        if step.tag == "replace"
    )


def _is_typo(one: str, other: str) -> bool:
    """货车 and 火车 sound the same and are none."""
    return {one, other} != {"货", "火"} and _typed(one) == _typed(other)
