"""The heads of a claim after an accident, each with its amount, its article and how it came about:
最高人民法院 人身损害赔偿司法解释 (2022)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.calculators.calculator import Given, cite, percent, yuan
from bot.calculators.inputs import plain
from bot.knowledge.statutes.citations import Citation

INJURY, DISABILITY, DEATH = "injury", "disability", "death"
BODY, MEDICAL, PROPERTY = "body", "medical", "property"
"""The groups that the compulsory insurance has a limit for."""
YEARS, OLD, VERY_OLD, FEW = 20, 60, 75, 5
"""第十二条, 第十五条, 第十七条: twenty years; above 60 one less a year; from 75 on five."""
ADULT = 18
FUNERAL_MONTHS = 6
"""第十四条."""
RULE = "人身损害赔偿司法解释"


@dataclass(frozen=True, slots=True)
class Head:
    name: str
    amount: Decimal
    group: str
    basis: Citation
    how: str


def years(age: int) -> int:
    """For how many years is paid for somebody of that age: 第十二条, 第十五条."""
    if age >= VERY_OLD:
        return FEW
    return YEARS - max(age - OLD, 0)


def dependant_years(age: int) -> int:
    """For how many years somebody is kept: to the eighteenth birthday, else as above: 第十七条."""
    return ADULT - age if age < ADULT else years(age)


def of(given: Given) -> tuple[list[Head], list[str]]:
    """All heads that can be told, and the figures that are missing for others."""
    found, missing = _costs(given), list[str]()
    outcome = given.choice("outcome")
    _board(given, found, missing)
    share = Decimal(100)
    if outcome == DISABILITY:
        share = _disability(given, found, missing)
    if outcome == DEATH:
        _death(given, found, missing)
    if outcome != INJURY and share:
        _dependant(given, found, missing, share)
    return found, missing


def told_or(given: Given, name: str, known: Decimal | None) -> Decimal | None:
    """A figure of the place as it was told, else as the bureau has filled it in."""
    told = given.maybe(name)
    return known if told is None else told


def _costs(given: Given) -> list[Head]:
    """What was spent or lost, as it was told."""
    lost, nursed = given.amount("lost-days"), given.amount("nursing-days")
    daily, wage = given.amount("daily-income"), given.amount("nursing-daily")
    rows = [
        ("医疗费", given.amount("medical"), MEDICAL, cite(RULE, 6), "按票据"),
        ("营养费", given.amount("nutrition"), MEDICAL, cite(RULE, 11), "按医院意见"),
        ("误工费", lost * daily, BODY, cite(RULE, 7), f"{plain(lost)}天 × {yuan(daily)}"),
        ("护理费", nursed * wage, BODY, cite(RULE, 8), f"{plain(nursed)}天 × {yuan(wage)}，一人"),
        ("交通费", given.amount("transport"), BODY, cite(RULE, 9), "按票据"),
        ("精神损害抚慰金", given.amount("mental"), BODY, cite("民法典", 1183), "您要求的数"),
        ("财产损失", given.amount("property"), PROPERTY, cite("民法典", 1184), "按损失"),
    ]
    return [Head(*row) for row in rows if row[1]]


def _board(given: Given, found: list[Head], missing: list[str]) -> None:
    """住院伙食补助费: 第十条."""
    days, incomes = given.amount("hospital-days"), given.local.yearly.incomes
    daily = given.maybe("food-daily") or (incomes.hospital_food if incomes else None)
    if not days:
        return
    if daily is None:
        missing.append("住院伙食补助每天的标准")
        return
    how = f"{plain(days)}天 × {yuan(daily)}"
    amount = days * daily
    found.append(Head("住院伙食补助费", amount, MEDICAL, cite(RULE, 10), how))


def grade_share(given: Given) -> Decimal | None:
    """The percent of the grade, as it was told or filled in: no text that is held has it."""
    grade = given.maybe("grade")
    known = given.local.yearly.disability.get(int(grade)) if grade is not None else None
    return told_or(given, "grade-share", known)


def income(given: Given) -> Decimal | None:
    """What townspeople had a year to spend: 第二十二条."""
    incomes = given.local.yearly.incomes
    return told_or(given, "income", incomes.disposable_income if incomes else None)


def consumption(given: Given) -> Decimal | None:
    """What they spent: 第二十二条."""
    incomes = given.local.yearly.incomes
    return told_or(given, "consumption", incomes.consumption if incomes else None)


def _disability(given: Given, found: list[Head], missing: list[str]) -> Decimal:
    """残疾赔偿金: 第十二条. Returns the percent of the grade, 0 where it isn't known."""
    share, age, yearly = grade_share(given), given.maybe("age"), income(given)
    if share is None:
        missing.append("伤残等级对应的赔偿比例")
    if yearly is None:
        missing.append("上一年度城镇居民人均可支配收入")
    if age is None:
        missing.append("受害人多大")
    if share is None:
        return Decimal(0)
    if yearly is not None and age is not None:
        count = years(int(age))
        how = f"{yuan(yearly)} × {count}年 × {percent(share)}"
        amount = yearly * count * share / 100
        found.append(Head("残疾赔偿金", amount, BODY, cite(RULE, 12), how))
    return share


