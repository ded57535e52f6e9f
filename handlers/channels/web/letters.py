"""Letters to staff: the form, the receipt's page, and the way back to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Form
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from bot.desk.letterbox import MAX_CONTACT, MAX_WORD, MAX_WORDS, Stage, is_passed_on, stage
from bot.desk.referrals import is_of_danger, referral
from bot.messages import Chat
from bot.staff.refusals import Refused, Unknown
from bot.store import conversations
from bot.store.letters import Letter
from bot.text.dates import chinese_date
from handlers.channels.web.errors import UNWRITABLE
from handlers.channels.web.limits import address_of
from handlers.channels.web.origins import is_foreign
from handlers.channels.web.security import PRIVATE
from handlers.channels.web.site import Site, SiteOf, clean
from handlers.channels.web.tabs import SECRET, TOKEN, new_token

log = structlog.get_logger()
router = APIRouter(include_in_schema=False)
# The categories of `bot.desk.letters`, with what each is for.
KINDS: Mapping[str, str] = {
    "咨询": "想问清一件事",
    "投诉": "对服务或者处理不满意",
    "举报": "反映违法的事，办事的人替您保密",
    "建议": "想让哪里变好",
}
_FRESH = "fresh"
_UNKEPT = "系统现在存不下留言，这一条没有收下，您写的还在下面。请过一会儿再发，急事请拨打热线"


@dataclass(frozen=True, slots=True)
class Step:
    """One of the steps of a letter's life."""

    name: str
    is_done: bool
    when: str = ""


@router.api_route("/letter", methods=["GET", "HEAD"])
async def letter_form(request: Request, site: SiteOf) -> HTMLResponse:
    return await _form(request, site, {})


@router.post("/letter")
async def send_letter(
    request: Request,
    site: SiteOf,
    kind: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    contact: Annotated[str, Form()] = "",
    word: Annotated[str, Form()] = "",
    about: Annotated[str, Form()] = "",
    chat: Annotated[str, Form()] = "",
    secret: Annotated[str, Form()] = "",
) -> Response:
    """Keep the letter, and lead to its receipt; what can't be taken comes back with its words."""
    letterbox = site.application.letterbox
    said = {"kind": kind, "text": clean(text), "contact": clean(contact), "word": clean(word)}
    if not await letterbox.is_read():
        return await _form(request, site, said, status=409)
    if kind not in KINDS:
        fault = "请先选一类：咨询、投诉、举报还是建议"
        return await _form(request, site, said, status=422, fault=fault)
    is_ours = TOKEN.fullmatch(chat) and not is_foreign(request, site)
    person = chat + secret if is_ours and SECRET.fullmatch(secret) else new_token()
    asker = site.application.hasher.asker(Chat("web", person))
    try:
        letter = await letterbox.write(
            chat=Chat("web", person),
            asker=asker.letter,
            origin=address_of(request.scope),
            text=said["text"],
            category=kind,
            question=await _asked(site, asker.conversation) if about else "",
            contact=said["contact"],
            word=said["word"],
        )
    except Refused as refusal:
        return await _form(request, site, said, status=422, fault=str(refusal))
    except UNWRITABLE:
        log.exception("letter_not_kept")
        return await _form(request, site, said, status=503, fault=_UNKEPT)
    address = f"{site.root}/receipts/{letter.token}?{_FRESH}=1"
    return RedirectResponse(site.looking(request, address), 303, dict(PRIVATE))


@router.api_route("/receipts", methods=["GET", "HEAD"])
async def look_up_form(request: Request, site: SiteOf) -> Response:
    return RedirectResponse(site.looking(request, f"{site.root}/mine#letters"), 303)


@router.post("/receipts")
async def look_up(
    request: Request,
    site: SiteOf,
    number: Annotated[str, Form()] = "",
    word: Annotated[str, Form()] = "",
) -> Response:
    """The receipt's page, for who knows the number and the word that was chosen."""
    origin = address_of(request.scope)
    try:
        letter = await site.application.letterbox.find(clean(number), clean(word), origin=origin)
    except Refused as refusal:
        return site.page(
            request,
            "mine.html",
            status=422,
            headers=PRIVATE,
            fault=str(refusal),
            number=clean(number)[:20],
            **await mine(site),
        )
    address = f"{site.root}/receipts/{letter.token}"
    return RedirectResponse(site.looking(request, address), 303, dict(PRIVATE))


@router.api_route("/receipts/{token}", methods=["GET", "HEAD"])
async def receipt_page(request: Request, site: SiteOf, token: str) -> Response:
    letter = await _by_token(site, token)
    if "application/json" in request.headers.get("accept", ""):
        # For the list of those that this device knows: how far each has come.
        told = {"number": letter.receipt, "kind": letter.category, "state": _state(letter)}
        return JSONResponse(told, headers=dict(PRIVATE))
    return await _receipt(request, site, letter)


