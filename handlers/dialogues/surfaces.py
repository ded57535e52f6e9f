"""A campaign's signs, posters and pages in the chat, for staff: `/export 12 汽车站 3路公交`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.messages import File, Reply
from bot.publicity.surfaces.composition import Design
from bot.publicity.surfaces.export import POSTER, Order, archive
from bot.publicity.surfaces.exporting import Exported, Exporting
from bot.publicity.surfaces.material import Material
from bot.staff.refusals import Refused
from handlers.dialogues.turns import Heard, Turn, number_or_none

COMMAND = "export"
MOST_PLACES = 6
_WORDS = re.compile(r"[^\s,，、;；]+")
_DESIGNS = {
    "a": Design.BOLD, "深底": Design.BOLD, "b": Design.NOTICE, "白底": Design.NOTICE,
}  # fmt: skip
_USAGE = (
    "请写推送的编号，后面可以写张贴的地点，每个地点的二维码不同，来了多少人分开计数：\n\n"
    "/export 12 汽车站 3路公交\n\n海报有两种：a 深底大字，b 白底省墨（写在最后）。"
)


@dataclass(frozen=True)
class SurfacesInChat:
    """For staff only, whatever their role: to anybody else the command isn't there. `link` opens a
    talk with the bot; "" where no channel has such an address."""

    exporting: Exporting
    link: Callable[[str], str]

    async def turn(self, heard: Heard) -> Turn | None:
        if heard.command != COMMAND or heard.actor is None:
            return None
        number, *words = _WORDS.findall(heard.rest) or [""]
        campaign_id = number_or_none(number.lstrip("#"))
        if campaign_id is None:
            return Reply(_USAGE), heard.idle
        return await self._exported(campaign_id, words), heard.idle

    async def _exported(self, campaign_id: int, words: list[str]) -> Reply:
        chosen = [_DESIGNS[word.lower()] for word in words if word.lower() in _DESIGNS]
        names = tuple(word for word in words if word.lower() not in _DESIGNS)
        if len(names) > MOST_PLACES:
            return Reply(f"一次最多 {MOST_PLACES} 个地点，请分几次。")
        order = Order(design=(chosen or [Design.BOLD])[-1], places=names or (POSTER,))
        bot = "" if self.exporting.settings.public_url else self.link("").partition("?")[0]
        try:
            material = await self.exporting.material(campaign_id)
            made = await self.exporting.export(campaign_id, order, bot=bot)
        except Refused as refusal:
            return Reply(f"没有办成：{refusal}。")
        return Reply(_told(material, made), files=_files(campaign_id, made))


def _told(material: Material, made: Exported) -> str:
    places = "\n".join(f"- {place.name}：{link}" for place, link in made.links.items())
    parts = [
        f"**{material.title}**",
        *(f"**请注意**：{warning}。" for warning in made.export.warnings),
        f"**LED屏**：{material.led}",
        f"**公交屏**：{material.bus}",
        f"**二维码通到哪里**\n\n{places}",
        "海报图片和全部文件（A3、A4 海报，屏幕文字，公众号文章，网页横幅）在下面；看不到文件的，"
        "请在电脑上打开这个聊天。",
    ]
    return "\n\n".join(parts)


def _files(campaign_id: int, made: Exported) -> tuple[File, ...]:
    """The posters' pictures to look at, and everything in one archive."""
    files = made.export.files
    pictures = [file for file in files if POSTER in file.name and file.name.endswith(".png")]
    return (*pictures, archive(f"推送{campaign_id}.zip", files))
