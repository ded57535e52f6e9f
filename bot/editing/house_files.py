"""The bureau's own files beside its entries: profile, forbidden words, local matters, figures for
the calculators. Each is checked before it takes the place of the one before."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from sqlite_utils import Database as Connection

from bot import frontmatter
from bot.answering.editions import KnowledgeBase
from bot.calculators import local as figures
from bot.config import Settings
from bot.editing import forbidden
from bot.files import write_atomically
from bot.frontmatter import FENCE, FaultyFile
from bot.knowledge import intents
from bot.knowledge.library import profile
from bot.knowledge.library.profile import EMBLEMS
from bot.members import Actor
from bot.staff import audit, permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Flawed, Outdated, Refused, Unknown
from bot.store import Database
from bot.text import decoding

PROFILE = "bureau.yaml"
_CHANGED = "您打开后有人改过，请重新打开看过再改"
_KEY = re.compile(r"`(\w+)`")
_HOW = {
    "website": "网址以 https:// 开头",
    "security": "写成 mailto:信箱 或 https:// 开头的地址",
    "icp": "照工信部备案的写：浙ICP备12345678号-1",
    "police_record": "照公安备案的写：浙公网安备 33010602000001号",
    "site_code": "政府网站标识码是 10 位数字，或者 bm 加 8 位数字",
    "colour": "写成 #0a2f6b 这样，要够深，白字在上面看得清",
    "links": "最多 6 行，一行一个：名称 网址（以 https:// 开头）",
    "emblem": "选 .png 或 .svg 图片，最大 64 KB",
}
"""What to do where the profile's reader finds a fault, by its key."""


@dataclass(frozen=True)
class HouseFiles:
    """The use cases. `base` is the mark of the file as its writer saw it (`mark_of`)."""

    settings: Settings
    database: Database
    knowledge: KnowledgeBase
    clock: Callable[[], datetime]

    def text_of(self, name: str) -> str:
        """The bureau's own file, "" while it has none."""
        path = self.settings.overlay_dir / name
        return decoding.decode(path.read_bytes()) if path.is_file() else ""

    def mark_of(self, name: str) -> str:
        """What the file is known by until it changes."""
        return hashlib.sha256(self.text_of(name).encode()).hexdigest()[:16]

    async def write_profile(
        self,
        who: Actor,
        values: Mapping[str, Any],
        *,
        base: str,
        emblem: tuple[str, bytes] | None = None,
    ) -> None:
        """`values` by the profile's keys, without those that say nothing; `emblem` is a picture's
        name and bytes, None: as it was.

        Raises:
            Flawed: by key, what to do.
            Outdated
        """
        permissions.require(who, Action.BUREAU_EDIT)
        self._check(PROFILE, base)
        folder = self.settings.overlay_dir
        pictures = {name: folder / name for name in EMBLEMS if (folder / name).is_file()}
        told = dict(values)
        with tempfile.TemporaryDirectory() as place:
            trial = Path(place)
            for name, picture in pictures.items():
                (trial / name).write_bytes(picture.read_bytes())
            if emblem:
                told["emblem"] = f"emblem{Path(emblem[0]).suffix.lower()}"
                (trial / told["emblem"]).write_bytes(emblem[1])
            text = yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=1000)
            (trial / PROFILE).write_text(text, encoding="utf-8")
            try:
                profile.read(trial / PROFILE)
            except FaultyFile as error:
                raise Flawed(dict(_flaw(fault.message) for fault in error.faults)) from error
        if emblem:
            write_atomically(folder / told["emblem"], emblem[1])
        await self._put(who, Action.BUREAU_EDIT, PROFILE, text)

    async def write_forbidden(self, who: Actor, text: str, *, base: str) -> int:
        """Returns how many words there are.

        Raises:
            Refused: there are too many.
            Outdated
        """
        permissions.require(who, Action.FORBIDDEN_EDIT)
        self._check(forbidden.FILE, base)
        count = len(forbidden.read(text))
        await self._put(who, Action.FORBIDDEN_EDIT, forbidden.FILE, f"{text.strip()}\n")
        return count

    async def write_local(self, who: Actor, name: str, body: str, *, base: str) -> None:
        """What the bureau says to a local matter; "" for nothing.

        Raises:
            Unknown, Outdated
        """
        permissions.require(who, Action.LOCAL_EDIT)
        matter = self.knowledge.edition.library.local.get(name)
        if matter is None:
            raise Unknown(f"没有“{name}”这件地方事项")
        file = f"local/{name}.md"
        self._check(file, base)
        head = frontmatter.read_text(matter.path).split(f"\n{FENCE}", 1)[0]
        text = f"{head}\n{FENCE}\n\n{body.strip()}\n"
        with tempfile.TemporaryDirectory() as place:
            trial = Path(place) / f"{name}.md"
            trial.write_text(text, encoding="utf-8")
            try:
                intents.parse_local(frontmatter.read_text(trial), trial)
            except FaultyFile as error:
                raise Refused(f"写不成文件：{error}") from error
        await self._put(who, Action.LOCAL_EDIT, file, text)

    async def write_figures(
        self, who: Actor, name: str, values: Mapping[str, Any], *, base: str
    ) -> None:
        """yearly.yaml or holidays.yaml.

        Raises:
            Flawed: by the key at fault, what its reader says.
            Outdated
        """
        permissions.require(who, Action.FIGURES_EDIT)
        self._check(name, base)
        text = yaml.safe_dump(dict(values), allow_unicode=True, sort_keys=False) if values else ""
        with tempfile.TemporaryDirectory() as place:
            (Path(place) / name).write_text(text, encoding="utf-8")
            if faults := figures.load([Path(place)]).faults:
                told = (fault.message.partition(": ") for fault in faults)
                raise Flawed({key: words for key, _, words in told})
        await self._put(who, Action.FIGURES_EDIT, name, text)

    def _check(self, name: str, base: str) -> None:
        if base != self.mark_of(name):
            raise Outdated(_CHANGED)

    async def _put(self, who: Actor, action: Action, name: str, text: str) -> None:
        before = self.text_of(name)
        if before == text:
            return
        await self.database.write(
            _record, who=who, action=action, name=name, texts=(before, text), now=self.clock()
        )
        write_atomically(self.settings.overlay_dir / name, text)
        await self.knowledge.reload()


def _flaw(message: str) -> tuple[str, str]:
    found = _KEY.search(message)
    key = found[1] if found else ""
    return key, _HOW.get(key, "填写这一项")


def _record(
    db: Connection,
    *,
    who: Actor,
    action: Action,
    name: str,
    texts: tuple[str, str],
    now: datetime,
) -> None:
    before, after = texts
    audit.write(
        db,
        who=who,
        action=action,
        subject=f"file:{name}",
        before=before or None,
        after=after,
        at=now,
    )
