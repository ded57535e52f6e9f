"""What must be mended in an item, and what a reader should look at again.

The patterns are those of Haladyna, Downing & Rodriguez (2002), as far as a machine sees them, and
the faults found in banks of 学法考试: keys of repealed figures first of all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from rapidfuzz import fuzz

from bot.frontmatter import Fault
from bot.knowledge.checking import proof
from bot.knowledge.checking.evidence import Evidence
from bot.knowledge.checking.figures import figures_of
from bot.knowledge.checking.lines import line_of
from bot.knowledge.checking.structure import citation_faults
from bot.knowledge.items import RIGHT, Form, Item
from bot.knowledge.library import Library
from bot.knowledge.library.review import outdated_basis
from bot.knowledge.statutes import Texts
from bot.text.normalise import same

TOO_LONG = 1.3
"""The key is longer than the options' mean by more than this: people choose it unread."""
ALIKE = 90
"""Of 100: two cases so much alike were meant to be the same."""
_Question = tuple[str, ...]
"""What makes two items the same one: case and stem, and the right options."""
_ALL_OR_NONE = re.compile(r"以上(?:选项)?(?:都|均|全|皆)|上述(?:都|均|全)|都不(?:对|正确)|全部正确")
_NEGATIVE = re.compile(
    r"(?<!\*)(不属于|不包括|不正确|不符合|不适用|不应当|不需要|不可以|错误)(?!\*)"
    r"的?(?:是|有)?[（(：:？?]?\s*[）)]?[。？?：:]?$"
)
_LETTER = re.compile(r"(?:选项?|答案|应选)\s*[A-F]|[A-F]\s*(?:项|选项)")
_ABSOLUTE = re.compile(r"一律|绝对?不|任何情况|无论如何|必然|所有情形|任何人都")
_TRIVIA = re.compile(r"第几[条章款]|哪一条规定")
_RENAMED = re.compile(r"公路管理机构|道路运输管理机构|运管机构")
_NOT = re.compile(r"[不无非未勿免]")


def faults(item: Item, library: Library, evidence: Evidence | None) -> Iterator[Fault]:
    """What must be mended; with `evidence`, figures and articles are held against the texts."""

    def fault(text: str, message: str) -> Fault:
        return Fault(item.path, line_of(item.source, text), message)

    if item.path.parent.name != item.topic:
        yield fault("topic:", f"主题“{item.topic}”和文件夹不一致：改一处")
    for citation in item.basis:
        yield from citation_faults(citation, item.path, item.source, library)
    if item.entry and not library.known(item.entry):
        yield fault("entry:", f"没有条目 {item.entry}：改正或删去")
    yield from _wording(item)
    yield from _same_figures(item)
    if evidence:
        yield from _unproven(item, library, evidence)


def warnings(item: Item, texts: Texts, library: Library, today: date) -> Iterator[Fault]:
    """What time brought about: such an item is suspended until somebody has reviewed it."""
    for citation in outdated_basis(item, texts, library.register):
        message = f"{citation.display}在 {item.reviewed} 之后改了或废止了：已停考，复核后再用"
        yield Fault(item.path, line_of(item.source, str(citation)), message)
    if item.review_by < today:
        line = line_of(item.source, "review_by:")
        yield Fault(item.path, line, f"{item.review_by} 就该复核了")
    for citation in item.basis:
        if str(citation) not in item.fingerprints and texts.article(citation):
            message = f"没有{citation.display}的指纹：用 pufa items review {item.slug} 记下"
            yield Fault(item.path, line_of(item.source, str(citation)), message)


def hints(item: Item, library: Library) -> Iterator[Fault]:
    """Guesses for a reader: many are right, and none need be."""

    def hint(text: str, message: str) -> Fault:
        return Fault(item.path, line_of(item.source, text), message)

    words = item.case + item.stem
    if item.form is Form.SINGLE:
        right = len(item.right[0])
        if right > TOO_LONG * sum(len(one.text) for one in item.options) / len(item.options) + 2:
            yield hint(item.right[0], "正确选项明显比别的长：写得一样长")
        if len(words) < sum(len(one.text) for one in item.options) / 2:
            yield hint("stem:", "题干太短：把选项里重复的话放进题干")
    wrong = [one.text for one in item.options if one.id not in item.key]
    absolute = [text for text in wrong if _ABSOLUTE.search(text)]
    if absolute and not any(_ABSOLUTE.search(text) for text in item.right):
        yield hint(absolute[0], "只有错误选项说得绝对：一看就知道不选")
    if _TRIVIA.search(words):
        yield hint("stem:", "考的是条号：改考怎么适用")
    if not _names_law("".join([words, *(one.text for one in item.options)]), library):
        yield hint("stem:", "题干没有写明依照哪部法律")
    if found := _RENAMED.search(" ".join(item.right)):
        yield hint(found[0], f"“{found[0]}”是改革前的名称：核对现在由谁执法")
    if item.form is Form.TRUE_FALSE and len(_NOT.findall(item.stem)) > 2:
        yield hint("stem:", "否定太多：写成肯定句")


