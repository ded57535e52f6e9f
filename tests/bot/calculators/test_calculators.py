"""What all calculators share: inputs that are declared once, results that say what they rest on."""

from decimal import Decimal

import pytest

from bot.calculators import CALCULATORS
from bot.calculators.calculator import NO_DECISION, WrongValues
from bot.calculators.inputs import Input, Kind, WrongValue
from bot.calculators.local import LocalFigures
from tests.bot.calculators.conftest import TODAY

every = pytest.mark.parametrize("name", CALCULATORS)
TONS = Input("tons", "多重", Kind.NUMBER, "吨", least=Decimal(1), most=Decimal(100))
DAY = Input("day", "哪天", Kind.DAY)
ROAD = Input("road", "什么路", Kind.CHOICE, choices={"highway": "高速公路", "other": "其他道路"})
YES = Input("paid", "交了吗", Kind.YES_NO, required=False)


@every
def test_its_example_works_and_says_what_it_rests_on(name):
    calculator = CALCULATORS[name]
    result = calculator.run(calculator.example, LocalFigures(), TODAY)
    assert result.values
    assert result.basis
    assert result.text.endswith(NO_DECISION)
    assert result.sentences[0] in result.text


@every
def test_its_record_has_the_four_parts(name):
    calculator = CALCULATORS[name]
    record = calculator.run(calculator.example, LocalFigures(), TODAY).as_record()
    assert list(record) == ["result", "text", "basis", "assumptions"]
    assert all({"law", "article"} <= set(one) for one in record["basis"])


@every
def test_its_inputs_have_names_of_their_own(name):
    inputs = CALCULATORS[name].inputs
    assert len({one.name for one in inputs}) == len(inputs)
    assert set(CALCULATORS[name].example) <= {one.name for one in inputs}
    for one in inputs:
        assert one.required or not one.default or one.read("", TODAY) is not None


@every
def test_without_anything_it_names_all_that_is_missing(name):
    calculator = CALCULATORS[name]
    with pytest.raises(WrongValues) as refused:
        calculator.run({}, LocalFigures(), TODAY)
    for fault in refused.value.faults:
        assert "没有填。要填：" in fault.reason
        assert calculator.input(fault.name)


@every
def test_it_asks_one_thing_after_the_other_until_all_is_known(name):
    calculator, said = CALCULATORS[name], {}
    while asked := calculator.next_input(said, TODAY):
        assert asked.name not in said
        said[asked.name] = calculator.example.get(asked.name, "")
    assert calculator.run(said, LocalFigures(), TODAY).text


@pytest.mark.parametrize(
    ("one", "said", "value"),
    [
        (TONS, "52", Decimal(52)),
        (TONS, "５２吨", Decimal(52)),
        (TONS, "52,5".replace(",", "."), Decimal("52.5")),
        (TONS, "52000公斤", Decimal(52)),
        (TONS, "52000 kg", Decimal(52)),
        (TONS, "五十二吨", Decimal(52)),
        (TONS, "大概52吨左右", Decimal(52)),
        (Input("fine", "罚款", Kind.NUMBER, "元"), "1.5万", Decimal(15_000)),
        (Input("fine", "罚款", Kind.NUMBER, "元"), "两千块钱", Decimal(2_000)),
        (Input("fine", "罚款", Kind.NUMBER, "元"), "1,200元", Decimal(1_200)),
        (Input("speed", "车速", Kind.NUMBER, "公里/小时"), "95码", Decimal(95)),
        (Input("speed", "车速", Kind.NUMBER, "公里/小时"), "95 km/h", Decimal(95)),
        (Input("mg", "酒精", Kind.NUMBER, "毫克/100毫升"), "65mg/100ml", Decimal(65)),
        (Input("blame", "对方承担", Kind.NUMBER, "%"), "七成", Decimal(70)),
        (Input("blame", "对方承担", Kind.NUMBER, "%"), "70%", Decimal(70)),
        (DAY, "2026-11-02", "2026-11-02"),
        (DAY, "2026年11月2日", "2026-11-02"),
        (DAY, "11月2号", "2026-11-02"),
        (DAY, "昨天", "2026-11-27"),
        (ROAD, "highway", "highway"),
        (ROAD, "高速", "highway"),
        (ROAD, "Highway", "highway"),
        (YES, "有", True),
        (YES, "没有", False),
        (YES, "", None),
    ],
)
def test_people_may_say_it_their_way(one, said, value):
    found = one.read(said, TODAY)
    assert (found.isoformat() if one.kind is Kind.DAY else found) == value


@pytest.mark.parametrize(
    ("one", "said", "allowed"),
    [
        (TONS, "", "1到100之间的数，单位：吨"),
        (TONS, "很多", "1到100之间的数，单位：吨"),
        (TONS, "0.5", "1到100之间的数"),
        (TONS, "101", "1到100之间的数"),
        (TONS, "-5", "1到100之间的数"),
        (TONS, "52斤", "单位：吨"),
        (TONS, "5 2 吨 3", "单位：吨"),
        (TONS, "1e3", "单位：吨"),
        (TONS, "nan", "单位：吨"),
        (TONS, "9" * 400, "单位：吨"),
        (Input("axles", "几轴", Kind.WHOLE), "2.5", "整数"),
        (DAY, "下周", "例如2026-11-02"),
        (DAY, "2026-02-30", "没有“2026-02-30”这一天"),
        (DAY, "0001-01-01", "一个日期"),
        (ROAD, "路", "highway（高速公路）、other（其他道路）"),
        (ROAD, "小路", "highway（高速公路）、other（其他道路）"),
        (YES, "也许", "yes（是）、no（否）"),
    ],
)
def test_what_cannot_be_is_refused_with_what_is_allowed(one, said, allowed):
    with pytest.raises(WrongValue, match="要填") as refused:
        one.read(said, TODAY)
    assert allowed in refused.value.reason
    assert refused.value.name == one.name


def runs():
    """Answers that lead each rule along its ways."""
    for name, calculator in CALCULATORS.items():
        for one in calculator.inputs:
            for value in one.options or ("1", "12", "85", "200"):
                said = calculator.example | {one.name: value}
                if not calculator.read(said, TODAY)[1]:
                    yield name, said


@pytest.mark.parametrize(("name", "said"), list(runs()))
def test_every_article_that_a_result_names_exists(shipped, name, said):
    try:
        result = CALCULATORS[name].run(said, LocalFigures(), TODAY)
    except WrongValues:
        return  # the values are sound, but not together
    for citation in result.basis:
        statute = shipped.register.statutes[citation.law]
        assert citation.article is None or statute.knows(citation.article) is not False
    assert len(set(result.basis)) == len(result.basis)
