"""Entries: the list, one of them, its versions, and taking it out of service."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from starlette.responses import Response

from bot.editing import fields, forms
from bot.editing.cabinet import STATES
from bot.editing.import_export import FLAWED, Exchange
from bot.knowledge import entries
from bot.knowledge.entries import AUDIENCES, Entry
from bot.knowledge.library.review import is_overdue, outdated_basis
from bot.sheets import BadSheet
from bot.staff.permissions import Action
from bot.staff.refusals import Refused, Unknown
from bot.store.entry_versions import FOUND, PUBLISHED, RETIRED, Version
from handlers.channels.console import drafts
from handlers.channels.console.drafts import bases, named
from handlers.channels.console.forms import Form
from handlers.channels.console.lists import Asked, having, sorted_by
from handlers.channels.console.routing import Again, Pages
from handlers.channels.console.visits import Visit

pages = Pages()
CHANGES = {FOUND: "原有", PUBLISHED: "发布", RETIRED: "停用"}
STANDINGS = {"overdue": "过了复核期限", "outdated": "依据已修订", "retired": "已停用"}
SORTS = {"topic": "主题", "question": "问题", "review_by": "复核期限", "reviewed": "最近核对"}
_KEYS: Mapping[str, Callable[[Entry], Any]] = {
    "topic": lambda one: (one.topic, one.question),
    "question": lambda one: one.question,
    "review_by": lambda one: (one.review_by, one.question),
    "reviewed": lambda one: (one.reviewed, one.question),
}
_SHEETS = (".xlsx", ".csv")


@pages.get("/entries", Action.KNOWLEDGE_SEE)
async def entries_page(visit: Visit) -> Response:
    names = {"q": "搜索", "topic": "主题", "audience": "对象", "state": "状况"}
    asked = Asked(visit, "/entries", names)
    found = _filtered(visit, asked)
    found = sorted_by(having(found, asked.word("q"), _searched), _KEYS, asked.sort(SORTS))
    return await visit.page(
        "entries/list.html",
        title="条目",
        asked=asked,
        listing=asked.paged(found),
        chips=asked.chips(state=STANDINGS),
        topics={topic: topic for topic in visit.library.topics},
        audiences={one: one for one in AUDIENCES},
        standings=STANDINGS,
        standing=lambda one: _standing(visit, one),
        sorts=SORTS,
        form=Form.of(**{name: visit.asked(name) for name in names}),
    )


@pages.get("/entries/new", Action.DRAFT_WRITE)
async def new_entry_page(visit: Visit) -> Response:
    form = Form.of(question=visit.asked("question"), ask=visit.asked("ask"))
    return await _new_page(visit, await visit.typed(form))


@pages.post("/entries/new", Action.DRAFT_WRITE)
async def new_entry(visit: Visit) -> Response:
    """A draft, be it half written: what is missing is told beside its field."""
    form = await visit.form()
    text = drafts.text_in(form)
    if not text.strip():
        form.fault("question", "填写问题")
        return await _new_page(visit, form)
    draft = await visit.application.drafts.writing.write(visit.actor, text)
    look = await visit.application.drafts.seeing.look(visit.actor, draft.id)
    told = f"草稿 #{draft.id} 存好了"
    if look.reading.flaws:
        return await visit.done(f"/drafts/{draft.id}/edit", told)
    return await visit.done(f"/drafts/{draft.id}", f"{told}。看过没有问题，就提交审核")


@pages.get("/entries/export", Action.ENTRY_EXPORT)
async def export(visit: Visit) -> Response:
    """All entries in service."""
    kind = visit.asked("as")
    if kind not in ("xlsx", "csv", "zip"):
        raise Refused("选一种文件：xlsx、csv 或 zip")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"entries-{visit.console.today}.{kind}"
        await Exchange(visit.application.drafts.writing).give_out(visit.actor, path)
        return visit.file(path.name, path.read_bytes())


@pages.get("/entries/import", Action.ENTRY_IMPORT)
async def import_page(visit: Visit) -> Response:
    return await visit.page("entries/import.html", title="从表格导入条目", plan=None)


@pages.post("/entries/import", Action.ENTRY_IMPORT, again=Again.LOOKS, long=True)
async def import_entries(visit: Visit) -> Response:
    """First what would become of each row; the same file again takes them in."""
    form = await visit.form()
    papers = form.papers("file", _SHEETS, need="选一个 .xlsx 或 .csv 文件", most=1)
    if form.faults:
        return await visit.page("entries/import.html", title="从表格导入条目", form=form, plan=None)
    exchange = Exchange(visit.application.drafts.writing)
    really = form.value("really") == "1"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"sheet{Path(papers[0].filename or '').suffix.lower()}"
        path.write_bytes(await papers[0].read())
        try:
            plan = await exchange.take_in(
                visit.actor,
                path,
                dry_run=not really,
                skip_flawed=form.has("skip", "1"),
                tell=visit.tell,
            )
        except (BadSheet, Refused) as error:
            form.fault("file", str(error))
            plan = None
    if plan and plan.drafts:
        told = f"存成 {len(plan.drafts)} 个草稿，检查后提交审核"
        if plan.unread:
            told += f"；没有用上的列：{'、'.join(plan.unread)}"
        return await visit.done("/drafts?state=draft", told)
    return await visit.page(
        "entries/import.html", title="从表格导入条目", form=form, plan=plan, flawed=FLAWED
    )


@pages.get("/entries/{slug}", Action.KNOWLEDGE_SEE)
async def entry_page(visit: Visit) -> Response:
    entry = _known(visit)
    seeing = visit.application.drafts.seeing
    open_drafts = await seeing.open_of(visit.actor, entry.slug)
    return await visit.page(
        "entries/entry.html",
        title=entry.question,
        entry=entry,
        answer=visit.edition.wording.entry(entry),
        bases=bases(visit, entry),
        standing=_standing(visit, entry),
        outdated=outdated_basis(entry, visit.edition.texts, visit.library.register),
        versions=await seeing.history(visit.actor, entry.slug),
        drafts=open_drafts,
        states=STATES,
        changes=CHANGES,
        named=await named(visit),
    )


@pages.post("/entries/{slug}/revise", Action.DRAFT_WRITE)
async def revise(visit: Visit) -> Response:
    draft = await visit.application.drafts.writing.revise(visit.actor, visit.part("slug"))
    return visit.to(f"/drafts/{draft.id}/edit")


@pages.get("/entries/{slug}/versions/{number:number}", Action.KNOWLEDGE_SEE)
async def version_page(visit: Visit) -> Response:
    """What a version changed, against the one before it or the one in service."""
    slug, number = visit.part("slug"), int(visit.part("number"))
    seeing = visit.application.drafts.seeing
    version = await seeing.version(visit.actor, slug, number)
    versions = await seeing.history(visit.actor, slug)
    other = visit.asked("with", str(number - 1))
    before = next((one for one in versions if str(one.number) == other), None)
    old = forms.write(_parsed(before)) if before else ""
    return await visit.page(
        "entries/version.html",
        title=f"第 {number} 版：{_parsed(version).question}",
        version=version,
        before=before,
        versions=versions,
        is_present=number == max(one.number for one in versions) and version.change != RETIRED,
        changed=fields.changed(old, forms.write(_parsed(version))),
        changes=CHANGES,
        named=await named(visit),
    )


@pages.post("/entries/{slug}/versions/{number:number}/restore", Action.DRAFT_WRITE)
async def restore(visit: Visit) -> Response:
    slug, number = visit.part("slug"), int(visit.part("number"))
    draft = await visit.application.drafts.writing.restore(visit.actor, slug, number)
    return await visit.done(f"/drafts/{draft.id}", f"第 {number} 版存成了草稿 #{draft.id}")


@pages.get("/entries/{slug}/retire", Action.ENTRY_RETIRE)
async def retiring_page(visit: Visit) -> Response:
    return await _retiring_page(visit, Form())


@pages.post("/entries/{slug}/retire", Action.ENTRY_RETIRE, again=Again.LOOKS)
async def before_retiring(visit: Visit) -> Response:
    """What its own questions would be answered with; nothing is done yet."""
    form, entry = await visit.form(), _known(visit)
    reason = form.words("reason", need="写明停用的原因", most=500)
    successor = form.text("successor")
    if form.faults:
        return await _retiring_page(visit, form)
    deciding = visit.application.drafts.deciding
    try:
        found, answers = await deciding.before_retiring(visit.actor, entry.slug, reason, successor)
    except Refused as refusal:
        form.fault("successor" if successor else "reason", str(refusal))
        return await _retiring_page(visit, form)
    return await visit.page(
        "entries/retire_confirm.html",
        title=f"要停用“{entry.question}”吗？",
        entry=entry,
        reason=reason,
        successor=successor,
        found=found,
        answers=answers,
    )


@pages.post("/entries/{slug}/retire/yes", Action.ENTRY_RETIRE)
async def retire(visit: Visit) -> Response:
    form, entry = await visit.form(), _known(visit)
    await visit.application.drafts.deciding.retire(
        visit.actor, entry.slug, form.words("reason"), form.text("successor")
    )
    return await visit.done(f"/entries/{entry.slug}", f"“{entry.question}”已停用")


async def _retiring_page(visit: Visit, form: Form) -> Response:
    entry = _known(visit)
    goldens = await visit.application.golden.listing(visit.actor)
    return await visit.page(
        "entries/retire.html",
        title=f"停用“{entry.question}”",
        entry=entry,
        form=form,
        linking=visit.application.drafts.deciding.linking(entry.slug),
        goldens=[one for one in goldens if one.slug == entry.slug],
    )


async def _new_page(visit: Visit, form: Form) -> Response:
    return await visit.page(
        "entries/new.html",
        title="新写条目",
        form=form,
        question=form.value("question"),
        body=visit.library.fill(form.value("body")),
        bases=[],
        **drafts.choices(visit),
    )


def _known(visit: Visit) -> Entry:
    entry = visit.library.known(visit.part("slug"))
    if entry is None:
        raise Unknown(f"没有条目 {visit.part('slug')}")
    return entry


def _filtered(visit: Visit, asked: Asked) -> list[Entry]:
    library, state = visit.library, asked.choice("state", STANDINGS)
    found = list((library.retired if state == "retired" else library.entries).values())
    if topic := asked.choice("topic", library.topics):
        found = [one for one in found if one.topic == topic]
    if audience := asked.choice("audience", AUDIENCES):
        found = [one for one in found if audience in one.audience]
    if state in ("overdue", "outdated"):
        found = [one for one in found if _standing(visit, one) == STANDINGS[state]]
    return found


def _searched(entry: Entry) -> str:
    return "\n".join([entry.slug, *entry.phrases, entry.body, *map(str, entry.cited)])


def _standing(visit: Visit, entry: Entry) -> str:
    """What is the matter with it; "" where nothing is."""
    today: date = visit.console.today
    if entry.retired:
        return STANDINGS["retired"]
    if outdated_basis(entry, visit.edition.texts, visit.library.register):
        return STANDINGS["outdated"]
    return STANDINGS["overdue"] if is_overdue(entry, today) else ""


def _parsed(version: Version) -> Entry:
    return entries.parse(version.text, Path(version.topic) / f"{version.slug}.md")
