"""应知应会清单 of a post: to read, to print, as Excel."""

from __future__ import annotations

import tempfile
from pathlib import Path

from starlette.responses import Response

from bot import sheets
from bot.knowledge.items import STAFF_AUDIENCES
from bot.staff.permissions import Action
from bot.training import syllabus
from bot.training.bank import bank_of
from bot.training.syllabus import Law
from handlers.channels.console.forms import Form
from handlers.channels.console.routing import Pages
from handlers.channels.console.visits import Visit

pages = Pages()


@pages.get("/syllabus", Action.TRAINING_PRACTISE)
async def syllabus_page(visit: Visit) -> Response:
    post = await _post(visit)
    laws = _laws(visit, post)
    return await visit.page(
        "learning/syllabus.html",
        title=f"应知应会清单（{post}岗位）",
        post=post,
        posts={one: f"{one}岗位" for one in STAFF_AUDIENCES},
        laws=laws,
        articles=sum(len(law.lines) for law in laws),
        has_constitution=any(law.short == syllabus.CONSTITUTION for law in laws),
        form=Form.of(post=post),
    )


@pages.get("/syllabus.xlsx", Action.TRAINING_PRACTISE)
async def export(visit: Visit) -> Response:
    post = await _post(visit)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        sheets.write(path, syllabus.COLUMNS, syllabus.rows(_laws(visit, post)))
        return visit.file(f"应知应会清单 {post}岗位 {visit.console.today}.xlsx", path.read_bytes())


def _laws(visit: Visit, post: str) -> list[Law]:
    return syllabus.of_post(post, bank_of(visit.edition).asked, visit.library)


async def _post(visit: Visit) -> str:
    """The one that was asked for, else one's own."""
    asked = visit.asked("post") or await visit.application.training.posts.mine(visit.actor)
    return asked if asked in STAFF_AUDIENCES else STAFF_AUDIENCES[0]
