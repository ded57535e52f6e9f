"""An item as the fields of a form, and back: nobody has to write a file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bot import frontmatter
from bot.frontmatter import FaultyFile
from bot.knowledge.items import Form, Item
from bot.knowledge.items.files import render

LETTERS = "ABCDEF"
LABELS = {
    "form": "题型",
    "case": "案情",
    "stem": "题干",
    "options": "选项",
    "key": "答案",
    "mistakes": "选错时说明混淆了什么",
    "explanation": "解析",
    "basis": "依据",
    "topic": "主题",
    "audience": "对象",
    "aim": "考查点",
    "figures": "数字的出处",
    "entry": "相关条目",
    "note": "备注",
}
_PAIRS = ("mistakes", "figures")
_KEPT = ("origin", "fingerprints", "reviewed", "review_by")
_PAIR = re.compile(r"\s*[:：=]\s*")
REVIEW_AFTER = 365
"""Days."""


def of_item(item: Item) -> dict[str, str | list[str]]:
    return of_text(render(item))


def of_text(text: str) -> dict[str, str | list[str]]:
    """What stands in the fields for this file; as much of it as can be read."""
    try:
        matter = frontmatter.parse(text, Path("item.md"))
    except FaultyFile:
        return {"explanation": text}
    found: dict[str, str | list[str]] = {"explanation": matter.body.strip()}
    for name in LABELS:
        value = matter.values.get(name)
        if name in _PAIRS and isinstance(value, dict):
            found[name] = joined(value)
        elif name == "audience" and isinstance(value, list):
            found[name] = list(map(str, value))
        elif name == "key" and isinstance(value, list):
            found[name] = "；".join(map(str, value))
        elif isinstance(value, list):
            found[name] = "\n".join(map(str, value))
        elif value is not None:
            found[name] = str(value)
    return found


def to_text(given: Mapping[str, Sequence[str]], before: str, today: date) -> str:
    """The file that these fields make; what has no field stays as it was in `before`."""
    kept = _values(before)

    def word(name: str) -> str:
        return (list(given.get(name, ())) or [""])[-1].strip()

    values: dict[str, Any] = {name: word(name) for name in ("form", "case", "stem")}
    values["options"] = _options(word("options"))
    values["key"] = _key(word("form"), word("key"))
    values["mistakes"] = pairs(word("mistakes"))
    values |= {name: word(name) for name in ("topic", "aim")}
    values["audience"] = [one for one in given.get("audience", ()) if one]
    values["basis"] = [line.strip("《 ").replace("》", " ") for line in lines(word("basis"))]
    values["figures"] = pairs(word("figures"))
    values |= {name: word(name) for name in ("entry", "note")}
    later = date.fromordinal(today.toordinal() + REVIEW_AFTER)
    values |= {"reviewed": today, "review_by": later}
    values |= {name: kept[name] for name in _KEPT if name in kept}
    filled = {name: value for name, value in values.items() if value}
    return frontmatter.render(filled, word("explanation"), inline=("audience", "figures"))


def _values(text: str) -> Mapping[str, Any]:
    try:
        return frontmatter.parse(text, Path("item.md")).values if text else {}
    except FaultyFile:
        return {}


def _options(written: str) -> list[str]:
    """A line each; letters that were left out are put before them."""
    found = lines(written)
    if any(re.match(r"[A-F][.．、]", line) for line in found):
        return found
    return [f"{letter}. {line}" for letter, line in zip(LETTERS, found, strict=False)]


def _key(form: str, written: str) -> object:
    if form == Form.FILL:
        return [part.strip() for part in re.split(r"[；;\n]", written) if part.strip()]
    return re.sub(r"[\s,，、]", "", written.upper())


def pairs(written: str) -> dict[str, str]:
    """A line each: 3000元：6×500元."""
    parts = [_PAIR.split(line, maxsplit=1) for line in lines(written)]
    return {pair[0]: pair[1] for pair in parts if len(pair) == 2}


def joined(value: Mapping[str, object]) -> str:
    """What `pairs` reads."""
    return "\n".join(f"{key}：{words}" for key, words in value.items())


def lines(written: str) -> list[str]:
    """Those that say something."""
    return [line.strip() for line in written.splitlines() if line.strip()]
