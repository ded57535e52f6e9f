"""What the files of items and of case cards have in common: which keys stand in their front matter,
of what kind the values are, and what they rest on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from bot.frontmatter import Fault, FrontMatter
from bot.knowledge import entries
from bot.knowledge.statutes.citations import Citation

Kinds = Sequence[tuple[str, type, str]]
"""Key, type of its value, and what people should write."""


def pairs(matter: FrontMatter, key: str) -> dict[str, str]:
    return {str(name): str(value) for name, value in (matter.values.get(key) or {}).items()}


def key_faults(
    matter: FrontMatter, path: Path, required: Collection[str], optional: Collection[str]
) -> Iterator[Fault]:
    """Of the file's name, of keys that nobody knows, and of those that are missing."""
    if not entries.SLUG.fullmatch(path.stem) or len(path.stem) > entries.MAX_SLUG:
        yield Fault(path, 1, f"文件名只用 a-z、0-9 和连字符，最多 {entries.MAX_SLUG} 个字符")
    known = (*required, *optional)
    for name in matter.values.keys() - set(known):
        yield Fault(path, matter.line_of(name), f"没有“{name}”这一项：可用 {' '.join(known)}")
    for name in required:
        if not matter.values.get(name):
            yield Fault(path, matter.line_of(name), f"缺“{name}”：加一行“{name}: …”")


def kind_faults(matter: FrontMatter, path: Path, kinds: Kinds) -> list[Fault]:
    """Of values that are of another kind: they can't be looked at further."""
    values = matter.values
    return [
        Fault(path, matter.line_of(name), f"“{name}”应当是{wanted}")
        for name, kind, wanted in kinds
        if values.get(name) and type(values[name]) is not kind
    ]


def basis_faults(matter: FrontMatter, path: Path, most: int) -> Iterator[Fault]:
    """Of what it rests on: at most so many articles, each by its number."""
    written = matter.values.get("basis") or ()
    if len(written) > most:
        yield Fault(path, matter.line_of("basis"), f"依据最多 {most} 条：留最直接的")
    for number, one in enumerate(written):
        try:
            if Citation.parse(str(one)).article is None:
                raise ValueError("依据要写到条：行政处罚法 第五十一条")
        except ValueError as error:
            yield Fault(path, matter.line_of("basis", number), str(error))
