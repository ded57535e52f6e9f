"""What belongs to a list: items of an article, beside those of a neighbouring one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.knowledge.items import Aim, Form
from bot.knowledge.statutes.citations import Citation
from bot.text.normalise import same
from bot.training.generating.made import Made, Reading, cite

RIGHT, WRONG = 3, 2
LONGEST = 45
NEAR = 6
"""Articles away: what lies further has another subject, and nobody would choose it."""
_ITEM = re.compile(r"^\s*[（(][一二三四五六七八九十]+[）)]\s*(.+?)[；。]?\s*$")
_LEAD = re.compile(r"[^。；\n]*下列[^。；\n]*[：:]")
_LEANS = re.compile(r"^\s*(?:但|并|且|其|该)|前款|前条|不属于")
_OTHER = re.compile(r"^其他|法律、(?:行政)?法规规定的其他")


@dataclass(frozen=True, slots=True)
class _List:
    citation: Citation
    place: int
    lead: str
    items: tuple[str, ...]


def make(reading: Reading) -> Iterator[Made]:
    lists = list(_lists(reading))
    for one in lists:
        near = [other for other in lists if 0 < abs(other.place - one.place) <= NEAR]
        mine = {same(item) for item in one.items}
        strange = [
            item
            for other in sorted(near, key=lambda other: abs(other.place - one.place))
            for item in other.items
            if same(item) not in mine
        ]
        if len(strange) < WRONG:
            continue
        yield Made(
            form=Form.MULTIPLE,
            stem=f"依照《{reading.law.short}》，{one.lead.rstrip('：:')}，以下各项中有哪些？",
            right=one.items[:RIGHT],
            wrong=tuple(strange[:WRONG]),
            aim=Aim.RULE,
            citation=one.citation,
            explanation=f"{one.lead}{'；'.join(one.items)}。",
            doubts=("错误选项取自邻近的条文：核对它们确实不在本条里",),
        )


def _lists(reading: Reading) -> Iterator[_List]:
    for place, (article, text) in enumerate(reading.law.articles.items()):
        lead = _LEAD.search(text)
        items = [match[1] for line in text.splitlines() if (match := _ITEM.match(line))]
        fit = tuple(item for item in items if len(item) <= LONGEST and not _OTHER.search(item))
        if lead and len(fit) >= RIGHT and not _LEANS.search(lead[0]):
            yield _List(cite(reading.law, article), place, lead[0].strip(), fit)
