"""Each reading aid on an entry with its fault planted, and on the same without."""

import pytest

from bot.knowledge.checking import Evidence, VerifiedFacts, hints
from bot.knowledge.checking.hints import tiers
from bot.knowledge.statutes import Texts
from tests.bot.conftest import TODAY

LAWS = {
    "道路交通安全法": """
**第九十一条** 饮酒后驾驶机动车的，处暂扣六个月驾驶证；再次饮酒后驾驶机动车的，处十日以下拘留。

**第九十二条** 货运机动车超过核定载质量的，处二百元以上五百元以下罚款；情节严重的，吊销驾驶证。

**第九十三条** 对违反停放规定的，公安机关交通管理部门可以将机动车拖移，不得向当事人收取费用。
""",
    "行政处罚法": """
**第五十六条** 行政机关可以先行登记保存证据，并应当在七日内作出处理决定。

**第八十五条** 本法中“二日”“三日”“五日”“七日”的规定是指工作日，不含法定节假日。
""",
    "道路交通安全违法行为记分管理办法": """
**第九条** 机动车驾驶人有下列交通违法行为之一，一次记9分：

（一）驾驶未悬挂机动车号牌的机动车上道路行驶的；

**第十一条** 机动车驾驶人有下列交通违法行为之一，一次记3分：

（一）驾驶机动车在高速公路上不按规定车道行驶的；
""",
    "港口法": """
**第四十八条** 未取得港口经营许可证从事港口经营的，处十万元以上二十万元以下罚款。

**第四十九条** 未经批准占用港口岸线建设港口设施的，处五万元以下罚款。

**第五十条** 危及港口安全的，处五千元以上五万元以下罚款；情节严重的，处五万元以上十万元以下罚款。

**第五十一条** 强行进港的，处五千元以上五万元以下罚款。
""",
    "法律援助法": """
**第二十四条** 公民因经济困难没有委托代理人的，可以向法律援助机构申请法律援助，由律师免费代理诉讼。
""",
}


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    folder = tmp_path_factory.mktemp("laws")
    for law, articles in LAWS.items():
        header = f"---\nshort: {law}\ntitle: {law}\nversion_date: 2024-01-01\n---\n"
        (folder / f"{law}.md").write_text(header + articles, encoding="utf-8")
    return Evidence(Texts(folder, today=TODAY), VerifiedFacts())


@pytest.fixture
def noticed(read, load, held):
    """The checks that notice something in the entry with these parts."""

    def noticed(body, *, question=None, ask=None, basis=None, **front):
        changes = {"body": ("超载由交警罚款，并扣车到违法状态消除。", body)}
        if question:
            changes["question"] = ("货车超载怎么处罚？", question)
        if ask:
            changes["ask"] = ("超载罚多少钱, ", f"{ask}, ")
        if basis:
            changes["basis"] = ("道路交通安全法 第九十二条", basis)
        if front:
            lines = "".join(f"{key}: {value}\n" for key, value in front.items())
            changes["front"] = ("reviewed:", f"{lines}reviewed:")
        found = hints.find(load(), [read(**changes)], held)
        return {hint.check: hint.fault for hint in found}

    return noticed


