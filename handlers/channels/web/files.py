"""Files of the pages: style sheets, scripts, pictures."""

from __future__ import annotations

from fastapi.staticfiles import StaticFiles
from starlette.responses import Response
from starlette.types import Scope

YEAR = 365 * 24 * 3600


class Files(StaticFiles):
    """A file asked for with its fingerprint never changes; any other is checked each time."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        fingerprinted = scope["query_string"].startswith(b"v=")
        caching = f"public, max-age={YEAR}, immutable" if fingerprinted else "no-cache"
        response.headers["Cache-Control"] = caching
        return response
