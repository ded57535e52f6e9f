"""Whether a request was sent by a page of ours, or by another site's with a visitor's browser."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

from handlers.channels.web.site import Site, is_fragment


def is_foreign(request: Request, site: Site) -> bool:
    """Another site's form. What isn't a browser says nothing of where it comes from, and can't be
    made to send anything on behalf of somebody else."""
    if is_fragment(request):
        return False  # a header that no other site's page may set
    if fetched_by := request.headers.get("sec-fetch-site"):
        return fetched_by not in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc not in _our_hosts(request, site)


def _our_hosts(request: Request, site: Site) -> set[str]:
    public = urlsplit(site.application.settings.public_url).netloc
    return {host for host in (public, request.headers.get("host", "")) if host}
