"""What a message is likely meant as where no entry is for it: danger, a person, the bot itself, a
matter of the place. Told by the phrases of each against those of all entries, by naive Bayes: of
phrases left out it finds the name for 56 in a hundred, and something urgent for 87 of those that
are; nearness to the three nearest phrases did for 47 and 72.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from bot.answering.matching.matcher import Ranking
from bot.text.grams import grams
from bot.text.normalise import normalise

NONE = "none"
"""The phrases that only look like another's and are a question for an entry: 驾照掉河里了."""
PRIOR = 0.01
"""What a gram counts that a name doesn't have."""
SURE = 0.4
"""An entry so sure leaves little room for anything else."""
LEAD, LEAD_AFTER, LEAD_BESIDE = -0.75, 0.5, 1.25
"""So much better than by the entries' phrases a message must be explained, in logarithms of its
likelihood over the root of its grams: where no entry is sure, after another question, and beside a
sure entry. Of 395 labelled questions on the law 8 are taken for something else."""
SHORT, LEAD_SHORT, LEAD_SHORT_BESIDE = 10, 4.5, 8.0
"""The same for a message of so few characters: 老人卡 has a pair of characters with 老人卡住了, and
says nothing of what is happening."""
KNOWN = 0.5
"""Share of the message's grams that the name must have: what nobody has written says nothing."""
LONGEST = 60
"""Characters of a message; what is longer tells a case."""


class Likely:
    """`phrases` are by name; `among_entries` tells how many of the entries' phrases have a gram,
    `total` is the sum of that over all grams, and `kinds` how many grams there are."""

    def __init__(
        self,
        phrases: Mapping[str, Sequence[str]],
        among_entries: Callable[[str], int],
        total: int,
        kinds: int,
    ) -> None:
        self._counts = {
            name: Counter(gram for one in told for gram in set(grams(normalise(one))))
            for name, told in phrases.items()
        }
        self._totals = {name: counts.total() for name, counts in self._counts.items()}
        self._among_entries = among_entries
        self._total = total
        self._unseen = PRIOR * kinds

    def of(self, ranking: Ranking, sure: float) -> str:
        """The name that the message is likely meant as, "" for none; `sure` is how sure the first
        entry is."""
        lead = LEAD_BESIDE if sure >= SURE else LEAD
        if len(ranking.reading.text) <= SHORT:
            lead = LEAD_SHORT_BESIDE if sure >= SURE else LEAD_SHORT
        return self._best(ranking, lead)

    def going_on(self, ranking: Ranking) -> str:
        """The same for a message that may go on from the one before it."""
        return self._best(ranking, LEAD_AFTER)

    def is_none(self, text: str, name: str) -> bool:
        """Whether normalised text that has words of the name is likelier what only looks so."""
        told = self._told(text)
        return told.get(NONE, -math.inf) > max(LEAD, told.get(name, -math.inf))

    def _best(self, ranking: Ranking, lead: float) -> str:
        text = ranking.reading.text
        if len(text) > LONGEST:
            return ""
        told = self._told(text)
        name = max(told, key=told.__getitem__, default=NONE)
        return "" if name == NONE or told[name] < lead else name

    def _told(self, text: str) -> dict[str, float]:
        """Name → how much better it explains normalised text than the entries' phrases do; of names
        that have enough of it."""
        asked = set(grams(text))
        entries = self._explained(list(map(self._among_entries, asked)), self._total)
        found = {}
        for name, counts in self._counts.items():
            having = [counts[gram] for gram in asked]
            if asked and sum(map(bool, having)) >= KNOWN * len(asked):
                explained = self._explained(having, self._totals[name])
                found[name] = (explained - entries) / math.sqrt(len(asked))
        return found

    def _explained(self, having: Sequence[int], total: int) -> float:
        """Logarithm of the likelihood of grams that so many phrases have."""
        base = math.log(total + self._unseen)
        return sum(math.log(count + PRIOR) - base for count in having)
