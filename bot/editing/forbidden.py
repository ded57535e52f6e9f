"""Words that must not go out, one a line in the bureau's own folder: `forbidden.txt`.

They are found however they are written: traditional characters, full width, signs in between.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

from bot.config import Settings
from bot.staff.refusals import Refused
from bot.text import decoding
from bot.text.normalise import same

FILE = "forbidden.txt"
MOST = 20_000
SHOWN = 5


@dataclass
class Forbidden:
    """The list in the file, read again when it has changed; no file: nothing is forbidden."""

    path: Path
    _stamp: tuple[int, int] | None = field(default=None, init=False, repr=False)
    _words: tuple[str, ...] = field(default=(), init=False, repr=False)
    _finder: AhoCorasick | None = field(default=None, init=False, repr=False)

    def found(self, text: str) -> list[str]:
        """The list's words that are in the text, each once, in their order."""
        self._refresh()
        if self._finder is None:
            return []
        hits = self._finder.find_matches_as_indexes(same(text), overlapping=True)
        return list(dict.fromkeys(self._words[index] for index, _, _ in hits))

    def check(self, *texts: str) -> None:
        """Raises: Refused: naming the words; or the list can't be used, and nothing may go out."""
        words = self.found("\n".join(texts))
        if words:
            more = "等" if len(words) > SHOWN else ""
            raise Refused(f"有不能发布的词：{'、'.join(words[:SHOWN])}{more}，请改写")

    def _refresh(self) -> None:
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            self._stamp, self._words, self._finder = None, (), None
            return
        stamp = (stat.st_mtime_ns, stat.st_size)
        if stamp == self._stamp:
            return
        try:
            words = read(decoding.decode(self.path.read_bytes()))
        except (OSError, UnicodeDecodeError) as error:
            raise Refused(f"禁用词表 {FILE} 读不了，请管理员存成 UTF-8：{error}") from error
        finder = AhoCorasick(list(words), matchkind=MatchKind.Standard) if words else None
        self._stamp, self._words, self._finder = stamp, tuple(words.values()), finder


def of(settings: Settings) -> Forbidden:
    """The bureau's list."""
    return _at(settings.overlay_dir / FILE)


@lru_cache(maxsize=8)
def _at(path: Path) -> Forbidden:
    return Forbidden(path)


def read(text: str) -> dict[str, str]:
    """Each word as it is looked for → as it stands in the list; lines with # are remarks.

    Raises:
        Refused: there are too many.
    """
    lines = (line.strip() for line in text.splitlines())
    words = {same(line): line for line in lines if line and not line.startswith("#")}
    words.pop("", None)
    if len(words) > MOST:
        raise Refused(f"禁用词表 {FILE} 有 {len(words)} 个词，最多 {MOST} 个，请管理员精简")
    return words
