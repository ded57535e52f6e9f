"""How the bureau wants its pages to look: its colour as a sheet of its own, and its emblem."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.colours import BLACK, WHITE, Colour, contrast
from handlers.channels.web.files import YEAR
from handlers.channels.web.site import SiteOf

router = APIRouter(include_in_schema=False)
LASTING = {"Cache-Control": f"public, max-age={YEAR}, immutable"}
"""For an address that changes with the content."""
DARK_PAPER = Colour.parse("#172030")
"""What words stand on in the dark; as in base.css."""
EASILY_READ = 7.0
"""WCAG 2.2, success criterion 1.4.6: in the dark a link need not be of the bureau's own shade."""
_STEPS = 20


@router.api_route("/looks.css", methods=["GET", "HEAD"])
async def sheet(site: SiteOf) -> Response:
    colour = site.edition.library.bureau.colour
    if not colour:
        raise HTTPException(404)
    return Response(looks(Colour.parse(colour)), media_type="text/css", headers=LASTING)


@router.api_route("/emblem", methods=["GET", "HEAD"])
async def emblem(site: SiteOf) -> Response:
    picture = site.edition.library.bureau.emblem
    if picture is None:
        raise HTTPException(404)
    # A drawing may hold scripts: opened alone, none of them runs.
    sandbox = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
    return Response(picture.content, media_type=picture.media_type, headers=LASTING | sandbox)


def looks(colour: Colour) -> str:
    """The variables of base.css that follow the main colour, by day and in the dark."""
    day = {
        "--brand": colour,
        "--brand-deep": colour.mixed(BLACK, 0.3),
        "--blue": colour,
        "--blue-dark": colour.mixed(BLACK, 0.3),
        "--tint": colour.mixed(WHITE, 0.92),
        "--tint-line": colour.mixed(WHITE, 0.7),
    }
    bright = _readable_in_the_dark(colour)
    night = {
        "--brand": colour.mixed(BLACK, 0.25),
        "--brand-deep": colour.mixed(BLACK, 0.5),
        "--blue": bright,
        "--blue-dark": bright.mixed(WHITE, 0.4),
        "--tint": DARK_PAPER.mixed(colour, 0.25),
        "--tint-line": DARK_PAPER.mixed(bright, 0.35),
    }
    return f":root{{{_lines(day)}}}@media(prefers-color-scheme:dark){{:root{{{_lines(night)}}}}}"


def _readable_in_the_dark(colour: Colour) -> Colour:
    lighter = (colour.mixed(WHITE, step / _STEPS) for step in range(_STEPS))
    return next((one for one in lighter if contrast(one, DARK_PAPER) >= EASILY_READ), WHITE)


def _lines(colours: dict[str, Colour]) -> str:
    return "".join(f"{name}:{colour};" for name, colour in colours.items())
