"""A made-up year in a real database, and the report on it."""

import shutil
import sqlite3
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.knowledge.statutes import Texts
from bot.publicity.report.gathering import gather
from bot.publicity.report.period import Period
from bot.store import Database, knowledge_changes, letters, questions
from tests.fakes import year as years
from tests.fakes.year import SHANGHAI

JANUARY = datetime(2027, 1, 8, 1, 0, tzinfo=UTC)
"""When the report is made; questions of the first half-year are deleted by then."""


@pytest.fixture
def library(shipped):
    return shipped


@pytest.fixture(scope="session")
def lived(tmp_path_factory, shipped):
    """2026 in a county, with what the service noticed of its knowledge: a database's file."""
    database = Database(tmp_path_factory.mktemp("year") / "pufa.db")
    entries = list(shipped.entries.values())
    for noticed, month in ((entries[5:], 1), (entries, 8)):
        at = datetime(2026, month, 4, tzinfo=UTC)
        database.write_now(knowledge_changes.notice, entries=noticed, now=at, is_whole=True)
    database.write_now(years.fill, library=shipped, asked=800, people=120)
    database.close()
    return database.path


@pytest.fixture
def year(lived, tmp_path):
    """The test's database holds that year."""
    shutil.copy(lived, tmp_path / "pufa.db")


@pytest.fixture
def database(tmp_path, request):
    if "year" in request.fixturenames:
        request.getfixturevalue("year")
    database = Database(tmp_path / "pufa.db")
    yield database
    database.close()


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
