"""The bureau's own: profile and looks, forbidden words, local matters, the calculators' figures."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import yaml
from starlette.responses import Response

from bot.calculators.local import GRADES, HOLIDAYS, YEARLY
from bot.editing import forbidden
from bot.editing.house_files import PROFILE
from bot.knowledge.library.profile import EMBLEMS, MOST_DAYS, SAID
from bot.staff.permissions import Action
from bot.staff.refusals import Flawed, Unknown
from handlers.channels.console.forms import Form
from handlers.channels.console.routing import Pages
from handlers.channels.console.visits import Visit
from handlers.dialogues.turns import number_or_none

pages = Pages()
LABELS = {
    "name": "单位名称",
    "hotline": "热线",
    "address": "地址",
    "hours": "上班时间",
    "hotline_hours": "热线有人接的时间",
    "reply_days": "来信几个工作日内答复",
    "website": "网站",
    "organiser": "主办单位",
    "icp": "ICP 备案号",
    "police_record": "公安备案号",
    "site_code": "政府网站标识码",
    "security": "安全漏洞找谁",
    "opening": "首页开头的话",
    "colour": "主色",
    "links": "页脚链接",
    "emblem": "徽标",
}
_HINTS = {
    "hours": "如：工作日 8:30–12:00、14:30–17:30",
    "hotline_hours": "和上班时间不同的才填",
    "reply_days": "来信在几个工作日内答复，写信的人看得到；不填就是 2",
    "website": "以 https:// 开头",
    "organiser": "不填就是单位名称",
    "icp": "如：浙ICP备12345678号-1",
    "police_record": "如：浙公网安备 33010602000001号",
    "site_code": "10 位数字，或者 bm 加 8 位数字",
    "security": "mailto:信箱 或 https:// 开头的地址；不填就写热线",
    "opening": "如：交通法规，您问我答",
    "colour": "如：#0a2f6b，要够深",
    "links": "一行一个，最多 6 个：名称 网址",
    "emblem": ".png 或 .svg，最大 64 KB。不选就不变。",
}
INCOME = {
    "disposable_income": "城镇居民人均可支配收入（元/年）",
    "consumption": "城镇居民人均消费支出（元/年）",
    "monthly_wage": "职工月平均工资（元）",
    "hospital_food": "住院伙食补助（元/天）",
}
LIMITS = {
    "death": "死亡伤残",
    "medical": "医疗费用",
    "property": "财产损失",
    "no_blame_death": "无责任：死亡伤残",
    "no_blame_medical": "无责任：医疗费用",
    "no_blame_property": "无责任：财产损失",
}


@pages.get("/bureau", Action.BUREAU_EDIT)
async def profile_page(visit: Visit) -> Response:
    bureau = asdict(visit.library.bureau)
    links = "\n".join(f"{words} {address}" for words, address in bureau.pop("links").items())
    bureau.pop("emblem")
    base = visit.application.house_files.mark_of(PROFILE)
    said = {name: str(value) for name, value in bureau.items()}
    form = Form.of(links=links, base=base, **said)
    return await _profile_page(visit, form)


@pages.post("/bureau", Action.BUREAU_EDIT)
async def write_profile(visit: Visit) -> Response:
    form = await visit.form()
    values: dict[str, Any] = {}
    for name in LABELS:
        if name not in ("links", "emblem", "reply_days"):
            said = form.text(name, need=f"填写{LABELS[name]}" if name in SAID else "")
            values |= {name: said} if said or name in SAID else {}
    if form.value("reply_days"):
        days = form.number("reply_days", need="", least=1, most=MOST_DAYS)
        values["reply_days"] = days
    links = [line.rpartition(" ") for line in form.lines("links")]
    values |= {"links": {words.strip(): address for words, _, address in links}} if links else {}
    pictures = form.papers("emblem", [".png", ".svg"], most=1)
    held = visit.library.bureau.emblem
    if held and not pictures:
        kinds = {kind: name for name, kind in EMBLEMS.items()}
        values["emblem"] = kinds[held.media_type]
    if form.faults:
        return await _profile_page(visit, form)
    emblem = (pictures[0].filename or "", await pictures[0].read()) if pictures else None
    try:
        await visit.application.house_files.write_profile(
            visit.actor, values, base=form.value("base"), emblem=emblem
        )
    except Flawed as flawed:
        form.take(flawed)
        return await _profile_page(visit, form)
    return await visit.done("/bureau", "单位资料存好了，公开的页面已经照它显示")


@pages.get("/forbidden", Action.FORBIDDEN_EDIT)
async def forbidden_page(visit: Visit) -> Response:
    files = visit.application.house_files
    form = Form.of(words=files.text_of(forbidden.FILE), base=files.mark_of(forbidden.FILE))
    return await _forbidden_page(visit, form)


@pages.post("/forbidden", Action.FORBIDDEN_EDIT)
async def write_forbidden(visit: Visit) -> Response:
    form = await visit.form()
    text = form.words("words", most=500_000)
    if form.faults:
        return await _forbidden_page(visit, form)
    count = await visit.application.house_files.write_forbidden(
        visit.actor, text, base=form.value("base")
    )
    return await visit.done("/forbidden", f"存好了，{count} 个词，从下一段文字起生效")


@pages.get("/local", Action.LOCAL_EDIT)
async def local_page(visit: Visit) -> Response:
    matters = sorted(visit.library.local.values(), key=lambda one: (bool(one.body), one.title))
    return await visit.page("house/local.html", title="地方事项", matters=matters)


@pages.get("/local/{name}", Action.LOCAL_EDIT)
async def matter_page(visit: Visit) -> Response:
    matter = visit.library.local.get(visit.part("name"))
    if matter is None:
        raise Unknown(f"没有“{visit.part('name')}”这件地方事项")
    base = visit.application.house_files.mark_of(f"local/{matter.name}.md")
    form = await visit.typed(Form.of(body=matter.body, base=base))
    return await visit.page(
        "house/matter.html",
        title=matter.title,
        matter=matter,
        form=form,
        call=visit.library.fill(matter.call),
        said=visit.edition.wording.local(matter),
    )


@pages.post("/local/{name}", Action.LOCAL_EDIT)
async def write_matter(visit: Visit) -> Response:
    form, name = await visit.form(), visit.part("name")
    await visit.application.house_files.write_local(
        visit.actor, name, form.words("body"), base=form.value("base")
    )
    return await visit.done("/local", "存好了，现在起就这样答")


@pages.get("/figures", Action.FIGURES_EDIT)
async def figures_page(visit: Visit) -> Response:
    return await visit.page(
        "house/figures.html",
        title="计算器的数字",
        figures=visit.application.calculating.figures,
        income=INCOME,
        limits=LIMITS,
    )


@pages.get("/figures/yearly", Action.FIGURES_EDIT)
async def yearly_page(visit: Visit) -> Response:
    files = visit.application.house_files
    form = Form.of(base=files.mark_of(YEARLY), **_yearly_values(files.text_of(YEARLY)))
    return await _yearly_page(visit, form)


@pages.post("/figures/yearly", Action.FIGURES_EDIT)
async def write_yearly(visit: Visit) -> Response:
    form = await visit.form()
    values = _yearly_of(form, visit.application.house_files.text_of(YEARLY))
    if form.faults:
        return await _yearly_page(visit, form)
    try:
        await visit.application.house_files.write_figures(
            visit.actor, YEARLY, values, base=form.value("base")
        )
    except Flawed as flawed:
        for key, words in flawed.faults.items():
            form.fault("year" if key.isdecimal() else f"{key}.source", words)
        return await _yearly_page(visit, form)
    return await visit.done("/figures", "数字存好了，计算器已经照它算")


@pages.get("/figures/holidays", Action.FIGURES_EDIT)
async def holidays_page(visit: Visit) -> Response:
    files = visit.application.house_files
    held = _loaded(files.text_of(HOLIDAYS))
    year = visit.asked("year") or str(visit.console.today.year + 1)
    days = held.get(number_or_none(year) or 0) or {}
    form = Form.of(
        year=year,
        holidays="\n".join(map(str, days.get("holidays") or ())),
        workdays="\n".join(map(str, days.get("workdays") or ())),
        base=files.mark_of(HOLIDAYS),
    )
    return await _holidays_page(visit, form)


@pages.post("/figures/holidays", Action.FIGURES_EDIT)
async def write_holidays(visit: Visit) -> Response:
    form, files = await visit.form(), visit.application.house_files
    year = form.number("year", need="填写年份", least=2000, most=2100)
    days = {"holidays": form.lines("holidays"), "workdays": form.lines("workdays")}
    values = _loaded(files.text_of(HOLIDAYS))
    values.pop(year, None)
    if any(days.values()):
        values[year] = {name: told for name, told in days.items() if told}
    if form.faults:
        return await _holidays_page(visit, form)
    try:
        await files.write_figures(
            visit.actor, HOLIDAYS, dict(sorted(values.items())), base=form.value("base")
        )
    except Flawed as flawed:
        told = "；".join(flawed.faults.values())
        form.fault(
            "holidays", f"日期写成 2027-01-01 或 2027-01-01..2027-01-03，都在这一年（{told}）"
        )
        return await _holidays_page(visit, form)
    return await visit.done("/figures", f"{year} 年的放假安排存好了")


async def _profile_page(visit: Visit, form: Form) -> Response:
    return await visit.page(
        "house/bureau.html",
        title="单位资料和外观",
        form=form,
        labels=LABELS,
        hints=_HINTS,
        needed=SAID,
        emblem=visit.library.bureau.emblem,
    )


async def _forbidden_page(visit: Visit, form: Form) -> Response:
    return await visit.page("house/forbidden.html", title="禁用词", form=form, most=forbidden.MOST)


async def _yearly_page(visit: Visit, form: Form) -> Response:
    return await visit.page(
        "house/yearly.html",
        title="每年的数字",
        form=form,
        income=INCOME,
        limits=LIMITS,
        grades=GRADES,
    )


async def _holidays_page(visit: Visit, form: Form) -> Response:
    known = sorted(visit.application.calculating.figures.holidays.years)
    return await visit.page("house/holidays.html", title="放假安排", form=form, known=known)


def _loaded(text: str) -> dict[Any, Any]:
    found = yaml.safe_load(text)
    return found if isinstance(found, dict) else {}


def _yearly_values(text: str) -> dict[str, str]:
    """The file as the form's fields: `insurance.death`, `year`, `income.consumption`."""
    held, found = _loaded(text), dict[str, str]()
    year = max((key for key in held if str(key).isdecimal()), default=None, key=str)
    blocks = {"income": held.get(year), "insurance": held.get("insurance"),
              "disability": held.get("disability"), "alcohol": held.get("alcohol")}  # fmt: skip
    found["year"] = str(year or "")
    for name, block in blocks.items():
        found |= {f"{name}.{key}": str(value) for key, value in (block or {}).items()}
    fees = held.get("fees")
    found["fees"] = yaml.safe_dump(fees, allow_unicode=True) if fees else ""
    return found


