"""A message that is a name and nothing else: of an article, a law or a topic."""

from __future__ import annotations

import re

from bot.answering.answers import Answer
from bot.answering.deciding import Decision
from bot.knowledge.library import Library
from bot.knowledge.statutes.citations import Citation, find_article
from bot.text.normalise import same

_LAW_TAIL = re.compile(
    r"》?\s*的?(?:有没有|有无|哪里有|哪有|给我|想看|怎么看|看看?|下载)?\s*"
    r"(?:全文|原文|条文|内容|规定|讲什么|说什么|在哪看|下载)+$"
)
_AROUND = " 　《》？?。！!“”\"'"


class Names:
    """Of one version of the library."""

    def __init__(self, library: Library) -> None:
        self._register = library.register
        self._topics = {same(topic): topic for topic in library.topics}

    def answer(self, question: str) -> Answer | None:
        """The article, law or topic that is named, also a law that isn't registered; None where the
        question says more."""
        if citation := self._register.find_citation(question):
            return Answer(Decision.ARTICLE, 1.0, citation=citation)
        name = question.strip(_AROUND)
        alone = _LAW_TAIL.sub("", name)
        if statute := self._register.find(name) or self._register.find(alone):
            return Answer(Decision.ARTICLE, 1.0, citation=Citation(statute.short))
        unknown = self._register.find_unknown(question)
        if unknown and (alone.endswith(unknown) or find_article(question)):
            return Answer(Decision.UNKNOWN, 1.0, unheld=unknown)
        if topic := self._topics.get(same(name), ""):
            return Answer(Decision.INTENT, 1.0, topic=topic)
        return None
