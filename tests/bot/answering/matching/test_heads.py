from bot.answering.matching.heads import Heads
from bot.answering.matching.reading import Reader
from bot.knowledge.facets import Facets
from bot.knowledge.lexicon import Lexicon

FEW = [
    ["货车年检怎么办", "货车年检", "车检"],
    ["年检过期罚款", "年检过了"],
    ["摩托车年检", "摩托年检"],
]


def heads(phrases, question, wanted=None, lexicon=None):
    lexicon = lexicon or Lexicon({})
    facets = Facets({"moves": {}, "matter": {}, "wants": {"罚多少": ("罚多少",)}, "side": {}})
    reading = Reader(lexicon, facets).read(question)
    return Heads(phrases, wanted or [0.0] * len(phrases), lexicon).of(reading)


def test_a_word_that_many_entries_are_about_is_a_subject():
    assert sorted(heads(FEW, "年检")) == [0, 1, 2]


def test_what_most_people_want_comes_first():
    assert heads(FEW, "年检", wanted=[0.0, 0.0, 90.0])[0] == 2


def test_a_word_of_few_entries_is_no_subject():
    assert heads(FEW[:2], "年检") == []


def test_who_names_a_point_means_it():
    assert heads(FEW, "年检罚多少") == []


def test_an_entrys_own_phrase_is_no_subject():
    phrases = [["快递丢了", "快递丢了怎么赔"], ["快递丢了报警"], ["快递丢了谁的责任"]]
    assert heads(phrases, "快递丢了") == []


def test_another_name_of_the_word_counts_too():
    lexicon = Lexicon({"车检": ("年检",)})
    assert sorted(heads(FEW, "车检", lexicon=lexicon)) == [0, 1, 2]


def test_what_nearly_all_entries_have_is_no_other_name_of_it():
    phrases = [*FEW, *(["驾驶证丢了", "驾驶证补办"] for _ in range(20))]
    lexicon = Lexicon({"年检": ("驾驶证",)})
    assert sorted(heads(phrases, "年检", lexicon=lexicon)) == [0, 1, 2]


def test_a_sentence_is_no_subject():
    assert heads(FEW, "我的货车年检被卡住了") == []
