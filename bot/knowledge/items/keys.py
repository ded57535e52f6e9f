"""What each form asks of its options and its key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.knowledge.items.item import BLANK, RIGHT, WRONG, Form, Option
from bot.text import quantities

LONGEST_OPTION = 160
"""Characters of an option: more isn't read on a phone."""
OPTIONS = {
    Form.TRUE_FALSE: range(1),
    Form.SINGLE: range(3, 6),
    Form.MULTIPLE: range(4, 7),
    Form.FILL: range(1),
    Form.FAULT: range(3, 7),
}
"""How many a form has: three good ones suffice (Rodriguez 2005); of several to be chosen, enough
that guessing doesn't pay."""

Said = tuple[str, str]
"""The part of the file at fault, and what to do."""


def faults(
    form: Form, stem: str, options: Sequence[Option], key: tuple[str, ...]
) -> Iterator[Said]:
    yield from _option_faults(form, options)
    match form:
        case Form.TRUE_FALSE:
            if key not in ((RIGHT,), (WRONG,)):
                yield "key", f"判断题的 key 写“{RIGHT}”或“{WRONG}”"
        case Form.FILL:
            yield from _blank_faults(stem, key)
        case Form.SINGLE | Form.MULTIPLE | Form.FAULT:
            yield from _letter_faults(form, options, key)
    if form is not Form.FILL and BLANK in stem:
        yield "stem", f"只有填空题有“{BLANK}”：单选写（ ）"


def _option_faults(form: Form, options: Sequence[Option]) -> Iterator[Said]:
    wanted = OPTIONS[form]
    if len(options) not in wanted:
        many = f"{wanted[0]} 到 {wanted[-1]} 个" if len(wanted) > 1 else "0 个"
        yield "options", f"{form}题要有{many}选项，现在 {len(options)} 个"
    letters = [option.id for option in options]
    if letters != sorted(set(letters)):
        yield "options", "选项的字母按 A、B、C… 排列，不能重复"
    for text, count in Counter(option.text for option in options).items():
        if count > 1:
            yield "options", f"有两个选项相同：{text}"
        if len(text) > LONGEST_OPTION:
            yield "options", f"选项超过 {LONGEST_OPTION} 字：{text[:20]}…"


def _letter_faults(form: Form, options: Sequence[Option], key: tuple[str, ...]) -> Iterator[Said]:
    known = {option.id for option in options}
    if strange := [letter for letter in key if letter not in known]:
        example = "AC" if form is Form.MULTIPLE else "C"
        yield "key", f"key 里的 {strange[0]} 不是选项：写选项的字母，如 {example}"
        return
    if len(set(key)) != len(key):
        yield "key", "key 里的字母重复"
    elif form is Form.MULTIPLE:
        # Whoever ticks everything, or nothing, must not be right.
        if not 2 <= len(key) < len(known):
            yield "key", "多选题要有两个以上正确选项，至少一个错误选项"
    elif len(key) != 1:
        yield "key", f"{form}题只有一个答案"


def _blank_faults(stem: str, key: tuple[str, ...]) -> Iterator[Said]:
    blanks = stem.split(BLANK)[1:]
    if len(blanks) != len(key):
        yield "key", f"题干有 {len(blanks)} 个空（{BLANK}），key 有 {len(key)} 个数字"
        return
    for number, (after, figure) in enumerate(zip(blanks, key, strict=True), start=1):
        found = quantities.find(figure)
        if len(found) != 1 or found[0].written != figure:
            yield (
                "key",
                f"第 {number} 空的 key“{figure}”不是一个带单位的数字，写成 200元、10个工作日",
            )
            continue
        unit = unit_of(figure)
        if not after.lstrip().startswith(unit):
            yield "stem", f"第 {number} 空的后面要印出单位“{unit}”"


def unit_of(figure: str) -> str:
    """What is printed behind a blank for this figure: 元, 日, 个工作日."""
    return figure.lstrip("0123456789,.〇零一二两三四五六七八九十百千万亿")
