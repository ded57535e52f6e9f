"""Each rule at the law's own borders: what is asked, what must come out."""

from datetime import date
from decimal import Decimal

import pytest

from bot.calculators.deadline import TERMS
from bot.calculators.local import Fee, Incomes, LocalFigures, Yearly
from bot.calculators.workdays import Holidays, add_months, festivals


@pytest.mark.parametrize(
    ("axles", "tons", "more", "limit", "fine", "points"),
    [
        (6, 49, {}, 49, 0, 0),  # exactly the limit
        (6, "49.01", {}, 49, 0, 1),  # over, up to a ton: a warning
        (6, 50, {}, 49, 0, 1),  # exactly a ton
        (6, "50.01", {}, 49, 500, 1),
        (6, 52, {}, 49, 1500, 1),
        (6, "63.69", {}, 49, 7000, 1),  # 29.98 %
        (6, "63.7", {}, 49, 7000, 3),  # 30 % exactly
        (6, "73.5", {}, 49, 12000, 6),  # 50 % exactly
        (6, 109, {}, 49, 30000, 6),  # sixty tons: the cap
        (6, 200, {}, 49, 30000, 6),  # far beyond it
        (6, 48, {"single_drive": "yes"}, 46, 1000, 1),
        (8, 49, {}, 49, 0, 0),
        (5, 43, {}, 43, 0, 0),
        (4, 31, {}, 31, 0, 0),
        (4, 36, {"body": "train"}, 36, 0, 0),
        (3, 25, {}, 25, 0, 0),
        (3, 27, {"body": "train"}, 27, 0, 0),
        (2, 18, {}, 18, 0, 0),
        (2, 36, {}, 18, 9000, 6),  # twice the limit
    ],
)
def test_overweight_by_axles(values, axles, tons, more, limit, fine, points):
    found = values("overload-road", axles=axles, tons=tons, **more)
    assert (found["limit_tons"], found["fine"], found["points"]) == (limit, fine, points)


def test_a_ton_over_is_a_warning(values):
    assert values("overload-road", axles=6, tons=50)["warning"]
    assert not values("overload-road", axles=6, tons=49)["warning"]
    assert not values("overload-road", axles=6, tons="50.01")["warning"]


@pytest.mark.parametrize(
    ("vehicle", "rated", "loaded", "gross", "fine", "points"),
    [
        ("truck", 10, 10, 18, None, 0),
        ("truck", 10, 13, 18, (200, 500), 1),  # 30 % exactly is not over 30 %
        ("truck", 10, "13.01", 18, (500, 2000), 1),
        ("truck", 10, 14, 18, (500, 2000), 1),  # 22 % of the mass
        ("truck", 10, "15.4", 18, (500, 2000), 3),  # 30 % of the mass exactly
        ("truck", 10, 19, 18, (500, 2000), 6),  # 50 % of the mass exactly
        ("truck", 10, 14, "", (500, 2000), None),  # without the mass no points can be told
        ("coach", 50, 60, "", (200, 500), 12),  # 20 % exactly: the lower fine, yet 12 points
        ("coach", 50, 61, "", (500, 2000), 12),
        ("coach", 50, 51, "", (200, 500), 6),
        ("school", 40, 41, "", (200, 500), 6),
        ("minibus", 9, 10, "", (20, 200), 0),  # 11 %
        ("minibus", 10, 12, "", (20, 200), 6),
        ("minibus", 10, 15, "", (20, 200), 9),
        ("minibus", 10, 20, "", (20, 200), 12),
        ("car", 5, 6, "", (20, 200), 3),
        ("car", 4, 6, "", (20, 200), 6),
        ("car", 5, 10, "", (20, 200), 12),
    ],
)
def test_overload_by_the_vehicle_licence(values, vehicle, rated, loaded, gross, fine, points):
    found = values("overload-police", vehicle=vehicle, rated=rated, loaded=loaded, gross=gross)
    told = (found["fine"]["least"], found["fine"]["most"]) if found["fine"] else None
    assert (told, found["points"]) == (fine, points)


