"""What the matcher holds of the entries, after some of them have changed."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.answering.matching.collection import INDEXES, Collection
from bot.knowledge import entries
from bot.knowledge.facets import Facets
from tests.bot.answering.matching.test_index import assert_same

NOTHING = Facets({})


def entry(number):
    text = f"---\nquestion: 货车超载{number}吨怎么罚？\nask: [超了{number}吨, 多拉{number}吨]\n"
    text += "topic: 货运超限\nbasis: [道路交通安全法 第九十二条]\n"
    text += "reviewed: 2026-11-20\nreview_by: 2027-06-30\n---\n"
    return entries.parse(f"{text}\n罚款{number}次。\n", Path(f"e{number}.md"))


@pytest.fixture
def before():
    return [entry(number) for number in range(20)]


def edited(before):
    return [*before[:7], replace(before[7], question="渔船能载客吗？", ask=("渔船",)), *before[8:]]


@pytest.mark.parametrize(
    "change",
    [
        list,
        edited,
        lambda before: [*before, entry(99)],
        lambda before: [entry(99), *before[1:]],
        lambda before: before[1:],
        lambda before: before[::-1],
        lambda before: [entry(99 + number) for number in range(20)],
        lambda before: [],
    ],
    ids=["same", "edited", "added", "replaced", "retired", "turned", "others", "none"],
)
def test_indexes_that_were_carried_on_are_as_if_they_were_built_anew(before, change):
    previous = Collection.read(before, {}, NOTHING).prepare()
    reads = Collection.read(change(before), {}, NOTHING, previous)
    anew = Collection(reads.vocabulary, reads.reads).prepare()
    carried = reads.prepare(previous)
    for name in INDEXES:
        assert_same(getattr(carried, name), getattr(anew, name))
