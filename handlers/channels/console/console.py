"""What every page of the console is made from: the application and the templates."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.members import CONSOLE
from handlers.application import Application
from handlers.channels.console.guard import ROOT
from handlers.channels.console.jobs import Jobs
from handlers.channels.web.files import stamped
from handlers.channels.web.rendering import emphasis, to_html
from handlers.channels.web.site import STATIC as SHARED
from handlers.channels.web.site import path_part

HERE = Path(__file__).parent
STATIC = HERE / "static"


@dataclass(frozen=True)
class Console:
    """`root` is the path of the public address, for pages that a proxy serves under one."""

    application: Application
    templates: Jinja2Templates = field(init=False)
    jobs: Jobs = field(default_factory=Jobs, init=False)

    def __post_init__(self) -> None:
        environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        environment.globals |= {
            "root": self.root,
            "staff": self.root + ROOT,
            "asset": self._asset,
            "shared": self._shared,
        }
        environment.filters |= {
            "path": path_part,
            "emphasis": emphasis,
            "markdown": self._markdown,
            "moment": self._moment,
            "day": self._day,
            "account": _account,
        }
        object.__setattr__(self, "templates", Jinja2Templates(env=environment))

    @property
    def root(self) -> str:
        return self.application.settings.root

    @property
    def today(self) -> date:
        """The day it is where the bureau is."""
        application = self.application
        return application.clock().astimezone(application.settings.zone).date()

    def _asset(self, name: str) -> str:
        return f"{self.root}{ROOT}/static/{stamped(STATIC, name)}"

    def _shared(self, name: str) -> str:
        """A file of the citizens' pages that the console stands on as well."""
        return f"{self.root}/static/{stamped(SHARED, name)}"

    def _moment(self, at: datetime | str | None) -> str:
        """11月28日 14:03; with the year where it is another."""
        if not at:
            return ""
        moment = datetime.fromisoformat(at) if isinstance(at, str) else at
        there = moment.astimezone(self.application.settings.zone)
        return f"{self._day(there.date())} {there:%H:%M}"

    def _day(self, day: date | None) -> str:
        if day is None:
            return ""
        year = f"{day.year}年" if day.year != self.today.year else ""
        return f"{year}{day.month}月{day.day}日"

    def _markdown(self, text: str, headings_from: int = 3) -> Markup:
        # Sanitised by nh3, hence safe to mark.
        html = to_html(text, root=self.root, headings_from=headings_from, new_tab=True)
        return Markup(html)  # noqa: S704


def _account(name: str) -> str:
    """By which way somebody of this name comes: 网页登录, telegram 123."""
    channel, _, person = name.partition(":")
    return "网页登录" if channel == CONSOLE else f"{channel} {person}"
