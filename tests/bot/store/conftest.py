"""The rows of a table, and people who asked."""

from datetime import UTC, datetime

import pytest

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ZHANG = "a" * 32
LI = "b" * 32


@pytest.fixture
def rows(database):
    """All rows of a table."""

    async def rows(table):
        return await database.read(lambda db: list(db.query(f'SELECT * FROM "{table}"')))

    return rows