def _yearly_of(form: Form, before: str) -> dict[Any, Any]:
    """What was filled in as the file has it; other years' blocks stay."""
    values = {key: one for key, one in _loaded(before).items() if str(key).isdecimal()}
    blocks = {
        "insurance": tuple(LIMITS),
        "disability": tuple(map(str, GRADES)),
        "alcohol": ("least",),
    }
    if income := _block(form, "income", tuple(INCOME)):
        values[form.number("year", need="填写是哪一年的数字", least=2000, most=2100)] = income
    for name, keys in blocks.items():
        if block := _block(form, name, keys):
            is_graded = name == "disability"
            values[name] = {int(k) if is_graded and k != "source" else k: v
                            for k, v in block.items()}  # fmt: skip
    if fees := form.words("fees"):
        try:
            values["fees"] = yaml.safe_load(fees)
        except yaml.YAMLError:
            form.fault("fees", "照例子的样子写，每行一档")
    return values


def _block(form: Form, name: str, keys: tuple[str, ...]) -> dict[str, Any]:
    """The figures of a block with their source; nothing where none is filled in."""
    block: dict[str, Any] = {}
    for key in keys:
        field = f"{name}.{key}"
        said = form.text(field).replace(",", "").replace("，", "")
        if not said:
            continue
        try:
            number = float(said)
        except ValueError:
            form.fault(field, "填写数字")
            continue
        block[key] = int(number) if number.is_integer() else number
    if block:
        block["source"] = form.text(f"{name}.source", need="写明这些数字出自哪里")
    return block
