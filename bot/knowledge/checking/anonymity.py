"""What may let somebody be recognised in a case that is told to the public.

Numbers and plates are never needed to tell it: they are faults. Names, firms, addresses and days of
birth can't be told from other words by a machine: each is shown to a person, who decides.
After 法释〔2016〕19号 第八条 to 第十条: 张某 for a name; no home address, contact, number of a
document, account or plate, nothing of somebody's health.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.masking.kinds import KINDS
from bot.masking.reading import plain, with_digits
from bot.masking.surnames import COMPOUND, SURNAMES, WORDS

HAN = "[\u3400-\u9fff]"
_SURNAME = rf"(?:{'|'.join(COMPOUND)}|[{SURNAMES}])"
_PERSON = (
    "当事人|驾驶员|司机|车主|法定代表人|负责人|经营者|业主|从业人员|押运员|装卸管理人员|"
    "原告|被告|第三人|申请人|被申请人|执法人员|案外人|乘客|货主|举报人|违法行为人"
)
_AFTER = "，。；、（）() 的驾在因于与和未从将持以对向到经诉称申签涉违无等为用由被给承"
"""What may follow a name of three characters or fewer."""
_FIRM = (
    rf"(?P<it>(?:(?![为由与和向给系是在从于对将被及])(?:{HAN}|[（）()])){{2,12}}"
    r"(?:有限责任公司|有限公司|股份公司|合作社|经营部|修理厂|驾校|驾驶学校|车队))"
)
"""Words such as 为 and 由 stand before a firm's name, not in it."""
_HIDDEN = re.compile(r"某|[×Xx＊*]{1,3}|[甲乙丙丁]")
_DOUBTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "人名",
        re.compile(
            rf"(?:{_PERSON})(?:为|是|名叫|系|[:：（(])?(?P<it>{_SURNAME}(?!某){HAN}{{1,2}}?)"
            rf"(?=$|[{_AFTER}]|陈述)"
        ),
    ),
    ("单位名称", re.compile(_FIRM)),
    (
        "住址",
        re.compile(
            rf"(?:住(?:址|所|所地|在)?|家住|户籍(?:地|所在地)?|籍贯)[:：为是在于]?"
            rf"(?P<it>{HAN}{{2,20}}?(?:省|市|县|区|乡|镇|村|街道|路|组|小区){HAN}{{0,12}})"
        ),
    ),
    (
        "出生日期",
        re.compile(
            r"(?P<it>(?:19|20)\d{2} ?年 ?\d{1,2} ?月(?: ?\d{1,2} ?日)?(?=(?:出)?生)"
            r"|(?:出生于|生于)(?:19|20)\d{2} ?年(?: ?\d{1,2} ?月)?(?: ?\d{1,2} ?日)?)"
        ),
    ),
    (
        "健康状况",
        re.compile(
            r"(?P<it>(?:患有?|确诊|诊断为|残疾等级|精神病史|传染病|艾滋病|癌|糖尿病)"
            rf"{HAN}{{0,6}})"
        ),
    ),
)
"""What it may be, and where: only a person can tell."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What may point to somebody: what it looks like, and its words. One that `is_sure` must go."""

    kind: str
    words: str
    is_sure: bool

    def __str__(self) -> str:
        return f"像{self.kind}：“{self.words}”"


def traces(text: str) -> list[Trace]:
    """In the order in which a reader meets them, each once."""
    found = [(*one, True) for one in _numbers(text)]
    found += [
        (match.start("it"), name, match["it"], False)
        for name, pattern in _DOUBTS
        for match in pattern.finditer(text)
        if not _is_hidden(name, match["it"])
    ]
    ordered = [Trace(kind, words, sure) for _, kind, words, sure in sorted(found)]
    return list(dict.fromkeys(ordered))


def _numbers(text: str) -> Iterator[tuple[int, str, str]]:
    """Where numbers, plates and told names stand: what is masked in citizens' words as well."""
    taken: list[range] = []
    for read in (plain, with_digits):
        reading = read(text)
        for kind in KINDS:
            for start, end in kind.spans(reading.text):
                span = range(reading.places[start], reading.places[end - 1] + 1)
                reading.take_out(start, end)
                if not any(span.start < one.stop and one.start < span.stop for one in taken):
                    taken.append(span)
                    yield span.start, kind.name, text[span.start : span.stop]


def _is_hidden(kind: str, words: str) -> bool:
    if kind == "人名":
        return any(word in words or words in word for word in WORDS)
    return kind in ("单位名称", "住址") and _HIDDEN.search(words) is not None
