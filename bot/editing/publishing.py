"""From an approved version to the file that answers: survives a crash at any line.

The decision is a row; the row says that its file has yet to be written. So whoever comes first
(the approval itself, the next one, the next start) writes it, and twice does no harm.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import structlog
from sqlite_utils import Database as Connection

from bot.answering.editions import KnowledgeBase
from bot.config import Settings
from bot.files import write_atomically
from bot.staff.accounts import Accounts
from bot.store import Database, drafts, entry_versions
from bot.store.entry_versions import RETIRED, Version

log = structlog.get_logger()
ENTRIES = "entries"
_GIT_SECONDS = 30
_COMMITTED = (ENTRIES, f":(exclude,glob){ENTRIES}/**/.*")
"""Without what a crash left half written."""
_PLAIN = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "commit.gpgsign=false",
    "user.name=pufa",
    "user.email=pufa@pufa.invalid",
    "init.defaultBranch=main",
)
_HARMLESS = re.compile(
    r"core\.(repositoryformatversion|filemode|bare|logallrefupdates|ignorecase|precomposeunicode"
    r"|symlinks|autocrlf|safecrlf|quotepath)|gc\.auto|(branch|color|i18n|include|includeif|pull|push"
    r"|user)\..+|remote\..+\.(url|pushurl|fetch|push|tagopt)",
    re.IGNORECASE,
)
"""What the folder's own settings may say: nothing that runs a program or leads elsewhere."""


@dataclass
class Publisher:
    """Writes what was decided into the bureau's own folder, and puts it in service."""

    settings: Settings
    database: Database
    knowledge: KnowledgeBase
    accounts: Accounts
    clock: Callable[[], datetime]
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def publish(self) -> bool:
        """Write every file that has yet to be; False where one could not be: it will be tried
        again."""
        async with self._one_at_a_time:
            waiting = await self.database.read(entry_versions.unwritten)
            if not waiting:
                return True
            try:
                for version in _latest(waiting):
                    await asyncio.to_thread(self._put, version)
            except OSError as error:
                log.error("entry not written", slug=version.slug, reason=str(error))
                return False
            await self.knowledge.reload()
            for version in waiting:
                await self._commit(version)
            await self.database.write(_mark, versions=waiting, now=self.clock())
            log.info("entries published", slugs=[version.slug for version in waiting])
            return True

    def path_of(self, version: Version) -> Path:
        return self.settings.overlay_dir / ENTRIES / version.topic / f"{version.slug}.md"

    def _put(self, version: Version) -> None:
        """The file first, then away with one that the entry had under another topic."""
        path = self.path_of(version)
        write_atomically(path, version.text)
        for other in (self.settings.overlay_dir / ENTRIES).rglob(f"{version.slug}.md"):
            if other != path:
                other.unlink(missing_ok=True)

    async def _commit(self, version: Version) -> None:
        if not self.settings.git:
            return
        member = (await self.accounts.staff()).named(version.author or version.reviewer)
        label = member.label if member else ""
        try:
            await asyncio.to_thread(commit, self.settings.overlay_dir, version, label)
        except (OSError, subprocess.SubprocessError) as error:
            detail = getattr(error, "stderr", "") or str(error)
            log.error("entry not committed", slug=version.slug, reason=detail.strip())


def commit(folder: Path, version: Version, label: str = "") -> None:
    """Commit the folder's entries as who wrote this version; `label` is what they are called.

    Raises:
        OSError, subprocess.SubprocessError: there is no Git, or it refused.
    """
    who = version.author or version.reviewer
    name = (label or who).replace("<", "").replace(">", "")
    author = f"{name} <{who.replace(':', '-')}@pufa.invalid>"
    verb = "停用" if version.change == RETIRED else "发布"
    message = f"{verb} {version.slug} 第{version.number}版\n\n审核：{version.reviewer}"
    if version.is_alone:
        message += "（一人模式：起草人自己批准）"
    if version.reason:
        message += f"\n原因：{version.reason}"
    if not (folder / ".git").exists():
        _git(folder, "init", "--quiet")
    _check_settings(folder)
    _git(folder, "add", "--all", "--", *_COMMITTED)
    if _git(folder, "status", "--porcelain", "--", *_COMMITTED):
        date = version.at.isoformat()
        _git(folder, "commit", "--quiet", f"--author={author}", f"--date={date}", "-m", message)


def _check_settings(folder: Path) -> None:
    """Raises: OSError: the folder's own settings are more than a bureau needs."""
    names = _git(folder, "config", "--local", "--includes", "--name-only", "--list", "-z")
    for name in filter(None, names.split("\0")):
        if not _HARMLESS.fullmatch(name):
            raise OSError(f"the Git folder sets {name}, which isn't taken from there: unset it")


def _git(folder: Path, *words: str) -> str:
    """Git by itself: no hooks, no signing, nobody's own settings, no questions."""
    program = shutil.which("git")
    if program is None:
        raise OSError("there is no git program: install it or set PUFA_GIT=0")
    options = [part for one in _PLAIN for part in ("-c", one)]
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(  # noqa: S603 - our own words, and no shell
        [program, "-C", str(folder), *options, *words],
        check=True,
        capture_output=True,
        text=True,
        timeout=_GIT_SECONDS,
        env=kept | alone | {"GIT_TERMINAL_PROMPT": "0"},
    )
    return done.stdout.strip()


def _latest(versions: list[Version]) -> list[Version]:
    """Of several versions of one entry only the last is written."""
    return list({version.slug: version for version in versions}.values())


def _mark(db: Connection, *, versions: list[Version], now: datetime) -> None:
    for version in versions:
        entry_versions.mark_written(db, slug=version.slug, number=version.number, now=now)
        if version.draft_id is not None:
            drafts.finish(db, draft_id=version.draft_id)
