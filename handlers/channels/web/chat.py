"""The citizens' page: one dialogue, by plain form posts or by our script that posts the same."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.messages import ACTION_BYTES, Chat, Message, Reply
from handlers.channels.web.popular import popular
from handlers.channels.web.site import Site, SiteOf, is_fragment

router = APIRouter(include_in_schema=False)

MAX_QUESTION = 500
TOO_LONG = f"您的话超过了 {MAX_QUESTION} 个字，请精简后再发送。"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Turn:
    """What was asked and what was replied; `asked` is empty where a script shows it itself."""

    asked: str
    reply: Reply


@router.api_route("/", methods=["GET", "HEAD"])
async def citizens_page(request: Request, site: SiteOf) -> HTMLResponse:
    return await _page(request, site, new_token())


@router.api_route("/embed", methods=["GET", "HEAD"])
async def embedded_page(request: Request, site: SiteOf) -> HTMLResponse:
    return await _page(request, site, new_token())


@router.post("/")
@router.post("/embed")
async def say(
    request: Request,
    site: SiteOf,
    chat: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    action: Annotated[str, Form()] = "",
    label: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """One turn of the dialogue; `label` is what the pressed button said."""
    text, label = clean(text), clean(label)
    if max(len(text), len(label)) > MAX_QUESTION or len(action.encode()) > ACTION_BYTES:
        raise HTTPException(422, TOO_LONG)
    if not text and not action:
        raise HTTPException(422, "请先写下您的问题，再点“提问”。")
    token = chat if _TOKEN.fullmatch(chat) else new_token()
    reply = await site.application.dialogue.respond(
        Message(Chat("web", token), text="" if action else text, action=action)
    )
    return await _page(request, site, token, Turn(asked=label if action else text, reply=reply))


def new_token() -> str:
    """The name of a new conversation: nobody can guess it, and it says nothing of the person."""
    return secrets.token_urlsafe(24)


def clean(text: str) -> str:
    """Words as typed, without control characters and halves of surrogate pairs."""
    return _CONTROL.sub("", text).strip()


async def _page(request: Request, site: Site, token: str, turn: Turn | None = None) -> HTMLResponse:
    embedded = request.url.path == "/embed"
    headers = {"X-Robots-Tag": "noindex"} if embedded else {}
    if turn:
        headers["Cache-Control"] = "no-store"
        if is_fragment(request):
            return site.page(
                request, "turn.html", headers=headers, turn=turn, chat=token, embedded=embedded
            )
    return site.page(
        request,
        "chat.html",
        headers=headers,
        embedded=embedded,
        chat=token,
        turn=turn,
        hot=await popular(site.application),
        topics=site.application.library.topics,
        canonical=site.address("/"),
    )
