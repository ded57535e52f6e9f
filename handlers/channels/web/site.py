"""What every page is made from: the application, the templates, and where the pages stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, urlencode, urlsplit

from fastapi import Depends
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.answering.editions import Edition
from bot.knowledge.library import Casebook
from bot.publicity.surfaces import qr
from bot.publicity.surfaces.cards import Cards
from handlers.application import Application
from handlers.channels.web.emphasis import with_calls, with_figures
from handlers.channels.web.files import stamped
from handlers.channels.web.handing_on import handed_on, joined
from handlers.channels.web.listings import Listings
from handlers.channels.web.pausing import pausing
from handlers.channels.web.popular import Popular
from handlers.channels.web.proxies import is_loopback
from handlers.channels.web.rendering import emphasis, excerpt, marked, to_html
from handlers.channels.web.telephones import dialled

HERE = Path(__file__).parent
STATIC = HERE / "static"
FRAGMENT_HEADER = "x-fragment"
NOT_LISTED = {"X-Robots-Tag": "noindex"}
"""For pages that search engines shall not keep: there are as many as words."""
_NOT_DIALLED = re.compile(r"[^\d+]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Site:
    """Renders pages about the library in force."""

    application: Application
    templates: Jinja2Templates = field(init=False)
    popular: Popular = field(init=False)
    listings: Listings = field(init=False, default_factory=Listings)
    cards: Cards = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "popular", Popular(self.application))
        object.__setattr__(self, "cards", Cards(self.application.settings.cards_dir))
        environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            auto_reload=False,  # else each page looks at the files of all its parts
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": False}
        environment.globals |= {"root": self.root, "asset": self.asset}
        environment.filters |= {
            "dial": dial,
            "digits": digits,
            "path": path_part,
            "markdown": self._markdown,
            "figures": with_figures,
            "calls": with_calls,
            "dialled": dialled,
            "pausing": pausing,
        }
        environment.filters |= {"emphasis": emphasis, "marked": marked, "excerpt": excerpt}
        object.__setattr__(self, "templates", Jinja2Templates(env=environment))

    @property
    def root(self) -> str:
        """The path of the public address, for a page that a proxy serves under one."""
        return self.application.settings.root

    @property
    def edition(self) -> Edition:
        """The knowledge in service; a request takes it once and keeps to it."""
        return self.application.edition

    @property
    def today(self) -> date:
        """The day it is where the bureau is."""
        application = self.application
        return application.clock().astimezone(application.settings.zone).date()

    @property
    def casebook(self) -> Casebook:
        """The case cards that are shown today."""
        return Casebook(self.edition.library, self.edition.texts, self.today)

    def address(self, path: str) -> str:
        """The full address of one of our pages."""
        return self.application.settings.page_url + path

    def link(self, path: str) -> str:
        """The address of one of our pages for who has reached us: without a public address its path
        alone, since theirs isn't known."""
        return self.application.settings.public_url + path

    def reached(self, request: Request, path: str) -> str:
        """The full address of one of our pages, where this visitor has found us."""
        here = f"{request.url.scheme}://{request.url.netloc}"
        return (self.application.settings.public_url or here) + path

    def code(self, request: Request, path: str) -> Markup | None:
        """That address for a phone's camera; None where it names this machine alone."""
        address = self.reached(request, path)
        return None if is_loopback(urlsplit(address).hostname or "") else qr.svg(address)

    def page(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        is_shared: bool = False,
        **context: Any,  # noqa: ANN401 - what a template shows
    ) -> HTMLResponse:
        """A page; one that `is_shared` is kept and shown to others, so it has nothing of whoever
        asked for it."""
        large, contrast = looks_of(request)
        query = look_query(large, contrast)
        context = {
            "request": request,
            "bureau": self.edition.library.bureau,
            "large": large,
            "contrast": contrast,
            "other_looks": other_looks(request, is_shared),
            "here": request.url.path,
            "embedded": False,
            **context,
        }
        html = self.templates.get_template(template).render(context)
        response = HTMLResponse(
            handed_on(html, self.root, query) if query else html, status, dict(headers or {})
        )
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    def looking(self, request: Request, address: str) -> str:
        """An address of ours that leads on in the looks in which this page was asked for."""
        return joined(address, look_query(*looks_of(request)))

    def listing_page(
        self,
        request: Request,
        template: str,
        **context: Any,  # noqa: ANN401 - what a template shows
    ) -> Response:
        """A page that shows the same to everybody until the knowledge changes."""
        key = (request.url.path, *looks_of(request))
        return self.listings.answer(
            request,
            self.edition,
            key,
            lambda: bytes(self.page(request, template, is_shared=True, **context).body),
            "text/html",
        )

    def asset(self, name: str) -> str:
        """The address of a file of ours, which changes when any of them does."""
        return f"{self.root}/static/{stamped(STATIC, name)}"

    def _markdown(self, text: str, headings_from: int = 2, new_tab: bool = False) -> Markup:
        # Sanitised by nh3, hence safe to mark.
        html = to_html(text, root=self.root, headings_from=headings_from, new_tab=new_tab)
        return Markup(html)  # noqa: S704


def site_of(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


async def _depends_on_site(request: Request) -> Site:
    """Awaited, since FastAPI takes a plain function to a thread at every request."""
    return site_of(request)


SiteOf = Annotated[Site, Depends(_depends_on_site)]


def is_fragment(request: Request) -> bool:
    """Whether our script asks for the new turn only, not for a page around it."""
    return FRAGMENT_HEADER in request.headers


def looks_of(request: Request) -> tuple[bool, bool]:
    """Whether large type and high contrast were asked for, by who has no script."""
    query = request.query_params
    return query.get("size") == "large", query.get("contrast") == "high"


def look_query(large: bool, contrast: bool) -> str:
    """The query of a page in those looks; "" for the usual ones."""
    asked = {"size": "large" if large else "", "contrast": "high" if contrast else ""}
    return urlencode({key: value for key, value in asked.items() if value})


def other_looks(request: Request, is_shared: bool) -> dict[str, str]:
    """The query that puts a look on or off, with all else that the page was asked for."""
    large, contrast = looks_of(request)
    asked = () if is_shared or request.method == "POST" else request.query_params.multi_items()
    others = urlencode([(key, value) for key, value in asked if key not in ("size", "contrast")])
    turned = {
        "large": look_query(not large, contrast),
        "contrast": look_query(large, not contrast),
    }
    return {look: "&".join(filter(None, (others, query))) for look, query in turned.items()}


def dial(number: str) -> str:
    """What a tel: link dials."""
    return _NOT_DIALLED.sub("", number)


def digits(text: str) -> str:
    """The digits alone, as a register is asked by."""
    return "".join(filter(str.isdigit, text))


def path_part(text: str) -> str:
    """A name as one segment of a path."""
    return quote(text, safe="")


def clean(text: str) -> str:
    """Words as typed, without control characters and halves of surrogate pairs."""
    return _CONTROL.sub("", text).strip()