@router.post("/receipts/{token}")
async def delete_letter(request: Request, site: SiteOf, token: str) -> HTMLResponse:
    """Whoever wrote it takes it back; the address is the key here as well."""
    try:
        await site.application.letterbox.take_back(token)
    except Unknown as refusal:
        raise HTTPException(404, f"{refusal}。", dict(PRIVATE)) from refusal
    is_read = await site.application.letterbox.is_read()
    return site.page(request, "receipt_deleted.html", headers=PRIVATE, token=token, is_read=is_read)


@router.post("/receipts/{token}/more")
async def add_to_letter(
    request: Request, site: SiteOf, token: str, text: Annotated[str, Form()] = ""
) -> Response:
    letter = await _by_token(site, token)
    try:
        await site.application.letterbox.add(token, clean(text))
    except Refused as refusal:
        return await _receipt(
            request, site, letter, status=422, fault=str(refusal), added=clean(text)
        )
    except UNWRITABLE:
        log.exception("letter_not_kept")
        return await _receipt(request, site, letter, status=503, fault=_UNKEPT, added=clean(text))
    address = f"{site.root}/receipts/{token}#letter-title"
    return RedirectResponse(site.looking(request, address), 303, dict(PRIVATE))


@router.api_route("/mine", methods=["GET", "HEAD"])
async def mine_page(request: Request, site: SiteOf) -> HTMLResponse:
    """What this device knows: letters, questions, the size of the type; and what else there is."""
    return site.page(request, "mine.html", **await mine(site))


async def mine(site: Site) -> dict[str, Any]:
    is_read = await site.application.letterbox.is_read()
    return {"is_read": is_read, "canonical": site.link("/mine")}


async def _form(
    request: Request,
    site: Site,
    said: Mapping[str, str],
    *,
    status: int = 200,
    fault: str = "",
) -> HTMLResponse:
    return site.page(
        request,
        "letter.html",
        status=status,
        headers={"Cache-Control": "no-store"},
        is_read=await site.application.letterbox.is_read(),
        kinds=KINDS,
        said=said,
        fault=fault,
        max_words=MAX_WORDS,
        max_contact=MAX_CONTACT,
        max_word=MAX_WORD,
        chat=new_token(),
        opens=site.application.letterbox.opens(),
        canonical=site.link("/letter"),
    )


async def _asked(site: Site, asker: str) -> str:
    """The question before, masked, as the conversation holds it."""
    application = site.application
    now = application.clock()
    before = await application.database.read(conversations.load, asker=asker, now=now)
    return before.question


async def _by_token(site: Site, token: str) -> Letter:
    try:
        return await site.application.letterbox.by_token(token)
    except Unknown as refusal:
        raise HTTPException(404, f"{refusal}。", dict(PRIVATE)) from refusal


async def _receipt(
    request: Request,
    site: Site,
    letter: Letter,
    *,
    status: int = 200,
    fault: str = "",
    added: str = "",
) -> HTMLResponse:
    application = site.application
    letterbox, library = application.letterbox, site.edition.library
    is_done = stage(letter) is Stage.ANSWERED
    is_late = not is_done and letter.due_on is not None and site.today > letter.due_on
    # Without a script the address still says so whenever it is loaded anew.
    is_fresh = _FRESH in request.query_params and not is_done and not is_late
    return site.page(
        request,
        "receipt.html",
        status=status,
        headers=PRIVATE,
        letter=letter,
        has_word=await letterbox.has_word(letter),
        steps=_steps(site, letter),
        due="" if is_done or letter.due_on is None else chinese_date(letter.due_on),
        is_late=is_late,
        is_fresh=is_fresh,
        address=site.reached(request, f"/receipts/{letter.token}"),
        opens=letterbox.opens(),
        referral="" if is_done else referral(library, letter.text, letter.category),
        is_of_danger=is_of_danger(letter.text),
        max_words=MAX_WORDS,
        fault=fault,
        added=added,
    )


def _state(letter: Letter) -> str:
    if letter.reply:
        return "已答复"
    if letter.closed_at:
        return "已转出" if letter.handed_to else "已办结"
    return "已转办" if stage(letter) is Stage.PASSED_ON else "已收到"


def _steps(site: Site, letter: Letter) -> list[Step]:
    at = stage(letter)
    zone = site.application.settings.zone

    def told(moment: Any) -> str:  # noqa: ANN401 - a time or none
        return f"{moment.astimezone(zone):%m-%d %H:%M}" if moment else ""

    passed_on = Step("已转办", at >= Stage.PASSED_ON, told(letter.told_at))
    was_skipped = at is Stage.ANSWERED and not is_passed_on(letter)
    return [
        Step("已收到", True, told(letter.written_at)),
        *([] if was_skipped else [passed_on]),
        Step(
            _state(letter) if letter.closed_at else "已答复",
            at is Stage.ANSWERED,
            told(letter.replied_at or letter.closed_at),
        ),
    ]
