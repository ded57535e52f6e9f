"""A draft as the fields of a form: each part of an entry by itself, and its faults beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.editing import differing, forms
from bot.editing.differing import Line
from bot.editing.forms import LABELS, Flaw, Form

LISTS = ("ask", "basis", "also", "key_points", "figures")
"""Fields of several lines, an item each."""
CHOICES = ("audience", "blocks")
"""Fields of which several may be chosen."""
_MISSING = re.compile(r"缺“([^”]+)”")


def of_text(text: str) -> dict[str, str]:
    """The draft's fields: lists an item a line, choices with 、 between them, the answer whole."""
    form = forms.parse(text)
    found = {}
    for key in LABELS:
        if key in (*LISTS, *CHOICES):
            between = "\n" if key in LISTS else "、"
            found[key] = between.join(words for _, words in form.items(key))
        else:
            found[key] = form.text(key)
    return found


def to_text(fields: Mapping[str, str]) -> str:
    """The words of a draft with these fields, as its writer would type them in chat."""
    parts: dict[str, list[tuple[int, str]]] = {}
    for key in LABELS:
        value = fields.get(key, "").strip()
        if not value:
            continue
        if key in LISTS:
            lines = [f"- {item.strip()}" for item in value.split("\n") if item.strip()]
        elif key == "body":
            lines = value.split("\n")
        else:
            lines = [" ".join(value.split())]
        parts[key] = [(0, line) for line in lines]
    return forms.render(Form(parts))


def faults(text: str, flaws: Iterable[Flaw]) -> dict[str, list[str]]:
    """What is wrong, by field; "" holds what is no field's."""
    form = forms.parse(text)
    places = {number: key for key, lines in form.parts.items() for number, _ in lines}
    found: dict[str, list[str]] = {}
    for flaw in flaws:
        missing = _MISSING.match(flaw.words)
        key = next((k for k, label in LABELS.items() if missing and label == missing[1]), "")
        words = f"填写{missing[1]}" if missing else flaw.words
        found.setdefault(key or places.get(flaw.line, ""), []).append(words)
    return found


@dataclass(frozen=True, slots=True)
class Changed:
    """A field that changes, by what people call it."""

    label: str
    lines: tuple[Line, ...]


def changed(before: str, after: str) -> list[Changed]:
    """The fields in which two drafts differ, in their usual order."""
    old, new = of_text(before), of_text(after)
    return [
        Changed(LABELS[key], tuple(differing.lines(old[key], new[key])))
        for key in LABELS
        if old[key] != new[key]
    ]
