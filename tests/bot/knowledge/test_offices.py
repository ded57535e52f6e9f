from pathlib import Path

import pytest

from bot.knowledge import offices

POLICE = """\
交警:
  call: "122"
  numbers: ["122"]
  words: [超车道]
  laws: [道路交通安全法]
  moves: [小汽车]
  matter: [违停]
"""
TRANSPORT = """\
交通运输:
  call: "12328"
  numbers: ["12328", "{bureau.hotline}"]
  moves: [货车]
  matter: []
"""


@pytest.fixture
def known(tmp_path: Path):
    path = tmp_path / "offices.yaml"
    path.write_text(POLICE + TRANSPORT, encoding="utf-8")
    return offices.load(path)


def name(office):
    return office.name if office else ""


def test_what_a_message_names_tells_whose_matter_it_is(known):
    assert name(offices.competent(known, {"moves": {"货车": 2.0}})) == "交通运输"
    assert offices.competent(known, {}) is None


def test_an_offices_own_words_count_beside_what_moves(known):
    lorry = {"moves": {"货车": 2.0}}
    assert name(offices.competent(known, lorry, "货车一直占着超车道")) == "交警"


def test_whom_the_entries_that_come_near_name_outweighs_a_word(known):
    lorry = {"moves": {"货车": 2.0}}
    assert name(offices.competent(known, lorry, near={"交警": 1.0})) == "交警"
    assert offices.competent(known, lorry, near={"交警": 0.5, "交通运输": 0.2}) is None


def test_an_answer_tells_whom_to_call_else_its_laws_do(known):
    def told(answer, laws=()):
        return [office.name for office in offices.of_answer(known, answer, laws)]

    assert told("先打{bureau.hotline}，有危险打122。") == ["交通运输", "交警"]
    assert told("打1222没有用", ["道路交通安全法"]) == ["交警"]
    assert told("找物业") == []
