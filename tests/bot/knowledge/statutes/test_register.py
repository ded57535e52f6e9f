import pytest

from bot.frontmatter import FaultyFile
from bot.knowledge.statutes import register
from bot.knowledge.statutes.citations import Article, Citation
from tests.fakes import FAKES


@pytest.fixture
def laws():
    return register.load(FAKES / "knowledge" / "statutes.yaml")


@pytest.mark.parametrize(
    "text",
    [
        "道交法91条",
        "《道路交通安全法》第九十一条怎么说",
        "中华人民共和国道路交通安全法第91条",
        "道交法的第九十一条",
    ],
)
def test_it_finds_a_citation_in_a_question(laws, text):
    assert laws.find_citation(text) == Citation("道路交通安全法", Article(91))


@pytest.mark.parametrize(
    "text", ["今天天气怎么样", "道交法", "第九十一条", "道交法管得严，买了两条烟"]
)
def test_without_both_law_and_article_there_is_no_citation(laws, text):
    assert laws.find_citation(text) is None


def test_it_knows_which_articles_exist(laws):
    statute = laws.find("危化品条例")
    assert statute.knows(Article(102)) is True
    assert statute.knows(Article(103)) is False


def test_outside_an_extract_it_cannot_tell(tmp_path):
    path = tmp_path / "statutes.yaml"
    path.write_text("刑法:\n  title: 刑法\n  articles: 133, 133之1\n", encoding="utf-8")
    statute = register.load(path).find("刑法")
    assert statute.knows(Article(133, 1)) is True
    assert statute.knows(Article(264)) is None


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{title: 甲法, aka: [道交法]}", "2: 甲法: 道交法 is also a name of 道路交通安全法"),
        ("{titel: 甲法}", "2: 甲法: unknown key `titel`"),
        ("{aka: [x]}", "2: 甲法: `title` is missing"),
        ("{title: 甲法, replaced_by: 乙法}", "2: 甲法: `replaced_by` 乙法 isn't in the register"),
        ("{title: 甲法, status: dead}", "2: 甲法: 'dead' is not a valid Status"),
    ],
)
def test_a_fault_in_the_register_is_told_with_its_line(tmp_path, row, message):
    path = tmp_path / "statutes.yaml"
    path.write_text(
        f"道路交通安全法: {{title: 道路交通安全法, aka: [道交法]}}\n甲法: {row}\n", encoding="utf-8"
    )
    with pytest.raises(FaultyFile) as caught:
        register.load(path)
    assert message in str(caught.value)
