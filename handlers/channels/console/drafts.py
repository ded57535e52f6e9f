"""Drafts: written in a form, looked at as citizens will see them, submitted, and decided on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from bot.editing import fields, forms
from bot.editing.cabinet import STATES
from bot.editing.deciding import NeedsYes
from bot.editing.forms import LABELS
from bot.editing.trying import Look
from bot.knowledge.entries import AUDIENCES, Entry
from bot.staff.permissions import Action
from bot.staff.refusals import Outdated
from bot.store.drafts import Draft, State
from handlers.channels.console.forms import Form
from handlers.channels.console.lists import Asked, having
from handlers.channels.console.routing import Again, Pages
from handlers.channels.console.visits import Visit
from handlers.channels.web.bases import Basis, basis_of
from handlers.channels.web.site import is_fragment
from handlers.dialogues.turns import number_or_none

pages = Pages()
SHOWN = {"draft": "没写完的", "in_review": "待审核", "mine": "我的"}
REASONS = {
    "依据不对": "依据不对，或者条文变了",
    "数字核不上": "数字核不上",
    "结论不清楚": "结论不清楚，或者会误解",
    "和别的条目重复": "和别的条目重复",
    "其他": "其他（写在下面）",
}
_HELP = {
    "question": "群众会怎么问，写一句完整的问话。",
    "ask": "别的问法，一行一种，至少五种；错别字、口头话都行。",
    "basis": "一行一条，写到条，如：道路交通安全法 第九十二条。最多四条，最要紧的在前。",
    "also": "答案里别的句子所依据的条文，一行一条，不先显示。",
    "key_points": "一行一条。",
    "figures": "条文里没有的数字写明出处，如：12328 = 服务热线。",
    "review_by": "2027-06-30 这样的日期；不填就按约一年后定。",
    "slug": "只用小写字母、数字和连字符；不填就按问题的读音取。",
    "body": "第一段用一两句话把结论说清楚，再空一行写细节、步骤、去哪里办。",
}
"""Beside each field."""
_ORDER = ("question", "ask", "topic", "audience", "basis", "body")
_MORE = ("also", "key_points", "blocks", "figures", "note", "review_by", "slug")
"""Fields in their order; those that most entries have nothing in come after the others."""


@pages.get("/drafts", Action.KNOWLEDGE_SEE)
async def drafts_page(visit: Visit) -> Response:
    asked = Asked(visit, "/drafts", {"q": "搜索", "state": "状况"})
    found = await visit.application.drafts.seeing.all_open(visit.actor)
    state = asked.choice("state", SHOWN)
    if state == "mine":
        found = [one for one in found if one.author == visit.actor.member.name]
    elif state:
        found = [one for one in found if one.state == state]
    found = having(found, asked.word("q"), lambda one: one.text)
    return await visit.page(
        "drafts/list.html",
        title="草稿",
        asked=asked,
        listing=asked.paged(found),
        chips=asked.chips(state=SHOWN),
        shown=SHOWN,
        states=STATES,
        title_of=title_of,
        named=await named(visit),
        form=Form.of(q=visit.asked("q"), state=visit.asked("state")),
    )


@pages.get("/review", Action.DRAFT_APPROVE)
async def review_page(visit: Visit) -> Response:
    """What waits for a second person, the longest first."""
    found = await visit.application.drafts.seeing.all_open(visit.actor)
    waiting = [one for one in found if one.state is State.IN_REVIEW]
    return await visit.page(
        "drafts/review.html",
        title="待审核",
        waiting=sorted(waiting, key=lambda one: one.changed_at),
        title_of=title_of,
        is_own=lambda one: is_own(visit, one),
        named=await named(visit),
    )


@pages.get("/drafts/{number:number}", Action.KNOWLEDGE_SEE)
async def draft_page(visit: Visit) -> Response:
    return await _draft_page(visit, Form())


@pages.get("/drafts/{number:number}/edit", Action.DRAFT_WRITE)
async def edit_page(visit: Visit) -> Response:
    look = await _look(visit)
    if not look.draft.is_open:
        return visit.to(f"/drafts/{look.draft.id}")
    form = Form.of(version=str(look.draft.version), **_values(look.draft.text))
    return await _edit_page(visit, look, await visit.typed(form))


@pages.post("/drafts/{number:number}/edit", Action.DRAFT_WRITE)
async def edit(visit: Visit) -> Response:
    form, number = await visit.form(), int(visit.part("number"))
    version = form.number("version", need="重新打开这份草稿")
    writing, text = visit.application.drafts.writing, text_in(form)
    if not text.strip():
        form.fault("question", "填写问题，或者放弃这份草稿")
        return await _edit_page(visit, await _look(visit), form)
    try:
        await writing.replace(visit.actor, number, text, version=version)
    except Outdated:
        return await _conflict_page(visit, form)
    look = await _look(visit)
    if look.reading.flaws:
        return await visit.done(f"/drafts/{number}/edit", f"草稿 #{number} 存好了，还有要改的")
    return await visit.done(f"/drafts/{number}", f"草稿 #{number} 存好了。看过没有问题，就提交审核")


@pages.post("/entries/preview", Action.DRAFT_WRITE, again=Again.LOOKS)
async def preview(visit: Visit) -> Response:
    """What is being typed, as citizens would read it, with the articles that it cites: for our
    script, or a page of its own where there is none. Nothing is stored."""
    form = await visit.form()
    question, body = form.text("question"), form.words("body")
    text = text_in(form)
    template = "entries/preview.html" if is_fragment(visit.request) else "entries/previewed.html"
    return await visit.page(
        template,
        title="预览",
        question=question,
        body=visit.library.fill(body),
        bases=_named_bases(visit, text) if text else [],
    )


@pages.post("/drafts/{number:number}/undo", Action.DRAFT_WRITE)
async def undo(visit: Visit) -> Response:
    number, version = await _numbers(visit)
    await visit.application.drafts.writing.undo(visit.actor, number, version=version)
    return await visit.done(f"/drafts/{number}", "撤销了，现在是改之前的文字")


@pages.post("/drafts/{number:number}/rebase", Action.DRAFT_WRITE)
async def rebase(visit: Visit) -> Response:
    number, _ = await _numbers(visit)
    await visit.application.drafts.writing.rebase(visit.actor, number)
    return await visit.done(f"/drafts/{number}", "现在以条目的现版本为准，看清改动再提交")


@pages.post("/drafts/{number:number}/submit", Action.DRAFT_SUBMIT)
async def submit(visit: Visit) -> Response:
    number, version = await _numbers(visit)
    await visit.application.drafts.writing.submit(visit.actor, number, version=version)
    return await visit.done(f"/drafts/{number}", f"草稿 #{number} 已提交审核")


@pages.get("/drafts/{number:number}/discard", Action.DRAFT_DISCARD)
async def discarding_page(visit: Visit) -> Response:
    draft = (await _look(visit)).draft
    return await visit.page(
        "drafts/discard.html", title=f"要放弃草稿 #{draft.id} 吗？", draft=draft,
        question=title_of(draft), named=await named(visit),
    )  # fmt: skip


@pages.post("/drafts/{number:number}/discard", Action.DRAFT_DISCARD)
async def discard(visit: Visit) -> Response:
    number, _ = await _numbers(visit)
    await visit.application.drafts.writing.discard(visit.actor, number)
    return await visit.done(f"/drafts/{number}", f"草稿 #{number} 已放弃，可以恢复")


@pages.post("/drafts/{number:number}/take-up", Action.DRAFT_DISCARD)
async def take_up(visit: Visit) -> Response:
    number, _ = await _numbers(visit)
    await visit.application.drafts.writing.take_up(visit.actor, number)
    return await visit.done(f"/drafts/{number}", f"草稿 #{number} 恢复了")


@pages.post("/drafts/{number:number}/approve", Action.DRAFT_APPROVE, again=Again.LOOKS)
async def approve(visit: Visit) -> Response:
    form = await visit.form()
    number, version = await _numbers(visit)
    deciding = visit.application.drafts.deciding
    try:
        draft = await deciding.approve(visit.actor, number, version=version, yes=form.value("yes"))
    except NeedsYes as refusal:
        draft = (await _look(visit)).draft
        return await visit.page(
            "drafts/needs_yes.html",
            title="这些要您看过再批准",
            draft=draft,
            refusal=refusal,
            question=title_of(draft),
        )
    told = f"“{title_of(draft)}”已批准并发布"
    if draft.state is State.APPROVING:
        told = f"“{title_of(draft)}”已批准，文件还没写成，会自动再试"
    return await _next(visit, told)


@pages.post("/drafts/{number:number}/return", Action.DRAFT_RETURN)
async def send_back(visit: Visit) -> Response:
    form = await visit.form()
    number, _ = await _numbers(visit)
    kind = form.choice("kind", REASONS, need="选一个退回的原因")
    more = form.words("reason", need="写明原因" if kind == "其他" else "", most=500)
    if form.faults:
        return await _draft_page(visit, form)
    reason = "：".join(filter(None, [kind if kind != "其他" else "", more]))
    draft = await visit.application.drafts.deciding.send_back(visit.actor, number, reason)
    return await _next(visit, f"“{title_of(draft)}”已退回，会告诉起草人")


def title_of(draft: Draft) -> str:
    return forms.parse(draft.text).text("question") or draft.slug or "（还没有问题）"


def is_own(visit: Visit, draft: Draft) -> bool:
    """Whether this person had a hand in it, and may not be the second one."""
    is_hand = visit.actor.member.name in draft.hands
    return is_hand and not visit.application.settings.one_person


def choices(visit: Visit) -> dict[str, Any]:
    """What the form's fields offer."""
    return {
        "topics": {topic: topic for topic in sorted(visit.library.topics)},
        "audiences": {one: one for one in AUDIENCES},
        "blocks": {name: name for name in sorted(visit.library.blocks)},
        "labels": LABELS,
        "helps": _HELP,
        "more": _MORE,
    }


