"""What is told to who complains, as staff write it."""

import pytest
import yaml

from bot.frontmatter import FaultyFile
from bot.knowledge import complaints

SOUND = {
    "tells": ["投诉"],
    "asks": ["归谁管"],
    "not": ["被投诉"],
    "calls": {"12328": "交通运输"},
    "last": [],
    "officers": {"whom": ["窗口"], "what": ["态度"]},
    "notes": {"公交": "车号", "否则": "时间"},
}


def loaded(tmp_path, **changed):
    path = tmp_path / "complaints.yaml"
    path.write_text(yaml.safe_dump(SOUND | changed, allow_unicode=True), "utf-8")
    return complaints.load(path)


def test_who_is_complained_of_complains_of_nothing(tmp_path):
    known = loaded(tmp_path)
    assert known.are_told("我要投诉")
    assert known.are_told("这事归谁管")
    assert not known.are_told("我被投诉了")


def test_officials_are_told_by_who_and_what(tmp_path):
    known = loaded(tmp_path)
    assert known.are_of_officers("窗口那人态度差")
    assert not known.are_of_officers("窗口几点开")


def test_what_is_noted_down_is_the_first_that_anything_is_said_of(tmp_path):
    known = loaded(tmp_path)
    assert known.note(["噪声", "公交"]) == "车号"
    assert known.note(["噪声"]) == "时间"


FILING = {
    "says": "不算递交",
    "unread": "请打电话",
    "opens": ["记一下", "帮我转达给…领导"],
    "words": ["请登记", "望…重视"],
    "unless": ["怎么登记"],
}


@pytest.mark.parametrize(
    ("message", "is_wanted"),
    [
        ("记一下：3路车甩站", True),
        ("桥断了，望有关领导重视", True),
        ("3路车甩站", False),
        ("请登记是怎么登记", False),
    ],
)
def test_who_wants_it_handed_in_says_so(tmp_path, message, is_wanted):
    assert loaded(tmp_path, filing=FILING).filing.is_wanted(message) is is_wanted


@pytest.mark.parametrize(
    ("message", "subject"),
    [
        ("记一下：3路车甩站", "3路车甩站"),
        ("您好，帮我转达给你们领导，厕所太脏", "厕所太脏"),
        ("3路车甩站，请记一下", ""),
        ("记一下", ""),
    ],
)
def test_what_is_to_be_handed_in_is_read_without_its_opening(tmp_path, message, subject):
    assert loaded(tmp_path, filing=FILING).filing.subject(message) == subject


def test_without_a_word_on_it_nobody_wants_it_handed_in(tmp_path):
    filing = loaded(tmp_path).filing
    assert not filing.is_wanted("记一下：3路车甩站")
    assert filing.subject("记一下：3路车甩站") == ""


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"tels": []}, "unknown key `tels`"),
        ({"tells": "投诉"}, "`tells` must be a list"),
        ({"calls": ["12328"]}, "`calls`: expected `name: text` lines"),
        ({"officers": {"whom": ["窗口"]}}, "expected lists `whom` and `what`"),
        ({"notes": {"公交": "车号"}}, "say under `否则`"),
        ({"filing": {"says": "x"}}, "`filing`: expected says, unread, opens, words, unless"),
        ({"filing": {**FILING, "opens": "x"}}, "`filing`: `opens` must be a list"),
        ({"filing": {**FILING, "says": []}}, "`filing`: `says` must be text"),
    ],
    ids=lambda one: "" if isinstance(one, str) else next(iter(one)),
)
def test_a_fault_says_what_to_write(tmp_path, changed, fault):
    with pytest.raises(FaultyFile, match=fault):
        loaded(tmp_path, **changed)


def test_what_notes_stand_for_are_names_of_facets(shipped):
    names = {name for kind in shipped.facets.words.values() for name in kind}
    assert shipped.complaints.notes.keys() - {complaints.ELSE} <= names
