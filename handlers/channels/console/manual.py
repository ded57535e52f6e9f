"""The manual, in the console itself: docs/manual, without its pictures."""

from __future__ import annotations

import re

from starlette.responses import Response

from bot.config import ROOT
from bot.staff.refusals import Unknown
from handlers.channels.console.routing import Open, Pages
from handlers.channels.console.visits import Visit

pages = Pages()
FOLDER = ROOT / "docs" / "manual"
FIRST = "README"
_PICTURE = re.compile(r"^!\[[^\]]*\]\([^)]*\)\n", re.MULTILINE)
_CHAPTER = re.compile(r"\]\(([\w-]+)\.md\)")


@pages.get("/help", Open.TO_STAFF)
async def manual_page(visit: Visit) -> Response:
    return await _chapter(visit, FIRST)


@pages.get("/help/{name}", Open.TO_STAFF)
async def chapter_page(visit: Visit) -> Response:
    return await _chapter(visit, visit.part("name"))


async def _chapter(visit: Visit, name: str) -> Response:
    chapters = {path.stem: path for path in FOLDER.glob("*.md")}
    if name not in chapters:
        raise Unknown(f"手册里没有“{name}”这一章")
    text = _PICTURE.sub("", chapters[name].read_text(encoding="utf-8"))
    title, _, body = text.removeprefix("# ").partition("\n")
    body = _CHAPTER.sub(lambda link: f"]({visit.link(f'/help/{link[1]}')})", body)
    return await visit.page("manual.html", title=title, body=body, is_first=name == FIRST)
