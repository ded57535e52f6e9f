import time

import pytest

from bot.text import quantities


def keys(text):
    return {(figure.unit, float(figure.value)) for figure in quantities.find(text)}


@pytest.mark.parametrize(
    ("plain", "statute"),
    [
        ("罚200元以上2000元以下", "处二百元以上二千元以下罚款"),
        ("1万元到10万元", "一万元以上十万元以下"),
        ("罚款１００００元", "一万元"),
        ("罚7-77万元", "7万元77万元"),
        ("3000至1万元", "3000元1万元"),
        ("罚款七万。", "7万元"),
        ("罚7万到77万", "7万元77万元"),
        ("罚8000块", "8000元"),
        ("￥70000，", "7万元"),
        ("15天以下拘留", "十五日以下拘留"),
        ("48小时内", "48小时之内"),
        ("10日前", "十日之前"),
        ("超过30%", "超过百分之三十"),
        ("3年到7年", "三年以上七年以下有期徒刑"),
        ("4.5吨", "4500千克"),
        ("10千克", "十千克"),
        ("60公里", "60000米"),
        ("18周岁", "十八周岁"),
        ("2026年3月20日", "2026-03-20"),
        ("罚柒万元", "7万元"),
        ("罚款贰仟伍佰圆", "2500元"),
        ("伍元", "5元"),
        ("罚款5，000元", "5000元"),
        ("罚款5 000元", "5000元"),
        ("罚7w", "7万元"),
        ("罚款5k元", "5千元"),
        ("记①②分", "12分"),
        ("缴人民币200。", "200元"),
        ("超过60km/h", "60公里"),
        ("80mg", "80毫克"),
        ("半年", "六个月"),
        ("每半年一次", "每6个月一次"),
        ("一年半", "十八个月"),
        ("半个月", "十五日"),
        ("两周内", "十四日"),
        ("一个星期", "七日"),
        ("两个礼拜", "14天"),
        ("两个小时", "二小时"),
        ("半小时", "三十分钟"),
        ("一刻钟", "15分钟"),
        ("一个半小时", "九十分钟"),
        ("三成", "百分之三十"),
        ("三到五成", "30%至50%"),
        ("三成半", "35%"),
        ("八折", "百分之八十"),
        ("八五折", "85%"),
        ("一半", "百分之五十"),
        ("减半", "50%"),
        ("过半", "半数以上"),
        ("二分之一", "50%"),
        ("三分之二以上", "三分之二多数"),
        ("万分之五", "0.05%"),
        ("千分之三", "3‰"),
        ("双倍返还", "二倍"),
        ("翻倍", "加倍"),
        ("两倍半", "2.5倍"),
        ("上万元", "一万元"),
        ("千元以下", "1000元"),
        ("半公里", "500米"),
        ("5毫米", "5毫米"),
        ("5公分", "5厘米"),
        ("十斤", "5公斤"),
        ("1.6升", "1600毫升"),
        ("扣车三周到违法状态消除", "21天"),
        ("一升到两升", "1000毫升至2000毫升"),
    ],
)
def test_it_compares_plain_figures_with_the_statutes(plain, statute):
    assert keys(plain) == keys(statute) != set()


def test_a_range_gives_its_unit_to_its_first_number():
    assert keys("罚200至2000元") == {("元", 200), ("元", 2000)}


def test_a_unit_and_a_half_is_one_figure():
    assert [one.written for one in quantities.find("满一年半、两个半月的")] == [
        "一年半",
        "两个半月",
    ]


def test_where_figures_stand_no_two_overlap():
    assert quantities.spans("一年半，三成半，三分之二") == [(0, 3), (4, 7), (8, 12)]


def test_it_tells_days_from_working_days():
    assert keys("5个工作日") != keys("5日")


@pytest.mark.parametrize(
    "text",
    [
        "第九十二条第三款",
        "哪一天",
        "科目二",
        "第一百三十三条之一",
        "12328",
        "三轮车",
        "处一人",
        "罚1次",
        "罚28件",
        "水陆分开",
        "30个百分点",
        "12kmx",
        "上半年",
        "大半年",
        "半天",
        "半挂车",
        "多半",
        "半路",
        "走到一半",
        "另一半",
        "四周都是人",
        "第一周",
        "1月的第三个星期日",
        "三成员",
        "科目二成绩",
        "一成不变",
        "C2升级",
        "几千元",
        "好几万元",
        "一个周期",
        "分之列",
    ],
)
def test_it_leaves_alone_what_is_no_figure(text):
    assert quantities.find(text) == []


def test_it_tells_a_subject_from_its_points():
    assert keys("科目二80分") == {("分", 80)}


@pytest.mark.parametrize(
    "text", ["1", "一", "1,", "一万", "第1", "1 至", "百分之1", "罚1", "罚一", "￥"]
)
def test_a_long_row_of_digits_takes_no_longer_than_its_words(text):
    begun = time.process_time()
    quantities.find(text * 20_000)
    assert time.process_time() - begun < 3
