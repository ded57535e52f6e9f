from dataclasses import replace

import pytest

from bot.answering.following import (
    instead,
    is_mere,
    joined,
    may_go_on,
    of_remedy,
    remedy,
    resized,
    resizings,
    signs,
    wants_less,
    wants_more,
)
from bot.answering.matching.reading import Reader

BEFORE = "货车超载怎么罚"


@pytest.fixture
def facets(load):
    return load().facets


@pytest.mark.parametrize(
    ("message", "sign"),
    [
        ("那如果是第二次呢", "opens"),
        ("三个人呢？", "closes"),
        ("客车", "closes"),
        ("货车呢 比如B2", "closes"),
        ("你确定？没听说过", "doubts"),
        ("以前都让的", "doubts"),
        ("可人家都没罚", "doubts"),
        ("凭什么", "doubts"),
        ("上牌那人说必须买", "reports"),
        ("我拍了照片", "adds"),
        ("当时没人受伤", "adds"),
        ("是下大雨", "says"),
        ("才249克", "amount"),
        ("第二次", "amount"),
        ("正好5.3吨", "amount"),
        ("多拉了30%", "amount"),
        ("超一倍", "amount"),
        ("去哪办", "bare"),
        ("老板说他不赔", "refers"),
        ("挂车也一样罚吗", "compares"),
        ("再问一下，船员证怎么考", "begins"),
        ("谢谢，那客车呢", "opens"),
        ("好的 我拍了照片", "adds"),
        ("船员证怎么考", "plainly_new"),
        ("驾驶证丢了怎么补", "other_matter"),
        ("电动自行车可以载人吗", "other_moves"),
    ],
)
def test_what_tells_whether_a_message_goes_on_is_in_its_words(facets, message, sign):
    assert signs(message, BEFORE, facets)[sign]


@pytest.mark.parametrize("message", ["驾照24分了", "电动车多少钱"])
def test_what_names_another_matter_is_not_bare(facets, message):
    assert not signs(message, BEFORE, facets)["bare"]


@pytest.mark.parametrize(
    ("before", "message", "read"),
    [
        ("我的车在国道被交警罚了500", "不服怎么办", "交警处罚不服怎么办"),
        ("认定书给我定了主责", "我不服", "责任认定我不服"),
        ("城管把车拖走了", "不服", "城管扣车不服"),
        ("交警收了我的驾照", "不服怎么办", "交警扣证不服怎么办"),
        ("货车超载怎么罚", "罚多少", ""),
        ("老人坐公交免费吗", "不服怎么办", ""),
    ],
)
def test_who_accepts_no_decision_means_the_one_that_was_told(facets, before, message, read):
    assert remedy(before, message, facets) == read


def test_a_subject_that_the_question_before_names_too_is_no_other_one(facets):
    told = signs("超载多少算严重", BEFORE, facets)
    assert told["named"]
    assert not told["other_matter"]
    assert not told["other_moves"]


def test_the_longer_a_message_is_the_more_it_says(facets):
    short, long = (
        signs(one, BEFORE, facets) for one in ("怎么办", "那条路上的路灯坏了很久都没有人来修")
    )
    assert short["length"] < long["length"]
    assert (short["beyond"], long["beyond"] > 0) == (0, True)


@pytest.mark.parametrize("message", ["货车超载怎么罚？", "", "那条路上的路灯坏了" * 4])
def test_the_same_question_again_nothing_and_a_letter_go_on_from_nothing(message):
    assert not may_go_on(message, BEFORE)


def test_another_vehicle_takes_the_place_of_the_vehicle(facets, load):
    reader = Reader(load().lexicon, facets)
    read = joined("电动自行车可以带人吗", "那摩托车呢", reader)
    assert "摩托车" in read
    assert "电动自行车" not in read
    assert "带人" in read


def test_what_is_wanted_now_is_added_to_the_subject(facets, load):
    reader = Reader(load().lexicon, facets)
    assert joined("货车超载怎么罚？", "扣几分", reader) == "货车超载，扣几分"


@pytest.mark.parametrize(
    ("before", "message", "read"),
    [
        ("驾照被水泡了还能用吗", "要是丢了呢", "驾照丢了"),
        ("摩托车没年检上路怎么罚", "要是没保险呢", "摩托没保险怎么罚"),
    ],
)
def test_what_else_may_happen_happens_to_the_same_thing(facets, load, before, message, read):
    told = instead(before, message, Reader(load().lexicon, facets))
    assert told == read


