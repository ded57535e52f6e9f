import pytest

from bot.answering.answerer import OFFERED, Answerer, Decision
from bot.answering.batch import as_record
from bot.answering.wording import Wording
from bot.knowledge.statutes.citations import Article, Citation
from bot.store.article_index import ArticleHit


@pytest.fixture
def answerer(load):
    return Answerer(load())


def test_a_known_question_is_answered(answerer):
    answer = answerer.answer("货车超载怎么处罚")
    assert answer.decision is Decision.ANSWER
    assert answer.entry.slug == "chaozai-fakuan"
    assert answer.basis == answer.entry.basis
    assert len(answer.suggestions) < OFFERED


def test_a_question_about_nothing_we_know_is_not_answered(answerer):
    answer = answerer.answer("今天天气怎么样")
    assert answer.decision is Decision.UNKNOWN
    assert answer.entry is None
    assert answer.basis == ()


def test_a_citation_goes_straight_to_the_article(answerer):
    answer = answerer.answer("道交法91条是什么")
    assert answer.decision is Decision.ARTICLE
    assert answer.basis == (Citation("道路交通安全法", Article(91)),)


def test_an_unknown_question_brings_articles_that_may_help(load):
    hit = ArticleHit(Citation("道路交通安全法", Article(91)), "条文", 1.0)
    answer = Answerer(load(), lambda words, limit: [hit]).answer("火星移民手续")
    assert answer.articles == (hit,)


def test_a_very_long_question_is_cut_not_refused(answerer):
    assert answerer.answer("货车超载怎么处罚" + "啊" * 10_000).entry.slug == "chaozai-fakuan"


def test_typing_suggests_entries(answerer):
    assert answerer.suggest("网约")[0].slug == "wangyueche-zhengjian"


@pytest.fixture
def record(answerer, texts):
    wording = Wording(answerer.library, texts)
    return lambda question: as_record(answerer.answer(question), wording, 1.234)


def test_the_batch_form_of_an_answer(record):
    row = record("货车超载怎么处罚")
    assert row["decision"] == "answer"
    assert row["entry"] == "chaozai-fakuan"
    assert row["basis"][0] == {"law": "道路交通安全法", "article": 92}
    assert "由交警罚款" in row["answer"]
    assert row["ms"] == 1.23
    assert all(set(other) == {"entry", "confidence", "basis"} for other in row["suggestions"])


def test_the_batch_form_of_an_article_and_of_nothing(record):
    article, nothing = record("道交法第九十二条"), record("今天天气怎么样")
    assert (article["decision"], article["entry"]) == ("article", None)
    assert article["basis"] == [{"law": "道路交通安全法", "article": 92}]
    assert "不是法律原文" in article["answer"]
    assert (nothing["decision"], nothing["entry"], nothing["basis"]) == ("unknown", None, [])
    assert "12328" in nothing["answer"]