@pytest.mark.parametrize(
    ("limit", "speed", "vehicle", "road", "fine", "points"),
    [
        (60, 60, "car", "other", None, 0),
        (60, 71, "car", "other", 200, 0),
        (60, "71.9", "car", "other", 200, 0),
        (60, 72, "car", "other", 200, 3),  # 20 % exactly
        (60, 89, "car", "other", 200, 3),
        (60, 90, "car", "other", 200, 6),  # 50 % exactly: the points of 50 %, the fine below it
        (60, "90.1", "car", "other", 2000, 6),
        (60, 95, "car", "highway", 2000, 12),
        (120, 143, "car", "highway", 200, 0),
        (120, 144, "car", "highway", 200, 6),
        (120, 180, "car", "highway", 200, 12),
        (80, 120, "car", "expressway", 200, 12),
        (100, 101, "truck", "highway", 200, 6),  # any excess
        (100, 119, "bus", "highway", 200, 6),
        (100, 120, "hazard", "expressway", 200, 12),
        (60, 65, "truck", "other", 200, 0),
        (60, 66, "truck", "other", 200, 1),  # 10 % exactly
        (60, 72, "bus", "other", 200, 6),
        (60, 90, "hazard", "other", 200, 9),
        (60, 91, "school", "other", 2000, 9),
    ],
)
def test_speeding(values, limit, speed, vehicle, road, fine, points):
    found = values("speeding", limit=limit, speed=speed, vehicle=vehicle, road=road)
    told = found["fine"]["most"] if found["fine"] else None
    assert (told, found["points"]) == (fine, points)


@pytest.mark.parametrize(
    ("mg", "more", "kind", "fine", "days", "years"),
    [
        (65, {}, "drinking", (1000, 2000), (0, 0), 0),
        ("79.99", {}, "drinking", (1000, 2000), (0, 0), 0),
        (65, {"times": 2}, "drinking", (1000, 2000), (0, 10), 2),
        (65, {"commercial": "yes"}, "drinking", (5000, 5000), (15, 15), 5),
        (65, {"commercial": "yes", "times": 3}, "drinking", (5000, 5000), (15, 15), 5),
        (65, {"vehicle": "motorcycle"}, "drinking", (1000, 2000), (0, 0), 0),
        (80, {}, "drunk", None, None, 5),  # 80 exactly
        (80, {"commercial": "yes"}, "drunk", None, None, 10),
        (300, {"vehicle": "motorcycle"}, "drunk", None, None, 5),
    ],
)
def test_alcohol(values, mg, more, kind, fine, days, years):
    found = values("alcohol", mg=mg, **more)
    assert found["kind"] == kind
    assert found["barred_years"] == years
    for told, bounds in ((found["fine"], fine), (found["detention_days"], days)):
        assert (told and (told["least"], told["most"])) == bounds


def test_drunk_below_150_may_be_no_crime_and_above_180_stays_in_prison(calculate):
    assert calculate("alcohol", mg="149.9").values["may_be_no_crime"]
    assert not calculate("alcohol", mg=150).values["may_be_no_crime"]
    assert "不适用缓刑" not in calculate("alcohol", mg=180).text
    assert "不适用缓刑" in calculate("alcohol", mg="180.1").text


def test_where_drinking_begins_is_the_bureaus_to_fill_in(calculate):
    assert "本站没有收到标准原文" in calculate("alcohol", mg=10).assumptions[0]
    filled = LocalFigures(yearly=Yearly(alcohol=Decimal(30), sources={"alcohol": "某标准"}))
    assert calculate("alcohol", filled, mg="29.9").values["kind"] == "none"
    assert calculate("alcohol", filled, mg=30).values["kind"] == "drinking"


def test_on_an_electric_bicycle_only_drunkenness_is_fined(values):
    assert values("alcohol", mg=79, vehicle="ebike")["fine"] is None
    assert values("alcohol", mg=80, vehicle="ebike")["fine"] == {"least": 5, "most": 50}


