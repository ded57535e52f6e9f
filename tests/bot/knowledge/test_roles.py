"""What the page begins with for each who comes."""

import pytest

from bot.frontmatter import FaultyFile
from bot.knowledge import roles


def written(tmp_path, text):
    path = tmp_path / "roles.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_roles_keep_their_order_and_that_of_their_questions(tmp_path):
    first, second = roles.load(written(tmp_path, "货车: [b, a]\n乘客: [c]\n"))
    assert (first.name, first.entries) == ("货车", ("b", "a"))
    assert second.name == "乘客"


@pytest.mark.parametrize(
    "text", ["货车: []", "货车: a", "货车: [1]", "货车: [a, b, c, d, e, f, g]", "货车:"]
)
def test_a_role_without_one_to_six_questions_is_a_fault(tmp_path, text):
    with pytest.raises(FaultyFile, match="give it 1 to 6 names of entries"):
        roles.load(written(tmp_path, text))


def test_there_are_no_more_roles_than_a_phone_shows(tmp_path):
    with pytest.raises(FaultyFile, match="8 roles: keep the 7"):
        roles.load(written(tmp_path, "".join(f"角色{n}: [a]\n" for n in range(8))))


def test_every_shipped_role_has_six_questions_that_are_there(shipped):
    assert [len(found) for found in shipped.first_questions.values()] == [6] * 7


def test_every_law_of_an_office_is_registered(shipped):
    laws = {law for office in shipped.offices for law in office.laws}
    assert laws <= shipped.register.statutes.keys()


def test_what_is_asked_next_is_of_the_same_topic_and_subject(shipped):
    for entry in shipped.entries.values():
        related = shipped.related(entry)
        assert len(related) <= 3
        assert {other.topic for other in related} <= {entry.topic}
