import pytest

from bot.answering.matching import cached
from bot.answering.matching.collection import Collection
from bot.answering.matching.matcher import Matcher

QUESTIONS = ("货车超栽怎么罚", "chaozai罚多少", "网约车需要什么证", "电动车能带人吗", "zzz")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "data" / ".cache" / "matching.index"


@pytest.fixture
def reads(monkeypatch):
    """How often a collection is read anew."""
    read, times = Collection.read, []

    def counted(entries):
        times.append(len(entries))
        return read(entries)

    monkeypatch.setattr(Collection, "read", counted)
    return times


def test_the_second_start_reads_no_entry_and_ranks_the_same(load, file, reads):
    library = load()
    entries = library.entries.values()
    plain, first, second = (
        Matcher(entries, library.lexicon, cache) for cache in (None, file, file)
    )
    assert len(reads) == 2
    for question in QUESTIONS:
        assert plain.rank(question) == first.rank(question) == second.rank(question)


def test_a_changed_entry_is_read(load, file, reads, read):
    before = [read()]
    after = [read(ask=("超载罚多少钱", "拉多了罚多少钱"))]
    for entries in (before, after):
        phrases = cached.read(entries, file).phrases[0]
    assert len(reads) == 2
    assert "拉多了罚多少钱" in phrases


@pytest.mark.parametrize("kept", [0, 10, 200, -1])
def test_a_damaged_file_is_made_again(load, file, reads, kept):
    entries = tuple(load().entries.values())
    cached.read(entries, file)
    whole = file.read_bytes()
    file.write_bytes(whole[:kept] if kept >= 0 else whole[:-1] + b"?")
    cached.read(entries, file)
    assert len(reads) == 2
    assert file.read_bytes() == whole


def test_it_does_without_where_nothing_can_be_written(load, tmp_path):
    (tmp_path / "taken").write_text("a file where the folder should be")
    entries = tuple(load().entries.values())
    collection = cached.read(entries, tmp_path / "taken" / "matching.index")
    assert len(collection.phrases) == len(entries)
    assert [path.name for path in tmp_path.iterdir() if "index" in path.name] == []


def test_a_collection_without_entries_can_be_kept(file):
    assert cached.read((), file).phrases == []
    assert list(cached.read((), file).vocabulary) == []
