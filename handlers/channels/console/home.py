"""The first page: what waits for whoever is signed in, as numbers that lead there."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from bot.staff.accounts import role_names
from bot.staff.permissions import Action
from bot.staff.refusals import Unknown
from bot.store import console_forms, presence
from bot.store.console_forms import KeptForm
from handlers.channels.console import navigation
from handlers.channels.console.answers import MOST_KEPT
from handlers.channels.console.navigation import Place
from handlers.channels.console.routing import Open, Pages
from handlers.channels.console.setting_up import first_tasks
from handlers.channels.console.visits import Visit

pages = Pages()
SUGGESTED = Place("/suggestions", "条培训建议", Action.PAPER_WRITE)
lost = Pages()
"""What no other page is: the last of all."""


@pages.get("", Open.TO_STAFF)
async def home_page(visit: Visit) -> Response:
    waiting = await _waiting(visit)
    return await visit.page(
        "home.html",
        title="待办",
        waiting=waiting,
        total=navigation.total(waiting),
        urgent=navigation.DUE,
        roles=role_names(visit.actor.member.roles),
        tasks=await first_tasks(visit),
        practice=await _practice(visit),
    )


async def _practice(visit: Visit) -> int:
    """Questions that may be practised today. They wait for nobody: practice is no duty."""
    if not visit.may(Action.TRAINING_PRACTISE):
        return 0
    return len((await visit.application.training.practice.today(visit.actor)).left)


async def _waiting(visit: Visit) -> list[tuple[object, int]]:
    """With what training suggests, which takes longer to find than a menu may."""
    found: list[tuple[object, int]] = list(await navigation.waiting(visit))
    if visit.may(Action.PAPER_WRITE):
        suggestions = await visit.application.training.suggesting.every(visit.actor)
        found += [(SUGGESTED, suggestions.count)] if suggestions.count else []
    return found


@pages.get("/waiting", Open.TO_STAFF)
async def how_much_waits(visit: Visit) -> Response:
    """For the tab's title, asked for now and then by our script."""
    return JSONResponse({"count": navigation.total(await navigation.waiting(visit))})


@pages.post("/typed", Open.TO_STAFF)
async def keep_typed(visit: Visit) -> Response:
    """What is being typed on a page, sent by our script now and then; without `at` where it is
    too long to be kept."""
    form = await visit.form()
    path, body = form.value("path"), form.value("body")
    if len(body) > MOST_KEPT:
        return JSONResponse({})
    if path:
        await visit.application.database.write(
            console_forms.type_,
            account=visit.actor.member.name,
            form=KeptForm(path, body),
            now=visit.now,
        )
        await visit.application.database.write(
            presence.note, path=path, account=visit.actor.member.name, now=visit.now
        )
    here = visit.now.astimezone(visit.application.settings.zone)
    return JSONResponse({"at": f"{here:%H:%M}"})


@lost.get("/{path:path}", Open.TO_STAFF)
async def lost_page(visit: Visit) -> Response:
    if visit.part("path") == "":
        return visit.to("")
    raise Unknown("没有这个页面，地址可能不完整，或者已经改名。从左边的菜单重新进入。")
