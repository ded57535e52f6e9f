"""Ticked in a list and done at once, once the list of what will and won't be done is confirmed."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from bot.desk import bulk
from bot.desk.inbox import REASONS
from bot.staff.permissions import Action
from handlers.channels.console.forms import Form
from handlers.channels.console.letters import answerers
from handlers.channels.console.routing import Pages
from handlers.channels.console.visits import Visit
from handlers.dialogues.turns import number_or_none

pages = Pages()


@pages.get("/letters/together/assign", Action.LETTER_ASSIGN)
async def assigning_page(visit: Visit) -> Response:
    return await _assigning_page(visit, visit.ticked(), Form())


@pages.post("/letters/together/assign", Action.LETTER_ASSIGN)
async def assign(visit: Visit) -> Response:
    form, staff = await visit.form(), await visit.application.accounts.staff()
    to = form.choice("assigned", answerers(staff), need="选一个人")
    due = form.day("due")
    if due and due < visit.console.today:
        form.fault("due", "期限要在今天或今天以后")
    seen = _seen(form)
    if form.faults:
        return await _assigning_page(visit, list(seen), form)
    letters = visit.application.letters
    done, refused = await bulk.assign(letters, visit.actor, seen, to, due)
    told = _told(f"{len(done)} 封来信由{staff.called(to)}办了", refused)
    return await visit.done("/letters", told)


@pages.get("/letters/together/close", Action.LETTER_CLOSE)
async def closing_page(visit: Visit) -> Response:
    letters = visit.application.letters
    picked = await bulk.to_close(letters, visit.actor, visit.ticked())
    receipts = [it.name for it in picked if it.one]
    return await visit.page(
        "letters/close_many.html",
        title="一起办结来信",
        picked=picked,
        beginnings=await letters.reading.beginnings(visit.actor, receipts),
        back=visit.last("/letters"),
    )


@pages.post("/letters/together/close", Action.LETTER_CLOSE)
async def close(visit: Visit) -> Response:
    seen = _seen(await visit.form())
    done, refused = await bulk.close(visit.application.letters, visit.actor, seen)
    return await visit.done("/letters", _told(f"{len(done)} 封来信办结了", refused))


@pages.get("/unanswered/together/dismiss", Action.INBOX_DISMISS)
async def dismissing_page(visit: Visit) -> Response:
    return await _dismissing_page(visit, visit.ticked(), Form())


@pages.post("/unanswered/together/dismiss", Action.INBOX_DISMISS)
async def dismiss(visit: Visit) -> Response:
    form = await visit.form()
    why, seen = form.choice("why", REASONS, need="选一个忽略的原因"), _seen(form)
    if form.faults:
        return await _dismissing_page(visit, list(seen), form)
    pairs = [(number_or_none(number), number_or_none(at)) for number, at in seen.items()]
    read = {number: version for number, version in pairs if number and version}
    done, refused = await bulk.dismiss(visit.application.inbox, visit.actor, read, why)
    numbered = {f"#{number}": why_not for number, why_not in refused.items()}
    return await visit.done("/unanswered", _told(f"{len(done)} 个问题忽略了", numbered))


async def _assigning_page(visit: Visit, receipts: list[str], form: Form) -> Response:
    letters, staff = visit.application.letters, await visit.application.accounts.staff()
    picked = await bulk.to_assign(letters, visit.actor, receipts)
    receipts = [it.name for it in picked if it.one]
    return await visit.page(
        "letters/assign_many.html",
        title="一起分派来信",
        picked=picked,
        beginnings=await letters.reading.beginnings(visit.actor, receipts),
        people=answerers(staff),
        called=staff.called,
        back=visit.last("/letters"),
        form=form,
    )


async def _dismissing_page(visit: Visit, ticked: list[str], form: Form) -> Response:
    numbers = [number for number in map(number_or_none, ticked) if number]
    return await visit.page(
        "unanswered/dismiss_many.html",
        title="一起忽略问题",
        picked=await bulk.to_dismiss(visit.application.inbox, visit.actor, numbers),
        reasons=REASONS,
        back=visit.last("/unanswered"),
        form=form,
    )


def _seen(form: Form) -> dict[str, str]:
    """What the confirmed list held: number → how it stood then."""
    pairs = (one.partition("|") for one in form.chosen("seen"))
    return {number: at for number, _, at in pairs}


def _told(done: str, refused: Mapping[str, str]) -> str:
    if not refused:
        return done
    return f"{done}；没有办的：" + "；".join(f"{name} {why}" for name, why in refused.items())
