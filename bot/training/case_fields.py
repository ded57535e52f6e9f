"""A case card as the fields of a form, and back: nobody has to write a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bot import frontmatter
from bot.frontmatter import FaultyFile
from bot.knowledge.cases import SECTIONS, Case
from bot.knowledge.cases.files import body_of, render, sections_of
from bot.training.fields import REVIEW_AFTER, lines, pairs

LABELS = {
    "title": "标题",
    "facts": SECTIONS["facts"],
    "found": SECTIONS["found"],
    "result": SECTIONS["result"],
    "lesson": SECTIONS["lesson"],
    "basis": "依据",
    "rank": "来源类别",
    "published": "来源",
    "decided": "作出或公布的日期",
    "link": "公开的网址",
    "topic": "主题",
    "figures": "数字的出处",
    "note": "备注",
}
_KEPT = ("fingerprints", "reviewed", "review_by")


def of_case(case: Case) -> dict[str, str]:
    return of_text(render(case))


def of_text(text: str) -> dict[str, str]:
    """What stands in the fields for this file; as much of it as can be read."""
    try:
        matter = frontmatter.parse(text, Path("case.md"))
    except FaultyFile:
        return {"facts": text}
    told = sections_of(matter.body)
    found = {name: told.get(heading, "") for name, heading in SECTIONS.items()}
    for name in LABELS.keys() - SECTIONS.keys():
        value = matter.values.get(name)
        if isinstance(value, dict):
            found[name] = "\n".join(f"{key}：{words}" for key, words in value.items())
        elif isinstance(value, list):
            found[name] = "\n".join(map(str, value))
        elif value is not None:
            found[name] = str(value)
    return found


def to_text(given: Mapping[str, str], before: str, today: date) -> str:
    """The file that these fields make; what has no field stays as it was in `before`."""
    kept = _values(before)
    values: dict[str, Any] = {
        name: " ".join(given.get(name, "").split())
        for name in ("title", "topic", "rank", "published", "link", "note")
    }
    values["decided"] = _day(given.get("decided", ""))
    values["basis"] = [one.strip("《 ").replace("》", " ") for one in lines(given.get("basis", ""))]
    values["figures"] = pairs(given.get("figures", ""))
    later = date.fromordinal(today.toordinal() + REVIEW_AFTER)
    values |= {"reviewed": today, "review_by": later}
    values |= {name: kept[name] for name in _KEPT if name in kept}
    told = {heading: given.get(name, "").strip() for name, heading in SECTIONS.items()}
    body = body_of({heading: _plain(words) for heading, words in told.items() if words})
    filled = {name: value for name, value in values.items() if value}
    return frontmatter.render(filled, body, inline=("figures",))


def _plain(words: str) -> str:
    """Without headings of its own, which would be sections."""
    return "\n".join(
        line.lstrip("# ") if line.startswith("#") else line for line in words.splitlines()
    )


def _day(written: str) -> date | str:
    """As it was typed where it is none: the fault says so."""
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        return written.strip()


def _values(text: str) -> Mapping[str, Any]:
    try:
        return frontmatter.parse(text, Path("case.md")).values if text else {}
    except FaultyFile:
        return {}
