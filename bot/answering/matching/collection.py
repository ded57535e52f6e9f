"""The collection as the matcher sees it: every entry's phrases and answer, read into indexes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.answering.matching.index import GramIndex, PhraseTable, Vocabulary
from bot.knowledge.entries import Entry
from bot.text.grams import grams, sound_grams
from bot.text.normalise import normalise

PHRASE_COUNT = 2
"""A gram of a phrase counts as so many of the answer."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Entries by their place; `phrases` are normalised."""

    phrases: Sequence[Sequence[str]]
    vocabulary: Vocabulary
    phrase_table: PhraseTable
    entry_index: GramIndex

    @classmethod
    def read(cls, entries: Sequence[Entry]) -> Collection:
        vocabulary = Vocabulary()
        phrases = [[normalise(phrase) for phrase in entry.phrases] for entry in entries]
        table = PhraseTable.build(vocabulary, (map(grams, own) for own in phrases))
        index = GramIndex.build(vocabulary, _documents(entries, phrases, table))
        return cls(phrases, vocabulary, table, index)


def _documents(
    entries: Sequence[Entry], phrases: Sequence[Sequence[str]], table: PhraseTable
) -> Iterator[Counter[int]]:
    """Each entry's grams with their counts: characters, and the sounds of its phrases."""
    learn = table.vocabulary.learn
    for place, entry in enumerate(entries):
        sounds = learn(chain.from_iterable(map(sound_grams, phrases[place])))
        answer = learn(grams(normalise("\n".join([entry.body, *entry.key_points]))))
        yield Counter(chain((table.grams(place) + sounds) * PHRASE_COUNT, answer))
