"""What a message is that no entry is for: danger, a person, the bot itself, a matter of the place.

Told by the words of each, word for word before by likeness; what those miss, `likely` may know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.answering.asks import is_asked
from bot.answering.deciding import decide
from bot.answering.matching.kinds import Kind
from bot.answering.matching.likely import NONE, Likely
from bot.answering.matching.matcher import Matcher, Ranking
from bot.knowledge.intents import Intent, Local, Said
from bot.knowledge.library import Library
from bot.text.normalise import normalise

YIELDS_AT = 0.6
"""To an entry so sure a word yields that tells an intent: 监控能当证据吗 doesn't doubt the bot. Of
104 short phrases of entries with such words all but two are so, of 202 of intents nine."""
_CLAUSE_ENDS = re.compile(r"[\s，,。.；;！!？?、…~～]+")
THANKS, BYE = "thanks", "bye"
"""The intents of who only says that the answer came, and of who says goodbye: they ask nothing."""
LEAST_OF_FILED = 2
"""Clauses of a message of which one only says that the rest shall be handed in."""
FILING = ("leave-letter", "received")
"""The intents of who wants that."""
CLAUSE = 3
"""Characters of a clause that may tell something by itself."""


class Intents:
    """Of one version of the library, with the matcher that reads its messages."""

    def __init__(self, library: Library, matcher: Matcher) -> None:
        self._library = library
        self._matcher = matcher
        self._reader = matcher.reader
        known = [*(intent.name for intent in library.intents), *library.local, NONE]
        phrases = {name: library.phrases[name].phrases for name in known if name in library.phrases}
        collection = matcher.collection
        index = collection.phrase_index
        self._likely = Likely(
            phrases,
            kinds_of(library),
            collection.phrases_with,
            len(index.documents),
            len(index.idfs),
        )

    def said(self, question: str) -> Intent | None:
        """What the message is word for word, else the first whose words it has, unless an entry is
        sure, or it surely is another; danger only where it doesn't just look so."""
        known = self._library.intents
        if self._reader.read(question).is_restored:
            known = tuple(one for one in known if one.words or not one.is_foreign)  # no English
        ways = self._ways(question)
        exact = (one for one in known if any(one.is_exactly(way) for way in ways))
        like = (one for one in known if any(one.fits(way) for way in ways))
        named = next(exact, None)
        found = named or next(like, None)
        if found and found.before:
            is_plain = any(map(found.is_plainly, ways)) and not found.is_over(question)
            is_none = self._likely.is_none(normalise(question), found.name)
            return found if is_plain or not is_none else None
        if found is None or named or any(map(found.is_surely, ways)):
            return found
        ranking = self._matcher.rank(question)
        sure = decide(ranking).sure
        if sure >= YIELDS_AT:
            return None
        if found.apart:
            return found
        return self.named(self._likely.surely_itself(ranking, sure)) or found

    def likely(self, ranking: Ranking, sure: float) -> str:
        """The name of the intent or matter of the place that the message is likely meant as, ""
        for none; `sure` is how sure the first entry is. Danger that is told as past or usual is
        none."""
        likely = self._likely.of(ranking, sure)
        intent, said = self.named(likely), ranking.reading.said
        if intent is None or not intent.before:
            return likely
        worded = self._danger_by_words(said)
        intent = worded or intent  # which danger it is its words know best
        return "" if intent.is_half_meant(said) or intent.is_over(said) else intent.name

    def _danger_by_words(self, question: str) -> Intent | None:
        ways = self._ways(question)
        known = (one for one in self._library.intents if one.before)
        return next((one for one in known if any(one.fits(way) for way in ways)), None)

    def in_a_clause(self, question: str) -> Intent | None:
        """What a clause tells by itself, whatever the rest of the message is about: of who owes the
        rent and doesn't want to live. It isn't told as past, usual or a figure of speech."""
        known = [one for one in self._library.intents if one.is_anywhere]
        clauses = list(_clauses(question))
        for one in known:
            if len(question) > one.within or one.is_half_meant(question) or one.is_over(question):
                continue
            if any(self._tells(one, clause) for clause in clauses):
                return one
        return None

    def filed(self, question: str) -> str:
        """What a message is about whose first or last clause only says that it shall be handed in
        (帮忙递个话给路政，广告牌要倒了); "" where none does."""
        clauses = [part for part in _CLAUSE_ENDS.split(question) if part]
        if len(clauses) < LEAST_OF_FILED:
            return ""
        for clause, rest in ((clauses[0], clauses[1:]), (clauses[-1], clauses[:-1])):
            if self._likely.of_a_clause(normalise(clause), Kind.ITSELF) in FILING:
                return "，".join(rest)
        return ""

    def _tells(self, intent: Intent, clause: str) -> bool:
        text = normalise(clause)
        if intent.fits(Said.of(clause)):
            return not self._likely.is_none(text, intent.name)
        return self._likely.of_a_clause(text, Kind.URGENT) == intent.name

    def lead(self, ranking: Ranking) -> float:
        """How much better the message is explained as some intent or matter of the place than as a
        question that an entry is for; 0 where nothing but such questions explains it."""
        return self._likely.lead(ranking)

    def after(self, ranking: Ranking, sure: float, least: float) -> Intent | None:
        """Danger in a message that follows another: it goes on from no question, but only what is
        at least so likely danger is taken out of one; or what surely ends or turns the talk."""
        danger = self.named(self._likely.going_on(ranking, sure, least))
        if danger and danger.before:
            return danger
        turning = self.named(self._likely.turning(ranking, sure))
        if turning is None or not turning.turns:
            return None
        asks = turning.name in (THANKS, BYE) and is_asked(ranking.reading.said)
        return None if asks else turning

    def others(self, question: str, least: int = 1) -> Intent | None:
        """What is said to a matter of another office that the question has words of, of at least so
        many characters."""
        apart = (one.on(question, least) for one in self._library.intents if one.apart)
        return next(filter(None, apart), None)

    def anyones(self) -> Intent | None:
        """What is said to a matter of some other office, nobody knows which."""
        return next((one for one in self._library.intents if one.is_anyones), None)

    def named(self, name: str) -> Intent | None:
        return next((one for one in self._library.intents if one.name == name), None)

    def local(self, question: str) -> Local | None:
        """The matter of the place that the message is by its words."""
        ways = self._ways(question)
        known = self._library.local.values()
        return next((one for one in known if any(one.fits(way) for way in ways)), None)

    def local_named(self, name: str) -> Local | None:
        return self._library.local.get(name)

    def _ways(self, question: str) -> tuple[Said, ...]:
        """The message as it is, without greetings, without what only says that the answer came, and
        in everyday words for those of dialects."""
        lexicon, turns = self._library.lexicon, self._library.facets.turns
        stripped = (lexicon.strip(question), turns.without_thanks(question))
        told = (question, *stripped, lexicon.standard(normalise(question)))
        return tuple(Said.of(way) for way in dict.fromkeys(told))


def _clauses(message: str) -> Iterator[str]:
    """The clauses of a message that has several, and each with the next one."""
    parts = [part for part in _CLAUSE_ENDS.split(message) if part]
    if len(parts) > 1:
        yield from (part for part in parts if len(part) >= CLAUSE)
        yield from (f"{one} {other}" for one, other in pairwise(parts))


def kinds_of(library: Library) -> dict[str, Kind]:
    """Name of an intent or a local matter, or of none → its kind."""
    found = dict.fromkeys(library.local, Kind.LOCAL) | {NONE: Kind.NONE}
    for intent in library.intents:
        kind = Kind.APART if intent.apart else Kind.ITSELF
        found[intent.name] = Kind.URGENT if intent.before else kind
    return found
