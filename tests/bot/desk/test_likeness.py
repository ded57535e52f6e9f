import pytest

from bot.desk.likeness import alike
from bot.text.normalise import same

ONE_QUESTION = [
    ("摩托车怎么年检", "请问摩托车的年检要怎么办呀"),
    ("渡口几点停航", "你好，我想问一下渡口几点停航"),
    ("驾校不退学费怎么办", "駕校不退學費，怎麼辦？"),
    ("皮卡进城要办通行证吗", "皮卡进城需要通行证吗"),
    ("渡口几点停航", "度口几点停航"),  # a typo that sounds the same
    ("渡口几点停航", "dukou几点tinghang"),
    ("老年代步车能上路吗", "老年代步车可不可以上路"),
]
TWO_QUESTIONS = [
    ("摩托车怎么年检", "货车怎么年检"),
    ("驾校不退学费怎么办", "物业不退押金怎么办"),
    ("超载怎么处罚", "超速怎么处罚"),
    ("渡口几点停航", "公交几点收班"),
    ("怎么办", "怎么处罚"),
    ("出租车年检几年一次", "货车年检几年一次"),
    ("大货车拉多扣几分", "大货车超速扣几分"),
    ("火车停运退钱吗", "货车停运退钱吗"),
    ("火车停运退钱吗", "校车停运退钱吗"),
]


@pytest.mark.parametrize(("one", "other"), ONE_QUESTION)
def test_the_same_question_in_other_words_is_the_same(one, other):
    assert alike(same(other), [(7, same(one))]) == 7


@pytest.mark.parametrize(("one", "other"), TWO_QUESTIONS)
def test_what_only_sounds_the_same_is_another_one(one, other):
    assert alike(same(other), [(7, same(one))]) is None


def test_the_most_alike_is_taken():
    known = [(1, same("渡口几点停航")), (2, same("渡口几点开航"))]
    assert alike(same("渡口是几点开航呢"), known) == 2
