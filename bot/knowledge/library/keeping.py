"""The last sound version of each file that staff have put in place: what a start falls back on."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bot.files import write_atomically
from bot.frontmatter import Fault
from bot.knowledge.library.loading import knowledge_files


def keep(overlay: Path, kept: Path, faults: Iterable[Fault]) -> None:
    """Bring the copies in `kept` up to date with the files in `overlay` that have no fault; a file
    that is gone has none.

    Raises:
        OSError: a copy can't be written.
    """
    faulty = {fault.path for fault in faults}
    files = {path.relative_to(overlay): path for path in knowledge_files(overlay)}
    for relative, path in files.items():
        if path in faulty:
            continue
        copy, content = kept / relative, path.read_bytes()
        if not copy.is_file() or copy.read_bytes() != content:
            write_atomically(copy, content)
    for copy in list(knowledge_files(kept)):
        if copy.relative_to(kept) not in files:
            copy.unlink()
