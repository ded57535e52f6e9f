"""Over what the vehicle licence allows, goods or people: the police's fine and points."""

from __future__ import annotations

from decimal import Decimal

from bot.calculators.calculator import Calculator, Given, Result, choice, cite, percent, yuan
from bot.calculators.inputs import TONS, Answers, Input, Kind, WrongValue, plain
from bot.calculators.overload_road import points as points_for_mass
from bot.knowledge.statutes.citations import Citation

PEOPLE = "人"
TRUCK, COACH, SCHOOL, LARGE, CAR = "truck", "coach", "school", "minibus", "car"
VEHICLES = {
    TRUCK: "货车",
    COACH: "公路客运、旅游客运汽车",
    SCHOOL: "校车",
    LARGE: "其他7座以上载客汽车",
    CAR: "其他载客汽车（不到7座）",
}
LARGE_FROM = 7
"""Seats from which on it is one of the larger passenger vehicles: 记分管理办法 第九条第一项."""
LIGHT, SEVERE, PLAIN = (200, 500), (500, 2000), (20, 200)
"""Yuan: 道路交通安全法 第九十二条 (both paragraphs), 第九十条."""
SEVERE_OVER = {TRUCK: 30, COACH: 20, SCHOOL: 20}
"""Percent that must be passed for the higher fine: 道路交通安全法 第九十二条第二款, 第一款."""
_POINTS = {
    COACH: ((20, 12, 8), (0, 6, 10)),
    SCHOOL: ((20, 12, 8), (0, 6, 10)),
    LARGE: ((100, 12, 8), (50, 9, 9), (20, 6, 10)),
    CAR: ((100, 12, 8), (50, 6, 10), (20, 3, 11)),
}
"""From so many percent over the rated people, points, article of 记分管理办法: 第八条第四项,
第九条第一项, 第十条第一项, 第十一条第一项."""
RULE = "道路交通安全违法行为记分管理办法"


def fine(vehicle: str, share: Decimal) -> tuple[int, int]:
    """Least and most, in yuan, for so many percent over."""
    if vehicle not in SEVERE_OVER:
        return PLAIN
    return SEVERE if share > SEVERE_OVER[vehicle] else LIGHT


def points(vehicle: str, share: Decimal) -> tuple[int, int]:
    """Points for so many percent of people over, and their article; (0, 0) where there are none."""
    rows = _POINTS[vehicle]
    return next(((worth, art) for least, worth, art in rows if share >= least), (0, 0))


def _rule(given: Given) -> Result:
    vehicle, rated, loaded = (
        given.choice("vehicle"), given.number("rated"), given.number("loaded"),
    )  # fmt: skip
    unit = _unit({"vehicle": vehicle})
    if vehicle != TRUCK and (rated % 1 or loaded % 1):
        raise WrongValue("loaded", "载人要填整数的人数")
    excess = max(loaded - rated, Decimal(0))
    share = excess * 100 / rated
    opening = f"核定{plain(rated, unit)}{unit}，实载{plain(loaded, unit)}{unit}，"
    values = {
        "excess": excess,
        "excess_percent": share,
        "over": excess > 0,
        "fine": None,
        "points": 0,
        "authority": "公安机关交通管理部门",
    }
    if not excess:
        said = [f"{opening}没有超载。" if vehicle == TRUCK else f"{opening}没有超员。"]
        return Result(values, said, [_limit(vehicle)], [])
    least, most = fine(vehicle, share)
    worth, scored, basis = _scored(given, vehicle, share, excess)
    word = "超载" if vehicle == TRUCK else "超员"
    warned = "警告或者" if (least, most) == PLAIN else ""
    said = [
        f"{opening}{word} {percent(share)}。{warned}罚款{yuan(least)}到{yuan(most)}。",
        scored,
        *_more(vehicle),
    ]
    values |= {"fine": {"least": least, "most": most}, "points": worth}
    basis = [_fined_by(vehicle), *basis, *_more_basis(vehicle)]
    return Result(values, said, basis, _assumptions(vehicle), scored)


