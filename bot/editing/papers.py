"""Documents that staff send, as text: Word, plain text and Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from bot import wordfile
from bot.staff.refusals import Refused
from bot.text import decoding

SUFFIXES = (".docx", ".txt", ".md")
LARGEST = 2_000_000
"""Bytes: the longest law there is fits in three times."""
_BULLETS = "-*•·"


@dataclass(frozen=True, slots=True)
class Read:
    """What stands in a document; `warnings` say what a person should look at: open changes."""

    text: str
    warnings: tuple[str, ...] = ()


def is_paper(name: str) -> bool:
    return PurePath(name).suffix.lower() in SUFFIXES


def require_words(words: str) -> None:
    """Of what comes with a document that can't be read here.

    Raises:
        Refused: there are none; it says which documents are read, and where tables are.
    """
    if not words.strip():
        raise Refused(
            "聊天里只收 .docx、.txt、.md 文件；Excel 表格（条目、题目、必答问题）请打开工作台导入，"
            "网址发 /console 取"
        )


def text_of(name: str, content: bytes) -> str:
    """What stands in it, where nobody is there to be warned.

    Raises:
        Refused: as `read`.
    """
    return read(name, content).text


def read(name: str, content: bytes) -> Read:
    """What stands in it; a Word paragraph becomes one of Markdown.

    Raises:
        Refused: it is too large, damaged or in no known encoding.
    """
    if len(content) > LARGEST:
        raise Refused(f"文件太大：最多 {LARGEST // 1_000_000} MB")
    if PurePath(name).suffix.lower() == ".docx":
        return _of_word(name, content)
    try:
        return Read(decoding.decode(content))
    except UnicodeDecodeError as error:
        raise Refused(f"{name} 的编码认不出来，请另存为 UTF-8 再发") from error


def _of_word(name: str, content: bytes) -> Read:
    try:
        document = wordfile.read(BytesIO(content))
    except wordfile.BadDocument as error:
        raise Refused(f"{name} 读不了：{error}") from error
    text = ""
    for line in document.lines:
        is_item = line.lstrip().startswith(tuple(_BULLETS))
        text += ("\n" if is_item else "\n\n") + line if text else line
    return Read(text, document.warnings)
