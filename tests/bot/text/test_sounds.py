import subprocess
import sys

import pytest

from bot.text.sounds import initials, sounds, spelled, split_pinyin


@pytest.mark.parametrize(("character", "told"), [("谁", {"shei", "shui"}), ("车", {"che", "ju"})])
def test_a_character_has_all_its_readings(character, told):
    assert set(sounds(character)) == told


def test_a_word_has_its_own_reading():
    assert spelled("重庆到重载") == ["chong", "qing", "dao", "zhong", "zai"]
    assert spelled("A区，12328") == ["A", "qu", "，12328"]


def test_initials_are_of_each_character_and_of_what_is_no_chinese_all():
    assert initials("重庆3路公交A站") == "cq3lgjaz"


def test_pinyin_is_split_into_syllables():
    assert split_pinyin("chaozai") == ["chao", "zai"]
    assert split_pinyin("hello") == []


def test_the_table_of_phrases_is_not_loaded_before_something_is_named():
    told = "import sys; from bot.text import sounds; sounds.sound('车'); {}; print(loaded())"
    loaded = "loaded = lambda: 'pypinyin.phrases_dict' in sys.modules"
    for named, expected in (("pass", "False"), ("sounds.spelled('车站')", "True")):
        program = f"{loaded}; {told.format(named)}"
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
        assert done.stdout.decode().strip() == expected
