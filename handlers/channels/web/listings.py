"""Bodies that only change with the edition: made and packed once, not sent to who has them."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from bot.answering.editions import Edition

KEPT = 200
"""Bodies of one edition: the listings, and as many topics."""


@dataclass(frozen=True, slots=True)
class Listing:
    plain: bytes
    packed: bytes
    tag: str


@dataclass
class Listings:
    """The listings of the edition in service."""

    _edition: Edition | None = None
    _kept: OrderedDict[Hashable, Listing] = field(default_factory=OrderedDict)

    def answer(
        self,
        request: Request,
        edition: Edition,
        key: Hashable,
        make: Callable[[], bytes],
        media_type: str = "application/json",
    ) -> Response:
        """The body that `make` gives, or 304 for who has it already."""
        if edition is not self._edition:
            self._edition = edition
            self._kept.clear()
        listing = self._kept.get(key) or self._made(key, make())
        headers = {"ETag": listing.tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        if listing.tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return Response(listing.packed, media_type=media_type, headers=headers)
        return Response(listing.plain, media_type=media_type, headers=headers)

    def _made(self, key: Hashable, plain: bytes) -> Listing:
        # Weak, since a proxy that unpacks it sends it on under the same tag.
        tag = f'W/"{hashlib.sha256(plain).hexdigest()[:20]}"'
        listing = self._kept[key] = Listing(plain, gzip.compress(plain, mtime=0), tag)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return listing
