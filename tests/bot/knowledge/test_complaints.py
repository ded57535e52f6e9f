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


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"tels": []}, "unknown key `tels`"),
        ({"tells": "投诉"}, "`tells` must be a list"),
        ({"calls": ["12328"]}, "`calls`: expected `name: text` lines"),
        ({"officers": {"whom": ["窗口"]}}, "expected lists `whom` and `what`"),
        ({"notes": {"公交": "车号"}}, "say under `否则`"),
    ],
    ids=lambda one: "" if isinstance(one, str) else next(iter(one)),
)
def test_a_fault_says_what_to_write(tmp_path, changed, fault):
    with pytest.raises(FaultyFile, match=fault):
        loaded(tmp_path, **changed)


def test_what_notes_stand_for_are_names_of_facets(shipped):
    names = {name for kind in shipped.facets.words.values() for name in kind}
    assert shipped.complaints.notes.keys() - {complaints.ELSE} <= names
