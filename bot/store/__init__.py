"""Everything that is kept, in one SQLite file; the only place with SQL.

`Database` runs functions on a connection; each module beside it holds the functions of one
aggregate, which take a `sqlite_utils.Database` first and are called through `Database.write` or
`Database.read`.
"""

from bot.store.database import Database, StoreError

__all__ = ["Database", "StoreError"]
