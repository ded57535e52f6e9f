"""What is held of the register's texts: which are missing, where official ones are, how old."""

from __future__ import annotations

from dataclasses import dataclass

from bot.knowledge.statutes.register import Register, Statute
from bot.knowledge.statutes.texts import LawText, Texts
from bot.text.dates import chinese_date


@dataclass(frozen=True, slots=True)
class Place:
    """Where official texts are read."""

    name: str
    url: str


DATABASE = Place("国家法律法规数据库", "https://flk.npc.gov.cn")
"""Laws, administrative regulations and judicial interpretations."""
RULES = Place("国家规章库", "https://www.gov.cn/zhengce/xxgk/gjgzk/")
"""Rules of ministries and local governments."""
DOCUMENTS = Place("国务院政策文件库", "https://www.gov.cn/zhengce/zhengcewenjianku/")
"""Documents below the rules, as far as they are published."""
STANDARDS = Place("国家标准全文公开系统", "https://openstd.samr.gov.cn")
"""National standards; none is registered here."""
_IN_DATABASE = ("宪法", "法律", "行政法规", "司法解释", "地方性法规", "监察法规")


def official(statute: Statute) -> Place:
    if statute.level.endswith("规章"):
        return RULES
    return DATABASE if not statute.level or statute.level in _IN_DATABASE else DOCUMENTS


def held(register: Register, texts: Texts) -> dict[str, LawText]:
    """The texts in force of the laws that are registered."""
    found = {short: texts.law(short) for short in register.statutes}
    return {short: law for short, law in found.items() if law}


def missing(register: Register, texts: Texts) -> list[tuple[str, Place, list[Statute]]]:
    """The laws without a text here, by level, with where the official ones are."""
    levels: dict[str, list[Statute]] = {}
    for statute in register.statutes.values():
        if statute.short not in texts.laws:
            levels.setdefault(statute.level or "其他", []).append(statute)
    return [(level, official(statutes[0]), statutes) for level, statutes in levels.items()]


def origin_line(origin: str) -> str:
    """What must stand beside a text that nobody official delivered; "" for the bureau's own."""
    return f"来源：{origin}，非官方文本，以{DATABASE.name}为准" if origin else ""


def version_lines(register: Register, texts: Texts) -> list[tuple[str, str]]:
    """Each law whose text held is of another version than the register's, with what to say."""
    lines = [
        (short, version_line(register.statutes[short], law))
        for short, law in held(register, texts).items()
    ]
    return [(short, line) for short, line in lines if line]


def version_line(statute: Statute, law: LawText) -> str:
    """Says so where the text held and the register tell of different versions."""
    held = str(law.version or law.effective or "")
    known = max(statute.version, statute.amended)
    shorter = min(len(held), len(known))  # the register may know a year or a month only
    if not shorter or held[:shorter] == known[:shorter]:
        return ""
    if held < known:
        return (
            f"这里的条文以{chinese_date(held)}的文本为底，{chinese_date(known)}又有修改，"
            f"请到{official(statute).name}核对"
        )
    return f"这里的条文是{chinese_date(held)}的新文本，登记的还是{chinese_date(known)}的"