def _death(given: Given, found: list[Head], missing: list[str]) -> None:
    """死亡赔偿金: 第十五条; 丧葬费: 第十四条."""
    incomes, yearly, age = given.local.yearly.incomes, income(given), given.maybe("age")
    wage = incomes.monthly_wage if incomes else None
    if yearly is None:
        missing.append("上一年度城镇居民人均可支配收入")
    if age is None:
        missing.append("受害人多大")
    if yearly is not None and age is not None:
        count = years(int(age))
        how = f"{yuan(yearly)} × {count}年"
        found.append(Head("死亡赔偿金", yearly * count, BODY, cite(RULE, 15), how))
    if wage is None:
        missing.append("上一年度职工月平均工资（算丧葬费）")
    else:
        how = f"{yuan(wage)} × {FUNERAL_MONTHS}个月"
        found.append(Head("丧葬费", wage * FUNERAL_MONTHS, BODY, cite(RULE, 14), how))


def _dependant(given: Given, found: list[Head], missing: list[str], share: Decimal) -> None:
    """被扶养人生活费, part of the two above: 第十六条, 第十七条."""
    age, spent = given.maybe("dependant-age"), consumption(given)
    if age is None:
        return
    if spent is None:
        missing.append("上一年度城镇居民人均消费支出")
        return
    count, supporters = dependant_years(int(age)), given.whole("supporters")
    how = f"{yuan(spent)} × {count}年 × {percent(share)} ÷ {supporters}人"
    amount = spent * count * share / 100 / supporters
    found.append(Head("被扶养人生活费", amount, BODY, cite(RULE, 17), how))


def before_the_share(given: Given) -> list[str]:
    """What can be said of a disability whose percent isn't known: all but that."""
    if grade_share(given) is not None:
        return []
    told = []
    age, yearly = given.maybe("age"), income(given)
    if age is not None:
        count = years(int(age))
        named = yuan(yearly) if yearly is not None else "上一年度城镇居民人均可支配收入"
        told.append(_of_a_share("残疾赔偿金", f"{named} × {count}年", _times(yearly, count)))
    child, spent = given.maybe("dependant-age"), consumption(given)
    if child is not None and spent is not None:
        count, supporters = dependant_years(int(child)), given.whole("supporters")
        how = f"{yuan(spent)} × {count}年 ÷ {supporters}人"
        told.append(_of_a_share("被扶养人生活费", how, spent * count / supporters))
    return told


def _times(yearly: Decimal | None, count: int) -> Decimal | None:
    return None if yearly is None else yearly * count


def _of_a_share(name: str, how: str, full: Decimal | None) -> str:
    """10 percent are but an example of the sum: which grade has how many is the court's to say."""
    told = f"{name} = {how} × 伤残等级对应的比例"
    if full is None:
        return f"{told}。"
    return f"{told}，也就是{yuan(full)}乘以比例（比例每10%是{yuan(full / 10)}）。"
