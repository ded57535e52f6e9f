"""Everything that is kept, in one SQLite file; the only place with SQL.

`Database` runs functions on a connection; each module beside it holds the functions of one
aggregate, which take a `sqlite_utils.Database` first and are called through `Database.write` or
`Database.read`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.store.database import Database, StoreError

__all__ = ["Database", "StoreError"]


def __getattr__(name: str) -> object:
    # sqlite_utils imports numpy where there is one: a tenth of a second that `pufa ask`, which
    # stores nothing, need not wait for.
    if name in __all__:
        return getattr(import_module("bot.store.database"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