@pytest.mark.parametrize(
    ("licensed", "today", "begins", "resets"),
    [
        ("2019-03-15", date(2026, 11, 28), "2026-03-15", "2027-03-15"),
        ("2019-11-28", date(2026, 11, 28), "2026-11-28", "2027-11-28"),  # on the very day
        ("2019-11-29", date(2026, 11, 28), "2025-11-29", "2026-11-29"),
        ("2024-02-29", date(2026, 2, 27), "2025-02-28", "2026-02-28"),
        ("2026-11-28", date(2026, 11, 28), "2026-11-28", "2027-11-28"),
    ],
)
def test_the_period_of_points(values, licensed, today, begins, resets):
    found = values("points", today=today, points=3, licensed=licensed)
    assert (found["period_from"], found["reset_on"]) == (begins, resets)


@pytest.mark.parametrize(
    ("points", "more", "days"),
    [
        (12, {}, 7),
        (23, {}, 7),
        (24, {}, 14),
        (12, {"times": 1}, 14),
        (120, {}, 60),
        (12, {"licence": "heavy"}, 30),
        (24, {"licence": "heavy"}, 60),
        (72, {"licence": "heavy"}, 120),
    ],
)
def test_lessons_at_twelve_points(values, points, more, days):
    found = values("points", points=points, licensed="2019-03-15", **more)
    assert (found["full"], found["lesson_days"]) == (True, days)


def test_eleven_points_are_cleared_unless_a_fine_is_unpaid(calculate):
    paid = calculate("points", points=11, licensed="2019-03-15")
    assert (paid.values["left"], paid.values["cleared"]) == (1, True)
    unpaid = calculate("points", points=11, licensed="2019-03-15", unpaid="yes")
    assert not unpaid.values["cleared"]
    assert "转到下一个周期" in unpaid.text


@pytest.mark.parametrize(
    ("fine", "days", "extra", "capped"),
    [
        (200, 0, 0, False),
        (200, 1, 6, False),
        (200, 33, 198, False),
        (200, 34, 200, True),
        (200, 40, 200, True),
        (50, 1, 1.5, False),
        (200, 5000, 200, True),
    ],
)
def test_a_fine_overdue_never_more_than_doubles(values, fine, days, extra, capped):
    found = values("overdue", fine=fine, days=days)
    assert (found["extra"], found["total"], found["capped"]) == (extra, fine + extra, capped)


@pytest.mark.parametrize(
    ("kind", "since", "last"),
    [
        ("review", "2026-11-02", "2027-01-04"),  # the sixtieth day is New Year's Day, a Friday
        ("review", "2026-11-03", "2027-01-04"),  # a Saturday
        ("review", "2026-11-05", "2027-01-04"),
        ("review", "2026-11-06", "2027-01-05"),
        ("suit", "2026-11-02", "2027-05-03"),  # 2 May is a Sunday and a festival
        ("suit", "2026-08-31", "2027-03-01"),  # February has no 31st; the 28th is a Sunday
        ("suit-after-review", "2026-11-02", "2026-11-17"),
        ("hearing", "2026-11-02", "2026-11-09"),  # five working days
        ("hearing", "2026-11-06", "2026-11-13"),  # from a Friday on
        ("hearing", "2026-09-29", "2026-10-08"),  # across the national day's three days
        ("ticket", "2026-11-02", "2026-11-17"),
        ("ticket", "2026-11-06", "2026-11-23"),  # the fifteenth day is a Saturday
        ("handle", "2026-11-02", "2026-11-23"),  # here working days
        ("recheck", "2026-11-06", "2026-11-11"),
    ],
)
def test_the_last_day(values, kind, since, last):
    assert values("deadline", kind=kind, from_=since)["last_day"] == last


def test_where_two_laws_count_differently_the_shorter_is_told(calculate):
    found = calculate("deadline", kind="handle", from_="2026-11-02")
    assert found.values["safe_day"] == date(2026, 11, 17)
    assert "2026年11月17日以前" in found.text


@pytest.mark.parametrize("kind", TERMS)
@pytest.mark.parametrize("since", ["1950-01-01", "2098-12-31"])
def test_every_day_that_may_be_said_has_a_last_day(values, kind, since):
    assert values("deadline", kind=kind, from_=since)["last_day"] > since


