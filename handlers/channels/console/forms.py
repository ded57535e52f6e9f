"""What a form held: its words as typed, and what is wrong with them.

A page asks for each value by name and says what is needed; where something isn't right the page is
shown again with all that was typed, each fault beside its field and in a summary that leads there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.staff.refusals import Flawed

MOST_FIELDS = 1000
LONGEST_PART = 2 * 1024 * 1024
"""Bytes of a field: a whole law that was pasted."""
LONGEST_LINE = 200
LONGEST_TEXT = 20_000
"""Characters in a field of one line, and of several."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass
class Form:
    """`values` by field's name; `faults` likewise, as people are told. `typed_at` is when other
    words were typed for it that were never sent."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, Sequence[UploadFile]] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    typed_at: datetime | None = None

    @classmethod
    def of(cls, **values: str | Sequence[str]) -> Form:
        """One that is shown for the first time, with these values filled in."""
        return cls({n: [v] if isinstance(v, str) else list(v) for n, v in values.items()})

    def text(self, name: str, *, need: str = "", most: int = LONGEST_LINE) -> str:
        """One line. `need` is what is said where it is empty: 填写标题."""
        return self._checked(name, " ".join(self.value(name).split()), need, most)

    def words(self, name: str, *, need: str = "", most: int = LONGEST_TEXT) -> str:
        """Several lines."""
        return self._checked(name, self.value(name).strip(), need, most)

    def secret(self, name: str, *, need: str = "") -> str:
        """A password: as it was typed."""
        given = (self.values.get(name) or [""])[-1]
        if not given and need:
            self.fault(name, need)
        return given

    def lines(self, name: str, *, need: str = "", most: int = LONGEST_TEXT) -> list[str]:
        """One value a line; empty lines aren't meant."""
        text = self.words(name, need=need, most=most)
        return [line.strip() for line in text.splitlines() if line.strip()]

    def choice(self, name: str, among: Collection[str], *, need: str = "") -> str:
        """One of these; "" where nothing was chosen and nothing is needed."""
        chosen = self.value(name)
        if chosen in among:
            return chosen
        if need or chosen:
            self.fault(name, need or "从列出的里面选一个")
        return ""

    def chosen(self, name: str, among: Collection[str] = (), *, need: str = "") -> list[str]:
        """All boxes that were ticked; what isn't `among` them is left out."""
        ticked = [one for one in self.values.get(name, ()) if not among or one in among]
        if need and not ticked:
            self.fault(name, need)
        return ticked

    def number(self, name: str, *, need: str, least: int = 0, most: int = 10**9) -> int:
        """A whole number; `least` where it is at fault."""
        given = self.value(name).strip()
        # Some thousand digits are more than Python reads.
        if given.isdecimal() and len(given) <= len(str(most)) and least <= int(given) <= most:
            return int(given)
        self.fault(name, need if not given else f"填写 {least} 到 {most} 之间的整数")
        return least

    def day(self, name: str, *, need: str = "") -> date | None:
        """2026-11-28, as a date field sends it."""
        given = self.value(name).strip()
        try:
            return date.fromisoformat(given) if given or need else None
        except ValueError:
            self.fault(name, need if not given else "日期写成 2026-11-28 这样")
            return None

    def papers(
        self, name: str, endings: Collection[str], *, need: str = "", most: int = 50
    ) -> list[UploadFile]:
        """Files whose names end so: .docx, .xlsx."""
        given = [one for one in self.files.get(name, ()) if one.filename]
        if not given and need:
            self.fault(name, need)
        if len(given) > most:
            self.fault(name, f"一次最多 {most} 个文件")
        for one in given:
            if not (one.filename or "").lower().endswith(tuple(endings)):
                self.fault(name, f"“{one.filename}”不能读，选 {'、'.join(endings)} 文件")
        return given

    def value(self, name: str) -> str:
        """As typed, for the page to show again."""
        return (self.values.get(name) or [""])[-1]

    def has(self, name: str, value: str) -> bool:
        """Whether it was chosen, for the page to show again."""
        return value in self.values.get(name, ())

    def concerns(self, names: Iterable[str]) -> bool:
        """Whether something stands in one of these fields, or is wrong with it."""
        return any(self.value(name) or name in self.faults for name in names)

    def fault(self, name: str, message: str) -> None:
        """The first one of a field counts; fields stand in the summary in their order."""
        self.faults.setdefault(name, message)

    def take(self, flawed: Flawed) -> None:
        """What a use case found."""
        for name, message in flawed.faults.items():
            self.fault(name, message)

    def _checked(self, name: str, text: str, need: str, most: int) -> str:
        if not text and need:
            self.fault(name, need)
        if len(text) > most:
            self.fault(name, f"太长了：{len(text)} 个字，最多 {most} 个")
        return text


async def read(request: Request) -> Form:
    """What a browser sent with a POST, without control characters and halves of characters."""
    try:
        sent = await request.form(
            max_fields=MOST_FIELDS, max_files=MOST_FIELDS, max_part_size=LONGEST_PART
        )
    except HTTPException as error:
        raise HTTPException(400, "没有看懂这个表单，请返回后重试。") from error
    values: dict[str, list[str]] = {}
    files: dict[str, list[UploadFile]] = {}
    for name, value in sent.multi_items():
        if isinstance(value, UploadFile):
            files.setdefault(name, []).append(value)
        else:
            values.setdefault(name, []).append(_CONTROL.sub("", value.replace("\r\n", "\n")))
    return Form(values, files)
