"""Bare subjects, as people type them into a search box: for each the entries that are offered
(`subjects.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from bot import frontmatter
from bot.frontmatter import Fault, FaultyFile
from bot.text.normalise import same

LEAST, MOST = 2, 4
"""Entries that are offered for one."""
_BETWEEN = re.compile(r"[、,，]")


def load(path: Path) -> Mapping[str, tuple[str, ...]]:
    """Each name of each subject, normalised → the entries' slugs, the commonest first.

    Raises:
        FaultyFile: with every fault in it.
    """
    values, lines = frontmatter.parse_yaml(frontmatter.read_text(path), path)
    faults: list[Fault] = []
    found: dict[str, tuple[str, ...]] = {}
    for names, slugs in values.items():
        if not _are_slugs(slugs):
            message = f"{names}: give it {LEAST} to {MOST} names of entries: `[…]`"
            faults.append(Fault(path, lines[names], message))
            continue
        for name in filter(None, map(same, _BETWEEN.split(str(names)))):
            if name in found:
                faults.append(Fault(path, lines[names], f"{name}: it stands here twice"))
            found[name] = tuple(slugs)
    if faults:
        raise FaultyFile(faults)
    return found


def _are_slugs(found: object) -> bool:
    return (
        isinstance(found, list)
        and LEAST <= len(found) <= MOST
        and all(isinstance(slug, str) for slug in found)
    )
