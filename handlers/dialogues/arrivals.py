"""People who come by a poster's link are counted, and then answered like everybody else."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import structlog

from bot.publicity.surfaces.places import of_start
from bot.store import Database, places
from handlers.dialogues.turns import Heard, Turn

log = structlog.get_logger()


@dataclass(frozen=True)
class Arrivals:
    database: Database
    zone: ZoneInfo

    async def turn(self, heard: Heard) -> Turn | None:
        came_from = of_start(heard.rest) if heard.command == "start" else None
        if came_from:
            code, campaign_id = came_from
            channel = heard.message.chat.channel
            known = await self.database.write_if_possible(
                places.arrive,
                code=code,
                campaign_id=campaign_id,
                channel=channel,
                day=heard.now.astimezone(self.zone).date(),
            )
            log.info("arrival", place=code if known else None, channel=channel)
        return None
