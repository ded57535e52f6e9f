"""Texts of laws taken in by staff: one file or a folder of them, and what they touch."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from sqlite_utils import Database as Connection

from bot.answering.editions import KnowledgeBase
from bot.config import Settings
from bot.editing.telling import Tell, to_nobody
from bot.knowledge.entries import Entry
from bot.knowledge.library.review import outdated_basis
from bot.knowledge.statutes import batch
from bot.knowledge.statutes.batch import Options, Outcome
from bot.members import Actor
from bot.staff import audit, permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Refused
from bot.store import Database

MOST_FILES = 300
_PLAIN = (
    (r"no articles found.*", "没有找到条文：每条要另起一行，以“第一条”这样的条号开头"),
    (r"“(.*?)” isn't in statutes\.yaml.*", "名录里没有“{0}”：核对名称；地方法规用“登记地方法规”"),
    (r"no date found.*", "没有找到日期：在下面写明版本日期"),
    (r"between (\S+) and (\S+) something is missing", "{0}和{1}之间缺条"),
    (r"(\S+) stands twice", "{0}出现两次"),
    (r"(\S+) stands after (\S+)", "{0}排在{1}后面"),
    (r"(\S+) has no words", "{0}没有内容"),
    (r"“(.*?)” in (\S+) looks like an? .*", "{1}里的“{0}”像是标题、条号或表格"),
    (r"not a text in UTF-8 or GBK.*", "编码认不出来，另存为 UTF-8"),
    (r"not one of .*", "不是 .docx、.md、.txt 文件"),
    (r"what Word keeps while.*", "Word 的临时文件"),
    (r"a readme", "说明文件"),
)
"""What the import says of a file, for staff."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of each file, with its name and in plain words; `touched` are the entries that
    rest on an article which has changed with these texts."""

    outcomes: Sequence[tuple[str, Outcome]]
    touched: Sequence[Entry]


@dataclass(frozen=True)
class LawImports:
    """The use case."""

    settings: Settings
    database: Database
    knowledge: KnowledgeBase
    clock: Callable[[], datetime]

    async def take_in(
        self,
        who: Actor,
        files: Sequence[tuple[str, bytes]],
        options: Options,
        *,
        tell: Tell = to_nobody,
    ) -> Taken:
        """Take the texts in, each for itself: one at fault stops no other.

        Raises:
            Refused: there are too many files.
        """
        permissions.require(who, Action.STATUTE_IMPORT)
        if len(files) > MOST_FILES:
            raise Refused(f"有 {len(files)} 个文件，一次最多 {MOST_FILES} 个")
        before = self._outdated()
        outcomes = await asyncio.to_thread(self._imported, files, options, tell)
        laws = [outcome for _, outcome in outcomes if outcome.law]
        if laws:
            await self.database.write(_record, who=who, outcomes=laws, now=self.clock())
            await self.knowledge.reload()
        library = self.knowledge.edition.library
        touched = [library.entries[slug] for slug in sorted(self._outdated() - before)]
        return Taken(outcomes, touched)

    def _imported(
        self, files: Sequence[tuple[str, bytes]], options: Options, tell: Tell
    ) -> list[tuple[str, Outcome]]:
        register = self.knowledge.edition.library.register
        with tempfile.TemporaryDirectory() as folder:
            named = {}
            for number, (name, content) in enumerate(files):
                # A folder's own paths come from the browser: only their last part is a file's name.
                path = Path(folder) / str(number) / PurePosixPath(name.replace("\\", "/")).name
                path.parent.mkdir()
                path.write_bytes(content)
                named[path] = name
            is_one = len(files) == 1
            found = batch.import_all(
                ((path, is_one) for path in named), register, self.settings.statutes_dir, options
            )
            outcomes = []
            for outcome in found:
                outcomes.append((named[outcome.path], outcome))
                tell(len(outcomes), len(files))
            return outcomes

    def _outdated(self) -> set[str]:
        edition = self.knowledge.edition
        register = edition.library.register
        return {
            entry.slug
            for entry in edition.library.entries.values()
            if outdated_basis(entry, edition.texts, register)
        }


def plain(outcome: Outcome) -> str:
    """Why a file was refused or skipped, in words for staff; what is to be looked at, where it was
    taken in; "" for nothing."""
    told = outcome.refused or outcome.skipped
    parts = re.split(r"; | … and |\. Correct", told.partition(": ")[2] or told)
    said = [_said(part) for part in (*parts, *outcome.warnings)]
    return "；".join(dict.fromkeys(filter(None, said)))


def _said(part: str) -> str:
    for pattern, words in _PLAIN:
        if match := re.fullmatch(pattern, part.strip()):
            return words.format(*match.groups())
    if match := re.match(r"(\d+) more$", part.strip()):
        return f"还有 {match[1]} 处"
    return "" if part.strip().startswith("the file") else part.strip()


def _record(db: Connection, *, who: Actor, outcomes: Sequence[Outcome], now: datetime) -> None:
    for outcome in outcomes:
        law = outcome.law
        if law:
            audit.write(
                db,
                who=who,
                action=Action.STATUTE_IMPORT,
                subject=f"statute:{law.short}",
                after={"articles": len(law.articles), "in_force_from": law.in_force_from},
                at=now,
            )