def among(items: Iterable[Item]) -> Iterator[Fault]:
    """What is wrong between items."""
    before: list[tuple[Item, _Question]] = []
    for item in items:
        mine = _question(item)
        yield from _beside(item, mine, before)
        before.append((item, mine))


def beside(item: Item, others: Iterable[Item]) -> Iterator[Fault]:
    """Whether it is the same question as one of these, or its case differs by a word from one."""
    return _beside(item, _question(item), [(other, _question(other)) for other in others])


def _beside(
    item: Item, mine: _Question, others: Iterable[tuple[Item, _Question]]
) -> Iterator[Fault]:
    for other, its in others:
        if its == mine:
            yield Fault(item.path, line_of(item.source, "stem:"), f"和 {other.slug} 是同一道题")
        if not item.case or not other.case or item.case == other.case:
            continue
        if item.topic == other.topic and fuzz.ratio(item.case, other.case) > ALIKE:
            message = f"和 {other.slug} 的案情只差几个字：同一个案例要一字不差，否则另写一个"
            yield Fault(item.path, line_of(item.source, "case:"), message)


def _question(item: Item) -> _Question:
    return (same(item.case + item.stem), *sorted(map(same, item.right)))


def _wording(item: Item) -> Iterator[Fault]:
    """Words that no item may have."""

    def fault(text: str, message: str) -> Fault:
        return Fault(item.path, line_of(item.source, text), message)

    for option in item.options:
        if _ALL_OR_NONE.search(option.text):
            yield fault(option.text, f"不用“{option.text}”这样的选项：写一个具体的")
    if found := _NEGATIVE.search(item.stem):
        yield fault("stem:", f"反问要醒目：把“{found[1]}”写成“**{found[1]}**”")
    if found := _LETTER.search(item.explanation):
        yield fault(found[0], f"解析里不写“{found[0]}”：选项会打乱，写选项的内容")
    for letter in item.mistakes:
        if letter in item.key:
            yield fault("mistakes:", f"{letter} 是正确答案，不写混淆了什么")


def _names_law(words: str, library: Library) -> bool:
    return "《" in words or library.register.find_law(words) is not None


def _same_figures(item: Item) -> Iterator[Fault]:
    """Options that say the same in other numerals: 二百元 and 200元."""
    seen: dict[tuple[object, ...], str] = {}
    for option in item.options:
        figures = figures_of(option.text)
        bare = option.text
        for figure in figures:
            bare = bare.replace(figure.written, "#")
        key = (bare, *(figure.key for figure in figures))
        if figures and (before := seen.setdefault(key, option.text)) != option.text:
            message = f"“{option.text}”和“{before}”是一回事"
            yield Fault(item.path, line_of(item.source, option.text), message)


def _unproven(item: Item, library: Library, evidence: Evidence) -> Iterator[Fault]:
    """A key is claimed by its articles alone; an explanation may repeat what the question says."""
    is_claim = item.form is Form.TRUE_FALSE and item.key == (RIGHT,)
    claimed = (item.stem,) if is_claim else item.right if item.form is not Form.FAULT else ()
    asked = item.case if is_claim or item.form is Form.FILL else item.case + item.stem
    shown = "\n".join([item.case, item.stem, *(one.text for one in item.options), *item.key])
    key = proof.Claims(item.path, item.source, item.basis, item.figures, claimed, asked)
    told = replace(key, words=(item.explanation, *item.mistakes.values()), also=shown)
    if item.form is Form.TRUE_FALSE and not is_claim:
        told = replace(told, also=item.case + item.stem)
    found = [proof.doubts(claims, library.register, evidence) for claims in (key, told)]
    for citation in found[0].missing:
        message = f"{citation.display}不在收录的全文里：核对条号"
        yield Fault(item.path, line_of(item.source, str(citation)), message)
    for problem in found[0].problems:
        yield Fault(item.path, line_of(item.source, "figures:"), f"出处对不上：{problem}")
    for where, doubts in zip(("答案", "解析"), found, strict=True):
        for figure in doubts.figures if not doubts.unheld else ():
            message = f"{where}里的“{figure}”不在所引条文里：改正、补依据，或在 figures 写明出处"
            yield Fault(item.path, line_of(item.source, figure), message)
