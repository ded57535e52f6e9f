import pytest

from bot.answering.asks import are_joined, asks, last_ask


def test_two_asks_are_told_apart():
    assert asks("货车超载20%罚多少？另外驾驶证扣几分？") == [
        "货车超载20%罚多少？",
        "驾驶证扣几分？",
    ]


def test_each_ask_is_read_with_the_story_before_it():
    said = "我昨天在路口追尾了前车。保险赔不赔？对方要误工费怎么办？"
    assert asks(said) == [
        "我昨天在路口追尾了前车，保险赔不赔？",
        "我昨天在路口追尾了前车，对方要误工费怎么办？",
    ]


def test_what_a_word_joins_is_two_asks_though_only_one_has_the_form():
    told = asks("快递丢了赔多少 顺便我想给电动车上牌")
    assert told == ["快递丢了赔多少", "我想给电动车上牌"]


@pytest.mark.parametrize(
    "said", ["货车超载怎么罚？", "路灯坏了三个月没人修。", "电动车能带人吗？谢谢！", ""]
)
def test_what_asks_one_thing_or_nothing_stays_whole(said):
    assert asks(said) == [said]


def test_the_last_sentence_that_asks_is_the_ask():
    assert last_ask("我的车被拖走了。去哪里领？急。") == "去哪里领？"
    assert last_ask("路灯坏了。没人修。") == "路灯坏了。没人修。"


def test_a_message_says_itself_that_it_asks_two_things():
    assert are_joined("驾照丢了去哪补？要带什么证件")
    assert are_joined("货车超限怎么罚，再就是司机扣几分")
    assert not are_joined("货车超限怎么罚，司机扣几分？")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "我想咨询两个问题，第一货车年审几年一次，第二超期罚多少",
            ["货车年审几年一次", "超期罚多少"],
        ),
        ("1、快递丢了怎么赔 2、找谁投诉", ["快递丢了怎么赔", "找谁投诉"]),
        ("一是车牌丢了怎么补，二是要多少钱", ["车牌丢了怎么补", "要多少钱"]),
        ("公交甩站找谁，以及司机骂人怎么办", ["公交甩站找谁", "司机骂人怎么办"]),
        ("驾照丢了怎么补，还有个问题，要多少钱", ["驾照丢了怎么补", "要多少钱"]),
        (
            "我追尾了。第一保险赔不赔？第二要报警吗？",
            ["我追尾了，保险赔不赔", "我追尾了，要报警吗"],
        ),
    ],
)
def test_asks_that_are_numbered_or_said_to_be_two_are_told_apart(said, told):
    assert asks(said) == told
    assert are_joined(said)


@pytest.mark.parametrize("said", ["第一次酒驾怎么罚", "3年内第二次超速怎么处理", "首先登记的是谁"])
def test_an_ordinal_alone_numbers_no_asks(said):
    assert asks(said) == [said]
