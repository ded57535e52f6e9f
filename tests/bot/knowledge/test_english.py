"""How English messages are read."""

from pathlib import Path

import pytest

from bot.frontmatter import FaultyFile
from bot.knowledge import english, offices

SHIPPED = english.load(Path("knowledge/english.yaml"))
REST = "says: '{office} {words}'\nours: us\noffices: {}\n"


def written(tmp_path, text):
    path = tmp_path / "english.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_words_are_found_with_their_endings_and_the_longest_first(tmp_path):
    text = REST + "words: {驾驶证: [driving license], 营运证: [license], 拖车: [tow]}\n"
    read = english.load(written(tmp_path, text)).read
    assert read("They towed it. My driving  licenses?") == ("拖车", "驾驶证")
    assert read("license to tow") == ("营运证", "拖车")
    assert read("Where is the town hall?") == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (REST + "words: {驾驶证: driving license}", "expected Chinese words"),
        (REST + "words: {license: [license]}", "expected Chinese words"),
        (REST + "words: {驾驶证: [Licence]}", "English words in small letters"),
        (
            REST + "words: {驾驶证: [permit], 营运证: [permit]}",
            "permit stands below 驾驶证 and",
        ),
        (REST + "words: {}\ncolours: {}", "unknown key `colours`"),
        (REST.replace("{words}", "") + "words: {}", "`says` must be text with"),
        (REST.replace("ours: us", "ours: [us]") + "words: {}", "`ours` must be text"),
        (REST.replace("offices: {}", "offices: [us]") + "words: {}", "`offices` must be lines"),
    ],
)
def test_what_the_file_cannot_say_is_a_fault(tmp_path, text, message):
    with pytest.raises(FaultyFile, match=message):
        english.load(written(tmp_path, text))


def test_every_office_of_the_shipped_file_is_one():
    known = {office.name for office in offices.load(Path("knowledge/offices.yaml"))}
    assert SHIPPED.offices.keys() <= known
