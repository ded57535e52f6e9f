"""By whom: the authority that a sentence names, among others of another level or another field."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.knowledge.items import Aim, Form
from bot.training.generating.made import Made, Reading

WRONG = 3
_BY = re.compile(
    r"由(?P<who>[^，。；由]{4,28}?(?:部门|机关|机构|政府))(?=责令|处|依法|给予|吊销|没收|扣|批准|组织)"
)
_LEVELS = (
    "县级以上地方人民政府",
    "设区的市级以上地方人民政府",
    "省、自治区、直辖市人民政府",
    "国务院",
)
_FIELDS = (
    "交通运输主管部门", "公安机关交通管理部门", "市场监督管理部门", "应急管理部门", "城市管理部门",
)  # fmt: skip
_RENAMED = re.compile(r"公路管理机构|道路运输管理机构|工商行政管理|安全生产监督管理部门")


def make(reading: Reading) -> Iterator[Made]:
    for sentence in reading.sentences:
        found = list(_BY.finditer(sentence.words))
        if len(found) != 1:
            continue
        who = found[0]["who"]
        wrong = _others(who)
        if len(wrong) < WRONG - 1:
            continue
        start, end = found[0].span("who")
        doubts = ["机构改革后由谁执法要核对"] if _RENAMED.search(who) else []
        yield Made(
            form=Form.SINGLE,
            stem=reading.stem(sentence.blank(start, end)),
            right=(who,),
            wrong=wrong,
            aim=Aim.AUTHORITY,
            citation=sentence.citation,
            explanation=sentence.words,
            doubts=(*doubts, "地方可能有综合执法的授权：核对本地由谁处罚"),
        )


def _others(who: str) -> tuple[str, ...]:
    """Two of another field at the same level, one of another level."""
    level = next((one for one in _LEVELS if who.startswith(one)), "")
    field = next((one for one in _FIELDS if who.endswith(one)), "")
    if not level or not field:
        return ()
    fields = [f"{level}{one}" for one in _FIELDS if one != field][: WRONG - 1]
    place = _LEVELS.index(level)
    other = _LEVELS[place + 1] if place + 1 < len(_LEVELS) - 1 else _LEVELS[place - 1]
    return (*fields, f"{other}{field}")
