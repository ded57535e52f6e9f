"""Messages that are a law's name as people say it, and what they ask of a law."""

import pytest

from bot.answering.deciding import Decision
from bot.answering.wording import Wording


@pytest.mark.parametrize(
    ("called", "law"),
    [
        ("旧的公路法", "公路法"),
        ("租车那个办法", "小微型客车租赁经营服务管理办法"),
        ("货物运输站场管理规定", ""),
        ("道路货物运输及站场", "道路货物运输及站场管理规定"),
        ("驾校的管理规定，交通部出的", "机动车驾驶员培训管理规定"),
        ("内河交通条列", "内河交通安全管理条例"),
        ("校车安全管理归定", "校车安全管理条例"),
        ("治超规定", "超限运输车辆行驶公路管理规定"),
    ],
    ids=lambda one: one or "none",
)
def test_a_law_is_known_by_what_people_call_it(full, called, law):
    citation = full.answer(called).citation
    assert (citation.law if citation else "") == law


def test_a_piece_of_two_titles_leads_to_the_nearer_one_and_names_the_other(full, texts):
    answer = full.answer("出租汽车经营服务管理")
    said = Wording(full.library, texts).answer(answer)
    assert answer.citation.law == "巡游出租汽车经营服务管理规定"
    assert "也可能是《网络预约出租汽车经营服务管理暂行办法》" in said


@pytest.mark.parametrize("asked", ["高速公路条例，省里的", "我们省的高速公路条例"])
def test_a_places_law_is_not_taken_for_the_nations(full, asked):
    assert full.answer(asked).unheld == "本省高速公路条例"


def test_who_asks_which_article_says_it_gets_the_likeliest_one(full, texts):
    answer = full.answer("道交法第几条讲的酒驾")
    assert (answer.decision, answer.is_guess) == (Decision.ARTICLE, True)
    assert str(answer.citation) == "道路交通安全法 第九十一条"
    assert "最可能是这一条" in Wording(full.library, texts).answer(answer)


def test_so_many_tens_of_an_article_are_held_to(full):
    article = full.answer("快递条例第二十几条是管赔钱的").citation.article
    assert 20 <= article.number < 30


def test_a_law_of_which_nothing_else_is_known_is_named(full):
    assert full.answer("海商法管得到内湖吗").citation.law == "海商法"


@pytest.mark.parametrize("asked", ["关于电动车的规定", "停车规定", "劳动合同"])
def test_a_matter_is_no_laws_name(full, asked):
    assert full.answer(asked).decision is not Decision.ARTICLE
