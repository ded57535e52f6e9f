"""Labelled questions from a file, for `pufa eval`.

A question is `{"id", "question", "topic", "laws": [{"law", "article"}], "key_facts",
"answerable"}`; one with `base_id` takes its labels from that record (a noisy copy). It may have:

- `entries`: the slugs that answer it, held against in place of `laws`;
- `before`: the question that it follows, so that a file of dialogues can be asked;
- `intent`: the name of what it is that no entry is for (`local:…` and `topic:…` are such names).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.text.normalise import same

SHORT = 8
"""Characters, without punctuation, of what people type into a search box."""


class UnusableQuestions(ValueError):
    """The question file can't be used; the message names the line."""


@dataclass(frozen=True, slots=True)
class Labelled:
    id: str
    question: str
    topic: str | None
    laws: tuple[tuple[str, int | None], ...]
    key_facts: tuple[str, ...]
    answerable: bool
    entries: frozenset[str] = frozenset()
    before: str = ""
    intent: str = ""

    @property
    def has_labels(self) -> bool:
        """Whether a first choice can be told right or wrong; dates and the like are judged by their
        facts."""
        return bool(self.laws or self.entries)

    @property
    def is_short(self) -> bool:
        return not self.before and not self.intent and len(same(self.question)) <= SHORT


def load(path: Path, base: Path | None = None) -> list[Labelled]:
    """Read a question file; labels of noisy copies come from `base`, which is by default the file
    of the same name without `.noisy`.

    Raises:
        UnusableQuestions: a line isn't such a record, or a base record is missing.
    """
    rows = _read(path)
    if base or any("base_id" in row for row in rows):
        base = base or path.with_name(path.name.replace(".noisy", ""))
        labels = {row["id"]: row for row in _read(base)}
        based = [row["base_id"] for row in rows if "base_id" in row]
        missing = [name for name in based if name not in labels]
        if missing:
            raise UnusableQuestions(f"{base}: no record {missing[0]}, which {path} is based on")
        rows = [{**labels.get(row.get("base_id"), {}), **row} for row in rows]
    return [_labelled(row, path) for row in rows]


def _read(path: Path) -> list[dict[str, Any]]:
    rows = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UnusableQuestions(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UnusableQuestions(f"{path}: not UTF-8") from error
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise UnusableQuestions(f"{path}:{number}: not JSON: {error}") from error
        if not isinstance(row, dict):
            raise UnusableQuestions(f"{path}:{number}: no record in braces: {line[:40]}")
        rows.append(row)
    return rows


def _labelled(row: Mapping[str, Any], path: Path) -> Labelled:
    try:
        return Labelled(
            id=row["id"],
            question=row["question"],
            topic=row["topic"],
            laws=tuple((law["law"], law["article"]) for law in row["laws"]),
            key_facts=tuple(row["key_facts"]),
            answerable=row["answerable"],
            entries=frozenset(row.get("entries") or ()),
            before=row.get("before") or "",
            intent=row.get("intent") or "",
        )
    except KeyError as error:
        raise UnusableQuestions(f"{path}: {row.get('id')} has no {error}") from error
    except TypeError as error:
        raise UnusableQuestions(f"{path}: {row.get('id')} has a value of another kind") from error
