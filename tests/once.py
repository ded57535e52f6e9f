"""What comes out the same in every test, made once: the schema of a new database, and what the YAML
of a file says."""

from __future__ import annotations

import functools
import pickle
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils

from bot import frontmatter
from bot.store.migrations import migrations


@contextmanager
def made_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "apply", _copying(migrations.apply))
        patch.setattr(frontmatter, "parse_yaml", _remembering(frontmatter.parse_yaml))
        yield


def _copying(apply: Callable[..., None]) -> Callable[..., None]:
    """A new database gets the schema as it was made for the first one; any other what it lacks."""
    one_at_a_time = threading.Lock()

    @functools.cache
    def template() -> sqlite3.Connection:
        made = sqlite3.connect(":memory:", check_same_thread=False)
        apply(sqlite_utils.Database(made))
        return made

    def applied(db: sqlite_utils.Database, **options: Any) -> None:
        if options or db.table_names():
            return apply(db, **options)
        with one_at_a_time:
            template().backup(db.conn)
        return None

    return applied


def _remembering(parse: Callable[..., Any]) -> Callable[..., Any]:
    """Each gets values of its own."""

    @functools.cache
    def parsed(text: str, path: Path, first_line: int) -> bytes:
        return pickle.dumps(parse(text, path, first_line=first_line))

    def remembered(text: str, path: Path, *, first_line: int = 1) -> Any:
        return pickle.loads(parsed(text, path, first_line))

    return remembered
