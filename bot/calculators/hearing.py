"""Figures told in a question: 限速80跑了112扣几分 is a sum, and most of it has been filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.calculators import CALCULATORS
from bot.calculators.calculator import Calculator, Result, WrongValues
from bot.calculators.inputs import Input
from bot.calculators.local import LocalFigures
from bot.text.normalise import same

_NO_DAY = date.min
"""None of these sums turns on the day, nor on figures of the place."""
LONGEST = 60
"""Characters: in a longer message figures belong to a story."""
_NUMBER = r"(\d+(?:点\d+)?)"
_MEASURED = rf"{_NUMBER}多?(吨|t|个?人|座)"
"""With its unit, where that tells tons from people."""
_WEIGHED = r"(?:总重|总质量|毛重|实重|实际|过磅|上磅|过秤|上秤|称重|磅单)"
"""Which of several weights the sum is of: 核载49吨的六轴车上秤57吨."""
_FIGURES: Mapping[str, Mapping[str, str]] = {
    "speeding": {
        "limit": rf"限速(?:是|为|标志|才|只有)*{_NUMBER}|{_NUMBER}(?:公里|码|的)?限速"
        rf"|{_NUMBER}(?:公里|码|迈)?的(?:道|高速|公路|马路|路段?)(?=.*(?:开|跑|速))",
        "speed": rf"(?:开到|开了|跑到|跑了|开|跑|时速|车速|速度)(?:了|到|是|有)*{_NUMBER}"
        r"(?!\d|点\d|[年个天次趟人吨元块]|小时|分钟)",
    },
    "overload-road": {
        "axles": rf"{_NUMBER}(?:根|个)?[轴桥]|[轴桥]数(?:是|为)?{_NUMBER}",
        "tons": rf"^.*?{_WEIGHED}\D{{0,6}}?{_NUMBER}(?:吨|t)|{_NUMBER}(?:吨|t)",
    },
    "overload-police": {
        "rated": rf"核[载定](?:质量|重量|载重|是|为|才|只有)*{_MEASURED}",
        "loaded": rf"(?<!核)(?:装|拉|载|坐)(?:了|到|着|过磅|实际)*{_MEASURED}",
    },
    "overdue": {
        "fine": rf"(?:罚款?|罚单)(?:是|为|了|[我俺咱你他她]|司机)*{_NUMBER}"
        r"(?:元|块)?(?!\d|天|年|个月|倍)"
        rf"|{_NUMBER}(?:元|块)?钱?的?(?:罚款|罚单)",
        "days": rf"(?:晚|迟|逾期|超期|过期|拖|超)(?:了|交了?|缴了?|有)*{_NUMBER}[天日]",
    },
    "refund": {
        "price": rf"(?:票价?|票款)(?:是|为|[1一]张|花了?|才|要)*{_NUMBER}(?:元|块)?"
        r"(?![\d天号点次张个月]|小时)"
        rf"|{_NUMBER}(?:元|块)(?:钱|买)?的?\D{{0,4}}票",
    },
    "alcohol": {
        "mg": rf"(?:[吹测]气?|含量|酒精|血检|抽血)(?:了|出|到|出来|是|为|的|度)*{_NUMBER}"
        r"(?:毫克|mg|$|[^\d元块天个人年])"
        rf"|{_NUMBER}(?:毫克|mg)",
    },
    "compensation": {
        "lost-days": r"(?:误工|没上班|没干活|上不了班|干不了活|歇|休息|养伤|养|躺)(?:了|费)*"
        rf"{_NUMBER}[天日]|{_NUMBER}[天日](?:没|不能|上不了|干不了)",
        "daily-income": r"(?:[1每]天|日工?[薪资]|日收入)的?(?:工资|收入|挣|赚)*(?:是|有|能|大概)*"
        rf"{_NUMBER}(?!\d|点\d|[天个岁年人])",
    },
    "deadline": {},
}
"""By calculator and input, in a message as `same` makes it; a calculator hears a question that
tells all of them."""
_HALF = re.compile(r"(\d+)(吨|t)半")
"""25吨半 is 25.5 tons."""
_WAGE = re.compile(
    r"(?:月工资|月薪|月收入|(?:[1每]个?月)(?:的)?(?:工资|收入|挣|赚|拿|开)+)(?:是|有|能|大概|差不多)*(\d+)(?:元|块)?"
)
"""By the day it is a thirtieth, which stands among the figures and may be changed."""
_MONTHS = re.compile(r"(半|\d+)个(?:多)?月|(半|\d{1,2})年(?!\d)")
"""People round what they are late by: the days that were taken stand in the result."""
_DAYS_OF_A_MONTH, _DAYS_OF_A_YEAR = 30, 365
_NEEDS = {
    "alcohol": re.compile(r"[酒吹]|血检|抽血"),
    "compensation": re.compile(r"误工|赔"),
    "deadline": re.compile(
        r"^(?=.*(?:\d月\d|\d[日号]|今天|昨天|前天|上周|上个?月|星期|刚收到|收到))"
        r".*(?:最晚|最迟|最后|截止|哪天前|哪1?天|几号|过期[没了]|还来得及|来不来得及|还能)"
    ),
    "overload-police": re.compile(r"核[载定]"),
    "refund": re.compile(
        r"^(?=.*退)(?=.*(?:高铁|动车|火车|客车|大巴|班车|汽车)).*(?:几多|多少|几块|好多|扣)"
    ),
}
"""Words that a message must have besides its figures; who wants a term tells of a day and asks for
the last one."""
_NO_CAR = r"货|卡车|皮卡|摩托|3轮|电动|电瓶|拖拉|船"
_CHOICES: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "speeding": {
        "vehicle": {
            "hazard": r"危险品|危化|油罐|危货",
            "school": r"校车",
            "truck": r"大货|货车|卡车|半挂|牵引",
            "bus": r"客车|大巴|中巴",
            "car": r"小车|轿车|私家车|小汽车|摩托|面包车",
        },
        "road": {
            "highway": r"高速",
            "expressway": r"快速路|高架",
            "other": r"国道|省道|县道|乡道|村|城里|城区|路口|隧道",
        },
    },
    "refund": {
        "mode": {"train": r"高铁|动车|火车", "coach": r"客车|大巴|班车|汽车"},
        "reason": {
            "carrier": r"晚点|停运|取消|停开",
            "own": r"不去|不走|不坐|不想|临时|改天|有事|我.{0,3}退",
        },
    },
    "alcohol": {
        "vehicle": {"motorcycle": r"摩托", "car": r"开车|轿车|小车|货车|汽车|酒驾|醉驾"},
        "commercial": {"yes": r"营运|出租车|网约车|货运|客车"},
        "times": {"2": r"第2次|再次|又被|2次酒驾"},
    },
    "deadline": {
        "kind": {
            "recheck": r"认定书.*复核|复核.*认定",
            "suit-after-review": r"复议(?:决定|结果|书).*(?:起诉|告|打官司)",
            "review": r"复议",
            "hearing": r"听证",
            "suit": r"(?:处罚|罚款|扣车|决定书?).*(?:起诉|打官司|告法院)",
            "ticket": r"[交缴]罚款|罚款.{0,8}[交缴]|罚单.{0,8}[交缴]",
        },
    },
    "overload-police": {
        "vehicle": {
            "truck": r"核[载定]\D*\d+(?:点\d+)?(?:吨|t)",
            "school": r"校车",
            "car": rf"^(?!.*(?:{_NO_CAR})).*核[载定]\D*[1-6](?:个?人|座)",
        },
    },
}


@dataclass(frozen=True, slots=True)
class Sum:
    """A calculator, and what the question has already told of its inputs."""

    calculator: Calculator
    said: Mapping[str, str]

    @property
    def told(self) -> Sequence[str]:
        """The figures, as people read them."""
        return [f"{label}：{value}" for label, value in self.figures]

    @property
    def figures(self) -> Sequence[tuple[str, str]]:
        """What each is, and how much."""
        return self.calculator.heard(self.said, _NO_DAY)

    @property
    def lacking(self) -> Input | None:
        """What has to be asked still; what may be left out need not be."""
        said = {one.name: "" for one in self.calculator.inputs if _may_be_left_out(one)}
        return self.calculator.next_input({**said, **self.said}, _NO_DAY)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to be asked."""
        return self.lacking is None

    def result(self) -> Result | None:
        """None where something is left to be asked, or the figures can't be."""
        if not self.is_whole:
            return None
        try:
            return self.calculator.run(self.said, LocalFigures(), _NO_DAY)
        except WrongValues:
            return None


