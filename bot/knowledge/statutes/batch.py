"""Imports many files in one go: of each it is told what became of it, and none stops the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.files import walked
from bot.knowledge.statutes import importing
from bot.knowledge.statutes.importing import SUFFIXES, ImportFailed, NoText
from bot.knowledge.statutes.register import Register
from bot.knowledge.statutes.texts import LawText

SHOWN = 5
"""Problems of one file that are told; the others are counted."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: taken in as `law` (with `warnings` of what to look at), `skipped`
    since it is no text, or `refused`."""

    path: Path
    law: LawText | None = None
    skipped: str = ""
    refused: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """What the files don't tell, or tell wrongly; `partial` takes texts with gaps in them."""

    law: str = ""
    version: date | None = None
    effective: date | None = None
    partial: bool = False


def files_of(paths: Iterable[Path]) -> list[tuple[Path, bool]]:
    """The files named, and all those in the folders named; True for those named themselves."""
    files: list[tuple[Path, bool]] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in sorted(walked(path)) if p.is_file())
            files += [(p, False) for p in inside if not _is_hidden(p.relative_to(path))]
        else:
            files.append((path, True))
    return files


def import_all(
    files: Iterable[tuple[Path, bool]], register: Register, folder: Path, options: Options
) -> Iterator[Outcome]:
    """Take the files in, one after the other. What was named itself and is no text is refused."""
    for path, is_named in files:
        if not is_named and (why := _no_text(path)):
            yield Outcome(path, skipped=why)
            continue
        try:
            yield _imported(path, register, folder, options)
        except NoText as error:
            why = str(error)
            yield Outcome(path, refused=why) if is_named else Outcome(path, skipped=why)
        except ImportFailed as error:
            yield Outcome(path, refused=str(error))


def _imported(path: Path, register: Register, folder: Path, options: Options) -> Outcome:
    found = importing.read(
        path, register, law=options.law, version=options.version, effective=options.effective
    )
    problems = (*found.problems, *found.odd)
    if problems and not options.partial:
        told = "; ".join(problems[:SHOWN])
        more = f" … and {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
        return Outcome(path, refused=f"{path}: {told}{more}. Correct the file, or say --partial")
    importing.save(found.law, folder)
    return Outcome(path, found.law, warnings=(*problems, *found.warnings))


def _no_text(path: Path) -> str:
    if path.name.startswith("~$"):
        return f"{path}: what Word keeps while a document is open"
    if path.suffix.lower() not in SUFFIXES:
        return f"{path}: not one of {' '.join(SUFFIXES)}"
    return f"{path}: a readme" if path.name.lower().startswith("readme") else ""


def _is_hidden(path: Path) -> bool:
    return any(part.startswith((".", "__")) for part in path.parts)
