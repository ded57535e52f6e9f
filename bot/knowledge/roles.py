"""Who comes: for each role the questions that the page begins with (`roles.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot import frontmatter
from bot.frontmatter import Fault, FaultyFile

MOST = 7
"""Roles: as many as a phone shows without scrolling."""
QUESTIONS = 6
"""Of each role at most."""


@dataclass(frozen=True, slots=True)
class Role:
    """`entries` are their slugs, in the order shown."""

    name: str
    entries: tuple[str, ...]


def load(path: Path) -> tuple[Role, ...]:
    """Read the roles, in their order.

    Raises:
        FaultyFile: with every fault in it.
    """
    values, lines = frontmatter.parse_yaml(frontmatter.read_text(path), path)
    faults = [
        Fault(path, lines[name], f"{name}: give it 1 to {QUESTIONS} names of entries: `[…]`")
        for name, slugs in values.items()
        if not _are_slugs(slugs)
    ]
    if len(values) > MOST:
        faults.append(Fault(path, 1, f"{len(values)} roles: keep the {MOST} that come most"))
    if faults:
        raise FaultyFile(faults)
    return tuple(Role(str(name), tuple(slugs)) for name, slugs in values.items())


def _are_slugs(found: object) -> bool:
    return (
        isinstance(found, list)
        and 0 < len(found) <= QUESTIONS
        and all(isinstance(slug, str) for slug in found)
    )
