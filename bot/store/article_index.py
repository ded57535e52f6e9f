"""Search in the imported full texts: SQLite's FTS5 over pairs of characters, in a file of its own.

The file holds nothing that can't be made again from the texts, so it isn't backed up. FTS5's own
tokenizers take a whole run of Chinese for one word (unicode61) or find nothing shorter than three
characters (trigram); words separated by spaces are ours: pairs of characters.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from bot.knowledge.statutes import Texts
from bot.knowledge.statutes.citations import Article, Citation
from bot.text.grams import grams
from bot.text.normalise import normalise

if TYPE_CHECKING:
    import sqlite_utils

log = structlog.get_logger()

MAX_TERMS = 120
"""Terms of one search; a longer question is cut, its beginning says what it is about."""


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """An article that has the words; a higher score is a better hit."""

    citation: Citation
    text: str
    score: float


class ArticleIndex:
    """Articles by their words; brings the file up to date with the texts when it is opened."""

    def __init__(self, path: Path, texts: Texts) -> None:
        self._path = path
        self._texts = texts
        self._db: sqlite_utils.Database | None = None
        self._opening = threading.Lock()
        self._preparing = False

    def search(self, words: str, limit: int = 10) -> list[ArticleHit]:
        """The articles that fit best, best first; none where no text is held, and none while the
        index is being made: an answer doesn't wait for what only adds to it."""
        terms = list(dict.fromkeys(_terms(words)))[:MAX_TERMS]
        if not terms or not self._texts.laws or self._preparing:
            return []
        try:
            rows = list(
                self._opened().query(
                    "SELECT law, number, sub, bm25(articles) AS score FROM articles"
                    " WHERE words MATCH ? ORDER BY score LIMIT ?",
                    [" OR ".join(f'"{term}"' for term in terms), limit],
                )
            )
        except (sqlite3.Error, OSError) as error:  # it only adds to answers
            log.error("articles not searched", reason=str(error))
            return []
        hits = []
        for row in rows:
            citation = Citation(row["law"], Article(row["number"], row["sub"]))
            text = self._texts.article(citation)
            if text:
                hits.append(ArticleHit(citation, text, -row["score"]))
        return hits

    def prepare(self) -> None:
        """Open it now, for whom the first search must not wait."""
        if not self._texts.laws:
            return
        self._preparing = True
        try:
            self._opened()
        except (sqlite3.Error, OSError) as error:  # a full disk; the next search tries again
            log.error("articles not indexed", reason=str(error))
        finally:
            self._preparing = False

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None

    def _opened(self) -> sqlite_utils.Database:
        with self._opening:
            if self._db is None:
                self._db = self._open()
            return self._db

    def _open(self) -> sqlite_utils.Database:
        """One that is damaged is made anew: it holds nothing else than the texts do."""
        try:
            return self._open_as_it_is()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            log.warning("index of articles made anew", reason=str(error))
            self._path.unlink(missing_ok=True)
            return self._open_as_it_is()

    def _open_as_it_is(self) -> sqlite_utils.Database:
        import sqlite_utils  # imports numpy, which an answer need not wait for

        self._path.parent.mkdir(parents=True, exist_ok=True)
        # The page's worker threads and the loop's share it; SQLite itself takes turns.
        connection = sqlite3.connect(self._path, check_same_thread=False)
        db = sqlite_utils.Database(connection)
        if db.conn.execute("PRAGMA user_version").fetchone()[0] != self._state():
            self._rebuild(db)
        return db

    def _rebuild(self, db: sqlite_utils.Database) -> None:
        with db.atomic():
            db.execute("DROP TABLE IF EXISTS articles")
            db.execute(
                "CREATE VIRTUAL TABLE articles USING fts5("
                "law UNINDEXED, number UNINDEXED, sub UNINDEXED, words)"
            )
            db.conn.executemany("INSERT INTO articles VALUES (?, ?, ?, ?)", self._rows())
            db.execute(f"PRAGMA user_version = {self._state()}")

    def _rows(self) -> Iterator[tuple[str, int, int, str]]:
        for citation, text in self._texts.all_articles():
            article = citation.article or Article(0)
            yield citation.law, article.number, article.sub, " ".join(_terms(text))

    def _state(self) -> int:
        """Which files are in force, as a number that fits SQLite's user_version."""
        digest = hashlib.sha256("\n".join(self._texts.state).encode()).digest()
        return int.from_bytes(digest[:4], "big") & 0x7FFFFFFF


def _terms(text: str) -> list[str]:
    return [gram for gram in grams(normalise(text)) if len(gram) > 1]
