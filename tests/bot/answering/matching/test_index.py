import pytest

from bot.answering.matching.index import GramIndex, PhraseTable, Vocabulary, idf


@pytest.fixture
def index():
    vocabulary = Vocabulary()
    texts = ("货车超载", "客车超员", "车", "船舶")
    documents = [dict.fromkeys(vocabulary.learn(text), 1) for text in texts]
    return GramIndex.build(vocabulary, documents)


def test_it_finds_the_documents_that_share_a_gram(index):
    assert index.search({"车": 1.0}, 9).keys() == {0, 1, 2}
    assert index.search({"船": 1.0, "飞": 1.0}, 9).keys() == {3}
    assert index.search({"飞": 1.0}, 9) == {}


def test_a_rare_gram_tells_more(index):
    assert index.idf("车") < index.idf("船") < index.idf("飞")
    assert idf(3, 4) > 0


def test_a_short_document_holds_a_gram_more_than_a_long_one(index):
    scores = index.search({"车": 1.0}, 9)
    assert scores[2] > scores[0] == scores[1]


def test_what_the_budget_leaves_unread_finds_nothing_but_still_counts(index):
    query = {"员": 1.0, "车": 1.0}
    whole, within = index.search(query, 9), index.search(query, 9, budget=2)
    assert whole.keys() == {0, 1, 2}
    assert within == {1: whole[1]}


def test_no_more_than_the_limit_are_found_the_best_first(index):
    assert list(index.search({"车": 1.0, "超": 0.1}, 2)) == [2, 0]


def test_the_rarest_gram_is_read_whatever_the_budget(index):
    assert index.search({"车": 1.0}, 9, budget=1).keys() == {0, 1, 2}


@pytest.fixture
def table():
    return PhraseTable.build(Vocabulary(), [["货车超载", "拉多了"], ["客车超员"], ["？", ""]])


def test_the_nearest_phrase_is_the_one_that_is_most_alike(table):
    nearest = table.nearest("拉多了", dict.fromkeys("拉多了", 1.0), [0, 1])
    assert nearest.keys() == {0}
    likeness, place = nearest[0]
    assert place == 1
    assert likeness == pytest.approx(1, abs=1e-6)


def test_synonyms_add_to_the_likeness(table):
    words, synonyms = dict.fromkeys("货车", 1.0), dict.fromkeys("超载", 0.3)
    assert table.nearest("货车", words | synonyms, [0])[0] > table.nearest("货车", words, [0])[0]


def test_a_phrase_without_grams_is_like_nothing(table):
    assert table.nearest("货车", dict.fromkeys("货车", 1.0), [2]) == {}


def test_grams_learned_after_the_phrases_are_like_nothing(table):
    table.vocabulary.learn("飞")
    assert table.nearest("飞", {"飞": 1.0}, [0, 1]) == {}
