"""A case card's file: Markdown with front matter, as docs/cases.md describes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot import frontmatter
from bot.frontmatter import Fault, FaultyFile, FrontMatter
from bot.knowledge import filed
from bot.knowledge.cases.case import SECTIONS, Case, Rank
from bot.knowledge.statutes.citations import Citation

LONGEST_TITLE, LONGEST_SECTION = 60, 1_200
"""Characters: more isn't read on a phone."""
MAX_BASIS = 4
_REQUIRED = (
    "title", "topic", "rank", "basis", "published", "decided", "reviewed", "review_by",
)  # fmt: skip
_OPTIONAL = ("link", "figures", "note", "doubt", "withdraw_by", "withdrawn", "fingerprints")
_NEEDED = {name: heading for name, heading in SECTIONS.items() if name != "found"}
_HEADING = re.compile(r"^## *(.+?) *$", re.MULTILINE)
_KINDS: filed.Kinds = (
    ("title", str, "文字，请加引号"),
    ("topic", str, "文字，请加引号"),
    ("rank", str, f"来源类别：{' '.join(Rank)}"),
    ("published", str, "谁公布或作出的、文号"),
    ("link", str, "网址，以 https:// 或 http:// 开头"),
    ("note", str, "文字，请加引号"),
    ("doubt", str, "为什么可能要撤下"),
    ("decided", date, "日期，写成 2026-11-28"),
    ("reviewed", date, "日期，写成 2026-11-28"),
    ("review_by", date, "日期，写成 2026-11-28"),
    ("withdraw_by", date, "日期，写成 2026-11-28"),
    ("withdrawn", date, "日期，写成 2026-11-28"),
    ("basis", list, "列表，每行一条“- 行政处罚法 第五十一条”"),
    ("figures", dict, "成对的“数字: 出处”"),
    ("fingerprints", dict, "成对的“条文: 指纹”"),
)


def parse(text: str, path: Path) -> Case:
    """Read one card; the slug is the file's name.

    Raises:
        FaultyFile: with every fault that can be seen in this file alone.
    """
    matter = frontmatter.parse(text, path)
    faults = list(_faults(matter, path))
    if faults:
        raise FaultyFile(faults)
    values, told = matter.values, sections_of(matter.body)
    return Case(
        slug=path.stem,
        title=values["title"].strip(),
        topic=values["topic"],
        rank=Rank(values["rank"]),
        basis=tuple(map(Citation.parse, values["basis"])),
        published=values["published"].strip(),
        decided=values["decided"],
        reviewed=values["reviewed"],
        review_by=values["review_by"],
        link=values.get("link") or "",
        figures=filed.pairs(matter, "figures"),
        note=values.get("note") or "",
        doubt=values.get("doubt") or "",
        withdraw_by=values.get("withdraw_by"),
        withdrawn=values.get("withdrawn"),
        fingerprints=filed.pairs(matter, "fingerprints"),
        source=text,
        path=path,
        **{name: told.get(heading, "") for name, heading in SECTIONS.items()},
    )


def render(case: Case) -> str:
    """The card's file; byte for byte the one it was read from where nothing has changed."""
    if case.source and parse(case.source, case.path) == case:
        return case.source
    values: dict[str, Any] = {
        "title": case.title,
        "topic": case.topic,
        "rank": case.rank.value,
        "basis": [str(citation) for citation in case.basis],
        "published": case.published,
        "decided": case.decided,
        "link": case.link,
        "figures": dict(case.figures),
        "note": case.note,
        "reviewed": case.reviewed,
        "review_by": case.review_by,
        "fingerprints": dict(case.fingerprints),
        "doubt": case.doubt,
        "withdraw_by": case.withdraw_by,
        "withdrawn": case.withdrawn,
    }
    kept = {key: value for key, value in values.items() if value or key not in _OPTIONAL}
    return frontmatter.render(kept, body_of(case.sections), inline=("figures",))


def body_of(sections: dict[str, str]) -> str:
    """Heading → words as the body of a file."""
    return "\n\n".join(f"## {heading}\n\n{words}" for heading, words in sections.items())


def sections_of(body: str) -> dict[str, str]:
    """The same back, as far as it can be read."""
    _, *parts = _HEADING.split(body)
    return {heading: words.strip() for heading, words in zip(parts[::2], parts[1::2], strict=True)}


def _faults(matter: FrontMatter, path: Path) -> Iterator[Fault]:
    yield from filed.key_faults(matter, path, _REQUIRED, _OPTIONAL)
    yield from _section_faults(matter, path)
    yield from filed.kind_faults(matter, path, _KINDS) or _value_faults(matter, path)


def _section_faults(matter: FrontMatter, path: Path) -> Iterator[Fault]:
    found = _HEADING.findall(matter.body)
    told = sections_of(matter.body)
    if not matter.body.lstrip().startswith("## "):
        yield Fault(path, matter.body_line, f"正文分节写，从“## {SECTIONS['facts']}”开始")
    for heading in {*found} - {*SECTIONS.values()}:
        known = "、".join(SECTIONS.values())
        yield Fault(path, matter.body_line, f"没有“{heading}”这一节：用{known}")
    for heading in {one for one in found if found.count(one) > 1}:
        yield Fault(path, matter.body_line, f"“{heading}”写了两节：合成一节")
    for heading in _NEEDED.values():
        if not told.get(heading):
            yield Fault(path, matter.body_line, f"缺“{heading}”：写在“## {heading}”下面")
    for heading, words in told.items():
        if len(words) > LONGEST_SECTION:
            yield Fault(path, matter.body_line, f"“{heading}”超过 {LONGEST_SECTION} 字：请写短些")


def _value_faults(matter: FrontMatter, path: Path) -> Iterator[Fault]:
    """Of values that are of the right kind."""
    values = matter.values
    for name in ("figures", "fingerprints"):
        yield from frontmatter.pair_faults(matter, name, path)
    if len(values.get("title") or "") > LONGEST_TITLE:
        yield Fault(path, matter.line_of("title"), f"标题超过 {LONGEST_TITLE} 字：请写短些")
    if values.get("rank") and values["rank"] not in set(Rank):
        message = f"没有来源类别 {values['rank']}：可用 {' '.join(Rank)}"
        yield Fault(path, matter.line_of("rank"), message)
    if values.get("link") and not is_address(values["link"]):
        message = "网址打不开：写完整，以 https:// 或 http:// 开头"
        yield Fault(path, matter.line_of("link"), message)
    if bool(values.get("doubt")) is not bool(values.get("withdraw_by") or values.get("withdrawn")):
        yield Fault(path, matter.line_of("doubt"), "doubt 和 withdraw_by（或 withdrawn）一起写")
    yield from filed.basis_faults(matter, path, MAX_BASIS)


def is_address(written: str) -> bool:
    try:
        parts = urlsplit(written)
        return parts.scheme in ("https", "http") and "." in (parts.hostname or "")
    except ValueError:
        return False
