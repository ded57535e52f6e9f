import shutil
import threading

import pytest

from bot.knowledge.statutes import Texts
from bot.knowledge.statutes.citations import Article, Citation
from bot.store.article_index import ArticleIndex
from tests.bot.conftest import TODAY
from tests.fakes import FAKES
from tests.waiting import LONGEST

LAW = """\
---
short: 公路法
title: 中华人民共和国公路法
version_date: 2017-11-04
---

**第五十条** 超过公路限载标准的车辆，不得在公路上行驶。

**第五十一条** 机动车制造厂不得在公路上试车。
"""


@pytest.fixture
def folder(tmp_path):
    folder = shutil.copytree(FAKES / "statutes", tmp_path / "statutes")
    (folder / "公路法.md").write_text(LAW, encoding="utf-8")
    return folder


@pytest.fixture
def open_index(folder):
    """The index over the texts as they are now."""
    opened = []

    def open_index():
        texts = Texts(folder, today=TODAY)
        opened.append(ArticleIndex(folder / "search.db", texts))
        return opened[-1]

    yield open_index
    for index in opened:
        index.close()


def test_the_article_that_fits_best_comes_first(open_index):
    hits = open_index().search("车辆超过限载标准还能上公路吗")
    assert hits[0].citation == Citation("公路法", Article(50))
    assert "限载标准" in hits[0].text
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_it_finds_words_of_two_characters(open_index):
    hits = open_index().search("试车")
    assert [hit.citation for hit in hits] == [Citation("公路法", Article(51))]


def test_it_shows_only_so_many(open_index):
    assert len(open_index().search("公路", 1)) == 1


@pytest.mark.parametrize(
    "words", ["", "？！", "火星", 'x" OR words:*', "NEAR(公路 限载)", "(", "公路^2 AND -x"]
)
def test_no_words_are_taken_for_a_query_language(open_index, words):
    assert all(hit.text for hit in open_index().search(words))


def test_a_very_long_question_is_cut_not_refused(open_index):
    assert open_index().search("超过公路限载标准" * 500)


def test_it_follows_the_texts(open_index, folder):
    assert open_index().search("试车")
    changed = LAW.replace("试车", "飙车")
    (folder / "公路法.md").write_text(changed, encoding="utf-8")
    index = open_index()
    assert index.search("试车") == []
    assert index.search("飙车")


def test_it_is_kept_between_starts(open_index, monkeypatch):
    assert open_index().search("试车")
    monkeypatch.setattr(ArticleIndex, "_rebuild", lambda *arguments: pytest.fail("made anew"))
    assert open_index().search("试车")


def test_without_texts_there_is_nothing_to_find(tmp_path):
    index = ArticleIndex(tmp_path / "search.db", Texts(tmp_path, today=TODAY))
    assert index.search("超载") == []
    assert not (tmp_path / "search.db").exists()


def test_a_search_does_not_wait_for_the_index_being_made(open_index, monkeypatch):
    index, begun, go_on = open_index(), threading.Event(), threading.Event()
    rebuild = ArticleIndex._rebuild

    def slowly(self, db):
        begun.set()
        assert go_on.wait(LONGEST)
        rebuild(self, db)

    monkeypatch.setattr(ArticleIndex, "_rebuild", slowly)
    preparing = threading.Thread(target=index.prepare)
    preparing.start()
    assert begun.wait(LONGEST)
    assert index.search("限载标准") == []
    go_on.set()
    preparing.join()
    assert index.search("限载标准")[0].citation == Citation("公路法", Article(50))
