"""After an accident: heads of claim, what the compulsory insurance bears, what the other side.

Heads by 民法典 第一千一百七十九条 and 人身损害赔偿司法解释; the order of who pays by 民法典
第一千二百一十三条 and 道路交通安全法 第七十六条. Incomes, the insurance's limits and the
percent of a disability's grade stand in no text that is held: the bureau fills them in
(`local`), and what is missing is left out and named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.calculators import heads
from bot.calculators.calculator import Calculator, Given, Result, choice, cite, yuan
from bot.calculators.heads import DEATH, DISABILITY, INJURY, MEDICAL, PROPERTY, Head
from bot.calculators.inputs import Answers, Input, Kind, plain
from bot.knowledge.statutes.citations import Citation

OUTCOMES = {INJURY: "受伤，没有伤残等级", DISABILITY: "评了伤残等级", DEATH: "去世"}
DRIVER, WALKER = "driver", "pedestrian"
VICTIMS = {DRIVER: "也是机动车一方（开车、骑摩托、坐车）", WALKER: "行人或者骑非机动车的"}


@dataclass(frozen=True, slots=True)
class Shares:
    """Who pays what, in yuan; `insurance` is None where its limits aren't known, and the others
    with it."""

    total: Decimal
    insurance: Decimal | None = None
    other: Decimal | None = None
    own: Decimal | None = None


def shared(
    found: list[Head],
    limits: Mapping[str, Decimal] | None,
    blame: Decimal | None,
    paid: Decimal | None = None,
) -> Shares:
    """First the insurance, what it has `paid`, or each group of heads within its limit; of the rest
    so many percent the other side, as it is to blame: 民法典 第一千二百一十三条, 道路交通安全法
    第七十六条."""
    total = sum((head.amount for head in found), Decimal(0))
    if blame is None or (limits is None and paid is None):
        return Shares(total)
    insured = Decimal(0)
    for group, limit in (limits or {}).items():
        claimed = sum((head.amount for head in found if head.group == group), Decimal(0))
        insured += min(claimed, limit)
    if paid is not None:
        insured = min(paid, total)
    other = (total - insured) * blame / 100
    return Shares(total, insured, other, total - insured - other)


def _limits(given: Given, blame: Decimal | None) -> Mapping[str, Decimal] | None:
    """The limits by group; others where the insured isn't to blame: 交强险条例 第二十三条."""
    prefix = "no_blame_" if blame == 0 else ""
    known = given.local.yearly.insurance
    names = {heads.BODY: "death", MEDICAL: "medical", PROPERTY: "property"}
    if any(f"{prefix}{name}" not in known for name in names.values()):
        return None
    return {group: known[f"{prefix}{name}"] for group, name in names.items()}


def _rule(given: Given) -> Result:
    blame, insured = given.maybe("blame"), given.yes("insured")
    found, missing = heads.of(given)
    limits, paid = _limits(given, blame), given.maybe("insurance-pays")
    shares = shared(found, limits, blame, paid)
    if limits is None and paid is None:
        missing.append("交强险责任限额")
    open_share = heads.before_the_share(given) if given.choice("outcome") == DISABILITY else []
    told = _told(found, missing, open_share, _split(shares, insured, blame))
    if missing and found:
        told.append(
            f"还缺这些数，没有算进去：{'、'.join(missing)}。可以问法院、保险公司，或者打热线。"
        )
    if given.choice("victim") == WALKER and blame is not None:
        told.append(_walker(blame))
    values = {
        "total": shares.total,
        "heads": {head.name: head.amount for head in found},
        "insurance": shares.insurance,
        "other_side": shares.other,
        "own": shares.own,
        "missing": missing,
    }
    return Result(values, told, list(_basis(found, insured)), _assumptions(given))


def _told(found: list[Head], missing: list[str], open_share: list[str], split: str) -> list[str]:
    """First what it comes to, or what it takes yet; then each head."""
    if not found and open_share:
        return ["".join(open_share)]
    if not found:
        return [f"这些数还算不出钱，还缺这些数：{'、'.join(missing)}。"]
    total = sum((head.amount for head in found), Decimal(0))
    rows = [f"- {head.name}：{yuan(head.amount)}（{head.how}）" for head in found]
    return [f"能算出来的各项一共{yuan(total)}。{split}", *rows, *open_share]


def _split(shares: Shares, insured: bool, blame: Decimal | None) -> str:
    if shares.insurance is None:
        unknown = (
            "对方承担几成没有填，所以没有分各赔多少。"
            if blame is None
            else "交强险限额没有录入，所以分不出各赔多少。"
        )
        part = "按责任赔" if blame is None else f"赔{plain(blame)}%"
        rest = f"超出的才由对方的商业险、对方本人{part}；{unknown}"
        return f"先由对方交强险在限额内全部赔（不打折），{rest}"
    first = "对方交强险" if insured else "对方没有投保交强险，由投保义务人在交强险限额内"
    return (
        f"{first}先赔{yuan(shares.insurance or 0)}；剩下的对方承担{blame or 0:f}%，"
        f"是{yuan(shares.other or 0)}（有商业三者险的先由它赔）；"
        f"自己承担{yuan(shares.own or 0)}。"
    )


def _walker(blame: Decimal) -> str:
    """道路交通安全法 第七十六条第一款第二项."""
    if blame:
        return (
            "机动车撞行人、非机动车：您没有过错的，机动车一方全赔；"
            "有证据证明您有过错的，才适当减轻。"
        )
    return "机动车一方没有过错的，也要承担不超过10% 的赔偿责任，上面没有算这一块；故意碰撞的除外。"


