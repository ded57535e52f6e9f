"""Entries in and out of Excel, CSV and Markdown: in as drafts, for review like any other."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot import sheets
from bot.editing import fields, forms
from bot.editing.forms import LABELS
from bot.editing.publishing import ENTRIES
from bot.editing.reading import Place, read
from bot.editing.telling import Tell, to_nobody
from bot.editing.writing import WritingDrafts
from bot.files import write_atomically
from bot.knowledge import entries
from bot.knowledge.entries import Entry
from bot.knowledge.library import Library
from bot.members import Actor
from bot.sheets import Row
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Refused
from bot.store import drafts as store
from bot.text.normalise import same

COLUMNS = (
    "条目名", "问题", "相似问法", "答案", "依据", "主题", "受众", "核对日期", "复核期限",
    "其他依据",
)  # fmt: skip
NEEDED = ("问题", "相似问法", "答案", "依据", "主题")
_KNOWN = {name: name for name in COLUMNS} | {
    "问法": "相似问法", "法律依据": "依据", "对象": "受众", "分类": "主题", "标准问题": "问题",
}  # fmt: skip
NEW, CHANGED, SAME, FLAWED = "新条目", "改条目", "没有变化", "有错"
_COLUMN_OF = {**LABELS, "ask": "相似问法", "audience": "受众"}
"""What a field's column is called."""
_LISTS = ("相似问法", "依据", "其他依据")


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a row: `fate` in a word, and for a flawed one what is wrong."""

    row: int
    question: str
    fate: str
    slug: str = ""
    flaws: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The rows' fates, and the drafts made of them; none on a dry run. `unread` are columns that
    entries don't have."""

    fates: tuple[Fate, ...]
    drafts: tuple[int, ...] = ()
    unread: tuple[str, ...] = ()

    def count(self, fate: str) -> int:
        return sum(one.fate == fate for one in self.fates)


@dataclass(frozen=True)
class Exchange:
    writing: WritingDrafts

    async def take_in(
        self,
        who: Actor,
        path: Path,
        *,
        dry_run: bool = False,
        skip_flawed: bool = False,
        tell: Tell = to_nobody,
    ) -> Plan:
        """Each row's fate; unless on a dry run, drafts of them in one transaction.

        Raises:
            BadSheet: it is no such table.
            Refused: rows are flawed, and nobody said to skip those.
        """
        permissions.require(who, Action.ENTRY_IMPORT)
        rows = await asyncio.to_thread(sheets.read, path, needed=NEEDED, known=_KNOWN)
        cabinet = self.writing.cabinet
        open_ones = await cabinet.database.read(store.recent, limit=100_000)
        drafted = {same(forms.parse(one.text).text("question")): one.id for one in open_ones}
        place = Place(cabinet.library, cabinet.knowledge.today())
        fates = await asyncio.to_thread(_fates, rows, place, drafted, tell)
        if dry_run:
            return Plan(fates, unread=rows.unread)
        flawed = sum(one.fate == FLAWED for one in fates)
        if flawed and not skip_flawed:
            raise Refused(f"{flawed} 行有错，一行也没有导入：请改好，或者说明跳过它们")
        sound = [(one.text, one.slug) for one in fates if one.fate in (NEW, CHANGED)]
        made = await self.writing.write_all(who, sound) if sound else []
        return Plan(fates, tuple(made), rows.unread)

    async def give_out(self, who: Actor, path: Path) -> int:
        """All entries in service as Excel, CSV or a ZIP of Markdown, by the path's ending."""
        permissions.require(who, Action.ENTRY_EXPORT)
        found = list(self.writing.cabinet.library.entries.values())
        await asyncio.to_thread(_give_out, found, path)
        return len(found)


def _give_out(found: Sequence[Entry], path: Path) -> None:
    match path.suffix.lower():
        case ".zip":
            write_atomically(path, _zipped(found))
        case ".xlsx" | ".csv":
            try:
                sheets.write(path, COLUMNS, map(_cells, found))
            except sheets.BadSheet as fault:
                raise Refused(str(fault)) from fault
        case _:
            raise Refused("文件名要以 .xlsx、.csv 或 .zip 结尾")