def text_in(form: Form) -> str:
    """The words of a draft with what was filled in."""
    values = {key: form.words(key) for key in LABELS if key not in fields.CHOICES}
    values |= {key: "、".join(form.chosen(key)) for key in fields.CHOICES}
    return fields.to_text(values)


def bases(visit: Visit, entry: Entry) -> list[Basis]:
    """The articles it rests on, with their texts."""
    return [basis_of(visit.edition, citation) for citation in entry.cited]


async def named(visit: Visit) -> Callable[[str], str]:
    """What colleagues call somebody, by the account's name."""
    return (await visit.application.accounts.staff()).called


async def _look(visit: Visit) -> Look:
    return await visit.application.drafts.seeing.look(visit.actor, int(visit.part("number")))


async def _numbers(visit: Visit) -> tuple[int, int]:
    """The draft's number, and the version that the person has seen."""
    version = (await visit.form()).value("version")
    return int(visit.part("number")), number_or_none(version) or 0


async def _draft_page(visit: Visit, form: Form) -> Response:
    look = await _look(visit)
    draft, entry = look.draft, look.reading.entry
    present = forms.write(look.present) if look.present else ""
    since = fields.changed(draft.returned_text, draft.text) if draft.returned_text else None
    return await visit.page(
        "drafts/draft.html",
        title=title_of(draft),
        look=look,
        draft=draft,
        form=form,
        states=STATES,
        named=await named(visit),
        answer=look.edition.wording.entry(entry) if look.edition and entry else "",
        bases=bases(visit, entry) if entry else [],
        changed=fields.changed(present, forms.write(entry)) if entry and draft.base_text else [],
        whole=fields.of_text(forms.write(entry)) if entry and not draft.base_text else {},
        since_return=since,
        labels=LABELS,
        colleagues=await visit.beside(f"/drafts/{draft.id}/edit"),
        is_own=is_own(visit, draft),
        reasons=REASONS,
    )


