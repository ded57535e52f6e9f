"""One request to the console: who it is, what they sent, and how they are answered."""

from __future__ import annotations

import mimetypes
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from bot.answering.editions import Edition
from bot.knowledge.library import Library
from bot.members import Actor
from bot.staff.permissions import Action, may
from bot.staff.sessions import Seen
from bot.store import console_forms, presence
from bot.store.sessions import Session
from handlers.application import Application
from handlers.channels.console import navigation
from handlers.channels.console.console import Console
from handlers.channels.console.forms import Form, read
from handlers.channels.console.guard import COOKIE, KEYS_COOKIE, ROOT
from handlers.channels.console.jobs import Job

BY_ITSELF = {f"{ROOT}/waiting"}
"""What an open page asks without anybody's doing."""
LIST_COOKIE = "pufa_list"
"""What a list was asked for stands in the browser, under this and the list's path."""
LONGEST_ASKED = 2000
"""Characters; a browser keeps no cookie of over 4,096 bytes."""


@dataclass
class Visit:
    """`seen` is None where the browser named no session that we know; `job` is what this form's
    work tells of how far it is."""

    request: Request
    console: Console
    seen: Seen | None
    job: Job | None = None
    _form: Form | None = None
    _list: str = ""

    @property
    def application(self) -> Application:
        return self.console.application

    @property
    def edition(self) -> Edition:
        return self.application.edition

    @property
    def library(self) -> Library:
        return self.edition.library

    @property
    def now(self) -> datetime:
        """UTC."""
        return self.application.clock()

    @property
    def is_signed_in(self) -> bool:
        return self.seen is not None and self.seen.actor is not None

    @property
    def actor(self) -> Actor:
        """Who is signed in; only where the page's rule has seen to it that somebody is."""
        if self.seen is None or self.seen.actor is None:
            raise AssertionError("nobody is signed in")
        return self.seen.actor

    @property
    def account(self) -> str:
        """The name of the account that is signed in; "" where none is."""
        return self.actor.member.name if self.is_signed_in else ""

    @property
    def session(self) -> Session:
        if self.seen is None:
            raise AssertionError("nobody is signed in")
        return self.seen.session

    @property
    def is_sure(self) -> bool:
        """Whether the person has shown lately who they are."""
        return self.seen is not None and self.seen.is_sure(self.now)

    def may(self, action: Action) -> bool:
        return self.is_signed_in and may(self.actor, action)

    @property
    def path(self) -> str:
        """Where this is, behind /staff, with what was asked."""
        url = self.request.url
        return url.path.removeprefix(ROOT) + (f"?{url.query}" if url.query else "")

    def part(self, name: str) -> str:
        """A part of the path that stands in braces in the route's."""
        return str(self.request.path_params[name])

    def asked(self, name: str, default: str = "") -> str:
        """A word of the query."""
        return self.request.query_params.get(name, default).strip()

    def ticked(self) -> list[str]:
        """What was ticked in a list, by `ui.tick`."""
        return self.request.query_params.getlist("one")

    async def form(self) -> Form:
        """What was sent."""
        if self._form is None:
            self._form = await read(self.request)
        return self._form

    def link(self, path: str, **asked: str | int) -> str:
        """The address of a page of the console."""
        query = urlencode({name: value for name, value in asked.items() if value != ""})
        return (
            self.console.root + ROOT + quote(path, safe="/?&=#%") + (f"?{query}" if query else "")
        )

    async def page(
        self,
        template: str,
        *,
        status: int = 200,
        **context: Any,  # noqa: ANN401 - what a template shows
    ) -> HTMLResponse:
        """`title` is the page's; a `form` with faults comes as 422, its title says so."""
        form = context.get("form")
        if status == 200 and isinstance(form, Form) and form.faults:
            status = 422
        banner = self.seen.session.banner if self.is_signed_in and self.seen else ""
        shown = {
            "visit": self,
            "bureau": self.library.bureau,
            "banner": banner,
            "form": None,
            "once": secrets.token_urlsafe(12),
            "typed": self._form.value("typed") if self._form else "",
            "was_kept": self._form.value("kept") if self._form else "",
            "menu": await navigation.menu(self) if self.is_signed_in else (),
            "is_plain_http": self._is_plain_http,
            **context,
        }
        response = self.console.templates.TemplateResponse(
            self.request, template, shown, status_code=status
        )
        if banner:
            await self.application.sessions.tell(self.session, "")
        if self._list and self.request.method == "GET":  # not with a form's faults above it
            asked = quote(self.request.url.query, safe="")
            self._keep(
                response, _cookie_of(self._list), asked if len(asked) < LONGEST_ASKED else ""
            )
        return response

    def tell(self, done: int, total: int) -> None:
        """How far this form's work is; from any thread."""
        if self.job:
            self.job.tell(done, total)

    def shows_list(self, path: str) -> None:
        """This page is that list: what is done from there leads back to it as it is now."""
        self._list = path

    def last(self, path: str, asked: str = "") -> str:
        """A list as this browser showed it last, filtered and at its page; as `asked` where it has
        not shown it."""
        kept = self.request.cookies.get(_cookie_of(path))
        query = urlencode(parse_qsl(unquote(kept))) if kept is not None else asked
        return f"{path}?{query}" if query else path

    def to(self, path: str, **asked: str | int) -> Response:
        """Another page of the console; its path behind /staff, as for `link`."""
        return RedirectResponse(self.link(path, **asked), 303)

    async def done(self, path: str, banner: str) -> Response:
        """Another page, which tells what was done; a list comes back as it was left."""
        await self.application.sessions.tell(self.session, banner)
        return self.to(path if "?" in path else self.last(path))

    def reached(self, path: str) -> str:
        """The full address of a page of the console, where this visitor has found us."""
        return f"{self.request.url.scheme}://{self.request.url.netloc}{self.link(path)}"

    def stored(self, path: Path) -> Response:
        """A file on the disk, to be saved."""
        return FileResponse(path, filename=path.name, media_type="application/gzip")

    def file(self, name: str, content: bytes) -> Response:
        """A file to be saved."""
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        disposition = f"attachment; filename*=UTF-8''{quote(name)}"
        return Response(content, media_type=kind, headers={"Content-Disposition": disposition})

    async def typed(self, form: Form) -> Form:
        """What was typed on this page and never sent, where the address asks for it (?typed=1);
        else the form that was given. Its `typed_at` tells the page that there is something."""
        path = self.request.url.path.removeprefix(ROOT)
        found = await self.application.database.read(
            console_forms.typed, account=self.actor.member.name, path=path
        )
        if found is None:
            return form
        body, at = found
        if not self.asked("typed"):
            form.typed_at = at
            return form
        values: dict[str, list[str]] = {}
        for name, value in parse_qsl(body, keep_blank_values=True):
            values.setdefault(name, []).append(value)
        kept = {name: form.values[name] for name in ("version",) if name in form.values}
        return Form({**values, **kept})

    async def beside(self, path: str = "") -> list[tuple[str, datetime]]:
        """Who else has the page of that path open, and when they last did something there. On a
        page of one's own, without a path, whoever opens it is noted."""
        here = path or self.request.url.path.removeprefix(ROOT)
        database, me = self.application.database, self.actor.member.name
        if not path:
            await database.write(presence.note, path=here, account=me, now=self.now)
        found = await database.read(presence.others, path=here, account=me, now=self.now)
        staff = await self.application.accounts.staff()
        return [(staff.called(account), at) for account, at in found]

    async def sent(self) -> None:
        """What was typed on the form's page, or was sent too late once, isn't needed any more."""
        form, database, me = await self.form(), self.application.database, self.account
        if me and form.value("kept"):
            await database.write(console_forms.drop, account=me)
        if me and (path := form.value("typed")):
            await database.write(console_forms.untype, account=me, path=path)
            await database.write(presence.leave, account=me, path=path)

    def remember(self, response: Response, token: str) -> Response:
        """Let the browser name this session from now on."""
        self._keep(response, COOKIE, token)
        return response

    def forget(self, response: Response) -> Response:
        """Who signs out leaves nothing in the browser: neither the session nor what was looked
        for."""
        lists = [name for name in self.request.cookies if name.startswith(LIST_COOKIE)]
        for name in (COOKIE, *lists):
            response.delete_cookie(name, path=self.console.root + ROOT)
        return response

    def _keep(self, response: Response, name: str, value: str) -> None:
        """Until the browser is closed; no script may read it."""
        response.set_cookie(
            name,
            value,
            httponly=True,
            samesite="lax",  # Strict isn't sent when a link in a chat is opened
            secure=self.request.url.scheme == "https",
            path=self.console.root + ROOT,
        )

    @property
    def has_chat(self) -> bool:
        """Whether staff could do things in a chat as well: there is a channel that reaches one."""
        return bool(self.application.channels)

    @property
    def has_keys(self) -> bool:
        """Whether single keys do something in this browser: one's own choice."""
        return self.request.cookies.get(KEYS_COOKIE) == "on"

    @property
    def agent(self) -> str:
        """What the browser calls itself."""
        return self.request.headers.get("user-agent", "")

    @property
    def _is_plain_http(self) -> bool:
        """Whether others on the way could read along."""
        host = self.request.url.hostname or ""
        return self.request.url.scheme != "https" and host not in ("127.0.0.1", "localhost", "::1")


def _cookie_of(path: str) -> str:
    return LIST_COOKIE + path.replace("/", "_")


async def arrive(request: Request) -> Visit:
    console: Console = request.app.state.console
    token = request.cookies.get(COOKIE, "")
    is_use = request.url.path not in BY_ITSELF
    sessions = console.application.sessions
    seen = await sessions.look(token, is_use=is_use) if token else None
    return Visit(request, console, seen)
