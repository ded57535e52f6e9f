import pytest


@pytest.fixture(scope="session")
def full(shipped_answerer):
    """With all entries: what few entries know of looks as if it went on from anything."""
    return shipped_answerer
