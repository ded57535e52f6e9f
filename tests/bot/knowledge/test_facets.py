import pytest

from bot.frontmatter import FaultyFile
from bot.knowledge import facets


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "facets.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def known(write):
    return facets.load(
        write("moves:\n  货车: [货车, 大货]\n  客车: [客车]\nwants:\n  罚多少: [怎么罚]\n")
    )


def test_words_tell_facets_however_they_are_written(known):
    assert known.of("大貨 怎 么 罚")["moves"] == {"货车": 2.0}
    assert known.of("大货怎么罚")["wants"] == {"罚多少": 3.0}
    assert known.of("坐船")["moves"] == {}


def test_no_word_runs_on_into_the_next_part_of_a_sentence(known):
    assert known.of("到处都堆满货，车间夜里也吵")["moves"] == {}


@pytest.fixture
def moving(write):
    return facets.load(
        write(
            "hiding: [机动车]\nstations: [高铁站, 机场]\n"
            "moves:\n  火车: [动车, 高铁]\n  飞机: [机场]\n  电动车: [电动车]\n  公交: [公交]\n"
            "matter:\n  号牌: [车牌]\n"
        )
    )


def test_no_word_moves_within_a_longer_one(moving):
    assert moving.of("电动车和机动车抢道")["moves"] == {"电动车": 3.0}
    assert moving.of("动车晚点")["moves"] == {"火车": 2.0}


def test_a_station_tells_where_somebody_is_unless_nothing_else_moves(moving):
    assert moving.of("去高铁站的公交不停，去机场的也不停")["moves"] == {"公交": 2.0}
    assert moving.of("在高铁站摔倒了")["moves"] == {"火车": 2.0}


def test_an_entry_has_what_its_question_and_many_of_its_phrases_name(known):
    phrases = ["货车怎么罚", *["大货车"] * 5, "客车", *["别的"] * 4]
    found = known.of_entry(phrases, {})
    assert set(found["moves"]) == {"货车"}
    assert found["wants"] == {"罚多少": facets.OF_TITLE}


def test_what_the_front_matter_states_counts(known):
    assert known.of_entry(["货车"], {"moves": ("客车",)})["moves"] == {"客车": 1.0}


def test_an_unknown_kind_and_a_wrong_shape_are_faults(write):
    with pytest.raises(FaultyFile) as caught:
        facets.load(write("colour:\n  红: [红]\nmoves: [货车]\n"))
    assert len(caught.value.faults) == 2


@pytest.mark.parametrize("name", ["rare", "things"])
def test_what_is_rare_or_a_thing_is_a_matter(write, name):
    known = facets.load(write(f"matter:\n  再次: [又被]\n{name}: [再次]\n"))
    assert getattr(known, name) == {"再次"}
    for wrong in (f"{name}: [初次]", f"{name}: 再次"):
        with pytest.raises(FaultyFile, match=name):
            facets.load(write(f"matter:\n  再次: [又被]\n{wrong}\n"))


def test_words_of_ours_count_unless_they_stand_within_others(write):
    known = facets.load(write("ours: [路, 车]\nnot_ours: [出路, 车站旁边]\n"))
    assert known.names_ours("路坏了")
    assert known.names_ours("车站旁边 停满了车")
    assert not known.names_ours("给条出路 我住车站旁边")


def test_words_of_ours_alone_are_known_apart(write):
    known = facets.load(write("ours: [车]\nsurely_ours: [道路运输证]\nnot_ours: [老车站]\n"))
    assert known.names_surely_ours("道路运输证年审")
    assert not known.names_surely_ours("车停在哪里")


@pytest.mark.parametrize("name", ["ours", "surely_ours", "not_ours"])
def test_words_of_ours_must_be_a_list(write, name):
    with pytest.raises(FaultyFile, match=f"`{name}` must be a list of words"):
        facets.load(write(f"{name}: 路\n"))


def test_asides_are_words_for_what_is_wanted(write):
    known = facets.load(write("wants:\n  罚多少: [怎么罚]\nasides: {罚多少: 罚款}\n"))
    assert known.asides == {"罚多少": "罚款"}
    for wrong in ("asides: {多少: 罚款}", "asides: [罚多少]"):
        with pytest.raises(FaultyFile, match="`asides` must be"):
            facets.load(write(f"wants:\n  罚多少: [怎么罚]\n{wrong}\n"))


def test_words_of_turns_may_have_a_gap(write):
    turns = facets.load(write("turns:\n  deciders: [城管]\ndecisions:\n  扣车: [扣…车]\n")).turns
    assert turns.decided("城管扣了我的车") == "城管扣车"
    assert turns.decided("城管罚了我") == ""


@pytest.mark.parametrize(
    "wrong", ["turns: [那]", "turns: {ends: [呢]}", "decisions: 扣车", "next_wants: {材料: 带啥}"]
)
def test_words_of_turns_stand_in_lists_by_name(write, wrong):
    with pytest.raises(FaultyFile, match="`turns`"):
        facets.load(write(wrong))
