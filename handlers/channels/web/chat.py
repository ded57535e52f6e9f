"""The citizens' page: one dialogue, by plain form posts or by our script that posts the same."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Annotated

import structlog
from fastapi import APIRouter, Form
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.messages import ACTION_BYTES, Chat, Message, Reply
from handlers.channels import listed
from handlers.channels.web import arrivals, banners
from handlers.channels.web.arrivals import campaign_of
from handlers.channels.web.limits import address_of
from handlers.channels.web.origins import is_foreign
from handlers.channels.web.site import Site, SiteOf, clean, is_fragment
from handlers.dialogues import actions

log = structlog.get_logger()
router = APIRouter(include_in_schema=False)

MAX_WORDS = 1000
"""Characters in a turn: a letter to staff may have as many."""
TOO_LONG = f"您的话超过了 {MAX_WORDS} 个字，请精简后再发送。"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_SECRET = re.compile(r"[a-f0-9]{32}")


@dataclass(frozen=True, slots=True)
class Turn:
    """What was asked, or what the pressed button said, and the reply.

    A list in the reply that its buttons repeat word for word (for channels where one answers by a
    number) is shown as the buttons alone, with their numbers.
    """

    asked: str
    reply: Reply

    @property
    def numbers(self) -> dict[str, str]:
        """A button's label → its number in the list."""
        return listed.numbers(self.reply)

    @property
    def body(self) -> str:
        return listed.unlisted(self.reply)

    @property
    def is_answered(self) -> bool:
        """Whether it is something worth asking again, not part of a letter or a complaint."""
        is_sum = actions.calculator("list") in self._actions  # its last answer is no question
        kinds = {action.partition(":")[0] for action in self._actions}
        return not is_sum and not kinds.isdisjoint({actions.ENTRY, actions.VOTE, actions.ARTICLE})

    @property
    def is_awaiting(self) -> bool:
        """Whether the next words are taken for something else than a question."""
        return actions.CANCEL in self._actions

    @property
    def _actions(self) -> set[str]:
        return {button.action for row in self.reply.buttons for button in row}

    @property
    def is_notice(self) -> bool:
        """Whether it says no more than a line beside the pressed button."""
        return bool(self.reply.notice) and self.reply.body in ("", self.reply.notice)


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
    if max(len(text), len(label)) > MAX_WORDS or len(action.encode()) > ACTION_BYTES:
        raise HTTPException(422, TOO_LONG)
    if not text and not action:
        raise HTTPException(422, "请先写下您的问题，再点“提问”。")
    is_ours = not is_foreign(request, site)
    token = chat if _TOKEN.fullmatch(chat) and is_ours else new_token()
    if chat and not is_ours:
        log.warning("security_foreign_form", address=address_of(request.scope))
    person = token + secret if _SECRET.fullmatch(secret) else token
    reply = await site.application.dialogue.respond(
        Message(
            Chat("web", person),
            text="" if action else text,
            action=action,
            origin=address_of(request.scope),
        )
    )
    asked = (label or _question_of(site, action)) if action else text
    return await _page(request, site, token, Turn(asked, reply))


def _question_of(site: Site, action: str) -> str:
    """What a button that opens an entry says, where no script told us."""
    kind, _, slug = action.partition(":")
    entry = site.edition.library.entries.get(slug)
    return entry.question if entry and kind == actions.ENTRY else ""


def new_token() -> str:
    """The name of a new conversation: nobody can guess it, and it says nothing of the person."""
    return secrets.token_urlsafe(24)


async def _page(request: Request, site: Site, token: str, turn: Turn | None = None) -> HTMLResponse:
    embedded = request.url.path == "/embed"
    headers = {"X-Robots-Tag": "noindex"} if embedded else {}
    if turn:
        headers["Cache-Control"] = "no-store"
        if is_fragment(request):
            return site.page(
                request, "turn.html", headers=headers, turn=turn, chat=token, embedded=embedded
            )
    hot = await site.popular.entries()
    return site.page(
        request,
        "chat.html",
        headers=headers,
        embedded=embedded,
        chat=token,
        turn=turn,
        banner=None if turn else await banners.shown(site.application, campaign_of(request)),
        max_words=MAX_WORDS,
        hot={entry.question: actions.entry(entry.slug) for entry in hot},
        topics={name: actions.topic(name) for name in site.edition.library.topics},
        canonical=site.link("/"),
    )