def test_a_year_that_staff_entered_counts_as_entered(calculate):
    entered = Holidays(
        off=frozenset({date(2027, 1, 1), date(2027, 1, 4)}),
        work=frozenset({date(2027, 1, 3)}),
        years=frozenset({2026, 2027}),
    )
    found = calculate("deadline", LocalFigures(entered), kind="review", from_="2026-11-02")
    assert found.values["last_day"] == date(2027, 1, 3)  # a Sunday on which is worked
    assert not any("没有录入" in one for one in found.assumptions)


def test_a_year_that_staff_did_not_enter_is_told(calculate):
    found = calculate("deadline", kind="review", from_="2026-11-02")
    assert any("2026年、2027年的放假、调休安排没有录入" in one for one in found.assumptions)


def test_festivals_by_both_calendars():
    days = festivals(2026)
    assert {date(2026, 2, 16), date(2026, 2, 17), date(2026, 2, 19)} <= days  # 除夕 to 初三
    assert date(2026, 2, 20) not in days
    assert {date(2026, 4, 5), date(2026, 6, 19), date(2026, 9, 25)} <= days
    assert len(days) == 13


def test_months_end_where_the_month_does():
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert add_months(date(2026, 12, 1), 1) == date(2027, 1, 1)


def test_every_term_has_one_length():
    for term in TERMS.values():
        assert sum(map(bool, (term.days, term.workdays, term.months))) == 1


@pytest.mark.parametrize(
    ("said", "refund"),
    [
        ({"mode": "train", "reason": "carrier"}, 200),
        ({"mode": "coach", "reason": "carrier"}, 200),
        ({"mode": "train", "fee_percent": 10}, 180),
        ({"mode": "coach", "fee_percent": 0}, 200),
        ({"mode": "train", "hours": 5}, None),  # the rates aren't held
        ({"mode": "train", "hours": -1, "fee_percent": 10}, None),  # after departure
        ({"mode": "coach", "reason": "worse"}, None),
    ],
)
def test_tickets_returned(values, said, refund):
    assert values("refund", price=200, **said)["refund"] == refund


def test_rates_that_the_bureau_filled_in_count_by_the_hour(values):
    fees = {"train": (Fee(Decimal(48), Decimal(5)), Fee(Decimal(0), Decimal(20)))}
    filled = LocalFigures(yearly=Yearly(fees=fees, sources={"fees": "规则"}))
    for hours, refund in ((48, 190), (47, 160), (0, 160)):
        assert values("refund", filled, mode="train", price=200, hours=hours)["refund"] == refund
    assert values("refund", filled, mode="train", price=200)["refund"] is None


@pytest.mark.parametrize(
    ("case", "said", "payable", "not_payable", "unsettled"),
    [
        ("parking", {"tow_fee": 300, "daily": 20, "days": 2}, 0, 300, 40),
        ("seized", {"tow_fee": 300, "daily": 20, "days": 10}, 0, 200, 300),
        ("no-permit", {"daily": 20, "days": 10}, 0, 200, 0),
        ("evidence", {"tow_fee": 300, "daily": 20, "days": 10}, 0, 500, 0),
        ("evidence", {"daily": 20, "days": 10, "late_days": 4}, 80, 120, 0),
        ("evidence", {"daily": 20, "days": 3, "late_days": 9}, 60, 0, 0),
        ("breakdown", {"tow_fee": 300, "daily": 20, "days": 1}, 320, 0, 0),
    ],
)
def test_towing_and_storage(values, case, said, payable, not_payable, unsettled):
    found = values("towing", case=case, **said)
    assert found == {"payable": payable, "not_payable": not_payable, "unsettled": unsettled}


YEARLY = Yearly(
    incomes=Incomes(2025, "公报", Decimal(50_000), Decimal(30_000), Decimal(7_000), Decimal(100)),
    insurance={
        "death": Decimal(100_000),
        "medical": Decimal(10_000),
        "property": Decimal(1_000),
        "no_blame_death": Decimal(10_000),
        "no_blame_medical": Decimal(1_000),
        "no_blame_property": Decimal(100),
    },
    disability={10: Decimal(10), 1: Decimal(100)},
    sources={"insurance": "公告", "disability": "意见"},
)
FILLED = LocalFigures(yearly=YEARLY)