def heard(question: str) -> Sum | None:
    """The sum that the question has the figures of; None where it has none or only a part."""
    text = _WAGE.sub(_by_the_day, _HALF.sub(r"\1点5\2", same(question)))
    text = _MONTHS.sub(_in_days, text)
    if len(text) > LONGEST:
        return None
    for name, patterns in _FIGURES.items():
        found = {key: _figure(pattern, text) for key, pattern in patterns.items()}
        if all(found.values()) and (name not in _NEEDS or _NEEDS[name].search(text)):
            said = found | _chosen(name, text)
            if said:
                return Sum(CALCULATORS[name], said)
    return None


def _may_be_left_out(one: Input) -> bool:
    """What has choices takes one of them for granted, which nobody has said."""
    return not one.required and not one.options


def _by_the_day(wage: re.Match[str]) -> str:
    return f"1天{round(int(wage[1]) / _DAYS_OF_A_MONTH)}元"


def _in_days(months: re.Match[str]) -> str:
    told, days = (months[1], _DAYS_OF_A_MONTH) if months[1] else (months[2], _DAYS_OF_A_YEAR)
    number = 0.5 if told == "半" else int(told)
    return f"{int(number * days)}天"


def _figure(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    return "".join(filter(None, match.groups())).replace("点", ".") if match else ""


def _chosen(name: str, text: str) -> dict[str, str]:
    """What the words pick of the choices, the first of each that they name."""
    picked = {}
    for key, values in _CHOICES.get(name, {}).items():
        value = next((value for value, words in values.items() if re.search(words, text)), "")
        if value:
            picked[key] = value
    return picked
