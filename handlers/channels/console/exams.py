"""Sitting papers: the rule, one question a page, each answer kept as it is sent, the outcome."""

from __future__ import annotations

from starlette.responses import Response

from bot.staff.permissions import Action
from bot.staff.refusals import Refused, Settled
from bot.store.exam_attempts import Answer
from bot.training.records.printing import points
from bot.training.sitting_transactions import Sheet
from handlers.channels.console.forms import Form
from handlers.channels.console.routing import Pages
from handlers.channels.console.visits import Visit
from handlers.channels.web.bases import basis_of

pages = Pages()


@pages.get("/exams", Action.TRAINING_PRACTISE)
async def exams_page(visit: Visit) -> Response:
    places = await visit.application.training.sittings.places(visit.actor)
    return await visit.page("exams/list.html", title="考试", exams=places, points=points)


@pages.get("/exams/{paper:number}", Action.TRAINING_PRACTISE)
async def exam_page(visit: Visit) -> Response:
    place = await visit.application.training.sittings.place(visit.actor, int(visit.part("paper")))
    window = place.paper.sitting(visit.now)
    return await visit.page(
        "exams/exam.html",
        title=place.paper.title,
        place=place,
        window=window[1] if window else None,
        points=points,
    )


@pages.post("/exams/{paper:number}/begin", Action.TRAINING_PRACTISE)
async def begin(visit: Visit) -> Response:
    sittings = visit.application.training.sittings
    attempt = await sittings.begin(visit.actor, int(visit.part("paper")))
    return visit.to(f"/attempts/{attempt.id}")


@pages.get("/attempts/{attempt:number}", Action.TRAINING_PRACTISE)
async def question_page(visit: Visit) -> Response:
    """The question at ?at=3, else the first one without an answer."""
    number = int(visit.part("attempt"))
    try:
        sheet = await visit.application.training.sittings.sheet(visit.actor, number)
    except Settled:
        return visit.to(f"/attempts/{number}/outcome")
    asked = visit.asked("at")
    at = int(asked) if asked.isdecimal() and len(asked) < 4 else 0
    if not 1 <= at <= len(sheet.questions):
        at = next(iter(sheet.unanswered), 1)
    return await _question_page(visit, sheet, at)


@pages.post("/attempts/{attempt:number}", Action.TRAINING_PRACTISE)
async def answer(visit: Visit) -> Response:
    """Keep the answer, then go where the button says: a place on the sheet, or to the end."""
    form, number = await visit.form(), int(visit.part("attempt"))
    n = form.number("n", need="重新打开这道题")
    await visit.application.training.sittings.answer(
        visit.actor,
        number,
        n,
        form.chosen("answer"),
        is_marked=bool(form.value("marked")),
        shown=_shown(form, number, n),
    )
    leads_to = form.value("go")
    if leads_to == "end":
        return visit.to(f"/attempts/{number}/end")
    return visit.to(f"/attempts/{number}", at=leads_to if leads_to.isdecimal() else "")


@pages.get("/attempts/{attempt:number}/end", Action.TRAINING_PRACTISE)
async def end_page(visit: Visit) -> Response:
    number = int(visit.part("attempt"))
    try:
        sheet = await visit.application.training.sittings.sheet(visit.actor, number)
    except Settled:
        return visit.to(f"/attempts/{number}/outcome")
    marked = [
        place
        for place, one in enumerate(sheet.questions, start=1)
        if one.n in sheet.answers and sheet.answers[one.n].is_marked
    ]
    return await visit.page("exams/end.html", title="交卷", sheet=sheet, marked=marked)


@pages.post("/attempts/{attempt:number}/end", Action.TRAINING_PRACTISE)
async def hand_in(visit: Visit) -> Response:
    number = int(visit.part("attempt"))
    await visit.application.training.sittings.hand_in(visit.actor, number)
    return visit.to(f"/attempts/{number}/outcome")


@pages.get("/attempts/{attempt:number}/outcome", Action.TRAINING_PRACTISE)
async def outcome_page(visit: Visit) -> Response:
    training = visit.application.training
    outcome = await training.outcomes.outcome(visit.actor, int(visit.part("attempt")))
    place = await training.sittings.place(visit.actor, outcome.paper.id)
    cited = {citation for told, _, _ in outcome.told for citation in told.item.basis}
    return await visit.page(
        "exams/outcome.html",
        title=f"{points(outcome.score)}分，{outcome.grade}",
        outcome=outcome,
        place=place,
        points=points,
        bases={citation: basis_of(visit.edition, citation) for citation in cited},
    )


def _shown(form: Form, number: int, n: int) -> Answer | None:
    """What the page showed as the answer when it was opened; None where it says that somebody has
    changed it there."""
    if "shown_marked" not in form.values:
        return None
    return Answer(number, n, tuple(form.chosen("shown")), bool(form.value("shown_marked")))


async def _question_page(visit: Visit, sheet: Sheet, at: int) -> Response:
    question = sheet.questions[at - 1]
    given = sheet.answers.get(question.n)
    if sheet.seconds == 0:
        raise Refused("时间已到，正在自动交卷。请稍等半分钟，再打开“考试”看成绩。")
    return await visit.page(
        "exams/question.html",
        title=f"第{at}题，共{len(sheet.questions)}题",
        sheet=sheet,
        question=question,
        at=at,
        given=given.chosen if given else (),
        is_marked=given.is_marked if given else False,
        answered={n for n, one in sheet.answers.items() if any(one.chosen)},
        marked={n for n, one in sheet.answers.items() if one.is_marked},
        minutes=-(-sheet.seconds // 60),
    )
