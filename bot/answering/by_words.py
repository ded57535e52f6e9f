"""What the words of a message decide alone: what it is that no entry is for, and a word on the bot
beside a question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.answering.answers import Answer
from bot.answering.asks import asks
from bot.answering.deciding import decide
from bot.answering.intents import BYE, THANKS, Intents
from bot.answering.matching.matcher import Matcher
from bot.answering.parts import ASK_AT, LEAST_ASKS, LONGEST
from bot.calculators.hearing import Sum
from bot.knowledge.intents import Intent
from bot.knowledge.library import Library


class ByWords:
    """Of one version of the library; `explained` answers a question of its own."""

    def __init__(
        self,
        library: Library,
        matcher: Matcher,
        intents: Intents,
        explained: Callable[[str], Answer],
    ) -> None:
        self._turns = library.facets.turns
        self._matcher = matcher
        self._intents = intents
        self._explained = explained

    def said(self, question: str, told: Sum | None, before: str = "") -> Intent | None:
        """What the message is that no entry is for; first of all what a clause tells whatever the
        rest is about. A goodbye after that is none."""
        intent = self._intents.said(question)
        if intent and intent.name == BYE and before:
            then = self.said(before, None)
            intent = then if then and then.is_anywhere else intent
        if intent is None or not intent.is_anywhere:
            intent = self._intents.in_a_clause(question) or intent
        if intent is None and self._turns.is_thanks(question):
            intent = self._intents.named(THANKS)  # 嗯嗯知道了, of two such words
        return unless_a_sum(told, intent)

    def besides(self, question: str, intent: Intent | None) -> Answer | None:
        """A word on the bot itself above the answer to what else is asked: 周末开门吗？另外快递丢了
        怎么赔. `intent` is what the whole message is; danger comes first."""
        told = asks(question) if len(question) <= LONGEST else []
        if len(told) != LEAST_ASKS or (intent and intent.before):
            return None
        for one, other in (told, told[::-1]):
            intent = self._intents.said(one)
            if intent is None or intent.before:
                continue
            if decide(self._matcher.rank(one)).sure < ASK_AT:  # else it is a question for an entry
                answer = self._explained(other)
                if answer.entry and answer.confidence >= ASK_AT and not answer.intent:
                    return replace(answer, intent=intent)
        return None


def unless_a_sum(told: Sum | None, intent: Intent | None) -> Intent | None:
    """Who gives the figures of a sum wants it worked out; but danger comes first."""
    return intent if intent is None or told is None or intent.before else None
