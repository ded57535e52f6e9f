"""What `pufa check` looks for: faults across files, and figures that the law's text doesn't bear.

A fault must be mended; a warning tells of something that time or circumstance brings about, and
never breaks a build. A hint is a guess for a reader: many are right, and none need be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bot.frontmatter import Fault
from bot.knowledge.checking import cases, fitting, hints, items, proof, structure
from bot.knowledge.checking.evidence import Evidence, VerifiedFacts
from bot.knowledge.entries import Entry
from bot.knowledge.library import Library
from bot.knowledge.statutes import Texts

__all__ = ["Evidence", "Findings", "VerifiedFacts", "check"]


@dataclass(frozen=True)
class Findings:
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    hints: list[hints.Hint] = field(default_factory=list)


def check(
    library: Library,
    *,
    today: date,
    texts: Texts,
    evidence: Evidence | None = None,
    only: Iterable[Path] = (),
    progress: Callable[[Iterable[Entry]], Iterable[Entry]] = lambda entries: entries,
) -> Findings:
    """Check the library against the `texts` in service; with `evidence` (which may be other texts)
    each figure and cited article too.

    `only` limits the report to files below these paths; the checks still see all files.
    """
    findings = Findings(list(library.faults))
    findings.faults.extend(structure.same_phrases(library))
    findings.warnings.extend(structure.pointless(library))
    for block in library.blocks.values():
        findings.faults.extend(structure.block_faults(block, library))
        findings.warnings.extend(structure.unshown(block.body, block.path, ""))
    for entry in progress(library.entries.values()):
        findings.faults.extend(structure.entry_faults(entry, library))
        findings.warnings.extend(structure.outdated(entry, texts, library.register))
        findings.warnings.extend(structure.entry_warnings(entry, today))
        findings.warnings.extend(fitting.misfits(entry, library))
    for day in library.days.values():
        findings.faults.extend(structure.day_faults(day, library))
        findings.warnings.extend(structure.day_warnings(day, library.register))
    for item in library.items.values():
        findings.faults.extend(items.faults(item, library, evidence))
        findings.warnings.extend(items.warnings(item, texts, library, today))
    for case in library.cases.values():
        findings.faults.extend(cases.faults(case, library, evidence))
        findings.warnings.extend(cases.hints(case))
        findings.warnings.extend(cases.warnings(case, texts, library, today))
    findings.faults.extend(items.among(library.items.values()))
    if evidence:
        findings.faults.extend(_unproven(library, evidence))
    below = [path.resolve() for path in only]
    if below:
        for rows in (findings.faults, findings.warnings):
            rows[:] = [row for row in rows if _is_below(row.path, below)]
    read = [one for one in library.entries.values() if not below or _is_below(one.path, below)]
    findings.hints.extend(hints.find(library, read, evidence))
    findings.faults.sort()
    findings.warnings.sort()
    findings.hints.sort()
    return findings


def _unproven(library: Library, evidence: Evidence) -> Iterator[Fault]:
    claims = [
        *map(proof.of_entry, library.entries.values()),
        *map(proof.of_block, library.blocks.values()),
        *map(proof.of_day, library.days.values()),
    ]
    for claim in claims:
        yield from proof.unproven(claim, library.register, evidence)


def _is_below(path: Path, folders: list[Path]) -> bool:
    return any(path.resolve().is_relative_to(folder) for folder in folders)
