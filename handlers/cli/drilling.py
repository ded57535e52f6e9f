"""A restore drill: an archive opened as the service would, away from what is in service."""

from __future__ import annotations

from pathlib import Path

import typer
from sqlite_utils import Database as Connection

from bot import backup
from bot.keyring import hasher_of
from bot.privacy import BadKey
from bot.staff import audit
from bot.store import Database, StoreError
from handlers.cli.common import fail

_COUNTED = ("questions", "letters", "subscribers", "campaigns", "entry_versions", "audit")


def drill(archive: Path) -> None:
    """Ends with status 1 and what is wrong where it could not be put back."""
    try:
        with backup.opened(archive) as data:
            database = Database(data / backup.DATABASE)
            try:
                hasher_of(data, database)
                found = database.read_now(_found)
            finally:
                database.close()
    except (backup.BadArchive, StoreError, BadKey) as error:
        fail(f"{archive} can't be put back: {error}")
    for line in found:
        typer.echo(line)
    typer.echo(f"{archive} can be put back")


def _found(db: Connection) -> list[str]:
    lines = [f"{table}: {db.table(table).count}" for table in _COUNTED]
    latest = db.execute("SELECT max(asked_at) FROM questions").fetchone()[0]
    lines.append(f"latest question: {latest or '-'}")
    verdict = audit.verdict(db)
    state = "holds" if not verdict.faults else f"is broken at line {verdict.faults[0].number}"
    lines.append(f"audit record: {state}")
    return lines