async def _edit_page(visit: Visit, look: Look, form: Form, *, status: int = 200) -> Response:
    found = fields.faults(look.draft.text, look.reading.flaws)
    for name in ("", *_ORDER, *_MORE):
        if name in found:
            form.fault(name or "question", "；".join(found[name]))
    entry = look.reading.entry
    return await visit.page(
        "drafts/edit.html",
        status=status,
        title=f"修改：{title_of(look.draft)}",
        look=look,
        draft=look.draft,
        form=form,
        bases=bases(visit, entry) if entry else _named_bases(visit, look.draft.text),
        question=form.value("question"),
        body=visit.library.fill(form.value("body")),
        colleagues=await visit.beside(),
        **choices(visit),
    )


def _named_bases(visit: Visit, text: str) -> list[Basis]:
    """The articles that a draft with faults names, as far as they are understood."""
    found = fields.of_text(text)
    lines = f"{found['basis']}\n{found['also']}".split("\n")
    citations = [visit.library.register.find_citation(line) for line in lines if line]
    return [basis_of(visit.edition, citation) for citation in citations if citation]


async def _conflict_page(visit: Visit, form: Form) -> Response:
    """Somebody changed it meanwhile: both texts, and the form to go on from."""
    look = await _look(visit)
    mine = text_in(form)
    again = Form({**form.values, "version": [str(look.draft.version)]})
    history = await visit.application.drafts.seeing.last_change(visit.actor, look.draft.id)
    return await visit.page(
        "drafts/conflict.html",
        status=409,
        title="您打开后，别人改过这份草稿",
        look=look,
        draft=look.draft,
        form=again,
        who=(await named(visit))(history),
        changed=fields.changed(look.draft.text, mine),
        **choices(visit),
    )


async def _next(visit: Visit, told: str) -> Response:
    """The next one in the queue that this person may decide on."""
    found = await visit.application.drafts.seeing.all_open(visit.actor)
    waiting = [one for one in found if one.state is State.IN_REVIEW and not is_own(visit, one)]
    if not waiting:
        return await visit.done("/review", told)
    first = min(waiting, key=lambda one: one.changed_at)
    return await visit.done(f"/drafts/{first.id}", f"{told}。下面是下一份")


def _values(text: str) -> dict[str, str | list[str]]:
    found: dict[str, str | list[str]] = dict(fields.of_text(text))
    for key in fields.CHOICES:
        found[key] = [one for one in str(found[key]).split("、") if one]
    return found