def heads(values, **said):
    return values("compensation", FILLED, blame=100, **said)["heads"]


@pytest.mark.parametrize(
    ("age", "years"), [(0, 20), (59, 20), (60, 20), (61, 19), (74, 6), (75, 5), (90, 5)]
)
def test_years_that_are_paid_for_by_age(values, age, years):
    assert heads(values, outcome="death", age=age)["死亡赔偿金"] == 50_000 * years
    found = heads(values, outcome="disability", age=age, grade=10)
    assert found["残疾赔偿金"] == 50_000 * years / 10


def test_a_funeral_is_six_months_wages(values):
    assert heads(values, outcome="death", age=40)["丧葬费"] == 42_000


@pytest.mark.parametrize(("age", "supporters", "amount"), [(8, 2, 150_000), (17, 1, 30_000)])
def test_a_child_is_kept_to_its_eighteenth_birthday(values, age, supporters, amount):
    found = heads(values, outcome="death", age=40, dependant_age=age, supporters=supporters)
    assert found["被扶养人生活费"] == amount


def test_the_insurance_pays_first_and_the_rest_by_blame(values):
    found = values(
        "compensation", FILLED, outcome="injury", blame=70, medical=12_000, hospital_days=10,
        lost_days=30, daily_income=200, property=5_000,
    )  # fmt: skip
    assert found["total"] == 24_000
    assert found["insurance"] == 10_000 + 6_000 + 1_000
    assert (found["other_side"], found["own"]) == (4_900, 2_100)


def test_who_is_not_to_blame_has_other_limits(values):
    found = values("compensation", FILLED, outcome="injury", blame=0, medical=12_000)
    assert (found["insurance"], found["other_side"], found["own"]) == (1_000, 0, 11_000)


def test_without_the_bureaus_figures_it_says_what_is_missing(calculate):
    said = {"outcome": "death", "blame": 100, "age": 40, "dependant_age": 8, "hospital_days": 2}
    found = calculate("compensation", **said)
    assert found.values["insurance"] is None
    assert found.values["missing"] == [
        "住院伙食补助每天的标准",
        "上一年度城镇居民人均可支配收入",
        "上一年度职工月平均工资（算丧葬费）",
        "上一年度城镇居民人均消费支出",
        "交强险责任限额",
    ]
    assert "还缺这些数" in found.text


def test_of_a_grade_without_percent_nothing_is_told(calculate):
    found = calculate("compensation", FILLED, outcome="disability", blame=50, age=40, grade=5)
    assert found.values["missing"] == ["伤残等级对应的赔偿比例"]
    assert found.values["heads"] == {}


def test_an_income_that_was_told_counts_before_the_bureaus(values):
    found = heads(values, outcome="death", age=64, income=40_000)
    assert found["死亡赔偿金"] == 40_000 * 16
    found = heads(
        values, outcome="disability", age=40, grade=9, grade_share=20, income=40_000,
        dependant_age=8, supporters=2, consumption=24_000,
    )  # fmt: skip
    assert found["残疾赔偿金"] == 160_000
    assert found["被扶养人生活费"] == 24_000


def test_of_a_grade_without_percent_all_but_that_is_told(calculate):
    found = calculate("compensation", outcome="disability", age=40, grade=9, income=50_000)
    assert "50000元 × 20年 × 伤残等级对应的比例，也就是1000000元乘以比例" in found.text
    child = calculate(
        "compensation", outcome="disability", grade=9, dependant_age=8, supporters=2,
        consumption=30_000,
    )  # fmt: skip
    assert "被扶养人生活费 = 30000元 × 10年 ÷ 2人" in child.text


def test_what_the_insurance_is_known_to_pay_needs_no_limits(values):
    found = values(
        "compensation", outcome="injury", property=9_000, insurance_pays=2_000, blame=70
    )  # fmt: skip
    assert (found["insurance"], found["other_side"], found["own"]) == (2_000, 4_900, 2_100)
