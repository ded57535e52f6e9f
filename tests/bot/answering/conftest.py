import pytest

from bot.answering.answerer import Answerer


@pytest.fixture(scope="session")
def full(shipped):
    """With all entries: what few entries know of looks as if it went on from anything."""
    return Answerer(shipped)
