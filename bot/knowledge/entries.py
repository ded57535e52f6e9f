"""An entry: one question, the ways people ask it, the answer and its legal basis, in one file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bot import frontmatter
from bot.files import write_atomically
from bot.frontmatter import Fault, FaultyFile, FrontMatter
from bot.knowledge.statutes.citations import Citation

AUDIENCES = ("公众", "货运", "客运", "网约出租", "驾培维修", "水路", "职工")
MAX_BASIS = 4
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
STEPS = "怎么办"
"""The heading of an answer's steps begins so."""
LONGEST_ASK = 300
"""Characters of a way to ask; longer ones are letters, which nobody writes twice."""
MAX_SLUG = 48
"""A slug travels in a button's action, which holds 64 bytes."""

HEAD = re.compile(r"^\**([^：*]{2,30})\**：")
"""What stands in bold before a bullet's passage tells what it is about: **罚多少**：…"""
_BULLET_HEAD = re.compile(r"^[-*+] \*\*([^*]+?)：?\*\*", re.MULTILINE)
_STEP = re.compile(r"^(?:\d+[.、]|[-*+])\s+(.+)$", re.MULTILINE)
_REQUIRED = ("question", "ask", "topic", "basis", "reviewed", "review_by")
_INLINE = ("audience", "blocks", "figures", "facets")
_LISTS = ("ask", "audience", "basis", "also", "key_points", "blocks")
_CITED = ("basis", "also")
_OPTIONAL = (
    "also", "audience", "key_points", "blocks", "figures", "note", "fingerprints", "retired",
    "successor", "common", "facets", "calculator",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One Markdown file of the knowledge base.

    `basis` is shown with the answer; `also` are further articles that it rests on, checked and
    reviewed in the same way. `figures` names the source of figures that stand in none of these;
    `fingerprints` are those of the articles' texts that the entry was reviewed against, by
    citation. `common` ones are shown as hot questions until people have asked enough. `facets`
    state what it is about where its own words tell it wrongly. One that is `retired` answers
    nothing any more; `successor` is the entry to open in its place. `calculator` names
    the one that does the answer's sum.
    """

    slug: str
    question: str
    ask: tuple[str, ...]
    topic: str
    basis: tuple[Citation, ...]
    body: str
    reviewed: date
    review_by: date
    also: tuple[Citation, ...] = ()
    audience: tuple[str, ...] = ()
    key_points: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    figures: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    common: bool = False
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    retired: date | None = None
    successor: str = ""
    calculator: str = ""
    source: str = field(default="", compare=False, repr=False)
    path: Path = field(default=Path(), compare=False, repr=False)

    @property
    def cited(self) -> tuple[Citation, ...]:
        """All articles that it rests on, those that are shown first."""
        return (*self.basis, *self.also)

    @property
    def phrases(self) -> Iterator[str]:
        """All the ways to ask it, the question first."""
        yield self.question
        yield from self.ask

    @property
    def short_answer(self) -> str:
        """The first paragraph: the whole answer in a sentence or two."""
        return self.body.split("\n\n", 1)[0].strip()

    @property
    def heads(self) -> tuple[str, ...]:
        """What its bullets are about."""
        return tuple(_BULLET_HEAD.findall(self.body))

    @property
    def steps(self) -> tuple[str, ...]:
        """What to do, step by step: the items of the section that tells it; () without one."""
        _, _, told = self.body.partition(f"\n## {STEPS}")
        section = told.split("\n## ", 1)[0]
        return tuple(_STEP.findall(section))


def parse(text: str, path: Path) -> Entry:
    """Read one entry; the slug is the file's name.

    Raises:
        FaultyFile: with every fault that can be seen in this file alone.
    """
    matter = frontmatter.parse(text, path)
    faults = list(_faults(matter, path))
    if faults:
        raise FaultyFile(faults)
    values = matter.values
    return Entry(
        slug=path.stem,
        question=values["question"].strip(),
        ask=tuple(phrase.strip() for phrase in values["ask"]),
        topic=values["topic"],
        basis=tuple(Citation.parse(text) for text in values["basis"]),
        also=tuple(Citation.parse(text) for text in values.get("also") or ()),
        body=matter.body.strip(),
        reviewed=values["reviewed"],
        review_by=values["review_by"],
        audience=tuple(values.get("audience") or ()),
        key_points=tuple(values.get("key_points") or ()),
        blocks=tuple(values.get("blocks") or ()),
        figures={str(key): str(source) for key, source in (values.get("figures") or {}).items()},
        note=str(values.get("note") or ""),
        common=bool(values.get("common")),
        facets={kind: tuple(names) for kind, names in (values.get("facets") or {}).items()},
        fingerprints={
            str(key): str(value) for key, value in (values.get("fingerprints") or {}).items()
        },
        retired=values.get("retired"),
        successor=values.get("successor") or "",
        calculator=values.get("calculator") or "",
        source=text,
        path=path,
    )


def render(entry: Entry) -> str:
    """The entry's file; byte for byte the one it was read from where nothing has changed."""
    if entry.source and parse(entry.source, entry.path) == entry:
        return entry.source
    values: dict[str, Any] = {
        "question": entry.question,
        "ask": list(entry.ask),
        "topic": entry.topic,
        "audience": list(entry.audience),
        "basis": [str(citation) for citation in entry.basis],
        "also": [str(citation) for citation in entry.also],
        "key_points": list(entry.key_points),
        "blocks": list(entry.blocks),
        "figures": dict(entry.figures),
        "note": entry.note,
        "common": entry.common,
        "calculator": entry.calculator,
        "facets": {kind: list(names) for kind, names in entry.facets.items()},
        "reviewed": entry.reviewed,
        "review_by": entry.review_by,
        "fingerprints": dict(entry.fingerprints),
        "retired": entry.retired,
        "successor": entry.successor,
    }
    kept = {key: value for key, value in values.items() if value or key not in _OPTIONAL}
    return frontmatter.render(kept, entry.body, inline=_INLINE)


def write(entry: Entry, path: Path) -> None:
    """Put the entry's file in place; readers see the old one or the new one."""
    write_atomically(path, render(entry))


def _faults(matter: FrontMatter, path: Path) -> Iterator[Fault]:
    values = matter.values
    known = {*_REQUIRED, *_OPTIONAL}
    if not SLUG.fullmatch(path.stem) or len(path.stem) > MAX_SLUG:
        yield Fault(path, 1, f"file name: use a-z, 0-9 and hyphens, at most {MAX_SLUG} characters")
    for key in values.keys() - known:
        line = matter.line_of(key)
        yield Fault(path, line, f"unknown key `{key}`: use {', '.join(sorted(known))}")
    for key in _REQUIRED:
        value = values.get(key)
        if not (value.strip() if isinstance(value, str) else value):
            yield Fault(path, matter.line_of(key), f"`{key}` is missing: add a line `{key}: …`")
    if len(str(values.get("question") or "")) > LONGEST_ASK:
        line = matter.line_of("question")
        yield Fault(path, line, f"over {LONGEST_ASK} characters: write it shorter")
    for key in _LISTS:
        yield from _list_faults(matter, key, path)
    yield from _kind_faults(matter, path)
    if not matter.body.strip():
        yield Fault(path, matter.body_line, "there is no answer: write it below the front matter")


_KINDS: tuple[tuple[str, type, str], ...] = (
    ("question", str, "text: put it in quotes"),
    ("topic", str, "text: put it in quotes"),
    ("note", str, "text: put it in quotes"),
    ("common", bool, "true or false"),
    ("reviewed", date, "a date: write 2026-11-23"),
    ("review_by", date, "a date: write 2026-11-23"),
    ("retired", date, "a date: write 2026-11-23"),
    ("successor", str, "an entry's name"),
    ("calculator", str, "a calculator's name: `pufa calc` lists them"),
    ("figures", dict, "pairs: `{what: source}`"),
    ("facets", dict, "pairs: `{kind: [names]}`"),
    ("fingerprints", dict, "pairs: `{article: fingerprint}`"),
)


def _kind_faults(matter: FrontMatter, path: Path) -> Iterator[Fault]:
    for key, kind, wanted in _KINDS:
        value = matter.values.get(key)
        if value and type(value) is not kind:
            yield Fault(path, matter.line_of(key), f"`{key}` must be {wanted}")
    yield from frontmatter.pair_faults(matter, "figures", path)
    yield from frontmatter.pair_faults(matter, "fingerprints", path)
    yield from _pair_faults(matter, path)


def _pair_faults(matter: FrontMatter, path: Path) -> Iterator[Fault]:
    """Of pairs whose keys or values are more than texts."""
    prints, facets = matter.values.get("fingerprints"), matter.values.get("facets")
    for cited in prints if isinstance(prints, dict) else ():
        try:
            Citation.parse(str(cited))
        except ValueError as error:
            yield Fault(path, matter.line_of("fingerprints"), str(error))
    for kind, names in facets.items() if isinstance(facets, dict) else ():
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            line = matter.line_of("facets")
            yield Fault(path, line, f"`facets`: {kind} must have a list of names: `[…]`")


def _list_faults(matter: FrontMatter, key: str, path: Path) -> Iterator[Fault]:
    items = matter.values.get(key)
    if not items:
        return
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        yield Fault(path, matter.line_of(key), f"`{key}` must be a list of texts: `- …` lines")
        return
    if key == "ask":
        for number, item in enumerate(items):
            if len(item) > LONGEST_ASK:
                line = matter.line_of(key, number)
                yield Fault(path, line, f"over {LONGEST_ASK} characters: write it shorter")
    if key == "audience":
        for number, item in enumerate(items):
            if item not in AUDIENCES:
                line = matter.line_of(key, number)
                yield Fault(path, line, f"unknown audience {item}: use {' '.join(AUDIENCES)}")
    if key in _CITED:
        yield from _citation_faults(matter, key, items, path)


def _citation_faults(
    matter: FrontMatter, key: str, items: list[str], path: Path
) -> Iterator[Fault]:
    if key == "basis" and len(items) > MAX_BASIS:
        message = f"{len(items)} articles: keep the best {MAX_BASIS}, the others go to `also`"
        yield Fault(path, matter.line_of(key), message)
    shown = matter.values.get("basis") if key == "also" else None
    for number, item in enumerate(items):
        try:
            Citation.parse(item)
        except ValueError as error:
            yield Fault(path, matter.line_of(key, number), str(error))
        if item in (shown or ()):
            message = f"{item} already stands under `basis`: keep it in one of them"
            yield Fault(path, matter.line_of(key, number), message)
