"""One picture: which page, in which window, after what was done on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.members import Role

Act = Callable[[Any], Awaitable[None]]
"""What a person does on the page (Playwright's `Page`) before the picture is taken."""
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
LANDSCAPE = {"viewport": {"width": 844, "height": 390}, "has_touch": True, "is_mobile": True}


@dataclass(frozen=True, slots=True)
class Shot:
    """`path` is below the page's root; `staff` is the role of whoever is signed in; with `around`
    it is a page of another site, of which the text has {site} in it. `is_whole` takes the page to
    its end, `media` is print or screen."""

    name: str
    path: str = "/"
    window: dict[str, Any] | None = None
    act: Act | None = None
    around: str = ""
    staff: Role | None = None
    is_dark: bool = False
    is_whole: bool = False
    media: str = "screen"
