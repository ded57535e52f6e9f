"""The use case: staff ask for a campaign's surfaces."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime

from bot.config import Settings, name_of
from bot.knowledge.library import Library
from bot.printing import CannotPrint
from bot.publicity.surfaces import places as naming
from bot.publicity.surfaces.composition import Design
from bot.publicity.surfaces.export import Export, Order, Surface, export
from bot.publicity.surfaces.material import Material, gather
from bot.publicity.surfaces.places import Place
from bot.staff.refusals import Refused, Unknown
from bot.store import Database, campaigns, places
from bot.store.campaigns import State


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in place of the campaign's own; "" leaves its own."""

    headline: str = ""
    led: str = ""
    bus: str = ""


@dataclass(frozen=True, slots=True)
class Exported:
    """The files with their warnings, and where each place's code leads."""

    export: Export
    links: dict[Place, str]


@dataclass(frozen=True)
class Exporting:
    """Makes them all. `apart`: in a process of its own, where people wait for this one."""

    settings: Settings
    database: Database
    library: Callable[[], Library]
    clock: Callable[[], datetime]
    apart: bool = True

    async def material(self, campaign_id: int, words: Words = Words()) -> Material:
        """Raises:
        Unknown: there is no such campaign.
        Refused: it was cancelled.
        """
        campaign = await self.database.read(campaigns.get, campaign_id=campaign_id)
        if campaign is None:
            raise Unknown(f"没有 {campaign_id} 号推送")
        if campaign.state is State.CANCELLED:
            raise Refused(f"{campaign_id} 号推送已取消")
        today = self.clock().astimezone(self.settings.zone).date()
        material = gather(campaign, self.library(), today)
        return replace(
            material,
            headline=words.headline or material.headline,
            led=words.led or material.led,
            bus=words.bus or material.bus,
        )

    async def export(
        self, campaign_id: int, order: Order, words: Words = Words(), *, bot: str = ""
    ) -> Exported:
        """With codes that lead to the page, or to the Telegram bot of that name.

        Raises:
            Unknown, Refused: with the reason, in words for staff.
        """
        material = await self.material(campaign_id, words)
        try:
            order = replace(order, places=tuple(dict.fromkeys(map(naming.checked, order.places))))
            links = await self._links(campaign_id, order, bot)
            addresses = {place.name: link for place, link in links.items()}
            return Exported(await self._made(material, order, addresses), links)
        except (CannotPrint, ValueError) as error:
            raise Refused(str(error)) from error

    async def poster(self, campaign_id: int, design: Design, place: str, link: str) -> Export:
        """The poster for one place, whose code says this.

        Raises:
            Unknown, Refused: with the reason, in words for staff.
        """
        material = await self.material(campaign_id)
        order = Order(frozenset({Surface.POSTER}), design, (place,))
        try:
            return await self._made(material, order, {place: link})
        except (CannotPrint, ValueError) as error:
            raise Refused(str(error)) from error

    async def _links(self, campaign_id: int, order: Order, bot: str) -> dict[Place, str]:
        if order.names and not (bot or self.settings.public_url):
            raise Refused(
                f"二维码要有网址才扫得开：请设置 {name_of('public_url')}（群众打开页面的网址），"
                "或者让它打开 Telegram 机器人"
            )
        found: dict[Place, str] = {}
        for name in order.names:
            place = await self._place(name)
            found[place] = (
                naming.telegram_link(bot, place, campaign_id)
                if bot
                else naming.page_link(self.settings.public_url, place, campaign_id)
            )
        return found

    async def _place(self, name: str) -> Place:
        code = await self.database.write(
            places.keep, name=name, codes=naming.codes(name), now=self.clock()
        )
        return Place(name, code)

    async def _made(self, material: Material, order: Order, links: dict[str, str]) -> Export:
        if not self.apart:
            return export(material, order, links)
        # Seconds of layout and a hundred megabytes: neither shall be felt by who asks a question.
        process = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(process, export, material, order, links)
        finally:
            process.shutdown(wait=False)
