"""A document's lines as Word shows them with all changes accepted.

Every element is walked, known or not, so that no text hides in one: only what was deleted, and what
a reader never sees (a field's instruction), is left out. What can't be told faithfully is refused
with its paragraph, or warned about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import Element

from bot.wordfile import parts
from bot.wordfile.numbers import Numbers, Unknown
from bot.wordfile.parts import BadDocument, child, local, value

_CHANGES = {"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel"}
_GONE = {"del", "moveFrom"}
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_PICTURES = {"drawing", "pict", "object"}
_COUNTING_FIELDS = ("AUTONUM", "LISTNUM", "EQ ", "INCLUDETEXT")
"""Fields that show what stands nowhere in the file as text."""
_FOREIGN = {"altChunk", "subDoc"}
_PRIVATE = range(0xE000, 0xF900)
"""Signs of fonts such as Wingdings, which mean nothing without the font."""
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Document:
    """Lines that aren't empty; a table's row is `| … | … |`. `warnings` say what a person should
    look at: open changes, pictures, notes."""

    lines: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def read(source: Path | BinaryIO) -> Document:
    """The document's lines.

    Raises:
        BadDocument: it is damaged or no .docx, or holds what can't be told as text; the message
            names the paragraph.
        OSError: the file can't be opened.
    """
    found = parts.load(source)
    body = child(found["officeDocument"], "body")
    if body is None:
        raise BadDocument("已损坏：没有正文")
    reader = _Reader(
        Numbers(found.get("numbering"), found.get("styles")),
        {kind: _notes(found.get(f"{kind}s")) for kind in ("footnote", "endnote")},
    )
    lines = [line for block in reader.blocks(body) for line in block.split("\n") if line.strip()]
    changes = sum(local(one) in _CHANGES for one in body.iter())
    if changes:
        reader.warnings.append(f"有 {changes} 处修订没有接受，已按全部接受来读，请核对")
    return Document(tuple(lines), tuple(reader.warnings))


def _notes(part: Element | None) -> dict[str, Element]:
    return {value(one, "id"): one for one in (part if part is not None else ())}


@dataclass
class _Reader:
    numbers: Numbers
    notes: dict[str, dict[str, Element]]
    warnings: list[str] = field(default_factory=list)
    _paragraph: int = 0
    _boxes: list[Element] = field(default_factory=list)

    def blocks(self, parent: Iterable[Element]) -> Iterator[str]:
        """Paragraphs and rows in the order in which they stand, whatever they are wrapped in."""
        carried = ""
        for one in parent:
            name = local(one)
            if name in _FOREIGN:
                raise BadDocument(
                    f"第 {self._paragraph} 段之后嵌着另一个文件：请把它的文字粘贴进来"
                )
            if name == "p":
                self._paragraph += 1
                text = carried + self._text(one)
                properties = child(one, "pPr")
                if _is_mark_gone(properties):  # its words run on into the next paragraph
                    carried = text
                    continue
                carried = ""
                yield self._number(properties, text) + text
                yield from self._boxed()
            elif name == "tbl":
                yield from self._rows(one)
            elif name == "AlternateContent":
                yield from self.blocks(one[:1])
            elif name not in _GONE and not name.endswith("Pr"):
                yield from self.blocks(one)
        if carried:
            yield carried

    def _number(self, properties: Element | None, text: str) -> str:
        try:
            return self.numbers.next(properties)
        except Unknown as error:
            raise BadDocument(f"第 {self._paragraph} 段“{text[:_SHOWN]}”：{error}") from error

    def _boxed(self) -> Iterator[str]:
        """What stands in text boxes, after the paragraph that they hang on."""
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            yield from self.blocks(box)

    def _text(self, element: Iterable[Element]) -> str:
        return "".join(self._pieces(element))

    def _pieces(self, elements: Iterable[Element]) -> Iterator[str]:
        for one in elements:
            name = local(one)
            if name == "t":
                yield one.text or ""
            elif name in _SIGNS:
                yield _SIGNS[name]
            elif name in ("pPr", "rPr"):
                self._look_at_marks(one)
            elif name in self._special:
                yield self._special[name](one)
            elif name not in _GONE:
                self._look_for_picture(one)
                yield from self._pieces(one)

    @property
    def _special(self) -> Mapping[str, Callable[[Element], str]]:
        return {
            "sym": lambda one: self._sign(value(one, "char")),
            "footnoteReference": lambda one: self._note("footnote", value(one, "id")),
            "endnoteReference": lambda one: self._note("endnote", value(one, "id")),
            "instrText": lambda one: self._check_field(one.text or ""),
            "fldSimple": lambda one: self._check_field(value(one, "instr")) + self._text(one),
            "txbxContent": self._put_aside,
            # The same content twice, for newer and older Words.
            "AlternateContent": lambda one: self._text(one[:1]),
            # How the words before it are pronounced.
            "rt": lambda one: f"（{self._text(one)}）",
        }

    def _put_aside(self, box: Element) -> str:
        self._boxes.append(box)
        return ""

    def _look_at_marks(self, marks: Element) -> None:
        if local(marks) == "rPr" and child(marks, "vanish") is not None:
            self._warn("有隐藏的文字，也收进来了")

    def _look_for_picture(self, element: Element) -> None:
        is_picture = local(element) in _PICTURES
        if is_picture and not any(local(one) == "t" for one in element.iter()):
            self._warn("有图片，图片里的文字没有收进来")

    def _sign(self, code: str) -> str:
        try:
            number = int(code, 16)
        except ValueError:
            number = 0xF000
        if number in _PRIVATE:
            self._warn("有一个只有它的字体才认得的符号，换成了〓")
            return "〓"
        return chr(number)

    def _note(self, kind: str, number: str) -> str:
        note = self.notes[kind].get(number)
        if note is None:
            return ""
        paragraph, boxes = self._paragraph, self._boxes
        self._boxes = []
        lines = [line for block in self.blocks(note) for line in block.split("\n") if line.strip()]
        self._paragraph, self._boxes = paragraph, boxes
        self._warn("有脚注，写在括号里")
        return f"（注：{''.join(line.strip() for line in lines)}）"

    def _check_field(self, instruction: str) -> str:
        """Nothing: an instruction isn't shown."""
        if instruction.strip().upper().startswith(_COUNTING_FIELDS):
            raise BadDocument(
                f"第 {self._paragraph} 段的域 {instruction.strip()} 显示的内容不在文件里："
                "请选中它，按 Ctrl+Shift+F9 变成文字"
            )
        return ""

    def _warn(self, what: str) -> None:
        warning = f"第 {self._paragraph} 段{what}"
        if warning not in self.warnings:
            self.warnings.append(warning)

    def _rows(self, table: Element) -> Iterator[str]:
        """Each row a line; where one cell holds all (a frame around the text), its paragraphs."""
        for row in _below(table, "tr"):
            if child(row, "trPr", "del") is not None:
                continue
            cells = [
                [line for line in self.blocks(cell) if line.strip()]
                for cell in _below(row, "tc")
                if child(cell, "tcPr", "cellDel") is None
            ]
            filled = [cell for cell in cells if cell]
            if len(filled) == 1 and (len(cells) == 1 or len(filled[0]) > 1):
                yield from filled[0]
            elif filled:
                yield f"| {' | '.join(_in_one(cell) for cell in cells)} |"


def _in_one(cell: Iterable[str]) -> str:
    lines = [line.strip() for block in cell for line in block.split("\n")]
    return " ".join(filter(None, lines)).replace("|", "｜")


def _below(element: Element, name: str) -> Iterator[Element]:
    """The rows of a table, or the cells of a row, through what wraps them (sdt, customXml, ins)."""
    for one in element:
        if local(one) == name:
            yield one
        elif local(one) not in _GONE and local(one) not in ("tbl", "tr", "tc"):
            yield from _below(one, name)


def _is_mark_gone(properties: Element | None) -> bool:
    marks = child(properties, "rPr")
    return any(local(one) in _GONE for one in (marks if marks is not None else ()))