def _basis(found: list[Head], insured: bool) -> Iterator[Citation]:
    yield cite("道路交通安全法", 76)
    yield cite("民法典", 1213)
    yield cite("民法典", 1179)
    yield cite("机动车交通事故责任强制保险条例", 23)
    if not insured:
        yield cite("道路交通事故损害赔偿司法解释", 16)
    yield from dict.fromkeys(head.basis for head in found)


def _assumptions(given: Given) -> list[str]:
    yearly = given.local.yearly
    told = [
        "对方承担的比例按您填的算：事故认定的主次责任各占几成，法律没有写，由双方商量或者法院定。",
        "交强险分项（哪一项归死亡伤残、哪一项归医疗费用）按通行的保险条款归类，条款本站没有收录。",
        "只有一个受害人、对方一辆车；医疗费、误工、护理都要有票据和证明。",
        "没有算后续治疗、残疾辅助器具、定残以后的护理；被扶养人只算了一个。",
    ]
    if not given.yes("insured"):
        told.append("没有投保的，投保义务人和侵权人不是同一个人时，在限额内承担相应责任。")
    if yearly.incomes:
        told.append(f"收入标准用{yearly.incomes.year}年的：{yearly.incomes.source}。")
    if yearly.insurance:
        told.append(f"交强险限额：{yearly.sources['insurance']}。")
    if yearly.disability and given.choice("outcome") == DISABILITY:
        told.append(f"伤残等级的比例：{yearly.sources['disability']}。")
    return told


def _is(*outcomes: str) -> Callable[[Answers], bool]:
    def matters(answers: Answers) -> bool:
        return answers.get("outcome") in outcomes

    return matters


def _money(name: str, label: str, hint: str = "") -> Input:
    return Input(name, label, Kind.NUMBER, "元", hint, required=False)


def _yearly(name: str, label: str, *outcomes: str) -> Input:
    hint = "统计部门公布的，一年多少；不填就按本地录入的数。"
    return Input(name, label, Kind.NUMBER, "元", hint, required=False, matters=_is(*outcomes))


def _days(name: str, label: str, hint: str = "") -> Input:
    return Input(name, label, Kind.WHOLE, "天", hint, most=Decimal(20_000), required=False)


CALCULATOR = Calculator(
    name="compensation",
    title="事故赔偿",
    about="医疗、误工、伤残等各项，算一共多少、交强险赔多少、对方赔多少。",
    words=("赔偿", "赔多少", "误工费", "伤残", "死亡赔偿金"),
    inputs=(
        choice("outcome", "伤到什么程度", OUTCOMES),
        choice("victim", "受害人是", VICTIMS, required=False, default=DRIVER),
        Input(
            "blame",
            "对方承担百分之几",
            Kind.NUMBER,
            "%",
            hint="也可以写“七成”。对方全责填100，同等责任填50，对方没责任填0；主要责任多少看商量或者判决，还不知道可以不填。",
            most=Decimal(100),
            required=False,
        ),
        Input("insured", "对方有没有交强险", Kind.YES_NO, required=False, default="yes"),
        _money("medical", "医疗费一共多少"),
        _days("hospital-days", "住院几天"),
        _money("food-daily", "住院伙食补助一天多少", "不填就按本地录入的标准。"),
        _money("nutrition", "营养费", "按医院的意见。"),
        _days("lost-days", "误工几天", "按医院证明；评残的算到定残前一天。"),
        _money("daily-income", "一天少挣多少", "没有固定收入的，按最近三年的平均收入。"),
        _days("nursing-days", "护理几天"),
        _money("nursing-daily", "护理一天多少钱"),
        _money("transport", "交通费", "看病花的，要有票。"),
        Input(
            "age",
            "受害人多大",
            Kind.WHOLE,
            "岁",
            hint="评了残或者去世的要填。",
            most=Decimal(130),
            required=False,
            matters=_is(DISABILITY, DEATH),
        ),
        Input(
            "grade",
            "伤残几级",
            Kind.WHOLE,
            "级",
            hint="评了残的要填；一级最重，十级最轻。",
            least=Decimal(1),
            most=Decimal(10),
            required=False,
            matters=_is(DISABILITY),
        ),
        Input(
            "grade-share",
            "这一级对应百分之几",
            Kind.NUMBER,
            "%",
            hint="问受诉法院或者12348；不填就按本地录入的比例。",
            most=Decimal(100),
            required=False,
            matters=_is(DISABILITY),
        ),
        _yearly("income", "上一年度城镇居民人均可支配收入", DISABILITY, DEATH),
        Input(
            "dependant-age",
            "要靠受害人养活的人多大",
            Kind.WHOLE,
            "岁",
            hint="未成年人，或者没有劳动能力又没有收入的成年近亲属；没有就不填。",
            most=Decimal(130),
            required=False,
            matters=_is(DISABILITY, DEATH),
        ),
        Input(
            "supporters",
            "一共有几个人养活他（包括受害人）",
            Kind.WHOLE,
            "人",
            least=Decimal(1),
            most=Decimal(20),
            required=False,
            default="1",
            matters=_is(DISABILITY, DEATH),
        ),
        _yearly("consumption", "上一年度城镇居民人均消费支出", DISABILITY, DEATH),
        _money("mental", "精神损害抚慰金", "法律没有定数，填您要求的。"),
        _money("property", "车和东西的损失"),
        _money("insurance-pays", "对方交强险先赔多少", "已经知道的才填；不填就按录入的限额算。"),
    ),
    rule=_rule,
    example={
        "outcome": "injury",
        "blame": "70",
        "medical": "12000",
        "hospital-days": "10",
        "lost-days": "30",
        "daily-income": "200",
        "property": "5000",
    },
)
