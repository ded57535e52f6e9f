"""What a search box finds among the entries and the laws."""

import pytest

from bot.answering import searching
from bot.answering.editions import KnowledgeBase
from bot.config import Settings
from tests.fakes import FAKES


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), knowledge_dir=FAKES / "knowledge")
    edition = KnowledgeBase(settings).edition
    yield edition
    edition.articles.close()


def slugs(edition, words):
    return [entry.slug for entry in searching.search(edition, words).entries]


def test_entries_about_the_words_are_found(edition):
    assert slugs(edition, "超载 罚款")[0] == "chaozai-fakuan"
    assert slugs(edition, "电瓶车带人")[0] == "diandongche-dairen"  # as people say it


def test_what_no_entry_is_about_finds_none(edition):
    assert not searching.search(edition, "离婚财产分割")
    assert not searching.search(edition, "，。")


def test_laws_are_found_by_any_of_their_names(edition):
    for words in ("道交法", "《道路交通安全法》", "道路交通"):
        assert searching.search(edition, words).laws[0].short == "道路交通安全法"
    assert searching.search_laws(edition, "化学品").laws[0].short == "危险化学品安全管理条例"
