"""Messages that are a law's name as people say it, and what they ask of a law."""

import pytest

from bot.answering.deciding import Decision
from bot.answering.wording import Wording
from bot.knowledge.statutes.citations import Citation


@pytest.mark.parametrize(
    ("called", "law"),
    [
        ("旧的公路法", "公路法"),
        ("租车那个办法", "小微型客车租赁经营服务管理办法"),
        ("货物运输站场管理规定", "道路货物运输及站场管理规定"),
        ("车辆动态监管办法", "道路运输车辆动态监督管理办法"),
        ("从业资格考试安排规定", ""),
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


@pytest.mark.parametrize(
    ("asked", "law"),
    [
        ("港口条例，省里的", "本省港口条例"),
        ("我们省的高速公路条例", "本省高速公路条例"),
    ],
)
def test_a_places_law_is_not_taken_for_the_nations(full, asked, law):
    assert full.answer(asked).unheld == law


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


@pytest.mark.parametrize(
    ("asked", "citation"),
    [
        ("146号令", "道路交通事故处理程序规定"),
        ("公安部令第164号", "机动车登记规定"),
        ("交通运输部2020年22号令", "小微型客车租赁经营服务管理办法"),
        ("国务院令第593号第二十七条", "公路安全保护条例 第二十七条"),
        ("国务院617号令校车的", "校车安全管理条例"),
    ],
)
def test_a_law_is_known_by_the_number_of_its_decree(full, asked, citation):
    assert str(full.answer(asked).citation) == citation


def test_of_laws_whose_decrees_have_one_number_the_others_are_named_beside(full):
    answer = full.answer("17号令")
    assert answer.alike
    assert full.answer("租赁的17号令").alike == ()


def test_who_names_another_law_with_the_number_is_told_of_both(full):
    answer = full.answer("货运规定62号令")
    assert answer.citation.law == "道路货物运输及站场管理规定"
    assert answer.alike == ("超限运输车辆行驶公路管理规定",)


@pytest.mark.parametrize("asked", ["今天42号车没来", "出租车拒载按2号令怎么罚"])
def test_a_number_that_asks_something_is_no_laws_name(full, asked):
    assert full.answer(asked).decision is not Decision.ARTICLE


def test_what_carries_out_an_act_is_known_by_every_name_of_the_act(full):
    assert str(full.answer("道安法实施条例44").citation) == "道路交通安全法实施条例 第四十四条"


@pytest.mark.parametrize(
    ("asked", "citation"),
    [
        ("民法典1211 挂靠", "民法典 第一千二百一十一条"),
        ("道交法91酒驾", "道路交通安全法 第九十一条"),
    ],
)
def test_a_number_beside_what_its_article_is_about_is_the_articles(full, asked, citation):
    assert str(full.answer(asked).citation) == citation


@pytest.mark.parametrize("asked", ["行政处罚法20万罚款", "道路交通安全法2021年修正"])
def test_a_figure_with_a_unit_is_no_article(full, asked):
    citation = full.answer(asked).citation
    assert citation is None or citation.article is None


def test_of_a_national_standard_it_is_said_where_to_look(full, texts):
    answer = full.answer("gb7258")
    assert answer.unheld == "国家标准 GB 7258"
    assert "国家标准全文公开系统" in Wording(full.library, texts).answer(answer)


def test_below_a_standard_stands_what_is_said_to_its_matter(full, texts):
    answer = full.answer("电动自行车的新国标")
    assert "也许和这些有关" in Wording(full.library, texts).answer(answer)


def test_a_law_that_isnt_registered_is_said_to_be_none_of_ours(full):
    assert full.answer("船舶安全监督规则").unheld == "船舶安全监督规则"


@pytest.mark.parametrize(
    ("asked", "law"),
    [
        (
            "道路运输从业人员管理规定（交通运输部令2006年第9号）",
            "道路运输从业人员管理规定",
        ),
        ("机动车驾驶员培训管理规定 交通运输部令2031年第77号", "机动车驾驶员培训管理规定"),
        ("巡游出租车规定是哪个令", "巡游出租汽车经营服务管理规定"),
    ],
)
def test_a_title_with_a_number_of_its_decree_is_the_laws(full, asked, law):
    assert full.answer(asked).citation.law == law


def test_a_decree_that_is_not_known_here_is_said_to_be_none_of_ours(full):
    assert full.answer("国务院令第9999号").unheld == "国务院令第9999号"


def test_an_article_that_is_not_held_says_what_rests_on_it_and_what_that_says(full, texts):
    citation = full.library.register.find_citation("公路安全保护条例第六十四条")
    said = Wording(full.library, texts).laws.article(citation)
    assert "这里没有收录" in said
    assert "按这一条写的、这里有的问答" in said
    assert "总重超限不超过1吨的，只给警告" in said
    assert "令号：国务院令第593号" in said


@pytest.mark.parametrize(
    ("message", "law"),
    [
        ("村里要学机动车驾驶证申领使用规定，原文发我一份", "机动车驾驶证申领和使用规定"),
        ("群里说的超限车辆行驶公路管理规定，下载在哪", "超限运输车辆行驶公路管理规定"),
    ],
)
def test_a_title_in_a_sentence_leads_to_the_law_where_its_text_is_wanted(full, message, law):
    assert full.answer(message).citation == Citation(law)


def test_what_a_law_says_of_something_leads_to_the_article_by_which_an_entry_answers(full):
    answer = full.answer("公路法里头有没有写不能在路上打场晒粮")
    assert (answer.citation.law, answer.is_guess) == ("公路法", True)
