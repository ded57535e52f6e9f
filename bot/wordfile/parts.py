"""The parts of a .docx: a ZIP of XML files that name each other."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from bot.text.xml import has_doctype

MOST_UNPACKED = 100_000_000
"""Bytes of XML; a code of 1,200 articles has about five million."""
MOST_DEEP = 200
MOST_ELEMENTS = 1_000_000
"""A paragraph of a law has some ten."""
_TOO_MUCH = "里的段落和格式太多，不像一份文档"
_KINDS = ("officeDocument", "styles", "numbering", "footnotes", "endnotes")


class BadDocument(ValueError):
    """The file can't be read; the message says why."""


def load(source: Path | BinaryIO) -> dict[str, Element]:
    """The parts that hold or number text, by their kind: `officeDocument`, `styles`, `numbering`,
    `footnotes`, `endnotes`. What else a document names (pictures, templates) may be missing.

    Raises:
        BadDocument: it isn't a .docx, or a part of it is damaged.
        OSError: the file can't be opened.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise BadDocument("展开后太大，不像一份文档")
            names = set(archive.namelist())
            main = _named(archive, "", names).get("officeDocument")
            if main is None:
                raise BadDocument("不是 .docx 文件")
            found = {"officeDocument": main, **_named(archive, main, names)}
            return {kind: _parsed(archive, name) for kind, name in found.items()}
    except zipfile.BadZipFile as error:
        raise BadDocument("不是 .docx 文件，或者已损坏：请用 Word 打开，另存为 .docx") from error
    except (zlib.error, EOFError, KeyError, RuntimeError, ValueError, RecursionError) as error:
        if isinstance(error, BadDocument):
            raise
        raise BadDocument("已损坏或者加了密码：请用 Word 打开，另存为 .docx") from error


def local(element: Element) -> str:
    """The tag without its namespace, which differs between Word's two dialects."""
    return element.tag.rpartition("}")[2]


def value(element: Element | None, name: str = "val") -> str:
    """An attribute, whatever its namespace; "" where there is none."""
    attributes = element.attrib.items() if element is not None else ()
    return next((text for key, text in attributes if key.rpartition("}")[2] == name), "")


def child(element: Element | None, *names: str) -> Element | None:
    """The first child of that name, or a child's child by several names."""
    for name in names:
        found = element if element is not None else ()
        element = next((one for one in found if local(one) == name), None)
    return element


def _named(archive: zipfile.ZipFile, part: str, names: set[str]) -> dict[str, str]:
    """The parts that this one names and that are there, by kind; "" is the package itself."""
    folder, file = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{file}.rels")
    found: dict[str, str] = {}
    for one in _parsed(archive, relations) if relations in names else ():
        kind = value(one, "Type").rpartition("/")[2]
        target = value(one, "Target")
        path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        if kind in _KINDS and path in names:
            found.setdefault(kind, path)
    return found


def _parsed(archive: zipfile.ZipFile, name: str) -> Element:
    text = archive.read(name)
    if text.count(b"<") > 2 * MOST_ELEMENTS:  # a tag to open and one to close: known unparsed
        raise BadDocument(f"{name} {_TOO_MUCH}")
    if has_doctype(io.BytesIO(text)):
        raise BadDocument(f"{name} 里有 Word 不会写的实体声明")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - no entities, see above
    except ElementTree.ParseError as error:
        raise BadDocument(f"已损坏（{name}：{error}）：请用 Word 打开，另存为 .docx") from error
    _check_size(root, name)
    return root


def _check_size(root: Element, name: str) -> None:
    level, count = [root], 1
    for _ in range(MOST_DEEP):
        level = [one for element in level for one in element]
        count += len(level)
        if count > MOST_ELEMENTS:
            raise BadDocument(f"{name} {_TOO_MUCH}")
        if not level:
            return
    raise BadDocument(f"{name} 的嵌套太深，不像 Word 写的")
