import pytest

from bot.knowledge.statutes.citations import Article, Citation, find_article, names_several


@pytest.mark.parametrize(
    ("written", "article"),
    [
        ("第九十二条", Article(92)),
        ("92条", Article(92)),
        ("92", Article(92)),
        ("第一百三十三条之一", Article(133, 1)),
        ("133之1", Article(133, 1)),
        ("第 64 条", Article(64)),
    ],
)
def test_it_reads_articles_as_people_write_them(written, article):
    assert Article.parse(written) == article


@pytest.mark.parametrize("written", ["", "第条", "很多条", "第零条", "第10000条", "第九条之99999"])
def test_it_says_how_to_write_an_article(written):
    with pytest.raises(ValueError, match="write 第九十二条"):
        Article.parse(written)


def test_a_citation_reads_back_as_it_is_written():
    citation = Citation("刑法", Article(133, 1))
    assert str(citation) == "刑法 第一百三十三条之一"
    assert Citation.parse(str(citation)) == citation
    assert citation.display == "《刑法》第一百三十三条之一"


def test_a_citation_may_name_a_law_alone():
    assert Citation.parse("《公路法》") == Citation("公路法")


def test_it_finds_an_article_in_running_text():
    assert find_article("按第六十四条第二款处理") == (Article(64), 1, 6)
    assert find_article("没有条号") is None
    assert find_article("第10000条") is None


@pytest.mark.parametrize(
    ("written", "several"),
    [
        ("第20-23条", True),
        ("第二十、二十一条", True),
        ("20~23条", True),
        ("第二十条至第二十三条", True),
        ("第二十条和公路法第十二条", True),
        ("第二十条第二款第（三）项", False),
        ("第二十条之一", False),
        ("没有条号", False),
    ],
)
def test_of_several_articles_it_finds_the_first_and_tells_that_there_are_more(written, several):
    assert names_several(written) is several
    found = find_article(written)
    assert found is None or found[0].number == 20
