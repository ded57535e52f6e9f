"""A made-up year in a real database, and the report on it."""

import sqlite3
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.knowledge.statutes import Texts
from bot.publicity.report.gathering import gather
from bot.publicity.report.period import Period
from bot.store import knowledge_changes, letters, questions
from tests.fakes import year as years
from tests.fakes.year import SHANGHAI

JANUARY = datetime(2027, 1, 8, 1, 0, tzinfo=UTC)
"""When the report is made; questions of the first half-year are deleted by then."""


@pytest.fixture
def library(shipped):
    return shipped


@pytest.fixture
async def year(database, library):
    """2026 in a county, with what the service noticed of its knowledge."""
    entries = list(library.entries.values())
    for noticed, month in ((entries[5:], 1), (entries, 8)):
        at = datetime(2026, month, 4, tzinfo=UTC)
        await database.write(knowledge_changes.notice, entries=noticed, now=at, is_whole=True)
    await database.write(years.fill, library=library, asked=800, people=120)


@pytest.fixture
def purge(database):
    async def purge():
        """As the service does by January; returns how many questions and letters went."""
        before = JANUARY - timedelta(days=180)
        asked = await database.write(questions.purge, before=before)
        return asked, await database.write(letters.purge, now=JANUARY)

    return purge


@pytest.fixture
def gathered(database, library, tmp_path):
    async def gathered(year=2026, month=0, zone=SHANGHAI, texts=None):
        texts = texts or Texts(tmp_path / "statutes", today=date(2027, 1, 8))
        today = JANUARY.astimezone(zone).date()
        return await gather(database, library, texts, Period(year, month), zone, today)

    return gathered


@pytest.fixture
def by_hand(database):
    """Runs plain SQL beside the program, on a connection of its own."""

    def by_hand(sql, *parameters):
        connection = sqlite3.connect(database.path)
        try:
            return connection.execute(sql, parameters).fetchall()
        finally:
            connection.close()

    return by_hand
