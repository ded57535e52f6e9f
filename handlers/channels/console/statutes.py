"""Laws: the register, whose texts are held, importing them, and laws of the province and city."""

from __future__ import annotations

from datetime import date

from starlette.responses import Response

from bot.editing import papers
from bot.editing.law_imports import plain
from bot.editing.local_laws import LEVELS, Wanted
from bot.knowledge.library.review import outdated_basis
from bot.knowledge.statutes import Statute, comparing, holdings
from bot.knowledge.statutes.batch import Options
from bot.knowledge.statutes.comparing import Change
from bot.staff.permissions import Action
from bot.staff.refusals import Refused, Unknown
from handlers.channels.console.forms import Form
from handlers.channels.console.lists import Asked, having
from handlers.channels.console.routing import Again, Pages
from handlers.channels.console.visits import Visit

pages = Pages()
HELD = {"own": "自己导入的", "borrowed": "随程序带的", "missing": "没有全文"}
CHANGES = {
    Change.ADDED: "新增",
    Change.DROPPED: "删去",
    Change.RENUMBERED: "改号",
    Change.CHANGED: "修改",
}


@pages.get("/statutes", Action.KNOWLEDGE_SEE)
async def statutes_page(visit: Visit) -> Response:
    register = visit.library.register
    asked = Asked(visit, "/statutes", {"q": "搜索", "level": "级别", "held": "全文"})
    levels = {one.level: one.level for one in register.statutes.values() if one.level}
    found = list(register.statutes.values())
    if level := asked.choice("level", levels):
        found = [one for one in found if one.level == level]
    if held := asked.choice("held", HELD):
        found = [one for one in found if _holding(visit, one) == HELD[held]]
    found = having(found, asked.word("q"), lambda one: " ".join(one.names))
    return await visit.page(
        "statutes/list.html",
        title="法规",
        asked=asked,
        listing=asked.paged(found),
        chips=asked.chips(held=HELD),
        levels=levels,
        helds=HELD,
        holding=lambda one: _holding(visit, one),
        missing=sum(len(laws) for _, _, laws in holdings.missing(register, visit.edition.texts)),
        form=Form.of(**{name: visit.asked(name) for name in ("q", "level", "held")}),
    )


@pages.get("/statutes/import", Action.STATUTE_IMPORT)
async def import_page(visit: Visit) -> Response:
    return await visit.page("statutes/import.html", title="导入法规全文", taken=None)


@pages.post("/statutes/import", Action.STATUTE_IMPORT, again=Again.SHOWS, long=True)
async def import_texts(visit: Visit) -> Response:
    """Each file for itself; what can't be read is named with what to do."""
    form = await visit.form()
    given = [
        one for name in ("files", "folder") for one in form.files.get(name, ()) if one.filename
    ]
    law = form.text("law")
    version = form.day("version")
    if not given:
        form.fault("files", "选 .docx、.md 或 .txt 文件，或者一个文件夹")
    if form.faults:
        return await visit.page("statutes/import.html", title="导入法规全文", form=form, taken=None)
    files = [(one.filename or "", await one.read()) for one in given]
    options = Options(law, version, partial=form.has("partial", "1"))
    try:
        taken = await visit.application.law_imports.take_in(
            visit.actor, files, options, tell=visit.tell
        )
    except Refused as refusal:
        form.fault("files", str(refusal))
        return await visit.page("statutes/import.html", title="导入法规全文", form=form, taken=None)
    return await visit.page(
        "statutes/import.html", title="导入的结果", form=form, taken=taken, plain=plain
    )


@pages.get("/statutes/register", Action.STATUTE_REGISTER)
async def register_page(visit: Visit) -> Response:
    return await _register_page(visit, await visit.typed(Form()))


@pages.post("/statutes/register", Action.STATUTE_REGISTER)
async def register(visit: Visit) -> Response:
    form = await visit.form()
    text = form.words("text", most=500_000)
    warnings: tuple[str, ...] = ()
    for paper in form.papers("file", papers.SUFFIXES, most=1):
        try:
            read = papers.read(paper.filename or "", await paper.read())
            text, warnings = read.text, read.warnings
        except Refused as refusal:
            form.fault("file", str(refusal))
    if not text:
        form.fault("file", "选一个文件，或者在下面粘贴全文")
    aka = tuple(form.lines("aka"))
    wanted = Wanted(
        form.text("title"),
        form.choice("level", LEVELS),
        form.text("issuer"),
        aka,
        form.day("version"),
    )
    if form.faults:
        return await _register_page(visit, form)
    try:
        law = await visit.application.local_laws.register(visit.actor, text, wanted)
    except Refused as refusal:
        form.fault("file", str(refusal))
        return await _register_page(visit, form)
    await visit.application.knowledge.reload()
    done = "；".join((f"《{law.title}》登记好了，{len(law.articles)} 条", *warnings))
    return await visit.done(f"/statutes/{law.short}", done)


@pages.get("/statutes/{name}", Action.KNOWLEDGE_SEE)
async def statute_page(visit: Visit) -> Response:
    statute = visit.library.register.find(visit.part("name"))
    if statute is None:
        raise Unknown(f"名录里没有“{visit.part('name')}”")
    texts, register = visit.edition.texts, visit.library.register
    law, versions = texts.law(statute.short), texts.versions(statute.short)
    resting = [
        one
        for one in visit.library.entries.values()
        if any(citation.law == statute.short for citation in one.cited)
    ]
    outdated = {
        one.slug
        for one in resting
        if any(c.law == statute.short for c in outdated_basis(one, texts, register))
    }
    differences = comparing.compare(*versions[-2:]) if len(versions) > 1 else []
    return await visit.page(
        "statutes/statute.html",
        title=statute.title,
        statute=statute,
        law=law,
        versions=versions,
        origin=holdings.origin_line(law.origin) if law else "",
        version_line=holdings.version_line(statute, law) if law else "",
        official=holdings.official(statute),
        differences=differences,
        changes=CHANGES,
        resting=sorted(resting, key=lambda one: one.slug not in outdated),
        outdated=outdated,
        never=date.min,
    )


async def _register_page(visit: Visit, form: Form) -> Response:
    return await visit.page(
        "statutes/register.html",
        title="登记地方法规",
        form=form,
        levels={level: level for level in LEVELS},
    )


def _holding(visit: Visit, statute: Statute) -> str:
    law = visit.edition.texts.law(statute.short)
    if law is None:
        return HELD["missing"]
    return HELD["borrowed"] if law.origin else HELD["own"]
