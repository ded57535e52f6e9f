from dataclasses import fields

import numpy as np
import pytest

from bot.answering.matching import cached, collection
from bot.answering.matching.index import GramIndex
from bot.answering.matching.matcher import Matcher

QUESTIONS = ("货车超栽怎么罚", "chaozai罚多少", "网约车需要什么证", "电动车能带人吗", "zzz")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "data" / ".cache" / "matching.index"


@pytest.fixture
def reads(monkeypatch):
    """The entries that were read, one after the other."""
    read, slugs = collection._read, []

    def noted(key, entry, *others):
        slugs.append(entry.slug)
        return read(key, entry, *others)

    monkeypatch.setattr(collection, "_read", noted)
    return slugs


@pytest.fixture
def take(load, file):
    """The collection of entries, from the file where that has them."""
    facets = load().facets
    return lambda entries, previous=None: cached.read(entries, {}, facets, file, previous)


@pytest.mark.parametrize("is_mapped", [False, True])
def test_the_second_start_reads_no_entry_and_ranks_the_same(
    load, file, reads, is_mapped, monkeypatch
):
    if is_mapped:
        monkeypatch.setattr(cached, "LONG", 1)
    library = load()
    entries = library.entries.values()
    plain, first, second = (
        Matcher(entries, library.lexicon, library.facets, {}, cache) for cache in (None, file, file)
    )
    assert len(reads) == 2 * len(library.entries)
    for question in QUESTIONS:
        assert plain.rank(question) == first.rank(question) == second.rank(question)


def test_the_second_start_sorts_nothing_into_indexes(load, take, monkeypatch):
    entries = tuple(load().entries.values())
    first = take(entries)
    monkeypatch.setattr(GramIndex, "build", None)
    monkeypatch.setattr(GramIndex, "changed", None)
    second = take(entries)
    for name in collection.INDEXES:
        for one in fields(GramIndex):
            held, made = (getattr(getattr(each, name), one.name) for each in (second, first))
            assert np.array_equal(held, made)


def test_only_a_changed_entry_is_read_again(load, take, reads, read):
    entries = list(load().entries.values())
    take(entries)
    del reads[:]
    changed = read(ask=("超载罚多少钱", "拉多了罚多少钱"))
    found = take([*entries, changed])
    assert reads == [changed.slug]
    assert "拉多了罚多少钱" in found.phrases


def test_what_an_earlier_edition_has_read_is_taken_from_there(load, take, reads, file):
    entries = list(load().entries.values())
    earlier = take(entries)
    file.unlink()
    del reads[:]
    assert take(entries, earlier).phrases == earlier.phrases
    assert reads == []


@pytest.mark.parametrize("kept", [0, 10, 200, -1])
def test_a_damaged_file_is_made_again(load, take, file, reads, kept):
    entries = tuple(load().entries.values())
    take(entries)
    whole = file.read_bytes()
    file.write_bytes(whole[:kept] if kept >= 0 else whole[:-1] + b"?")
    assert len(take(entries).reads) == len(entries)
    assert len(reads) == 2 * len(entries)


def test_it_does_without_where_nothing_can_be_written(load, tmp_path):
    (tmp_path / "taken").write_text("a file where the folder should be")
    library = load()
    path = tmp_path / "taken" / "matching.index"
    found = cached.read(tuple(library.entries.values()), {}, library.facets, path)
    assert len(found.reads) == len(library.entries)
    assert [path.name for path in tmp_path.iterdir() if "index" in path.name] == []


def test_a_collection_without_entries_can_be_kept(take):
    assert take(()).phrases == []
    assert list(take(()).vocabulary) == []


def test_a_file_of_another_shape_is_made_again(load, take, file, reads, monkeypatch):
    entries = tuple(load().entries.values())
    with monkeypatch.context() as before:
        before.setattr(cached, "INDEXES", ())
        take(entries)
    take(entries)
    assert len(reads) == 2 * len(entries)


def test_a_program_that_is_replaced_while_it_runs_stays_the_one_it_was(monkeypatch, tmp_path):
    key = cached._key()
    other = tmp_path / "other.py"
    other.write_text("changed")
    monkeypatch.setattr(cached, "_PROGRAM", (other,))
    assert cached._key() == key
