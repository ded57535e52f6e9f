"""Whose matter a letter is: read as a question is, after its numbers are taken out."""

import pytest

from bot.desk.referrals import OURS, elsewhere, referral


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("车牌浙A12345的大货车超限压坏公路，路政不管", ["12328"]),
        ("我的驾驶证记分不对", ["122"]),
        ("楼下路灯坏了三个月", ["12345"]),
        ("小区门口乱停车占道", ["122", "12345"]),
        ("前面有人酒驾撞了人", ["110", "120", "122"]),
        ("出租车用假牌照在车站拉客", ["122", "12328"]),
        ("前面那辆车遮挡车牌跑了", ["122"]),
        ("牌照没看清的大客车半路甩客", ["12328"]),
        ("谢谢你们", []),
    ],
)
def test_it_names_the_office_and_both_where_it_is_unclear(shipped, text, numbers):
    told = referral(shipped, text, "")
    assert all(f"**{number}**" in told for number in numbers)
    assert told.count("**") == 2 * len(numbers)


def test_whoever_writes_to_the_right_office_isnt_sent_to_another(shipped):
    told = referral(shipped, "公交末班车没有等到，线路站点改了吗", "")
    assert told == "这件事归交通运输主管部门管，急的话也可以拨打 **12328**。"


def test_a_complaint_that_tells_nothing_goes_to_the_transport_hotline(shipped):
    assert "**12328**" in referral(shipped, "我要投诉", "投诉")


def test_staff_are_told_of_other_offices_and_not_of_their_own(shipped):
    assert OURS in {office.name for office in shipped.offices}
    assert elsewhere(shipped, "公交末班车没有等到，线路站点改了吗") == ""
    assert "交警" in elsewhere(shipped, "小区门口有人违停")
