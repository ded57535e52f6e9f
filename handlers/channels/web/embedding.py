"""What stands in the bureau's own site: a frame, or a button that opens one."""

from __future__ import annotations

from functools import cache

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from handlers.channels.web.site import STATIC, Site

router = APIRouter(include_in_schema=False)
HOUR = 3600
HEADERS = {
    "Cache-Control": f"public, max-age={HOUR}",  # its address can't change with its content
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@router.api_route("/widget.js", methods=["GET", "HEAD"])
async def widget() -> Response:
    return Response(_script(), media_type="text/javascript", headers=HEADERS)


def frame_snippet(site: Site, request: Request) -> str:
    """What a webmaster pastes to have the talk in a page."""
    return (
        f'<iframe src="{site.reached(request, "/embed")}" title="交通法规问答"\n'
        '        width="100%" height="720" loading="lazy" allow="microphone"\n'
        '        referrerpolicy="no-referrer"></iframe>'
    )


def widget_snippet(site: Site, request: Request) -> str:
    """What a webmaster pastes to have a button that opens the talk."""
    colour = site.edition.library.bureau.colour
    more = f' data-colour="{colour}"' if colour else ""
    return (
        f'<script src="{site.reached(request, "/widget.js")}"\n'
        f'        data-label="法规问答"{more} async></script>\n'
        f'<noscript><a href="{site.reached(request, "/")}">法规问答</a></noscript>'
    )


@cache
def _script() -> bytes:
    return (STATIC / "widget.js").read_bytes()
