"""An entry as a picture: to be kept and sent, and beside its link in a chat."""

from __future__ import annotations

import structlog
from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from bot.knowledge.entries import Entry
from bot.knowledge.library.review import outdated_basis
from bot.printing import CannotPrint
from bot.publicity.surfaces.card import COLOUR, Card, Shape
from bot.publicity.surfaces.cards import TooMany, key
from handlers.channels.web.files import YEAR
from handlers.channels.web.rendering import to_words
from handlers.channels.web.site import Site, SiteOf

log = structlog.get_logger()
router = APIRouter(include_in_schema=False)
SHAPES = {"card.png": Shape.TALL, "preview.png": Shape.WIDE}
RETRY_SECONDS = "20"
BUSY = "现在要画的图多，请过一会儿再试。"
INSTEAD = "icon-512.png"
"""What stands in place of a picture that can't be drawn here."""


@router.api_route("/entries/{slug}/{name}.png", methods=["GET", "HEAD"])
async def picture(site: SiteOf, slug: str, name: str, v: str = "") -> Response:
    entry, shape = site.edition.library.entries.get(slug), SHAPES.get(f"{name}.png")
    if entry is None or shape is None:
        raise HTTPException(404)
    card = card_of(site, entry)
    try:
        content = await site.cards.picture(card, shape)
    except TooMany as error:
        raise HTTPException(
            503, "画图的人多，请过一会儿再试。", {"Retry-After": RETRY_SECONDS}
        ) from error
    except (CannotPrint, ValueError) as error:
        log.warning("card not drawn", entry=slug, reason=str(error))
        return RedirectResponse(site.asset(INSTEAD), 302, {"Cache-Control": "no-store"})
    is_lasting = v == key(card, shape)
    lasting = f"public, max-age={YEAR}, immutable" if is_lasting else "no-cache"
    return Response(content, media_type="image/png", headers={"Cache-Control": lasting})


def card_of(site: Site, entry: Entry) -> Card:
    """The words of an entry's picture; its code leads to the public address, where there is one."""
    edition, bureau = site.edition, site.edition.library.bureau
    public = site.application.settings.public_url
    outdated = outdated_basis(entry, edition.texts, edition.library.register)
    is_doubtful = bool(outdated) or entry.review_by < site.today
    return Card(
        question=entry.question,
        answer=to_words(edition.library.fill(entry.short_answer)),
        basis=tuple(citation.display for citation in entry.basis),
        topic=entry.topic,
        bureau=bureau.name,
        hotline=bureau.hotline,
        reviewed=entry.reviewed.isoformat(),
        caution="本条正在复核，请先打热线核实" if is_doubtful else "",
        link=f"{public}/entries/{entry.slug}" if public else "",
        colour=bureau.colour or COLOUR,
    )


def picture_path(site: Site, entry: Entry, name: str) -> str:
    """Its address below the root, which changes with the picture."""
    return f"/entries/{entry.slug}/{name}?v={key(card_of(site, entry), SHAPES[name])}"
