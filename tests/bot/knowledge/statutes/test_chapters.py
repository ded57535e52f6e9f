"""A law's text by its chapters, and articles found in it."""

import pytest

from bot.knowledge.statutes import LawText, chapters
from bot.knowledge.statutes.citations import Article

FIRST, SECOND = ("第一编 总则", "第一章 一般规定"), ("第一编 总则", "第二章 罚则")


def law(**headings):
    """Four articles, the third with a 之一, under these headings by their numbers."""
    texts = {
        Article(1): "为了安全。",
        Article(2): "车辆应当让行。",
        Article(3): "不让行的，处二百元罚款。",
        Article(3, 1): "行人不让行的，处警告。",
    }
    above = {Article(1): FIRST, Article(2): FIRST, Article(3): SECOND, Article(3, 1): SECOND}
    return LawText("让行法", "让行法", None, None, texts, headings or above)


def test_articles_stand_under_their_headings_in_order():
    first, second = chapters.chapters(law())
    assert [str(number) for number, _ in second.articles] == ["第三条", "第三条之一"]
    assert first.opened == ((0, "第一编 总则"), (1, "第一章 一般规定"))
    assert second.opened == ((1, "第二章 罚则"),)


def test_a_law_without_headings_is_one_chapter():
    text = law()
    (only,) = chapters.chapters(LawText("让行法", "让行法", None, None, text.articles))
    assert only.path == ()
    assert len(only.articles) == 4


def test_a_chapter_that_goes_back_to_its_part_opens_nothing():
    parts = {Article(1): FIRST, Article(2): FIRST[:1]}
    text = LawText("让行法", "", None, None, {Article(1): "一", Article(2): "二"}, parts)
    assert list(chapters.chapters(text))[1].opened == ()


@pytest.mark.parametrize(
    ("words", "number"),
    [("3", Article(3)), ("第三条", Article(3)), ("3条之一", Article(3, 1)), ("9", None)],
)
def test_an_article_is_found_by_its_number(words, number):
    assert chapters.find(law(), words).number == number


def test_articles_are_found_that_have_all_of_the_words():
    found = chapters.find(law(), "不让行 200元")
    assert (found.articles, found.is_near) == ((Article(3),), False)


def test_where_none_has_all_the_nearest_are_found():
    found = chapters.find(law(), "行人 罚款 警告")
    assert (found.articles, found.is_near) == ((Article(3, 1),), True)


def test_nothing_is_near_to_what_no_article_says():
    assert chapters.find(law(), "渡口").articles == ()


def test_a_code_is_read_leaf_by_leaf_and_no_chapter_is_torn(monkeypatch):
    found = list(chapters.chapters(law()))
    assert chapters.leaves(found) == [tuple(found)]
    monkeypatch.setattr(chapters, "WHOLE", 20)
    monkeypatch.setattr(chapters, "LEAF", 20)
    assert chapters.leaves(found) == [(found[0],), (found[1],)]
