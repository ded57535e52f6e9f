"""The citizens' page: one dialogue, by plain form posts or by our script that posts the same."""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import APIRouter, Form
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.messages import ACTION_BYTES, Chat, Message
from handlers.channels.web import arrivals, banners
from handlers.channels.web.arrivals import campaign_of
from handlers.channels.web.cards import lay_out, lay_out_sum
from handlers.channels.web.limits import address_of
from handlers.channels.web.origins import is_foreign
from handlers.channels.web.site import Site, SiteOf, clean, is_fragment
from handlers.channels.web.tabs import SECRET, TOKEN, new_token
from handlers.channels.web.turns import Turn
from handlers.dialogues import actions
from handlers.dialogues.replies import REASONS

log = structlog.get_logger()
router = APIRouter(include_in_schema=False)

MAX_WORDS = 1000
"""Characters in a turn."""
ALL = "大家常问"
"""What comes before the roles."""
TOO_LONG = f"您的话超过了 {MAX_WORDS} 个字，请精简后再发送。"


@router.api_route("/", methods=["GET", "HEAD"])
@router.api_route("/embed", methods=["GET", "HEAD"])
async def citizens_page(request: Request, site: SiteOf) -> Response:
    return await arrivals.welcomed(request, site) or await _page(request, site, new_token())


@router.post("/")
@router.post("/embed")
async def say(
    request: Request,
    site: SiteOf,
    chat: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    action: Annotated[str, Form()] = "",
    label: Annotated[str, Form()] = "",
    secret: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """One turn of the dialogue; `label` is what the pressed button said.

    Whose conversation it is, `chat` and the tab's own `secret` say together: another site may make
    a visitor's browser post a `chat` that it knows, and must not be able to end that talk later.
    """
    text, label = clean(text), clean(label)
    if len(text) > MAX_WORDS and not action and not is_fragment(request):
        page = await _page(request, site, new_token(), unsent=text, problem=TOO_LONG)
        page.status_code = 422
        return page
    if max(len(text), len(label)) > MAX_WORDS or len(action.encode()) > ACTION_BYTES:
        raise HTTPException(422, TOO_LONG)
    if not text and not action:
        raise HTTPException(422, "请先写下您的问题，再点“提问”。")
    is_ours = not is_foreign(request, site)
    token = chat if TOKEN.fullmatch(chat) and is_ours else new_token()
    if chat and not is_ours:
        log.warning("security_foreign_form", address=address_of(request.scope))
    person = token + secret if SECRET.fullmatch(secret) else token
    reply = await site.application.dialogue.respond(
        Message(
            Chat("web", person),
            text=text if not action or action.startswith(actions.WHY) else "",
            action=action,
            origin=address_of(request.scope),
            has_forms=True,
        )
    )
    asked = (label or _question_of(site, action)) if action else text
    shown = reply.layout.cards if reply.layout else ()
    cards = tuple(card for one in shown if (card := lay_out(site, one)))
    reckoned = reply.layout.sum if reply.layout else None
    told = lay_out_sum(site, reckoned) if reckoned else None
    return await _page(request, site, token, Turn(asked, reply, cards, told))


def _question_of(site: Site, action: str) -> str:
    """What a button that opens an entry says, where no script told us."""
    kind, _, slug = action.partition(":")
    entry = site.edition.library.entries.get(slug)
    return entry.question if entry and kind == actions.ENTRY else ""


async def _page(
    request: Request,
    site: Site,
    token: str,
    turn: Turn | None = None,
    *,
    unsent: str = "",
    problem: str = "",
) -> HTMLResponse:
    """The whole page, or for our script the turn alone; with a `problem`, the words that were not
    sent stand in the box again."""
    embedded = request.url.path == "/embed"
    headers = {"X-Robots-Tag": "noindex"} if embedded else {}
    if turn:
        headers["Cache-Control"] = "no-store"
        if is_fragment(request):
            return site.page(
                request,
                "turn.html",
                headers=headers,
                turn=turn,
                chat=token,
                embedded=embedded,
                reasons=REASONS,
            )
    hot = await site.popular.entries()
    return site.page(
        request,
        "chat.html",
        headers=headers,
        embedded=embedded,
        chat=token,
        turn=turn,
        reasons=REASONS,
        banner=None if turn else await banners.shown(site.application, campaign_of(request)),
        max_words=MAX_WORDS,
        begins={ALL: hot, **site.edition.library.first_questions},
        unsent=unsent,
        problem=problem,
        canonical=site.link("/"),
    )
