import pytest

from bot.answering.matching.reading import Reader


@pytest.fixture
def read(load):
    library = load()
    return Reader(library.lexicon, library.facets).read


def test_the_frame_is_taken_off(read):
    assert read("您好，请问货车超载怎么罚？").text == "货车超载怎么罚"
    assert "b7" not in read("B7县的公交太少").text


def test_it_tells_what_a_question_is_about(read):
    facets = read("我开货车超载被交警拦了要扣几分").facets
    assert set(facets["moves"]) == {"货车"}
    assert "超载" in facets["matter"]
    assert "扣几分" in facets["wants"]


def test_what_else_a_word_is_called_adds_but_is_not_written(read):
    reading = read("抓到黑车")
    assert reading.grams["非法"] < 1
    assert reading.written == len([one for one in reading.grams.values() if one == 1])


def test_a_dialects_words_are_read_as_everyday_ones(read):
    reading = read("冇駕照上咗路")
    assert reading.text == "没有驾照上了路"
    assert reading.said == "冇駕照上咗路"
