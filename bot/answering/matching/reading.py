"""A question as the bot reads it: without its frame, in one form, with what it is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from bot.kept import kept
from bot.knowledge.facets import Facets
from bot.knowledge.lexicon import Lexicon
from bot.text.grams import grams
from bot.text.normalise import normalise

READ = 500
"""Characters that are read of a question."""
CASE = 60
"""Grams of a message; one of more tells a case."""
SYNONYM_WEIGHT = 0.3
KEPT = 64
"""Readings: a message of several asks has some ten, and several people write at once."""
# A市, L1区, XX路: places that were made unrecognisable say nothing.
_HIDDEN_PLACE = re.compile(r"(?:[a-z]\d{0,3}|x{1,3}|某{1,3})(?=[市县区镇乡村路街站])")


@dataclass(frozen=True, slots=True)
class Reading:
    """`said` is what was written, `text` the same normalised, without fillers, with everyday words
    for a dialect's and sounds restored. `grams` have their weights: 1 for what was written, less
    for what it may also be called. `outside` are words of matters that others answer."""

    said: str
    text: str
    grams: Mapping[str, float] = field(hash=False)
    facets: Mapping[str, Mapping[str, float]] = field(hash=False)
    outside: frozenset[str]
    is_restored: bool = False

    @property
    def written(self) -> int:
        """How many grams were written."""
        return sum(weight == 1.0 for weight in self.grams.values())

    @property
    def is_about(self) -> bool:
        """Whether it names what moves or what happened."""
        return bool(self.facets.get("moves") or self.facets.get("matter"))

    @property
    def is_case(self) -> bool:
        """Whether it is so long that it tells a case."""
        return self.written > CASE


class Reader:
    """Reads with the words that staff keep; `restored` puts right what was written by its sound.
    One message is read by many, so the last readings are kept."""

    def __init__(
        self, lexicon: Lexicon, facets: Facets, restored: Callable[[str], str] = lambda text: text
    ) -> None:
        self.facets = facets
        self.read: Callable[[str], Reading] = kept(KEPT)(partial(_read, lexicon, facets, restored))


def _read(
    lexicon: Lexicon, facets: Facets, restored: Callable[[str], str], question: str
) -> Reading:
    said = question[:READ]
    normalised = lexicon.standard(normalise(said))
    heard = restored(normalised)
    text = lexicon.strip(_HIDDEN_PLACE.sub(" ", heard))
    weights = dict.fromkeys(grams(text), 1.0)
    for word in lexicon.expand(text):
        for gram in grams(word):
            weights.setdefault(gram, SYNONYM_WEIGHT)
    outside = frozenset(lexicon.outside_words(heard))
    return Reading(said, text, weights, facets.of(text), outside, heard != normalised)
