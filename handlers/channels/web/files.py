"""Files of the pages: style sheets, scripts, pictures."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from fastapi.staticfiles import StaticFiles
from starlette.responses import Response
from starlette.types import Scope

YEAR = 365 * 24 * 3600
_STAMPED = re.compile(r"([0-9a-f]{10})/(.+)", re.DOTALL)


class Files(StaticFiles):
    """A folder's files, below its stamp: such an address never changes its content.

    The stamp is a folder of the address, so that what a script imports and a sheet loads by a
    relative address stands below it too. A page of the release before, still open, gets the file as
    it is now, and a file without a stamp is checked each time.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder)
        self._stamp = stamp(folder)

    async def get_response(self, path: str, scope: Scope) -> Response:
        found = _STAMPED.fullmatch(path.replace("\\", "/"))
        response = await super().get_response(found[2] if found else path, scope)
        is_lasting = found is not None and found[1] == self._stamp
        caching = f"public, max-age={YEAR}, immutable" if is_lasting else "no-cache"
        response.headers["Cache-Control"] = caching
        return response


@cache
def stamp(folder: Path) -> str:
    """What changes with any file of the folder: ten digits."""
    told = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            told.update(f"{file.relative_to(folder)}\0".encode())
            told.update(hashlib.sha256(file.read_bytes()).digest())
    return told.hexdigest()[:10]


def stamped(folder: Path, name: str) -> str:
    """Where the file stands below the folder's address."""
    if not (folder / name).is_file():
        raise FileNotFoundError(folder / name)
    return f"{stamp(folder)}/{name}"
