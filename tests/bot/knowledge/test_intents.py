from pathlib import Path

import pytest

from bot.config import ROOT
from bot.frontmatter import FaultyFile
from bot.knowledge import intents
from bot.knowledge.intents import Said


@pytest.fixture
def shipped():
    return intents.load(ROOT / "knowledge" / "intents.yaml")


def named(found, message):
    return next((one.name for one in found if one.fits(Said.of(message))), "")


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("转人工！", "person"),
        ("你们的地址在哪里呀", "address"),
        ("地址", "address"),
        ("几点下班呢？", "hours"),
        ("投诉", "complaint"),
        ("我的留言", "my-letters"),
        ("查下 261118 k7m2qx", "my-letters"),
        ("回执260930—B8ZLC5，三个星期了啊", "my-letters"),
        ("罚单260930 12345678要交多少", ""),
        ("撞人了怎么办", "hurt"),
        ("我不想活了", "despair"),
        ("我要炸了收费站", "threat"),
        ("开车去撞死他", "threat"),
        ("撞死他家的鸡赔多少", ""),
        ("？？？", "unclear"),
        ("😡", "unclear"),
        ("[微笑]", "unclear"),
        ("👍🏻", "thanks"),
        ("[玫瑰][玫瑰]", "thanks"),
        ("什么情况", "unclear"),
        ("什么情况扣车", ""),
        ("俺不会打字", "voice"),
        ("开车能发语音吗", ""),
        ("删除我的记录", "privacy"),
        ("删除违章记录", ""),
        ("How do I renew my licence?", "english"),
        ("ETC怎么办理", ""),
        ("出租车绕路我要投诉怎么办理退款流程", ""),
        ("货车超载怎么罚", ""),
        ("我举报过的那家黑驾校，查处没有", "sent-otherwise"),
        ("上周反映的坑，派给谁修了", "sent-otherwise"),
        ("举报黑车有奖励吗，多久有结果", ""),
        ("网页卡死了一动不动", "online"),
        ("车门卡死了，人出不来", ""),
        ("你们今天下班了没", "hours"),
    ],
)
def test_the_bot_knows_what_is_no_question_of_law(shipped, message, name):
    assert named(shipped, message) == name


def test_despair_stands_above_everything_else(shipped):
    assert shipped[0].name == "despair"
    assert "12356" in shipped[0].says


def test_whoever_threatens_somebody_is_told_whom_to_call(shipped):
    assert "110" in next(one.says for one in shipped if one.name == "threat")


VARIANTS = """
fire:
  before: true
  anywhere: true
  has: [着火]
  figures: [火了]
  says: 离开
  variants:
    leak:
      has: [罐车…漏]
      unless: [没漏]
      says: 上风
      unread: 打电话
    building:
      where: [楼道]
      says: 下楼
"""


@pytest.fixture
def fire(tmp_path):
    (path := tmp_path / "intents.yaml").write_text(VARIANTS, encoding="utf-8")
    (intent,) = intents.load(path)
    return intent


@pytest.mark.parametrize(
    ("message", "says"),
    [("楼道着火", "下楼"), ("罐车在漏", "上风"), ("罐车没漏", "离开"), ("着火", "离开")],
)
def test_what_is_said_is_told_by_what_more_is_known(fire, message, says):
    assert fire.as_told(message).says == says


def test_what_stands_in_its_place_where_nobody_reads_letters_is_the_variants_own(fire):
    assert (fire.as_told("罐车在漏").unread, fire.as_told("楼道").unread) == ("打电话", "")


@pytest.mark.parametrize(
    ("message", "fits"),
    [("前面罐车一直漏", True), ("罐车停在那边不走也不漏", False), ("楼道里有人", False)],
)
def test_words_of_a_variant_tell_the_intent_with_few_characters_in_their_gap(fire, message, fits):
    assert fire.fits(Said.of(message)) is fits


def test_a_longer_word_counts_though_a_figure_of_speech_stands_in_it(tmp_path):
    text = "despair: {has: [不想活在世上], figures: [不想活在], says: x}"
    (path := tmp_path / "intents.yaml").write_text(text, encoding="utf-8")
    (despair,) = intents.load(path)
    assert despair.fits(Said.of("不想活在世上"))
    assert not despair.fits(Said.of("不想活在堵车里"))


@pytest.mark.parametrize(
    "variants",
    [
        "[x]",
        "{a: {has: [x]}}",
        "{a: {has: x, says: y}}",
        "{a: {says: y}}",
        "{a: {has: [x], says: y, before: true}}",
    ],
)
def test_a_faulty_variant_is_told(tmp_path, variants):
    path = tmp_path / "intents.yaml"
    path.write_text(f"a: {{has: [x], says: y, variants: {variants}}}\n", encoding="utf-8")
    with pytest.raises(FaultyFile) as caught:
        intents.load(path)
    assert len(caught.value.faults) == 1


def test_each_faulty_line_is_told(tmp_path):
    path = tmp_path / "intents.yaml"
    path.write_text("a:\n  is: x\n  says: 好\nb:\n  offers: [cake]\nc: []\n", encoding="utf-8")
    with pytest.raises(FaultyFile) as caught:
        intents.load(path)
    assert len(caught.value.faults) == 4


