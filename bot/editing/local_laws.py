"""The laws of the bureau's province and city: registered with their texts, then cited like others.

They stand in a file of their own beside the bureau's entries (`local-statutes.yaml`), since the
register of national laws comes anew with each version of the program.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import yaml

from bot import frontmatter
from bot.answering.editions import KnowledgeBase
from bot.config import Settings
from bot.files import write_atomically
from bot.frontmatter import FaultyFile
from bot.knowledge.library import LOCAL_STATUTES
from bot.knowledge.statutes import LawText, importing, naming
from bot.knowledge.statutes import register as registers
from bot.knowledge.statutes.citations import Article
from bot.members import Actor
from bot.staff import audit, permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Refused
from bot.store import Database

LEVELS = ("地方性法规", "地方政府规章", "规范性文件")
_DOCUMENT = re.compile(r"(?:通知|意见|决定|方案|标准|通告)$")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the text doesn't tell, or tells wrongly; "" and None: as the text has it."""

    title: str = ""
    level: str = ""
    issuer: str = ""
    aka: tuple[str, ...] = ()
    version: date | None = None


@dataclass(frozen=True)
class LocalLaws:
    """The use case."""

    settings: Settings
    database: Database
    knowledge: KnowledgeBase
    clock: Callable[[], datetime]

    async def register(self, who: Actor, text: str, wanted: Wanted | None = None) -> LawText:
        """Take a law and its text in; a newer text of one that is registered here as well.

        Raises:
            Refused: it has no articles or date, some are missing, or its name is another law's.
        """
        permissions.require(who, Action.STATUTE_REGISTER)
        wanted = wanted or Wanted()
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        title = wanted.title or naming.without_edition(importing.title_of(lines))
        rows = self._rows()
        self._check_names((title, *wanted.aka), rows)
        law = _law(title, lines, wanted)
        rows[title] = _row(law, wanted, rows.get(title) or {})
        content = yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=100)
        await self.database.write(_record, who=who, law=law, now=self.clock())
        importing.save(law, self.settings.statutes_dir)
        write_atomically(self.settings.overlay_dir / LOCAL_STATUTES, content)
        return law

    def _rows(self) -> dict[str, Any]:
        path = self.settings.overlay_dir / LOCAL_STATUTES
        if not path.is_file():
            return {}
        try:
            return frontmatter.parse_yaml(frontmatter.read_text(path), path)[0]
        except FaultyFile as error:
            raise Refused(f"{LOCAL_STATUTES} 有错，请先改好：{error}") from error

    def _check_names(self, names: Sequence[str], rows: dict[str, Any]) -> None:
        title = names[0]
        if not naming.looks_like_a_law(title) and not _DOCUMENT.search(title):
            raise Refused(f"第一行“{title[:40]}”不像法规的名称，请让全文以名称开头")
        register = self.knowledge.edition.library.register
        for name in names:
            owner = register.find(name)
            if owner and owner.short not in rows:
                raise Refused(f"名录里已经有《{owner.title}》，不用登记，直接导入它的全文")


def _law(title: str, lines: Iterable[str], wanted: Wanted) -> LawText:
    found = importing.of_lines(registers.of_row(title, {"title": title}), title, lines)
    try:
        law = importing.dated(found.law, version=wanted.version)
    except ValueError as error:
        raise Refused(f"{error}，请改正后再发") from error
    if not law.articles:
        raise Refused("没有找到条文：每条要另起一行，以“第一条”这样的条号开头")
    if found.problems:
        raise Refused("条号不连续，请补全全文再发：" + "；".join(found.problems[:3]))
    if found.odd:
        raise Refused("条文里夹着标题、表格或附件，请整理后再发：" + "；".join(found.odd[:3]))
    if law.version is None and law.effective is None:
        raise Refused("没有找到日期：请在名称下面写明通过或施行的日期，如 2023年5月1日")
    return law


def _row(law: LawText, wanted: Wanted, before: dict[str, Any]) -> dict[str, Any]:
    level = wanted.level or before.get("level") or (
        LEVELS[0] if law.title.endswith("条例") else LEVELS[1] if naming.looks_like_a_law(law.title)
        else LEVELS[2]
    )  # fmt: skip
    row = {
        "title": law.title,
        "aka": list(wanted.aka) or before.get("aka"),
        "level": level,
        "issuer": wanted.issuer or before.get("issuer"),
        "effective": str(law.effective or law.version),
        "version": str(law.version or law.effective),
        "articles": ", ".join(_ranges(list(law.articles))),
        "complete": True,
    }
    return {key: value for key, value in row.items() if value}


def _ranges(articles: Sequence[Article]) -> Iterable[str]:
    """1-72, 133之1: as the register writes them."""
    plain = sorted(article.number for article in articles if not article.sub)
    start = plain[0] if plain else 0
    for number, after in zip(plain, [*plain[1:], None], strict=True):
        if after != number + 1:
            yield f"{start}-{number}" if number > start else str(number)
            start = after or 0
    yield from (f"{article.number}之{article.sub}" for article in articles if article.sub)


def _record(db: Any, *, who: Actor, law: LawText, now: datetime) -> None:  # noqa: ANN401
    audit.write(
        db,
        who=who,
        action=Action.STATUTE_REGISTER,
        subject=f"statute:{law.short}",
        after={"articles": len(law.articles), "in_force_from": str(law.in_force_from)},
        at=now,
    )