@pytest.mark.parametrize("message", ["三个人呢", "要多少钱", "以前都让的", "那客车呢"])
def test_nothing_else_happens_in_an_amount_a_wish_a_doubt_or_another_vehicle(facets, load, message):
    assert instead(BEFORE, message, Reader(load().lexicon, facets)) == ""


@pytest.mark.parametrize(
    ("message", "number"),
    [
        ("第二点说细些", 2),
        ("第3条", 3),
        ("能解释一下第一点吗", 1),
        ("再详细说说", 0),
        ("没看懂", 0),
        ("你说的什么意思啊", 0),
        ("说简单点", 0),
        ("刚才那个再发一次", 0),
        ("太长了，用大白话讲", 0),
        ("一句话告诉我结果就行", 0),
    ],
)
def test_a_wish_to_hear_more_names_the_point_or_none(message, number):
    assert wants_more(message) == number


@pytest.mark.parametrize(
    "message", ["好的然后呢", "接下来怎么办", "下一步干什么", "那之后呢", "嗯 后面咋弄"]
)
def test_the_next_step_is_asked_for_in_many_words(message):
    assert wants_more(message) == 0


@pytest.mark.parametrize("message", ["以后还能考吗", "然后呢 要钱不", "后面的车撞我"])
def test_what_says_more_than_that_is_no_next_step(message):
    assert wants_more(message) is None


@pytest.mark.parametrize(
    "message", ["超速什么意思", "具体罚多少", "详细地址", "怎么办", "那三点呢", "短途客运要证吗"]
)
def test_what_asks_something_else_is_no_wish_to_hear_more(message):
    assert wants_more(message) is None


def test_a_word_that_is_but_a_part_of_anothers_names_nothing(load):
    library = load()
    moves = {"出租车": ("出租车",), "租车": ("租车",)}
    facets = replace(library.facets, words={**library.facets.words, "moves": moves})
    told = instead("出租车司机骂人", "绕路", Reader(library.lexicon, facets))
    assert told.startswith("出租车绕路")


@pytest.mark.parametrize(
    ("message", "sign"),
    [
        ("其他车也扣吗", "refers"),
        ("行车记录仪要装吗", "begins"),
        ("那船员证怎么考", "plainly_new"),
    ],
)
def test_what_only_looks_so_tells_nothing_of_it(facets, message, sign):
    assert not signs(message, BEFORE, facets)[sign]


@pytest.mark.parametrize(
    ("before", "message", "read"),
    [
        ("酒精含量30怎么罚", "要是110呢", "酒精含量110怎么罚"),
        ("小车超员两个人扣几分", "那三个人呢", "小车超员3个人扣几分"),
        ("小车超员两个人扣几分", "三吨呢", ""),
        ("罚200元过了20天", "30呢", ""),
        ("货车超载怎么罚", "要是30呢", ""),
    ],
)
def test_another_amount_takes_the_place_of_the_only_one_of_its_kind(facets, before, message, read):
    assert resized(before, message, facets) == read


@pytest.mark.parametrize(
    ("before", "message", "read"),
    [
        ("限速80跑了97", "那110算超多少", ["限速110跑了97", "限速80跑了110"]),
        ("核载7人坐了9人", "坐11个呢", ["核载11人坐了9人", "核载7人坐了11人"]),
        ("罚200元过了20天", "30天呢", ["罚200元过了30天"]),
        ("限速80跑了97", "那罚款110元呢", []),
    ],
)
def test_another_figure_may_stand_for_each_of_its_kind(facets, before, message, read):
    assert resizings(before, message, facets) == read


@pytest.mark.parametrize(
    ("message", "is_wanted"),
    [("没看懂", True), ("太长了，用大白话讲", True), ("再详细说说", False), ("然后呢", False)],
)
def test_who_wants_it_shortly_wants_no_more_of_it(message, is_wanted):
    assert wants_less(message) is is_wanted


@pytest.mark.parametrize(
    ("before", "message", "read"),
    [
        ("交警罚了我两百我不服", "几天之内要提", "交警处罚不服，几天之内要提"),
        ("公交司机骂人我要投诉", "几天之内要提", ""),
    ],
)
def test_the_term_that_is_wanted_is_that_of_what_may_be_done_against_it(
    facets, before, message, read
):
    assert of_remedy(before, message, facets) == read


@pytest.mark.parametrize(("message", "mere"), [("凭什么", True), ("那客车呢", False)])
def test_who_only_doubts_asks_of_nothing_else(facets, message, mere):
    assert is_mere(signs(message, BEFORE, facets)) is mere
