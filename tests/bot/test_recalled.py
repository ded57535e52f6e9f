import os
from datetime import date
from pathlib import Path

import pytest

from bot import frontmatter
from bot.frontmatter import FaultyFile
from bot.recalled import kept_in
from tests.bot.conftest import ENTRY

PATH = Path("entry.md")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "data" / ".cache" / "yaml.read"


@pytest.fixture
def reads(monkeypatch):
    """The texts that YAML was read from, one after the other."""
    loader, texts = frontmatter.Loader, []

    def noted(text):
        texts.append(text)
        return loader(text)

    # As the program has it, without what the suite remembers.
    monkeypatch.setattr(frontmatter, "parse_yaml", frontmatter.parse_yaml.__wrapped__)
    monkeypatch.setattr(frontmatter, "Loader", noted)
    return texts


@pytest.fixture
def start(file, reads):
    """What the texts hold for a program that starts and reads them; `reads` is of that start."""

    def start(*texts):
        del reads[:]
        with kept_in(file):
            return [frontmatter.parse(text, PATH) for text in texts]

    return start


def test_the_second_start_reads_no_yaml_and_finds_the_same(start, reads):
    first = start(ENTRY)
    assert len(reads) == 1
    assert start(ENTRY) == first
    assert reads == []
    assert first[0].values["reviewed"] == date(2026, 11, 23)


def test_only_what_has_changed_is_read_again(start, reads):
    start(ENTRY, ENTRY.replace("货车", "客车"))
    found = start(ENTRY, ENTRY.replace("货车", "拖拉机"))
    assert len(reads) == 1
    assert [one.values["question"] for one in found] == [
        "货车超载怎么处罚？",
        "拖拉机超载怎么处罚？",
    ]


def test_what_no_file_has_any_more_is_not_kept(start, reads):
    start(ENTRY)
    start(other := ENTRY.replace("货车", "客车"))
    start(other)
    assert reads == []
    start(ENTRY)
    assert len(reads) == 1


def test_the_same_words_further_down_stand_on_other_lines(file, reads):
    with kept_in(file):
        assert frontmatter.parse_yaml("a: 1", PATH) == ({"a": 1}, {"a": 1})
        assert frontmatter.parse_yaml("a: 1", PATH, first_line=7) == ({"a": 1}, {"a": 7})
    with kept_in(file):
        assert frontmatter.parse_yaml("a: 1", PATH, first_line=7) == ({"a": 1}, {"a": 7})


@pytest.mark.parametrize(
    "value", ["{12305: 热线}", "[2026-11-23]", "2026-11-23 10:00:00", ".nan", "{a: {1: b}}"]
)
def test_what_json_can_not_hold_is_found_as_it_is_each_time(start, value):
    text = f"---\nkey: {value}\n---\n\n答案\n"
    first, second = (repr(start(text)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    "value", ["", "1.5", "true", "[]", "[a, 1, null]", "{a: [b]}", "2026-11-23"]
)
def test_what_json_holds_is_found_as_it_was(start, reads, value):
    text = f"---\nkey: {value}\n---\n\n答案\n"
    first, second = (repr(start(text)) for _ in range(2))
    assert first == second
    assert reads == []


def test_whoever_asks_gets_values_of_their_own(start, file, reads):
    start(ENTRY)
    with kept_in(file):
        one, other = (frontmatter.parse(ENTRY, PATH) for _ in range(2))
        one.values["ask"].clear()
    assert len(other.values["ask"]) == 5
    assert start(ENTRY) == [other]


def test_a_fault_is_told_each_time(start):
    for _ in range(2):
        with pytest.raises(FaultyFile, match="not valid YAML"):
            start("---\nkey: [\n---\n\n答案\n")


@pytest.mark.parametrize("kept", [0, 40, -1])
def test_a_damaged_file_is_made_again(start, file, reads, kept):
    first = start(ENTRY)
    whole = file.read_bytes()
    file.write_bytes(whole[:kept] if kept >= 0 else whole[:-1] + b"?")
    assert start(ENTRY) == first
    assert len(reads) == 1
    assert file.read_bytes() == whole


def test_it_does_without_where_nothing_can_be_written(tmp_path, reads):
    (tmp_path / "taken").write_text("a file where the folder should be")
    for times in (1, 2):
        with kept_in(tmp_path / "taken" / "yaml.read"):
            frontmatter.parse(ENTRY, PATH)
        assert len(reads) == times


def test_an_edit_that_leaves_size_and_time_of_the_file_alone_is_seen(load, knowledge, file, reads):
    path = knowledge / "bureau.yaml"
    before = load(recalled=file)
    told, time = path.read_text("utf-8"), path.stat().st_mtime_ns
    path.write_text(told.replace(before.bureau.hotline, "99999"))
    os.utime(path, ns=(time, time))
    assert path.stat().st_size == len(told.encode())
    assert reads
    assert load(recalled=file).bureau.hotline == "99999"
