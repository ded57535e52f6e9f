"""The figures of the rules stand in the texts, where those are at hand."""

import pytest

from bot.knowledge.statutes import Texts
from bot.knowledge.statutes.citations import Citation
from tests.bot.calculators.conftest import TODAY
from tests.shared_data import shared

POINTS = "道路交通安全违法行为记分管理办法"
FIGURES = {
    "道路交通安全法 第八十九条": ["五元以上五十元以下"],
    "道路交通安全法 第九十条": ["二十元以上二百元以下"],
    "道路交通安全法 第九十一条": [
        "暂扣六个月", "一千元以上二千元以下", "十日以下拘留", "十五日拘留，并处五千元罚款",
        "五年内不得", "十年内不得",
    ],
    "道路交通安全法 第九十二条": [
        "百分之二十", "百分之三十", "二百元以上五百元以下", "五百元以上二千元以下",
        "二千元以上五千元以下",
    ],
    "道路交通安全法 第九十三条": ["拖车不得向当事人收取费用"],
    "道路交通安全法 第九十九条": ["超过规定时速百分之五十", "二百元以上二千元以下"],
    "道路交通安全法 第一百零八条": ["十五日内"],
    "道路交通安全法 第一百零九条": ["百分之三"],
    "行政处罚法 第六十四条": ["五日内"],
    "行政处罚法 第六十七条": ["十五日内"],
    "行政处罚法 第七十二条": ["百分之三", "不得超出罚款的数额"],
    "行政处罚法 第八十五条": ["“五日”", "工作日"],
    "行政复议法 第二十条": ["六十日内"],
    "行政复议法 第二十三条": ["当场作出的行政处罚"],
    "行政诉讼法 第四十五条": ["十五日内"],
    "行政诉讼法 第四十六条": ["六个月内"],
    "民事诉讼法 第八十五条": ["法定休假日后的第一日"],
    "民法典 第二百零二条": ["月末日为期间的最后一日"],
    "民法典 第二百零三条": ["法定休假日结束的次日"],
    "公路安全保护条例 第六十四条": ["3万元以下"],
    "公路安全保护条例 第六十六条": ["超过3次"],
    "行政强制法 第二十五条": ["三十日"],
    "行政强制法 第二十六条": ["保管费用由行政机关承担"],
    "道路运输条例 第六十二条": ["不得收取或者变相收取保管费用"],
    "道路交通事故处理程序规定 第五十八条": ["逾期未领取产生的停车费用由当事人自行承担"],
    "道路交通事故处理程序规定 第七十一条": ["三日内"],
    "道路交通事故处理程序规定 第一百一十二条": ["“三日”", "工作日"],
    "道路交通安全违法行为处理程序规定 第八十一条": ["“十五日”", "工作日"],
    "机动车驾驶证申领和使用规定 第十五条": ["未满二年"],
    "机动车驾驶证申领和使用规定 第八十条": ["注销其实习的准驾车型"],
    "醉酒危险驾驶刑事案件意见 第四条": ["80毫克/100毫升以上"],
    "醉酒危险驾驶刑事案件意见 第十二条": ["不满150毫克/100毫升"],
    "醉酒危险驾驶刑事案件意见 第十四条": ["超过180毫克/100毫升"],
    "人身损害赔偿司法解释 第十二条": ["二十年", "六十周岁以上", "七十五周岁以上的，按五年"],
    "人身损害赔偿司法解释 第十四条": ["六个月"],
    "人身损害赔偿司法解释 第十七条": ["计算至十八周岁"],
    "铁路法 第十二条": ["退还全部票款"],
    f"{POINTS} 第三条": ["十二个月"],
    f"{POINTS} 第八条": ["百分之二十以上", "百分之一百以上|百分之百以上", "百分之五十以上"],
    f"{POINTS} 第九条": ["百分之五十以上未达到百分之百"],
    f"{POINTS} 第十条": ["未达到百分之二十", "最大允许总质量百分之五十以上"],
    f"{POINTS} 第十一条": ["最大允许总质量百分之三十以上未达到百分之五十"],
    f"{POINTS} 第十二条": ["百分之十以上未达到百分之二十", "最大允许总质量未达到百分之三十"],
    f"{POINTS} 第十八条": ["七天", "三十天", "六十天", "一百二十天"],
    f"{POINTS} 第二十五条": ["累计最高扣减6分"],
}  # fmt: skip
FACTS = {
    "第三条": ["18000", "25000", "27000", "31000", "36000", "43000", "49000", "46000"],
    "第四十三条": ["1000千克", "500元", "30000元"],
}


@pytest.fixture(scope="module")
def texts():
    return Texts(shared("laws"), today=TODAY)


@pytest.mark.parametrize("citation", FIGURES)
def test_a_rules_figures_stand_in_its_article(texts, citation):
    text = texts.article(Citation.parse(citation))
    for words in FIGURES[citation]:
        assert any(one in text for one in words.split("|")), words


@pytest.mark.parametrize("article", FACTS)
def test_what_a_ministry_rule_says_stands_in_the_verified_facts(article):
    told = (shared("laws") / "ministry-facts.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in told.splitlines()]
    facts = "".join(
        row[2]
        for row in rows
        if row[0] == "超限运输车辆行驶公路管理规定"
        and row[1].startswith(article)
        and row[-1] == "high"
    )
    assert all(figure in facts for figure in FACTS[article])
