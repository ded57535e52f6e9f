"""What a machine finds of people in a case, and what it lets be."""

import pytest

from bot.knowledge.checking.anonymity import traces


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("身份证 330102198503021234 的驾驶人", {"身份证号"}),
        ("电话 13812345678", {"电话"}),
        ("浙A·12345 号货车", {"车牌"}),
        ("粤BD12345 新能源车", {"车牌"}),
        ("道路运输证号 330102001234", {"证件号"}),
        ("家住甲路 12 号 3 幢 501 室", {"门牌号"}),
    ],
)
def test_numbers_and_plates_must_go(text, kinds):
    assert {one.kind for one in traces(text) if one.is_sure} == kinds


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("当事人王小明驾驶货车", "人名", "王小明"),
        ("原告陈建国诉称", "人名", "陈建国"),
        ("驾驶员刘伟为某公司运货", "人名", "刘伟"),
        ("法定代表人：欧阳锋", "人名", "欧阳锋"),
        ("由张某为宏达运输有限公司运沙", "单位名称", "宏达运输有限公司"),
        ("到平安驾校报名", "单位名称", "平安驾校"),
        ("李某，1985年3月2日出生", "出生日期", "1985年3月2日"),
        ("李某住浙江省杭州市西湖区文三路", "住址", "浙江省杭州市西湖区文三路"),
        ("李某患有高血压", "健康状况", "患有高血压"),
    ],
)
def test_what_a_machine_cannot_tell_is_put_before_a_person(text, kind, words):
    found = [one for one in traces(text) if one.kind == kind]
    assert found, traces(text)
    assert words in found[0].words
    assert not found[0].is_sure


@pytest.mark.parametrize(
    "text",
    [
        "2025年3月，张某驾驶某运输有限公司的货车在某县被查获。",
        "依照《道路运输条例》第六十三条，处3000元以上1万元以下罚款，自收到决定书之日起15日内缴纳。",
        "驾驶员任何时候都应当随车携带证件；车主何时缴款由其自定。",
        "车货总质量49吨，超限12.5吨，车长 16.5 米。",
        "执法人员向当事人出示执法证件，告知其有陈述、申辩的权利，可拨打 12328。",
        "甲公司、乙公司和李某某都没有申请复议。",
    ],
)
def test_what_points_to_nobody_is_let_be(text):
    assert traces(text) == []
