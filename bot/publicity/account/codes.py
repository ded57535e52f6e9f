"""The use case: codes on posters that lead to the account, one for each place and campaign."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlite_utils import Database as Connection

from bot.members import Actor
from bot.publicity.account import Account, AccountError
from bot.publicity.surfaces import places as naming
from bot.publicity.surfaces.places import Place
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Refused, Unknown
from bot.store import Database, places, wechat
from bot.store.wechat import Scene

CHANNEL = "wechat"
"""Who scans one begins to talk to us there."""


def scene_of(place: Place, campaign_id: int) -> str:
    """What a scan says, the same as a link's start says: from_qcz-1f3a_c12."""
    return f"from_{place.code}_c{campaign_id}" if campaign_id else f"from_{place.code}"


class Made(NamedTuple):
    """A code that was made: where it hangs, the campaign that a scan shows (0: none), how many came
    by it, and the last day (ISO 8601) that somebody did."""

    scene: Scene
    place: str
    campaign_id: int
    scans: int
    last_day: str


@dataclass(frozen=True)
class Codes:
    database: Database
    account: Account
    clock: Callable[[], datetime]

    async def make(self, who: Actor, names: list[str], campaign_id: int = 0) -> dict[str, Scene]:
        """A code for each place, by its name. One that was made is used again: there are 100,000
        in an account's life, and none can be deleted.

        Raises:
            Refused: a name is none, or the account can't make codes.
        """
        permissions.require(who, Action.ACCOUNT_CODES)
        try:
            checked = list(dict.fromkeys(map(naming.checked, names)))
            return {name: await self._code(name, campaign_id) for name in checked}
        except (AccountError, ValueError) as error:
            raise Refused(str(error)) from error

    async def listing(self, who: Actor) -> list[Made]:
        """All of them, those that most people came by first."""
        permissions.require(who, Action.ACCOUNT_CODES)
        return await self.database.read(_listed)

    async def get(self, who: Actor, scene: str) -> Made:
        """Raises: Unknown."""
        for made in await self.listing(who):
            if made.scene.scene == scene:
                return made
        raise Unknown("没有这个码")

    async def _code(self, name: str, campaign_id: int) -> Scene:
        now = self.clock()
        code = await self.database.write(places.keep, name=name, codes=naming.codes(name), now=now)
        wanted = scene_of(Place(name, code), campaign_id)
        known = await self.database.read(wechat.scene, scene=wanted)
        if known:
            return known
        made = await self.account.code(wanted)
        scene = Scene(wanted, made.url, made.ticket)
        await self.database.write_durably(wechat.keep_scene, scene=scene, now=now)
        return scene


def _listed(db: Connection) -> list[Made]:
    names = {place.code: place.name for place in places.everywhere(db)}
    came = places.by_scan(db, channel=CHANNEL)
    found = []
    for scene in wechat.scenes(db):
        code, campaign_id = naming.of_start(scene.scene) or ("", 0)
        count, last_day = came.get((code, campaign_id), (0, ""))
        place = names.get(code, scene.scene)
        found.append(Made(scene, place, campaign_id, count, last_day))
    return sorted(found, key=lambda made: -made.scans)
