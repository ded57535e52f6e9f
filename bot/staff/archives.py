"""Backups made in the browser: kept beside the data, downloaded, looked at, deleted."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from sqlite_utils import Database as Connection

from bot import backup
from bot.backup import BadArchive
from bot.config import Settings
from bot.files import private_folder
from bot.members import Actor
from bot.staff import audit, permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Refused, Unknown
from bot.store import Database

log = structlog.get_logger()
_NAME = re.compile(r"pufa-\d{8}-\d{6}\.tar\.gz")


@dataclass(frozen=True, slots=True)
class Archive:
    """`size` is in bytes."""

    name: str
    size: int
    made_at: datetime


@dataclass(frozen=True)
class Archives:
    """The use cases. No backup holds another one."""

    settings: Settings
    database: Database
    clock: Callable[[], datetime]

    async def listing(self, who: Actor) -> list[Archive]:
        """The latest first."""
        permissions.require(who, Action.DATA_BACKUP)
        return [
            Archive(path.name, path.stat().st_size, _made_at(path))
            for path in sorted(self._folder.glob("pufa-*.tar.gz"), reverse=True)
            if _NAME.fullmatch(path.name)
        ]

    async def make(self, who: Actor) -> str:
        """All that must be kept; returns its name. Raises: Refused: it couldn't be written."""
        permissions.require(who, Action.DATA_BACKUP)
        now = self.clock()
        path = self._folder / f"pufa-{now:%Y%m%d-%H%M%S}.tar.gz"
        try:
            private_folder(self._folder)
            count = await asyncio.to_thread(backup.create, self.settings.data_dir, path)
        except OSError as error:
            log.warning("backup_not_made", error=str(error))
            raise Refused(
                "备份没有做成：服务器的磁盘可能满了，或者不能写。先删掉下载过的旧备份，再试一次"
            ) from error
        await self._record(who, path.name, after={"files": count})
        return path.name

    async def look(self, who: Actor, name: str) -> None:
        """Raises: Unknown; Refused: it couldn't be put back."""
        permissions.require(who, Action.DATA_BACKUP)
        path = self._path(name)

        def opened() -> None:
            with backup.opened(path):
                pass

        try:
            await asyncio.to_thread(opened)
        except BadArchive as error:
            log.warning("backup_damaged", name=name, error=str(error))
            raise Refused(f"{name} 坏了或者不完整，不能用来恢复。请删掉它，另做一份") from error

    async def see(self, who: Actor, name: str) -> None:
        """Raises: Unknown."""
        permissions.require(who, Action.DATA_BACKUP)
        self._path(name)

    async def take(self, who: Actor, name: str) -> Path:
        """The file, to be downloaded. Raises: Unknown."""
        permissions.require(who, Action.DATA_BACKUP)
        path = self._path(name)
        await self._record(who, name, after={"downloaded": True})
        return path

    async def delete(self, who: Actor, name: str) -> None:
        """Raises: Unknown."""
        permissions.require(who, Action.DATA_BACKUP)
        path = self._path(name)
        await self._record(who, name, before={"size": path.stat().st_size})
        path.unlink()

    @property
    def _folder(self) -> Path:
        return self.settings.data_dir / "backups"

    def _path(self, name: str) -> Path:
        path = self._folder / name
        if not _NAME.fullmatch(name) or not path.is_file():
            raise Unknown(f"没有备份 {name}")
        return path

    async def _record(
        self, who: Actor, name: str, *, before: object = None, after: object = None
    ) -> None:
        def write(db: Connection) -> None:
            audit.write(
                db,
                who=who,
                action=Action.DATA_BACKUP,
                subject=f"backup:{name}",
                before=before,
                after=after,
                at=self.clock(),
            )

        await self.database.write(write)


def _made_at(path: Path) -> datetime:
    return datetime.strptime(f"{path.name[5:20]}+0000", "%Y%m%d-%H%M%S%z")
