"""Practice: today's items one after the other, each with its reason; and one's own record."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.responses import Response

from bot.printing import CannotPrint
from bot.staff.permissions import Action
from bot.staff.refusals import Refused
from bot.training.records import printing
from handlers.channels.console.forms import Form
from handlers.channels.console.routing import Again, Pages
from handlers.channels.console.visits import Visit
from handlers.channels.web.bases import basis_of

pages = Pages()


@pages.get("/practice", Action.TRAINING_PRACTISE)
async def practice_page(visit: Visit) -> Response:
    today = await visit.application.training.practice.today(visit.actor)
    return await visit.page(
        "learning/today.html",
        title="每日练习",
        today=today,
        known=dict(sorted(today.known.items())),
        is_reminded=await visit.application.training.weekly.is_reminded(visit.actor),
    )


@pages.post("/reminders/practice", Action.TRAINING_PRACTISE)
async def remind(visit: Visit) -> Response:
    wanted = (await visit.form()).value("wanted") == "1"
    await visit.application.training.weekly.remind(visit.actor, wanted=wanted)
    return await visit.done("/practice", "周一会提醒您" if wanted else "以后周一不再提醒")


@pages.get("/practice/{slug}", Action.TRAINING_PRACTISE)
async def question_page(visit: Visit) -> Response:
    return await _question_page(visit, Form())


@pages.post("/practice/{slug}", Action.TRAINING_PRACTISE, again=Again.SHOWS)
async def answer(visit: Visit) -> Response:
    form, slug = await visit.form(), visit.part("slug")
    practice = visit.application.training.practice
    try:
        told = await practice.answer(
            visit.actor, slug, form.chosen("answer"), is_sure=not form.value("unsure")
        )
    except Refused as refusal:
        form.fault("answer", str(refusal))
        return await _question_page(visit, form)
    question = await practice.asked(visit.actor, slug)
    today = await practice.today(visit.actor)
    entry = visit.library.current(told.item.entry) if told.item.entry else None
    return await visit.page(
        "learning/told.html",
        title="答对了" if told.is_right else "没有答对",
        question=question,
        told=told,
        chosen=form.chosen("answer"),
        key=told.item.key,
        bases=[basis_of(visit.edition, one) for one in told.item.basis],
        entry=entry,
        today=today,
    )


@pages.get("/practice/{slug}/report", Action.TRAINING_PRACTISE)
async def report_page(visit: Visit) -> Response:
    return await _report_page(visit, Form())


@pages.post("/practice/{slug}/report", Action.TRAINING_PRACTISE)
async def report(visit: Visit) -> Response:
    form = await visit.form()
    try:
        await visit.application.training.practice.report(
            visit.actor, visit.part("slug"), form.value("text")
        )
    except Refused as refusal:
        form.fault("text", str(refusal))
        return await _report_page(visit, form)
    return await visit.done("/practice", "谢谢，审核的同事会核对这道题")


@pages.get("/learnt", Action.TRAINING_PRACTISE)
async def record_page(visit: Visit) -> Response:
    """One's own year; another one by ?year=2025."""
    asked = visit.asked("year")
    this = visit.console.today.year
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else this
    return await visit.page(
        "learning/record.html",
        title=f"{year}年学法记录",
        record=await visit.application.training.years.mine(visit.actor, year),
        years=[this, this - 1, this - 2],
        points=printing.points,
    )


@pages.get("/learnt/{year:number}.pdf", Action.TRAINING_PRACTISE)
async def printed_record(visit: Visit) -> Response:
    year = int(visit.part("year"))
    record = await visit.application.training.years.mine(visit.actor, year)
    pdf = await _printed(lambda: printing.year(record, visit.library.bureau.name))
    return visit.file(f"{year}年学法用法记录.pdf", pdf)


@pages.get("/learnt/certificates/{paper:number}.pdf", Action.TRAINING_PRACTISE)
async def certificate(visit: Visit) -> Response:
    proof = await visit.application.training.certifying.certify(
        visit.actor, int(visit.part("paper"))
    )
    public = visit.application.settings.public_url
    address = f"{public}/certificate" if public else ""
    pdf = await _printed(lambda: printing.certificate(proof, visit.library.bureau.name, address))
    return visit.file(f"成绩证明 {proof.number}.pdf", pdf)


async def _printed(make: Callable[[], bytes]) -> bytes:
    """Raises: Refused: this machine can't print; the message says what to install."""
    try:
        return await asyncio.to_thread(make)
    except CannotPrint as error:
        raise Refused(str(error)) from error


async def _question_page(visit: Visit, form: Form) -> Response:
    slug = visit.part("slug")
    return await visit.page(
        "learning/question.html",
        title="每日练习",
        form=form,
        question=await visit.application.training.practice.asked(visit.actor, slug),
    )


async def _report_page(visit: Visit, form: Form) -> Response:
    item = visit.library.items.get(visit.part("slug"))
    return await visit.page("learning/report.html", title="这道题有错", form=form, item=item)