def _scored(
    given: Given, vehicle: str, share: Decimal, excess: Decimal
) -> tuple[int | None, str, list[Citation]]:
    """Points where they can be told, what is said of them, and their article. Goods count against
    the greatest permitted mass, not against the rated load."""
    if vehicle != TRUCK:
        worth, article = points(vehicle, share)
        if not worth:
            return 0, "记分办法没有给这个比例定分，不记分。", []
        return worth, f"一次记{worth}分。", [cite(RULE, article)]
    gross = given.maybe("gross")
    if gross is None:
        told = (
            "记分要看超过“最大允许总质量”多少，不是看核定载质量：没超到30% 记1分，"
            "30% 以上不到50% 记3分，50% 以上记6分。填上行驶证里的“总质量”就能算。"
        )
        return None, told, [cite(RULE, article) for article in (10, 11, 12)]
    if gross <= given.number("rated"):
        raise WrongValue("gross", "总质量是车加货的重量，要比核定载质量大，请看行驶证")
    heavier = excess * 100 / gross
    worth, article = points_for_mass(heavier)
    told = f"总质量{plain(gross, TONS)}吨，超了{percent(heavier)}，一次记{worth}分。"
    return worth, told, [cite(RULE, article)]


def _limit(vehicle: str) -> Citation:
    if vehicle == TRUCK:
        return cite("道路交通安全法实施条例", 54)
    return cite("道路交通安全法", 49)


def _fined_by(vehicle: str) -> Citation:
    return cite("道路交通安全法", 92 if vehicle in SEVERE_OVER else 90)


def _more(vehicle: str) -> list[str]:
    unload = "卸货" if vehicle == TRUCK else "转运乘客"
    told = []
    if vehicle in SEVERE_OVER:
        told.append(f"交警会扣车，直到{unload}、不超为止。")
    if vehicle in (TRUCK, COACH):
        told.append(f"{unload}的费用由驾驶人或者车主承担。")
    if vehicle == SCHOOL:
        told.append("校车超员从重处罚。")
    if vehicle in (COACH, SCHOOL):
        told.append("严重超员的，可能构成危险驾驶罪，要判拘役并处罚金。")
    if vehicle in (TRUCK, COACH):
        told.append("运输单位的车罚过还不改的，对直接负责的主管人员罚款2000元到5000元。")
    return told


def _more_basis(vehicle: str) -> list[Citation]:
    found = [_limit(vehicle)]
    if vehicle in (TRUCK, COACH):
        found.append(cite("道路交通安全法实施条例", 106))
    if vehicle == SCHOOL:
        found.append(cite("校车安全管理条例", 50))
    if vehicle in (COACH, SCHOOL):
        found.append(cite("刑法", 133, 1))
    return found


def _assumptions(vehicle: str) -> list[str]:
    told = ["罚款是法律定的幅度；省里在幅度内另有标准的，按省里的标准。"]
    if vehicle == TRUCK:
        told.append("没有违反规定载客；公路限重是另一回事，见“超限（公路治超）”。")
    if vehicle == COACH:
        told.append("没有违反规定载货；按公路客运车辆算。免票儿童怎么计数，以核定和班车规定为准。")
    if vehicle == SCHOOL:
        told.append("校车按公路客运车辆的幅度算，从重处罚。")
    if vehicle in (LARGE, CAR):
        told.append("不是公路客运、旅游客运、校车；省里对超员另有罚款规定的，按省里的规定。")
    return told


def _is_truck(answers: Answers) -> bool:
    return answers.get("vehicle") == TRUCK


def _unit(answers: Answers) -> str:
    if not answers.get("vehicle"):
        return ""
    return TONS if _is_truck(answers) else PEOPLE


CALCULATOR = Calculator(
    name="overload-police",
    title="超载、超员（交警）",
    about="核定多少、装了多少，算超载比例、罚款幅度和记分。",
    words=("超载", "超员", "核载", "核定载质量"),
    inputs=(
        choice("vehicle", "是哪一种车", VEHICLES, default=TRUCK, required=False),
        Input(
            "rated",
            "行驶证上核定多少",
            Kind.NUMBER,
            hint="货车填核定载质量，单位吨；客车填核定人数。",
            least=Decimal("0.1"),
            most=Decimal(500),
            units=(TONS, PEOPLE),
            settled=_unit,
        ),
        Input(
            "loaded",
            "实际装了多少",
            Kind.NUMBER,
            hint="货车填货的重量，单位吨；客车填车上人数。",
            most=Decimal(1000),
            units=(TONS, PEOPLE),
            settled=_unit,
        ),
        Input(
            "gross",
            "行驶证上的总质量",
            Kind.NUMBER,
            "吨",
            hint="算记分用，不知道可以不填。",
            least=Decimal("0.1"),
            most=Decimal(500),
            required=False,
            matters=_is_truck,
        ),
    ),
    rule=_rule,
    example={"vehicle": "truck", "rated": "10", "loaded": "14", "gross": "18"},
)
