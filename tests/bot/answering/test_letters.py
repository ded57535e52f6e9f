import pytest

from bot.answering.deciding import Decision

HEATING = (
    "尊敬的领导，今年交了全年的取暖费，家里的暖气片一直是凉的，老人夜里冻得睡不着。"
    "供热公司的电话打了很多遍，只说在调试，从来没有人上门。请派人来测室温，不达标的把钱退给我们。"
)
WAGES = (
    "领导您好，我在服装厂做了三年工，去年年底老板说订单少，拖了我们十二个人四个月的工资，"
    "没有签劳动合同，只有打卡记录。去厂里找他，门都不让进，请问这个钱该怎么要回来。"
)
BUS = (
    "尊敬的领导，我们小区门口的公交车最近总是到站不停，老人孩子站在雨里等半个多小时。"
    "打公交公司的电话没人接，请问这样甩站归谁管，司机会受什么处罚，希望尽快查一查。"
)


@pytest.mark.parametrize("letter", [HEATING, WAGES])
def test_a_letter_to_another_office_hears_that_it_is_not_ours(full, letter):
    answer = full.answer(letter)
    assert answer.decision is Decision.INTENT
    assert answer.intent.name == "other-matters"


def test_a_letter_on_a_bus_is_answered(full):
    answer = full.answer(BUS)
    assert answer.intent is None
    assert answer.entry.topic == "公交地铁"
