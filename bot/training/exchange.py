"""Items in and out: the customary table in Excel or CSV, and GIFT; in as drafts, for review."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bot import sheets
from bot.files import write_atomically
from bot.knowledge.entries import SLUG
from bot.knowledge.items import Item
from bot.members import Actor
from bot.sheets import BadSheet, Row, Rows
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Refused
from bot.store.file_drafts import FileDraft, Proposal
from bot.text import decoding
from bot.text.normalise import same
from bot.training import gift, rows
from bot.training.bank import bank_of
from bot.training.editing import EditingItems
from bot.training.naming import slug_for

GIFT = (".gift", ".txt")
SOUND, DOUBTFUL, LEFT = "草稿", "草稿，有疑点", "不收"


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a row. `doubts` name the column where one can be told."""

    row: int
    stem: str
    fate: str
    doubts: tuple[str, ...] = ()
    proposal: Proposal | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The rows' fates, the drafts made of them, and the columns that items don't have."""

    fates: tuple[Fate, ...]
    drafts: tuple[int, ...] = ()
    unread: tuple[str, ...] = ()

    def count(self, fate: str) -> int:
        return sum(one.fate == fate for one in self.fates)


@dataclass(frozen=True)
class ItemExchange:
    editing: EditingItems

    async def take_in(self, who: Actor, path: Path, *, dry_run: bool = False) -> Plan:
        """Each row's fate; unless on a dry run, drafts of them in one transaction. A row whose key
        isn't borne out stays a draft until somebody has mended it.

        Raises:
            NotAllowed
            BadSheet: it is no such table.
        """
        permissions.require(who, Action.ITEM_WRITE)
        found = await asyncio.to_thread(_read, path)
        open_ones = await self.editing.open_ones()
        fates = await asyncio.to_thread(self._fates, found, path.name, open_ones)
        proposals = [one.proposal for one in fates if one.proposal]
        if dry_run or not proposals:
            return Plan(fates, unread=found.unread)
        return Plan(fates, tuple(await self.editing.write(who, proposals)), found.unread)

    async def give_out(self, who: Actor, path: Path) -> int:
        """The items that may be asked: .xlsx and .csv as the table, .gift or .txt as GIFT.

        Raises:
            NotAllowed
            Refused: another ending.
        """
        permissions.require(who, Action.ITEM_EXPORT)
        items = list(bank_of(self.editing.knowledge.edition).asked)
        await asyncio.to_thread(_give_out, items, path)
        return len(items)

    def _fates(
        self, found: Iterable[Row], name: str, open_ones: list[FileDraft]
    ) -> tuple[Fate, ...]:
        library = self.editing.knowledge.edition.library
        seen = {same(item.case + item.stem) for item in library.items.values()}
        taken = {*library.items, *(draft.slug for draft in open_ones)}
        fates = []
        for number, row in found:
            stem = row.get("题干", "")
            plain = same(row.get("案情", "") + stem)
            doubt = "题库或前面的行里已有这道题" if plain in seen else ""
            try:
                rows.form_of(row)
            except LookupError as error:
                doubt = f"题型：{error}"
            if not stem:
                doubt = "题干：没有写"
            if doubt:
                fates.append(Fate(number, stem, LEFT, (doubt,)))
                continue
            seen.add(plain)
            fate = self._fate(number, row, name, taken)
            if fate.proposal:
                taken.add(fate.proposal.slug)
            fates.append(fate)
        return tuple(fates)

    def _fate(self, number: int, row: Mapping[str, str], name: str, taken: set[str]) -> Fate:
        knowledge = self.editing.knowledge
        written = rows.write(row, knowledge.edition.library, knowledge.today())
        slug = row.get("题目名", "")
        if slug in taken or not SLUG.fullmatch(slug):
            slug = slug_for(next(iter(written.basis), None), taken)
        origin = f"{name} 第{number}行"
        proposal = Proposal(slug, written.topic, written.text, origin=origin)
        doubts = [f"{column}：{words}" for column, words in written.doubts]
        doubts += self.editing.faults_of(proposal)
        told = replace(proposal, doubts="\n".join(doubts))
        return Fate(number, row["题干"], DOUBTFUL if doubts else SOUND, tuple(doubts), told)


def _read(path: Path) -> Rows:
    if path.suffix.lower() in GIFT and path.is_file():
        try:
            found = Rows(gift.read(decoding.decode(path.read_bytes())))
        except UnicodeDecodeError as error:
            raise BadSheet(f"{path.name} 的编码认不出来，请另存为 UTF-8") from error
        if not found:
            raise BadSheet(f"{path.name} 里没有题目")
        return found
    return sheets.read(path, needed=rows.NEEDED, known=rows.KNOWN)


def _give_out(items: list[Item], path: Path) -> None:
    match path.suffix.lower():
        case ".xlsx" | ".csv":
            try:
                sheets.write(path, rows.COLUMNS, map(rows.cells, items))
            except BadSheet as fault:
                raise Refused(str(fault)) from fault
        case ending if ending in GIFT:
            write_atomically(path, gift.render(items))
        case _:
            raise Refused("文件名要以 .xlsx、.csv、.gift 或 .txt 结尾")
