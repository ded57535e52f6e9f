"""Which page is whose: every route is registered with a rule, which is asked before it runs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum

import structlog
from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.staff import permissions
from bot.staff.codes import hash_of
from bot.staff.permissions import Action
from bot.staff.refusals import Refused
from bot.store import console_forms
from handlers.channels.console import answers
from handlers.channels.console.guard import ROOT
from handlers.channels.console.visits import Visit, arrive

log = structlog.get_logger()
Handler = Callable[[Visit], Awaitable[Response]]
_PATIENCE = 10.0
"""Seconds that a form sent twice waits for where the first one leads."""


class Number(IntegerConvertor):
    """The number of a row, `{…:number}` in a path: longer ones than any row has lead nowhere."""

    regex = "[0-9]{1,9}"


register_url_convertor("number", Number())


class Open(Enum):
    """A rule that is no action: whoever comes, or whoever is signed in."""

    TO_ANYBODY = "anybody"
    TO_STAFF = "staff"


Rule = Action | Open


@dataclass(frozen=True, slots=True)
class Page:
    """`surely`: the person must have shown lately who they are."""

    method: str
    path: str
    rule: Rule
    handler: Handler
    surely: bool = False


@dataclass(frozen=True)
class Pages:
    """A family of pages; paths begin behind /staff."""

    found: list[Page] = field(default_factory=list)

    def get(self, path: str, rule: Rule, *, surely: bool = False) -> Callable[[Handler], Handler]:
        return self._page("GET", path, rule, surely)

    def post(self, path: str, rule: Rule, *, surely: bool = False) -> Callable[[Handler], Handler]:
        return self._page("POST", path, rule, surely)

    def _page(
        self, method: str, path: str, rule: Rule, surely: bool
    ) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            self.found.append(Page(method, ROOT + path, rule, handler, surely))
            return handler

        return register


def routes(families: Iterable[Pages]) -> list[Route]:
    return [
        Route(page.path, _endpoint(page), methods=[page.method], include_in_schema=False)
        for family in families
        for page in family.found
    ]


def _endpoint(page: Page) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        visit = await arrive(request)
        if page.rule is not Open.TO_ANYBODY and not visit.is_signed_in:
            return await answers.sign_in_first(visit)
        try:
            if isinstance(page.rule, Action):
                permissions.require(visit.actor, page.rule)
            if page.surely and not visit.is_sure:
                return await answers.confirm_first(visit)
            if page.method == "POST":
                return await _once(visit, page.handler)
            return await page.handler(visit)
        except Refused as refusal:
            return await answers.refused(visit, refusal)
        finally:
            await request.close()  # files that were sent

    return endpoint


async def _once(visit: Visit, handler: Handler) -> Response:
    """A form that is sent twice (a double click, a reload) does its work once."""
    token = (await visit.form()).text("once")
    if not token:
        return await handler(visit)
    database, token_hash = visit.application.database, hash_of(token)
    if not await database.write(console_forms.claim, token_hash=token_hash, now=visit.now):
        return await _where_the_first_led(visit, token_hash)
    try:
        response = await handler(visit)
    except BaseException:
        await database.write(console_forms.release, token_hash=token_hash)
        raise
    if response.status_code >= 400:
        await database.write(console_forms.release, token_hash=token_hash)
    else:
        leads_to = response.headers.get("location", visit.link(""))
        await database.write(console_forms.done, token_hash=token_hash, leads_to=leads_to)
        await visit.sent()
    return response


async def _where_the_first_led(visit: Visit, token_hash: str) -> Response:
    database = visit.application.database
    for _ in range(round(_PATIENCE * 10)):
        if place := await database.read(console_forms.leads_to, token_hash=token_hash):
            return RedirectResponse(place, 303)
        await asyncio.sleep(0.1)
    return await answers.sent_before(visit)