def test_a_local_matter_says_who_decides_it(tmp_path):
    path = Path(tmp_path / "jinxing.md")
    path.write_text(
        "---\ntitle: 禁行路段\nask: [哪里禁行]\ndecides: 交警\ncall: '122'\n---\n", encoding="utf-8"
    )
    local = intents.parse_local(path.read_text("utf-8"), path)
    assert local.fits(Said.of("哪里禁行呢？"))
    assert local.body == ""


def test_where_nobody_can_read_letters_none_is_spoken_of(shipped):
    promising = {
        one.name
        for one in shipped
        if "留言" in (one.unread or one.says).replace("不收网上留言", "")
    }
    assert promising == {"privacy"}  # what is kept of them


def test_a_paragraph_of_the_file_is_one_line(tmp_path):
    path = tmp_path / "intents.yaml"
    path.write_text(
        "a:\n  says: |\n    先打\n    **12328**，\n    再问：\n\n    - 甲\n    - 乙\n"
        "b:\n  says: |\n    Call ·\n    **120** now\n",
        encoding="utf-8",
    )
    first, second = intents.load(path)
    assert first.says == "先打**12328**，再问：\n\n- 甲\n- 乙"
    assert second.says == "Call · **120** now"


def test_a_word_of_its_own_tells_a_local_matter_in_a_letter_too(tmp_path):
    path = tmp_path / "zhibiao.md"
    path.write_text(
        "---\ntitle: 小客车指标\nask: [限购]\nhas: [摇号]\ndecides: 城市政府\ncall: '12345'\n---\n",
        "utf-8",
    )
    local = intents.parse_local(path.read_text("utf-8"), path)
    letter = "领导好，我们一家三代人参加了八年，父母离婚以后还能不能继续按家庭摇号，请告知。"
    assert local.fits(Said.of(letter))
    assert not local.fits(
        Said.of("限购这个词在一封别的信里出现，说的是商店买米限购两袋，和车没有关系")
    )


def test_words_of_a_local_matter_are_a_list(tmp_path):
    path = tmp_path / "zhibiao.md"
    path.write_text(
        "---\ntitle: 指标\nask: [限购]\nhas: 摇号\ndecides: 城市政府\ncall: '12345'\n---\n", "utf-8"
    )
    with pytest.raises(FaultyFile, match="`has` must be a list"):
        intents.parse_local(path.read_text("utf-8"), path)


MATTERS = """
elsewhere:
  apart: true
  says: 不归我们管。
  matters:
    水: {has: [水管, 自来水, 水管], says: 问供水公司。}
    房: {has: [房子, 房子漏水], says: 问住建。}
    低保: {has: [补助], alone: [低保], says: 问民政。}
"""


@pytest.mark.parametrize(
    ("message", "says"),
    [
        ("自來水發黃", "问供水公司。"),
        ("我家房子漏水了", "问住建。"),
        ("房子里水管裂了", ""),
        ("房子塌了办低保", "问民政。"),
        ("今天真热", ""),
    ],
)
def test_whose_a_matter_is_tells_most_of_its_words_each_once(tmp_path, message, says):
    (path := tmp_path / "intents.yaml").write_text(MATTERS, encoding="utf-8")
    (intent,) = intents.load(path)
    found = intent.on(message)
    assert (found.name, found.says) == ("elsewhere", says) if says else found is None


@pytest.mark.parametrize(
    "matters",
    [
        "[a]",
        "{水: 问}",
        "{水: {has: 水, says: 问}}",
        "{水: {has: [水]}}",
        "{水: {has: [水], says: 问, alone: 水}}",
    ],
)
def test_a_matter_has_words_and_what_is_said(tmp_path, matters):
    (path := tmp_path / "intents.yaml").write_text(
        f"elsewhere: {{says: 问, matters: {matters}}}", encoding="utf-8"
    )
    with pytest.raises(FaultyFile, match="elsewhere"):
        intents.load(path)


@pytest.mark.parametrize(
    ("message", "number"),
    [
        ("厂里两个月不发工资", "12333"),
        ("异地就医备案怎么弄", "12393"),
        ("住房公积金怎么提取", "12329"),
        ("个税申报填错了", "12366"),
        ("整栋楼停电了", "95598"),
        ("网购收到假货", "12315"),
        ("接种疫苗要带什么", "12320"),
        ("想申请法律援助", "12348"),
        ("派出所不给立案", "12389"),
        ("村干部收钱办事", "12388"),
        ("信用卡被盗刷找银行", "12378"),
        ("家里宽带断了", "12300"),
    ],
)
def test_another_offices_matter_names_its_number(shipped, message, number):
    (elsewhere,) = (one for one in shipped if one.name == "other-matters")
    assert f"**{number}**" in elsewhere.on(message).says


@pytest.mark.parametrize("key", ["where", "when"])
def test_things_of_a_local_matter_are_a_list(tmp_path, key):
    path = tmp_path / "jiayouzhan.md"
    text = f"---\ntitle: 加油站\nask: [加油站]\n{key}: 加油站\ndecides: 站\ncall: '1'\n---\n"
    with pytest.raises(FaultyFile, match=f"`{key}` must be a list"):
        intents.parse_local(text, path)


def test_a_figure_of_speech_may_have_a_gap(tmp_path):
    path = tmp_path / "intents.yaml"
    path.write_text(
        "despair:\n  before: true\n  has: [想死]\n  figures: [堵…得想死]\n  says: 别急\n", "utf-8"
    )
    (intent,) = intents.load(path)
    assert intent.is_half_meant("早高峰堵车堵得想死")
    assert not intent.is_half_meant("欠了债真的想死")
