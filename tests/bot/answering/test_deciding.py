from dataclasses import replace

import pytest

from bot.answering.deciding import labels


@pytest.fixture
def named(load):
    """What tells apart entries that ask so."""
    library = load()
    entry = library.entries["chaozai-fakuan"]

    def named(*questions):
        return labels([replace(entry, question=one) for one in questions], library.facets)

    return named


def test_vehicles_tell_entries_apart(named):
    assert named("货车超载怎么处罚？", "电动自行车可以带人吗？") == ["货车", "电动自行车"]


def test_what_is_wanted_tells_nothing_apart(named):
    questions = ["驾驶证怎么办理？", "驾驶证多少钱？"]
    assert named(*questions) == questions
