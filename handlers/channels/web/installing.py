"""The page as an app on a phone: its manifest, its service worker, and what is shown offline."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from handlers.channels.web.site import STATIC, Site, SiteOf

router = APIRouter(include_in_schema=False)
COLOUR = "#0a2f6b"
GROUND = "#f3f6fa"
SHORTCUTS = {"问法规": "/", "查常见问题": "/entries", "看法规": "/statutes"}
ICONS = (("icon-192", "192x192", "any"), ("icon-512", "512x512", "any"),
         ("icon-maskable-512", "512x512", "maskable"))  # fmt: skip
EMERGENCIES = {
    "报警": "110",
    "急救": "120",
    "火警": "119",
    "交通事故报警": "122",
    "水上遇险": "12395",
}
"""The nation's numbers, which every office's page may name."""
_SCRIPT = "worker.js"


@router.api_route("/manifest.webmanifest", methods=["GET", "HEAD"])
async def manifest(site: SiteOf) -> JSONResponse:
    bureau = site.edition.library.bureau
    content = {
        "id": f"{site.root}/",
        "name": f"{bureau.name}交通法规问答",
        "short_name": "法规问答",
        "description": "用平常的话提问，按现行法律法规作答，注明依据。",
        "lang": "zh-CN",
        "dir": "ltr",
        "start_url": f"{site.root}/",
        "scope": f"{site.root}/",
        "display": "standalone",
        "background_color": GROUND,
        "theme_color": bureau.colour or COLOUR,
        "categories": ["government", "education"],
        "icons": [
            {"src": site.asset(f"{name}.png"), "sizes": sizes, "type": "image/png", "purpose": use}
            for name, sizes, use in ICONS
        ],
        "shortcuts": [
            {"name": name, "url": f"{site.root}{path}"} for name, path in SHORTCUTS.items()
        ],
    }
    headers = {"Cache-Control": "no-cache"}
    return JSONResponse(content, headers=headers, media_type="application/manifest+json")


@router.api_route("/worker.js", methods=["GET", "HEAD"])
async def worker(site: SiteOf) -> Response:
    """The script with the addresses that it keeps; another one whenever any of them changes."""
    kept = [f"{site.root}/offline", *_kept(site)]
    version = hashlib.sha256("\n".join([*kept, _offline_tag(site)]).encode()).hexdigest()[:10]
    told = json.dumps({"root": site.root, "version": version, "kept": kept}, ensure_ascii=False)
    script = (STATIC / _SCRIPT).read_text(encoding="utf-8")
    return Response(
        f"const TOLD = {told};\n{script}",
        media_type="text/javascript",
        headers={"Cache-Control": "no-cache", "Service-Worker-Allowed": f"{site.root}/"},
    )


@router.api_route("/offline", methods=["GET", "HEAD"])
async def offline_page(request: Request, site: SiteOf) -> HTMLResponse:
    return site.page(
        request,
        "offline.html",
        headers={"X-Robots-Tag": "noindex"},
        emergencies=EMERGENCIES,
        offices=list(_offices(site)),
    )


def _kept(site: Site) -> Iterator[str]:
    """Sheets and scripts of the page."""
    for file in sorted([*STATIC.glob("*.css"), *STATIC.glob("js/*.js")]):
        yield site.asset(str(file.relative_to(STATIC)))
    if colour := site.edition.library.bureau.colour:
        yield f"{site.root}/looks.css?v={colour[1:]}"


def _offices(site: Site) -> Iterator[tuple[str, str]]:
    """Whose matter is whose: name, and how to reach it."""
    library = site.edition.library
    for office in library.offices:
        yield office.name, library.fill(str(office.call))


def _offline_tag(site: Site) -> str:
    """What the offline page says that may change with the knowledge."""
    return f"{site.edition.library.bureau} {list(_offices(site))}"
