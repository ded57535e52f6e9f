"""Which page is whose: every route is registered with a rule, which is asked before it runs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus

import structlog
from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.staff import permissions
from bot.staff.codes import hash_of
from bot.staff.permissions import Action
from bot.staff.refusals import Refused
from bot.store import console_forms
from bot.store.console_forms import Outcome
from handlers.channels.console import answers
from handlers.channels.console.guard import ROOT
from handlers.channels.console.jobs import Job
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


class Again(Enum):
    """What is there for who sends a form again that a page answered, which led nowhere: whoever
    loads that page anew does."""

    TOLD_ONCE = "told once"  # it was done, and what was told then isn't told again: a key, a code
    LOOKS = "looks"  # nothing was done yet: they look again
    SHOWS = "shows"  # it was done: the page of the first time


Rule = Action | Open


@dataclass(frozen=True, slots=True)
class Page:
    """`surely`: the person must have shown lately who they are. `again` and `long` are for POST:
    what may take long goes on behind a page of its own."""

    method: str
    path: str
    rule: Rule
    handler: Handler
    surely: bool = False
    again: Again = Again.TOLD_ONCE
    long: bool = False


@dataclass(frozen=True)
class Pages:
    """A family of pages; paths begin behind /staff."""

    found: list[Page] = field(default_factory=list)

    def get(self, path: str, rule: Rule, *, surely: bool = False) -> Callable[[Handler], Handler]:
        return self._register(lambda handler: Page("GET", ROOT + path, rule, handler, surely))

    def post(
        self,
        path: str,
        rule: Rule,
        *,
        surely: bool = False,
        again: Again = Again.TOLD_ONCE,
        long: bool = False,
    ) -> Callable[[Handler], Handler]:
        return self._register(
            lambda handler: Page("POST", ROOT + path, rule, handler, surely, again, long)
        )

    def _register(self, page: Callable[[Handler], Page]) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            self.found.append(page(handler))
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
        name = (await visit.form()).text("once") if page.long and visit.is_signed_in else ""
        if not name:
            return await _answered(visit, page)
        visit.job = Job(visit.account, name, visit.now)
        response = await visit.console.jobs.done(visit.job, lambda: _answered(visit, page))
        return response or visit.to(f"/working/{name}")

    return endpoint


async def _answered(visit: Visit, page: Page) -> Response:
    try:
        if page.rule is not Open.TO_ANYBODY and not visit.is_signed_in:
            return await answers.sign_in_first(visit)
        if isinstance(page.rule, Action):
            permissions.require(visit.actor, page.rule)
        if page.surely and not visit.is_sure:
            return await answers.confirm_first(visit)
        if page.method == "POST":
            return await _once(visit, page)
        return await page.handler(visit)
    except Refused as refusal:
        return await answers.refused(visit, refusal)
    finally:
        await visit.request.close()  # files that were sent


async def _once(visit: Visit, page: Page) -> Response:
    """A form that is sent twice (a double click, a reload) does its work once."""
    token = (await visit.form()).text("once")
    if not token:
        return await page.handler(visit)
    database, token_hash = visit.application.database, hash_of(token)
    if not await database.write(console_forms.claim, token_hash=token_hash, now=visit.now):
        return await _as_the_first_time(visit, token_hash)
    try:
        response = await page.handler(visit)
    except BaseException:
        await database.write(console_forms.release, token_hash=token_hash)
        raise
    leads_to = response.headers.get("location", "")
    is_refused = response.status_code >= HTTPStatus.BAD_REQUEST
    if is_refused or (page.again is Again.LOOKS and not leads_to):
        await database.write(console_forms.release, token_hash=token_hash)
        return response
    shown = bytes(response.body).decode() if page.again is Again.SHOWS and not leads_to else ""
    outcome = Outcome(visit.account, leads_to, shown)
    await database.write(console_forms.done, token_hash=token_hash, outcome=outcome)
    await visit.sent()
    return response


async def _as_the_first_time(visit: Visit, token_hash: str) -> Response:
    database = visit.application.database
    for _ in range(round(_PATIENCE * 10)):
        if outcome := await database.read(console_forms.outcome, token_hash=token_hash):
            return await answers.as_the_first_time(visit, outcome)
        await asyncio.sleep(0.1)
    return await answers.sent_before(visit)
