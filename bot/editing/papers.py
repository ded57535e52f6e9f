"""Documents that staff send, as text: Word, plain text and Markdown."""

from __future__ import annotations

from io import BytesIO
from pathlib import PurePath

from bot import wordfile
from bot.staff.refusals import Refused
from bot.text import decoding

SUFFIXES = (".docx", ".txt", ".md")
LARGEST = 2_000_000
"""Bytes: the longest law there is fits in three times."""
_BULLETS = "-*•·"


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
    """What stands in it; a Word paragraph becomes one of Markdown.

    Raises:
        Refused: it is too large, damaged or in no known encoding.
    """
    if len(content) > LARGEST:
        raise Refused(f"文件太大：最多 {LARGEST // 1_000_000} MB")
    if PurePath(name).suffix.lower() == ".docx":
        return _of_word(name, content)
    try:
        return decoding.decode(content)
    except UnicodeDecodeError as error:
        raise Refused(f"{name} 的编码认不出来，请另存为 UTF-8 再发") from error


def _of_word(name: str, content: bytes) -> str:
    try:
        lines = wordfile.read(BytesIO(content)).lines
    except wordfile.BadDocument as error:
        raise Refused(f"{name} 读不了：{error}") from error
    text = ""
    for line in lines:
        is_item = line.lstrip().startswith(tuple(_BULLETS))
        text += ("\n" if is_item else "\n\n") + line if text else line
    return text
