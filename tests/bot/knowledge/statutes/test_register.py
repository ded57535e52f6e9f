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
        ("{title: 甲法, amended: 去年}", "2: 甲法: `amended` '去年' is no date: write 2016-09-21"),
        ("{title: 甲法, version: [x]}", "2: 甲法: `version` \"['x']\" is no date"),
        ("{title: 甲法, effective: 2016-13}", "2: 甲法: `effective` '2016-13' is no date"),
        ("{title: 甲法, orders: [五号]}", "2: 甲法: `orders` must be a list like"),
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


@pytest.mark.parametrize(
    "text",
    [
        "河南省道路交通安全法第九十一条",
        "河南省的道交法第91条",
        "河南省《道路交通安全法》第九十一条",
        "《河南省道路交通安全法》第九十一条",
        "郑州市 道路交通安全法 91条",
        "广西壮族自治区道路交通安全法第91条",
        "本省危化品条例第九条",
        "郑州危化品条例第九条",
        "美国道路交通安全法第3条",
        "河南省实施《中华人民共和国道路交通安全法》办法第20条",
        "《河南省实施〈中华人民共和国道路交通安全法〉办法》第20条",
        "道路交通安全法实施办法第20条",
        "道路交通安全法的实施条例第20条",
        "道路交通安全法（河南省）第20条",
        "《道路交通安全法》（豫）第20条",
        "《道路交通安全法·河南》第20条",
        "道路交通安全法（2018年河南省人大修正）20条",
        "道路交通安全法河南版20条",
        "豫《道路交通安全法》第20条",
        "市里的道交法20条",
        "我市现行道交法20条",
        "河南省新修订的《道路交通安全法》第20条",
        "河南省(2018)道路交通安全法第20条",
        "河南省：道路交通安全法 第20条",
        "河南省，道路交通安全法 第20条",
        "地方性法规《道路交通安全法》第20条",
        "《道路交通安全法释义》第20条",
        "河南省人大常委会《道路交通安全法》第20条",
        "河南省人民政府《道路交通安全法》第20条",
        "郑州市人民政府令第5号《道路交通安全法》第20条",
        "省交通运输厅印发的《道路交通安全法》第20条",
        "河南版《道路交通安全法》第20条",
        "河南的那个道交法第20条",
        "省里出的《道路交通安全法》第20条",
        "我们这儿的道交法第20条",
        "洛阳《道路交通安全法》第20条",
        "河南-道交法20条",
        "河南、道交法20条",
        "内蒙道交法20条",
        "道交法 河南 第20条",
        "道交法【河南】第20条",
        "道交法第20条（河南省）",
        "河南省「道路交通安全法」第20条",
        "河南省<<道路交通安全法>>第20条",
        "河南省道路交通安全法第20條",
        "《道路交通安全法（修订草案）》第20条",
        "道路交通安全法（征求意见稿）第20条",
        "道路交通安全法修正案第20条",
        "道路交通安全法第20条（草案）",
        "道路交通安全法 第20条 河南省的",
        "道路交通安全法第20条，河南的",
        "道路交通安全法第20条，我说的是河南省的",
        "道路交通安全法第20条 河南",
        "道路交通安全法第20条 我们省的",
        "道路交通安全法第20条，咱们市的",
        "道路交通安全法第20条 省里的",
        "道路交通安全法第20条第一款，河南省的",
        "道路交通安全法第20条是什么，河南省的",
        "道路交通安全法第20条 河南省的规定是什么",
        "道路交通安全法第20条 河南省的，罚多少",
        "道路交通安全法第20条 地方性法规",
        "道路交通安全法第20条 中牟县的",
        "道路交通安全法第20条（2019年河南省修订）",
        "道路交通安全法第20条 河南省人大常委会通过的",
        "道路交通安全法第20条 深圳特区的",
        "道路交通安全法第20条/豫",
        "道路交通安全法20条河南版",
        "道路交通安全法河南省 第20条",
        "豫 道路交通安全法 20条",
        "【河南】道路交通安全法 20条",
        "[河南省] 道路交通安全法 20条",
        "河南省→道路交通安全法 20条",
        "河南省道路交通安全法 第20条",
    ],
)
def test_another_law_that_has_the_name_inside_is_not_that_law(laws, text):
    assert laws.find_citation(text) is None
    assert laws.find_law(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("河南省道路交通安全法第九十一条罚多少", "河南省道路交通安全法"),
        ("我想问河南省的道路交通安全法第91条", "河南省道路交通安全法"),
        ("《浙江省公路条例》第十二条", "浙江省公路条例"),
        ("郑州危化品条例第九条", "郑州危化品条例"),
        ("河南省高速公路条例第20条", "河南省高速公路条例"),
        ("道路交通安全法（河南省）第20条", "道路交通安全法（河南省）"),
        ("河南省新修订的《道交法》第20条", "河南省道交法"),
        ("河南省，道交法第20条", "河南省道交法"),
        ("我们市的道交法第20条怎么说", "本市道交法"),
        ("浦东新区道交法第20条", "浦东新区道交法"),
        ("XX市道交法第20条", "XX市道交法"),
        ("河南省人大常委会《道交法》第20条", "河南省道交法"),
        ("我们这儿的道交法第20条", "本地道交法"),
        ("新疆生产建设兵团公路条例第20条", "新疆生产建设兵团公路条例"),
        ("道交法第20条（河南）", "道交法（河南）"),
        ("道交法若干规定第20条", "道交法若干规定"),
        ("道交法河南实施办法第20条", "道交法河南实施办法"),
        ("《河南省<道交法>实施办法》第20条", "河南省〈道交法〉实施办法"),
        ("道交法（修订草案）第20条", "道交法修订草案"),
        ("河南省道路交通安全條例第20條", "河南省道路交通安全条例"),
        ("道交法的实施细则第20条", "道交法实施细则"),
        ("道交法第20条 河南省的", "道交法（河南省）"),
        ("道交法第20条，我问的是郑州市的", "道交法（郑州市）"),
        ("道交法第20条 我们省的", "道交法（我们省）"),
        ("拖拉机管理法第三条怎么说", "拖拉机管理法"),
        ("请问一下中华人民共和国马车法 第8条", "马车法"),
        ("按照轮椅通行法的第十二条能罚吗", "轮椅通行法"),
        ("那个国家车棚法第二条", "国家车棚法"),
        ("马车法第二条", "马车法"),
        ("说是交通执法第20条", ""),
        ("用的什么办法第3条", ""),
        ("那个人违反道路交通安全法第91条", ""),
        ("道交法解释一下第91条", ""),
        ("道交法91条", ""),
        ("在河南省，道路交通安全法第91条罚多少", ""),
        ("今天天气怎么样", ""),
    ],
)
def test_it_tells_which_law_is_meant_that_is_not_registered(laws, text, name):
    assert laws.find_unknown(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "请问道交法91条怎么说",
        "违反了道路交通安全法第91条",
        "货车超载，道交法91条",
        "在河南省，道路交通安全法第91条罚多少",
        "《中华人民共和国道路交通安全法（2021修正）》第91条",
        "按照 《道路交通安全法》 第91条",
        "《中华人民共和国道路交通安全法》（2021修正）第91条",
        "《道路交通安全法》（全国人大常委会2021年修正）第91条",
        "我在河南，道路交通安全法第91条怎么说",
        "法律《道路交通安全法》第91条",
        "县局按道交法91条罚",
        "河南省交通运输厅依据《道路交通安全法》第91条",
        "道交法第９１条",
        "道交法第九⼗⼀条",
        "道路交通安全法第91-93条",
        "道路交通安全法第九十一、九十二条",
        "道路交通安全法第91条（罚款）",
        "道路交通安全法第91条（本省执行情况）",
        "道路交通安全法第91条 河南省的司机适用吗",
        "道路交通安全法第91条，河南的车怎么罚",
        "道路交通安全法第91条，不是河南省的",
        "道路交通安全法第91条在河南适用吗",
        "道路交通安全法第91条 全国的",
        "道路交通安全法第91条 市区适用吗",
        "道路交通安全法第91条，郑州交警罚的",
        "道路交通安全法第91条 我在河南",
        "道路交通安全法第91条 地方政府的责任",
        "「道路交通安全法」第91条",
        "道路交通安全法第91條",
    ],
)
def test_verbs_signs_and_the_edition_leave_a_name_what_it_is(laws, text):
    assert laws.find_citation(text) == Citation("道路交通安全法", Article(91))


@pytest.mark.parametrize(
    ("name", "short"),
    [("交通安全法", "道路交通安全法"), ("安全法", None), ("道路交通安全", None)],
)
def test_the_end_of_a_name_tells_the_one_law_that_ends_so(laws, name, short):
    law = laws.find_clipped(name)
    assert (law.short if law else None) == short


@pytest.mark.parametrize(
    ("amended", "told"), [("2021-01-22", ""), ("2021-07-16", "2021-07-16"), ("", "")]
)
def test_an_amendment_from_before_its_day_is_none_of_the_law_in_force(tmp_path, amended, told):
    path = tmp_path / "statutes.yaml"
    dates = "  effective: 2021-07-15\n" + (f"  amended: {amended}\n" if amended else "")
    path.write_text(f"行政处罚法:\n  title: 行政处罚法\n{dates}", encoding="utf-8")
    assert register.load(path).find("行政处罚法").amended_since == told
