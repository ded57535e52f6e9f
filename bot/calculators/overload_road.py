"""Over the weight that a road bears: limit by axles, excess, fine, who fines, points."""

from __future__ import annotations

from decimal import Decimal

from bot.calculators.calculator import Calculator, Given, Result, choice, cite, percent, yuan
from bot.calculators.inputs import Answers, Input, Kind, plain

TRUCK, TRAIN = "truck", "train"
LIMITS = {
    (2, TRUCK): 18,
    (3, TRUCK): 25,
    (3, TRAIN): 27,
    (4, TRUCK): 31,
    (4, TRAIN): 36,
    (5, TRAIN): 43,
    (6, TRAIN): 49,
}
"""Axles and kind → tons: 超限运输车辆行驶公路管理规定 第三条第一款第四至八项."""
SINGLE_DRIVE = 46
"""Tons on six axles and more where the tractor drives one: the same, 第八项."""
BODIES = {TRUCK: "单体货车（不带挂车）", TRAIN: "汽车列车（半挂车、带挂车）"}
ONLY = {2: TRUCK}
"""What a vehicle with so many axles must be; with five and more it is a train."""
PER_TON, CAP = Decimal(500), Decimal(30_000)
"""Yuan: the same, 第四十三条第一款第二项; the cap also 公路安全保护条例 第六十四条."""
POINTS = ((Decimal(50), 6, 10), (Decimal(30), 3, 11), (Decimal(0), 1, 12))
"""From so many percent over, points, article: 记分管理办法 第十条第四项,
第十一条第九项, 第十二条第六项. The first two bounds count themselves in (以上), the last is any
excess."""


def limit(axles: int, body: str, *, single_drive: bool) -> int:
    """Tons that a truck may weigh with its load: 超限运输车辆行驶公路管理规定 第三条."""
    return SINGLE_DRIVE if axles >= 6 and single_drive else LIMITS[min(axles, 6), body]


def usual_body(axles: int) -> str:
    """What a vehicle with so many axles mostly is: from five on it is a train."""
    return TRUCK if axles < 5 else TRAIN


def fine(excess: Decimal) -> Decimal:
    """Yuan for so many tons over: none up to one ton (警告), then 500 for each full ton, 30,000 at
    most: 超限运输车辆行驶公路管理规定 第四十三条第一款第二项."""
    return min(PER_TON * int(excess), CAP) if excess > 1 else Decimal(0)


def points(share: Decimal) -> tuple[int, int]:
    """Points for so many percent over the greatest permitted mass, and their article."""
    return next((worth, article) for least, worth, article in POINTS if share >= least)


def _rule(given: Given) -> Result:
    axles, tons = given.whole("axles"), given.number("tons")
    body = given.choice("body") if given.answers["body"] else ONLY.get(axles, TRAIN)
    most = limit(axles, body, single_drive=given.yes("single-drive"))
    excess = max(tons - most, Decimal(0))
    values = {
        "limit_tons": most,
        "excess_tons": excess,
        "excess_percent": excess * 100 / most,
        "over": excess > 0,
        "warning": 0 < excess <= 1,
        "fine": fine(excess),
        "fine_cap": CAP,
        "authority": "交通运输主管部门",
        "points": 0,
    }
    opening = f"{axles}轴{BODIES[body]}，车和货一共最多{most}吨。"
    basis = [cite("超限运输车辆行驶公路管理规定", 3)]
    if not excess:
        said = [
            f"{opening}您的车{plain(tons)}吨，没有超限。",
            "没超限不等于没超载：还要看行驶证上的核定载质量，另有“超载（交警）”一项可以算。",
        ]
        return Result(values, said, basis, _assumptions(body, axles))
    worth, article = points(excess * 100 / most)
    said = [
        f"{opening}您的车{plain(tons)}吨，超了{plain(excess)}吨"
        f"（{percent(excess * 100 / most)}）。{_fined(excess)}",
        "管的是交通运输主管部门（路政、治超站），会责令改正，也就是卸货、转运到不超。",
        f"记分归交警：交警要是按超过最大允许总质量处理，这个数记{worth}分。"
        "同一个违法行为不会罚两次款。",
        "一年里违法超限超过3次，车的营运证要被吊销，驾驶人会被责令停止营业性运输。",
    ]
    basis += [
        cite("超限运输车辆行驶公路管理规定", 43),
        cite("公路安全保护条例", 64),
        cite("公路安全保护条例", 66),
        cite("道路交通安全违法行为记分管理办法", article),
        cite("行政处罚法", 29),
    ]
    return Result(values | {"points": worth}, said, basis, _assumptions(body, axles))


def _fined(excess: Decimal) -> str:
    if excess <= 1:
        return "没有超过1吨的，给警告，不罚款。"
    amount = fine(excess)
    if amount == CAP:
        return f"罚款到顶：{yuan(CAP)}。"
    return f"每超1吨罚{yuan(PER_TON)}，一共{yuan(amount)}，最高不超过{yuan(CAP)}。"


def _assumptions(body: str, axles: int) -> list[str]:
    told = [
        "只算总重，没有算单轴超重和超长、超宽、超高；几项都违法的，罚款加起来也不超过30000元。",
        "按除驱动轴外每轴每侧双轮胎算；是单轮胎的，每轴限值再减3吨（合标的加宽轮胎除外）。",
        "货物能拆开装（可分载），没有超限运输许可。",
        "不满1吨的零头，条文没有写怎么算，这里没有计入，各地做法可能不同。",
        "记分要按行驶证上的最大允许总质量算，这里拿超限限值代替；行驶证上的数小，比例就更高。",
        "超限运输车辆行驶公路管理规定本站只有核对过的要点，没有收到官方全文。",
    ]
    if body == TRAIN and axles <= 4:
        return told
    kind = BODIES[body]
    return [f"按{kind}算。", *told]


def _is_doubtful(answers: Answers) -> bool:
    """Only with three or four axles both kinds are on the road."""
    return answers.get("axles") in (Decimal(3), Decimal(4))


def _has_six(answers: Answers) -> bool:
    axles = answers.get("axles")
    return isinstance(axles, Decimal) and axles >= 6


CALCULATOR = Calculator(
    name="overload-road",
    title="超限（公路治超）",
    about="几根轴、多少吨，算限重、超了多少、罚多少。",
    words=("超限", "治超", "轴", "总重"),
    inputs=(
        Input("axles", "车一共几根轴", Kind.WHOLE, "根轴", least=Decimal(2), most=Decimal(20)),
        Input(
            "tons",
            "车和货一共多重",
            Kind.NUMBER,
            "吨",
            hint="过磅单上的总重。",
            least=Decimal("0.1"),
            most=Decimal(500),
        ),
        choice(
            "body",
            "是哪一种车",
            BODIES,
            hint="只有3轴、4轴的车要选。",
            default=TRUCK,
            required=False,
            matters=_is_doubtful,
        ),
        Input(
            "single-drive",
            "牵引车是不是只有一根驱动轴",
            Kind.YES_NO,
            hint="6轴以上的车才要选；双驱的选“否”。",
            required=False,
            default="no",
            matters=_has_six,
        ),
    ),
    rule=_rule,
    example={"axles": "6", "tons": "52"},
)