def _zipped(found: Sequence[Entry]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in found:
            archive.writestr(f"{ENTRIES}/{entry.topic}/{entry.slug}.md", entries.render(entry))
    return file.getvalue()


def _cells(entry: Entry) -> list[str]:
    return [
        entry.slug,
        entry.question,
        "\n".join(entry.ask),
        entry.body,
        "\n".join(map(str, entry.basis)),
        entry.topic,
        "、".join(entry.audience),
        entry.reviewed.isoformat(),
        entry.review_by.isoformat(),
        "\n".join(map(str, entry.also)),
    ]


def _fates(
    rows: Sequence[Row], place: Place, drafted: Mapping[str, int], tell: Tell
) -> tuple[Fate, ...]:
    seen: dict[str, int] = {}
    fates: list[Fate] = []
    for row in rows:
        fates.append(_fate(row, place, drafted, seen))
        tell(len(fates), len(rows))
    return tuple(fates)


def _fate(row: Row, place: Place, drafted: Mapping[str, int], seen: dict[str, int]) -> Fate:
    """`seen` are the phrases of the rows before, with their numbers."""
    number, cells = row
    question = cells.get("问题", "")
    base = _existing(cells, place.library)
    text = _form(cells, base)
    reading = read(text, replace(place, slug=base.slug if base else "", base=base))
    found = fields.faults(text, reading.flaws)
    flaws = [_placed(key, words) for key, several in found.items() for words in several]
    if draft_id := drafted.get(same(question)):
        flaws.append(f"已有草稿 #{draft_id} 写的是同一个问题")
    asked = reading.entry.phrases if reading.entry else [question]
    phrases = {same(phrase) for phrase in asked}
    flaws += sorted({f"和第 {seen[one]} 行有相同的问法" for one in phrases if one in seen})
    seen |= dict.fromkeys(phrases - seen.keys(), number)
    slug = base.slug if base else ""
    if flaws:
        return Fate(number, question, FLAWED, slug, tuple(flaws))
    if base and reading.entry and _is_same(base, reading.entry):
        return Fate(number, question, SAME, slug)
    return Fate(number, question, CHANGED if base else NEW, slug, text=text)


def _placed(key: str, words: str) -> str:
    """A field's fault with the column that it stands in, where the words don't name it."""
    column = _COLUMN_OF.get(key, "")
    return words if column in words else f"{column}：{words}"


def _is_same(base: Entry, entry: Entry) -> bool:
    """Dates apart: they are set by review."""
    dated = replace(entry, reviewed=base.reviewed, review_by=base.review_by)
    return dated == replace(base, retired=None, successor="")


def _existing(cells: Mapping[str, str], library: Library) -> Entry | None:
    """The entry that the row is about: by its name, else by its question."""
    if named := library.entries.get(cells.get("条目名", "")):
        return named
    asked = same(cells.get("问题", ""))
    owner = library.owners.get(asked)
    return owner if owner and same(owner.question) == asked else None


def _form(cells: Mapping[str, str], base: Entry | None) -> str:
    """The row as staff would have written it; what has no column stays as it is."""
    parts = [f"问题：{' '.join(cells.get('问题', '').split())}"]
    for name in (name for name in _LISTS if name in cells or name in NEEDED):
        items = [item.strip() for item in cells.get(name, "").splitlines() if item.strip()]
        many = [item if len(items) == 1 else f"- {item}" for item in items]
        parts.append("\n".join([f"{'问法' if name == '相似问法' else name}：", *many]))
    parts.append(f"主题：{' '.join(cells.get('主题', '').split())}")
    if cells.get("受众"):
        parts.append(f"对象：{' '.join(cells['受众'].split())}")
    if not base and cells.get("条目名"):
        parts.append(f"条目名：{cells['条目名']}")
    if base:
        parts += _kept(base, but=cells)
    return "\n".join([*parts, f"答案：\n{cells.get('答案', '')}"])


def _kept(base: Entry, but: Container[str]) -> list[str]:
    """The lines of what stays as it is, unless the sheet has a column for it."""
    names = ("其他依据", "要点", "附段", "数字", "说明")
    kept = tuple(f"{name}：" for name in names if name not in but)
    lines = forms.write(replace(base, body="")).split("\n")
    found: list[str] = []
    is_kept = False
    for line in lines:
        if not line.startswith("- "):
            is_kept = line.startswith(kept)
        if is_kept:
            found.append(line)
    return found
