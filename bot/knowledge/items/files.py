"""An item's file: Markdown with front matter, as docs/items.md describes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from bot import frontmatter
from bot.files import write_atomically
from bot.frontmatter import Fault, FaultyFile, FrontMatter
from bot.knowledge import filed
from bot.knowledge.items import keys
from bot.knowledge.items.item import AUDIENCES, MAX_BASIS, Aim, Form, Item, Option
from bot.knowledge.statutes.citations import Citation

LONGEST_STEM, LONGEST_CASE = 300, 600
"""Characters: more isn't read on a phone."""
_OPTION = re.compile(r"([A-F])[.．、]\s*(\S.*)", re.DOTALL)
_REQUIRED = ("form", "stem", "key", "topic", "audience", "aim", "basis", "reviewed", "review_by")
_OPTIONAL = (
    "case", "options", "mistakes", "figures", "entry", "origin", "note", "suspended", "retired",
    "fingerprints",
)  # fmt: skip
_INLINE = ("audience", "figures")


def parse(text: str, path: Path) -> Item:
    """Read one item; the slug is the file's name.

    Raises:
        FaultyFile: with every fault that can be seen in this file alone.
    """
    matter = frontmatter.parse(text, path)
    faults = list(_faults(matter, path))
    if faults:
        raise FaultyFile(faults)
    values = matter.values
    form = Form(values["form"])
    return Item(
        slug=path.stem,
        form=form,
        stem=values["stem"].strip(),
        key=_key(form, values["key"]),
        topic=values["topic"],
        audience=tuple(values["audience"]),
        aim=Aim(values["aim"]),
        basis=tuple(map(Citation.parse, values["basis"])),
        explanation=matter.body.strip(),
        reviewed=values["reviewed"],
        review_by=values["review_by"],
        options=tuple(_options(values.get("options") or ())),
        case=(values.get("case") or "").strip(),
        mistakes=filed.pairs(matter, "mistakes"),
        figures=filed.pairs(matter, "figures"),
        entry=values.get("entry") or "",
        origin=values.get("origin") or "",
        note=values.get("note") or "",
        suspended=values.get("suspended") or "",
        retired=values.get("retired"),
        fingerprints=filed.pairs(matter, "fingerprints"),
        source=text,
        path=path,
    )


def render(item: Item) -> str:
    """The item's file; byte for byte the one it was read from where nothing has changed."""
    if item.source and parse(item.source, item.path) == item:
        return item.source
    values: dict[str, Any] = {
        "form": item.form.value,
        "case": item.case,
        "stem": item.stem,
        "options": [f"{option.id}. {option.text}" for option in item.options],
        "key": list(item.key) if item.form is Form.FILL else "".join(item.key),
        "mistakes": dict(item.mistakes),
        "topic": item.topic,
        "audience": list(item.audience),
        "aim": item.aim.value,
        "basis": [str(citation) for citation in item.basis],
        "figures": dict(item.figures),
        "entry": item.entry,
        "origin": item.origin,
        "note": item.note,
        "reviewed": item.reviewed,
        "review_by": item.review_by,
        "fingerprints": dict(item.fingerprints),
        "suspended": item.suspended,
        "retired": item.retired,
    }
    kept = {key: value for key, value in values.items() if value or key not in _OPTIONAL}
    return frontmatter.render(kept, item.explanation, inline=_INLINE)


def write(item: Item, path: Path) -> None:
    """Put the item's file in place; readers see the old one or the new one."""
    write_atomically(path, render(item))


def _key(form: Form, written: object) -> tuple[str, ...]:
    if isinstance(written, list):
        return tuple(map(str, written))
    return (str(written),) if form in (Form.TRUE_FALSE, Form.FILL) else tuple(sorted(str(written)))


def _options(written: list[str] | tuple[()]) -> Iterator[Option]:
    for line in written:
        if match := _OPTION.fullmatch(line.strip()):
            yield Option(match[1], match[2].strip())


_KINDS: filed.Kinds = (
    ("form", str, f"题型：{' '.join(Form)}"),
    ("stem", str, "文字，请加引号"),
    ("case", str, "文字，请加引号"),
    ("topic", str, "文字，请加引号"),
    ("aim", str, f"考查点：{' '.join(Aim)}"),
    ("entry", str, "一个条目名"),
    ("origin", str, "文字，请加引号"),
    ("note", str, "文字，请加引号"),
    ("suspended", str, "停考的原因"),
    ("reviewed", date, "日期，写成 2026-11-28"),
    ("review_by", date, "日期，写成 2026-11-28"),
    ("retired", date, "日期，写成 2026-11-28"),
    ("options", list, "列表，每行一个“- A. …”"),
    ("audience", list, "列表，例如 [执法, 领导]"),
    ("basis", list, "列表，每行一条“- 行政处罚法 第五十一条”"),
    ("mistakes", dict, "成对的“A: 混淆了什么”"),
    ("figures", dict, "成对的“数字: 出处”"),
    ("fingerprints", dict, "成对的“条文: 指纹”"),
)


def _faults(matter: FrontMatter, path: Path) -> Iterator[Fault]:
    yield from filed.key_faults(matter, path, _REQUIRED, _OPTIONAL)
    if not matter.body.strip():
        yield Fault(path, matter.body_line, "没有解析：写在第二个 --- 下面")
    yield from filed.kind_faults(matter, path, _KINDS) or _value_faults(matter, path)


def _value_faults(matter: FrontMatter, path: Path) -> Iterator[Fault]:
    """Of values that are of the right kind."""
    values = matter.values
    for name in ("mistakes", "figures", "fingerprints"):
        yield from frontmatter.pair_faults(matter, name, path)
    for name, longest in (("stem", LONGEST_STEM), ("case", LONGEST_CASE)):
        if len(values.get(name) or "") > longest:
            yield Fault(path, matter.line_of(name), f"超过 {longest} 字：请写短些")
    yield from _word_faults(matter, path)
    yield from filed.basis_faults(matter, path, MAX_BASIS)
    if values.get("form") in set(Form) and values.get("key"):
        yield from _form_faults(Form(values["form"]), matter, path)


def _word_faults(matter: FrontMatter, path: Path) -> Iterator[Fault]:
    """Of values that are words from a list."""
    values = matter.values
    for name, words in (("form", tuple(Form)), ("aim", tuple(Aim))):
        if values.get(name) and values[name] not in words:
            message = f"没有{name} {values[name]}：可用 {' '.join(words)}"
            yield Fault(path, matter.line_of(name), message)
    for number, one in enumerate(values.get("audience") or ()):
        if one not in AUDIENCES:
            message = f"没有对象 {one}：可用 {' '.join(AUDIENCES)}"
            yield Fault(path, matter.line_of("audience", number), message)


def _form_faults(form: Form, matter: FrontMatter, path: Path) -> Iterator[Fault]:
    """What the form asks of options and key."""
    written, key = matter.values.get("options") or [], matter.values["key"]
    for number, line in enumerate(written):
        if not isinstance(line, str) or not _OPTION.fullmatch(line.strip()):
            where = matter.line_of("options", number)
            yield Fault(path, where, "选项写成“- A. 文字”，字母 A 到 F；有冒号时整行加引号")
    options = list(_options([line for line in written if isinstance(line, str)]))
    stem = str(matter.values.get("stem") or "")
    for name, message in keys.faults(form, stem, options, _key(form, key)):
        yield Fault(path, matter.line_of(name), message)
    known = {option.id for option in options}
    for letter in (matter.values.get("mistakes") or {}).keys() - known:
        yield Fault(path, matter.line_of("mistakes"), f"mistakes：没有选项 {letter}")