QUIET = "超载的罚200元以上500元以下，不记分。"
PLANTED = [
    (
        "half-answered",
        {"question": "货车超载罚多少，被扣了怎么办？", "body": QUIET},
        {"question": "货车超载罚多少，被扣了怎么办？", "body": QUIET + "先卸货，再找交警处理。"},
    ),
    (
        "no-quantity",
        {"ask": "装多了拘留几天", "body": QUIET},
        {"ask": "装多了拘留几天", "body": QUIET + "超载不会被拘留。"},
    ),
    (
        "unnamed",
        {"ask": "装多了影响过户吗", "body": QUIET},
        {"ask": "装多了影响过户吗", "body": QUIET + "处理完才能办转让登记。"},
    ),
    (
        "bare-threat",
        {"ask": "装多了会怎么处罚", "body": f"不能多装。\n\n- 多装的可以处罚。\n- {QUIET}"},
        {"ask": "装多了会怎么处罚", "body": f"不能多装。\n\n- 可以处罚200元以上500元以下。{QUIET}"},
    ),
    (
        "lost-condition",
        {"body": "超载的，罚200元以上500元以下，吊销驾驶证。"},
        {"body": "超载的，罚200元以上500元以下；情节严重的，吊销驾驶证。"},
    ),
    (
        "lost-tier",
        {"basis": "港口法 第五十条", "body": "危及港口安全的，罚5000元以上5万元以下。"},
        {
            "basis": "港口法 第五十条",
            "body": "危及港口安全的，罚5000元以上5万元以下；情节严重的5万元以上10万元以下。",
        },
    ),
    (
        "lost-tier",
        {
            "basis": "港口法 第五十条",
            "body": "危及港口安全的，罚5000元以上5万元以下；情节严重的5万元以上10万元以下。",
            "key_points": "[危及港口安全的，罚5000元以上5万元以下。]",
        },
        {
            "basis": "港口法 第五十一条, 港口法 第五十条",
            "body": "强行进港的，罚5000元以上5万元以下。",
        },
    ),
    (
        "working-days",
        {"basis": "行政处罚法 第五十六条", "body": "登记保存的证据，应当在7日内处理。"},
        {"basis": "行政处罚法 第五十六条", "body": "登记保存的证据，应当在7日（工作日）内处理。"},
    ),
    (
        "suit-before-review",
        {"body": QUIET + "\n\n- 许可机关不作为的，可以直接起诉。"},
        {"body": QUIET + "\n\n- 许可机关不作为的，先申请复议，不服的再起诉。"},
    ),
    (
        "suit-before-review",
        {"body": QUIET + "\n\n- 申请没下文的，可以先申请复议，不服再起诉。"},
        {"body": QUIET + "\n\n- 申请没下文的，要先申请复议，不服再起诉。"},
    ),
    (
        "review-above",
        {"body": QUIET + "\n\n- 不服可以向上一级交通局申请复议。"},
        {"body": QUIET + "\n\n- 不服海关的，向上一级海关申请复议。"},
    ),
    (
        "review-above",
        {"body": QUIET + "\n\n- 对交通局的处罚不服，可以向上一级政府申请复议。"},
        {"body": QUIET + "\n\n- 对县政府的征收决定不服，向上一级政府申请复议。"},
    ),
    (
        "review-above",
        {"body": QUIET + "\n\n- 不服的，30日内向上一级机关申请复议，再不服起诉。"},
        {"body": QUIET + "\n\n- 不服的，30日内请上一级复议，再不服请法院赔偿委员会决定。"},
    ),
    (
        "demolition",
        {"body": QUIET + "广告牌限期拆除，不服可以申请复议。"},
        {"body": QUIET + "警灯强制拆除，不服可以申请复议。"},
    ),
    (
        "detention",
        {"body": QUIET + "\n\n- 冲卡的处10日以下拘留。", "blocks": "[处罚不服怎么办]"},
        {"body": QUIET + "\n\n- 拘留可以申请暂缓执行。", "blocks": "[处罚不服怎么办]"},
    ),
    (
        "burden-of-proof",
        {"body": QUIET + "路上有坑，能证明养护单位没尽到义务的，可以索赔。"},
        {"body": QUIET + "路上有坑，养护单位不能证明尽到义务的，应当赔。"},
    ),
    (
        "local-rules",
        {"body": QUIET + "具体看当地规定。"},
        {"body": QUIET + "具体看当地规定。", "note": "全国没有规定。"},
    ),
    (
        "absolute",
        {"body": "超载的罚200元以上500元以下，一律扣车。"},
        {"body": "超载的罚200元以上500元以下，一律扣车。", "also": "[道路交通安全法 第九十三条]"},
    ),
    (
        "other-points",
        {"body": "驾驶未悬挂机动车号牌的机动车上道路行驶，记3分。"},
        {"body": "驾驶未悬挂机动车号牌的机动车上道路行驶，记9分。"},
    ),
    (
        "other-fine",
        {
            "body": "未取得港口经营许可证从事港口经营的，罚5万元以下。",
            "basis": "港口法 第四十八条, 港口法 第四十九条",
        },
        {
            "body": "未取得港口经营许可证从事港口经营的，罚10万元以上20万元以下。",
            "basis": "港口法 第四十八条, 港口法 第四十九条",
        },
    ),
]


@pytest.mark.parametrize(("check", "planted", "mended"), PLANTED, ids=[one[0] for one in PLANTED])
def test_it_notices_what_was_planted_and_nothing_where_it_is_mended(
    noticed, check, planted, mended
):
    assert check in noticed(**planted)
    assert check not in noticed(**mended)


def test_a_rule_without_its_article_names_the_nearest_one(noticed, monkeypatch):
    monkeypatch.setattr("bot.knowledge.checking.hints.grounds._HEAVY_ENOUGH", 10.0)
    body = QUIET + "\n\n- 经济困难没有委托代理人的，可以向法律援助机构申请法律援助。"
    found = noticed(body)["unborne"]
    assert "nearest is 《法律援助法》第二十四条" in found.message
    assert found.line == 12
    assert "unborne" not in noticed(body, also="[法律援助法 第二十四条]")
    basis = "道路交通安全法 第九十二条, 行政处罚法 第八十五条"
    found = noticed(body, basis=basis)["unborne"]
    assert "no sentence has to do with 《行政处罚法》第八十五条" in found.message
    assert "unborne" not in noticed(
        body, basis="道路交通安全法 第九十二条, 巡游出租汽车经营服务管理规定"
    )


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("处五日以上十日以下拘留，可以并处一千元以下罚款", {("5日", "10日"), ("", "1000元")}),
        ("罚1万元以上5万元以下；因逃逸致人死亡的7年以上", {("10000元", "50000元"), ("7年", "")}),
        ("超过30日以上的，罚款2倍以下", {("30日", ""), ("", "2倍")}),
    ],
)
def test_ranges_are_the_same_however_their_figures_are_written(text, ranges):
    assert tiers.ranges(text) == ranges


def test_every_check_has_a_planted_fault():
    assert {one[0] for one in PLANTED} | {"unborne"} == hints.CHECKS.keys()


def test_without_texts_only_words_are_read(read, load):
    entry = read(body=("超载由交警罚款", f"{QUIET}登记保存的证据应当在7日内处理，具体看当地规定"))
    found = list(hints.find(load(), [entry]))
    assert [hint.check for hint in found] == ["local-rules"]


def test_a_hint_says_where_what_and_which_check(read, load):
    entry = read(body=("超载由交警罚款", f"{QUIET}具体看当地规定"))
    (found,) = hints.find(load(), [entry])
    assert "chaozai.md:10: “看当地规定”" in str(found)
    assert str(found).endswith("[local-rules]")
