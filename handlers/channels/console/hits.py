"""The hit test: how a question finds its entry, and a list of questions tried in one go."""

from __future__ import annotations

from starlette.responses import Response

from bot.answering.answers import Answer
from bot.answering.deciding import Decision
from bot.editing.hit_tests import questions_in
from bot.knowledge.facets import LABELS
from bot.staff.permissions import Action
from bot.staff.refusals import Refused
from handlers.channels.console.forms import Form
from handlers.channels.console.routing import Again, Pages
from handlers.channels.console.visits import Visit
from handlers.dialogues.entry_pages import DECISIONS

pages = Pages()
CANDIDATES = 8
_FILES = (".txt", ".md", ".csv", ".xlsx", ".docx")


@pages.get("/try", Action.KNOWLEDGE_SEE)
async def try_page(visit: Visit) -> Response:
    """`draft` is the number of one that is tried as if it were published."""
    question, number = visit.asked("q")[:1000], visit.asked("draft")
    before: Answer | None = None
    after: Answer | None = None
    if question:
        draft = int(number) if number.isdecimal() and len(number) < 10 else None
        before, after = await visit.application.drafts.seeing.why(visit.actor, question, draft)
    return await visit.page(
        "hits/try.html",
        title="试问",
        question=question,
        draft=number,
        answers=[("现在", before), (f"草稿 #{number} 发布后", after)],
        said=visit.edition.wording.answer(before) if before else "",
        decisions=DECISIONS,
        facets=LABELS,
        most=CANDIDATES,
        form=Form.of(q=question, draft=number),
    )


@pages.get("/try/list", Action.KNOWLEDGE_SEE)
async def list_page(visit: Visit) -> Response:
    return await _list_page(visit, Form())


@pages.post("/try/list", Action.KNOWLEDGE_SEE, again=Again.SHOWS, long=True)
async def try_list(visit: Visit) -> Response:
    form = await visit.form()
    questions = form.lines("questions")
    try:
        for paper in form.papers("file", _FILES, most=1):
            questions += questions_in(paper.filename or "", await paper.read())
        if form.faults:
            return await _list_page(visit, form)
        tried = await visit.application.hit_tests.run(visit.actor, questions, tell=visit.tell)
    except Refused as refusal:
        form.fault("questions", str(refusal))
        return await _list_page(visit, form)
    return await visit.page(
        "hits/tried.html",
        title="试问的结果",
        tried=tried,
        changed=sum(one.is_changed for one in tried),
        known=visit.library.known,
        decisions={decision.value: words for decision, words in DECISIONS.items()},
        unknown=Decision.UNKNOWN.value,
    )


async def _list_page(visit: Visit, form: Form) -> Response:
    return await visit.page("hits/list.html", title="成批试问", form=form)
