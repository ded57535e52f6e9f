import numpy as np
import pytest

from bot.answering.matching.index import GramIndex, Vocabulary, idf


@pytest.fixture
def vocabulary():
    return Vocabulary()


def build(vocabulary, texts, *, bm25):
    documents = np.repeat(np.arange(len(texts)), [len(text) for text in texts]).astype(np.int32)
    grams = vocabulary.learn("".join(texts))
    parts = [(documents[documents == one], grams[documents == one]) for one in range(len(texts))]
    return GramIndex.build(len(texts), parts, len(vocabulary), bm25=bm25)


@pytest.fixture
def score(vocabulary):
    index = build(vocabulary, ("货车超载", "客车超员", "车", "船舶"), bm25=True)
    return lambda text: index.score({vocabulary.number(one): 1.0 for one in text})


def test_the_documents_that_share_a_gram_score(score):
    assert np.flatnonzero(score("车")).tolist() == [0, 1, 2]
    assert np.flatnonzero(score("船")).tolist() == [3]


def test_a_rare_gram_tells_more(vocabulary):
    index = build(vocabulary, ("货车超载", "客车超员", "车", "船舶"), bm25=True)
    known = [index.idf(vocabulary.number(one)) for one in "车船"]
    assert known[0] < known[1] < index.idf(None)
    assert idf(np.array([3.0]), 4)[0] > 0


def test_a_short_document_holds_a_gram_more_than_a_long_one(score):
    found = score("车")
    assert found[2] > found[0] == found[1]


def test_without_bm25_a_gram_stands_there_or_does_not(vocabulary):
    index = build(vocabulary, ("车车车", "车船"), bm25=False)
    found = index.score({vocabulary.number("车"): 1.0})
    assert found[0] == found[1]
    assert index.totals[1] > index.totals[0]


def test_grams_that_were_learned_later_are_in_no_document(vocabulary):
    index = build(vocabulary, ("车",), bm25=False)
    later = vocabulary.learn("飞")
    assert index.score({int(later[0]): 1.0}).tolist() == [0.0]


def test_an_index_of_nothing_finds_nothing(vocabulary):
    assert build(vocabulary, (), bm25=True).score({0: 1.0}).tolist() == []


@pytest.mark.parametrize("bm25", [False, True])
@pytest.mark.parametrize(
    "texts",
    [
        ("货车超载", "客车超员", "车", "船舶"),  # nothing is another
        ("货车超载", "车车车", "车", "船舶"),
        ("飞机", "货车超载", "客车超员", "车", "船舶"),
        ("客车超员", "船舶", "飞船"),
        (),
    ],
)
def test_an_index_that_is_changed_is_as_if_it_were_built_anew(vocabulary, texts, bm25):
    before = ("货车超载", "客车超员", "车", "船舶")
    index = build(vocabulary, before, bm25=bm25)
    anew = build(vocabulary, texts, bm25=bm25)
    moved = [texts.index(text) if text in texts else -1 for text in before]
    came = [
        (np.full(len(text), place, np.int32), vocabulary.learn(text))
        for place, text in enumerate(texts)
        if text not in before
    ]
    changed = index.changed(len(texts), np.array(moved, np.int32), came, len(vocabulary))
    assert_same(changed, anew)


def assert_same(one, other):
    for name in GramIndex.__slots__:
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
