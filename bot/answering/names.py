"""A message that is a name and nothing else: of an article, a law or a topic."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.answering.answers import Answer
from bot.answering.asks import is_asked
from bot.answering.deciding import Decision
from bot.knowledge.library import Library
from bot.knowledge.statutes import naming, standards
from bot.knowledge.statutes.citations import NUMERAL, Article, Citation, find_article
from bot.knowledge.statutes.orders import Order
from bot.knowledge.statutes.register import Statute
from bot.knowledge.statutes.spoken import Spoken
from bot.text.normalise import same

_TEXT_WANTED = re.compile(
    r"(?:请|麻烦|帮忙|帮我|能不能|可以|发给|给|我|想|要|把|找|查|看看?|下载|打印|发|来|求|"
    r"有没有|有无|哪里|哪些?|什么|有|怎么|在哪|一下|一份|最新|电子|正式|完整|word|pdf|doc|版本?|全文|原文|原件|条文|"
    r"内容|规定|是?(?:哪一?个|哪一?号|第?几号|多少号|啥)令|(?:文号|令号|发文字号)(?:是?多少)?|[1一]?[共总]共?有?(?:多少|几)条|有?(?:多少|几)条|那个|叫什么(?:名字)?|讲一?讲|说一?说|介绍|解释|全称|打开|文件|文本|文档|附件|链接|网址|讲什么|说什么|的|里|吗|呢|啊|行不行|行不|[《》\s，,。？?！!“”\"'])*+",
    re.IGNORECASE,
)
"""What is said around the name of a law whose text is wanted: 把网约车办法原文发我，我要打印."""
YEARS = 1900
"""From here on a bare number is rather a year, where the law's articles aren't all known."""
CASE = 60
"""Characters beyond which a message tells a case: it cites an article to say who is right, and asks
for more than its text."""
_SAME_LAW = re.compile(
    r"(?:那么?|还有|再看|看看?|和|及|以及)?第?[^条]{1,9}条(?:之.)?"
    r"(?:呢|吗|是什么|怎么(?:说|写|规定)的?|[说讲写]的?是?什么|的?(?:原文|内容|规定))?[？?。！!]*"
)
"""An article, and nothing else: 那第九十一条呢."""
_AROUND = " 　《》？?。！!“”\"'"
_BARE = re.compile(
    rf"(?P<name>.+?)[》\s·.,，、的第-]*(?P<number>{NUMERAL})(?:(?:之|-)(?P<sub>{NUMERAL}))?"
    rf"\s*(?:第?{NUMERAL}款)?\s*(?:第?[(（]?{NUMERAL}[)）]?项)?"
    r"(?:是什么|是啥|[讲说]的?(?:是)?(?:什么|啥)|的?(?:内容|原文|规定))?"
)
"""A law's name and a number, and nothing else: 民法典1191."""
_NUMERAL = re.compile(NUMERAL)
_BETWEEN = "》 \t　·.,，、的第-"
_UNIT = re.compile(
    r"[0-9.%％几多余条年月日号元块万千百亩米公里吨斤个人次岁天小时分度座轴辆位名种版款项令-]"
)
"""What follows a figure that is no article's number: 道路运输条例2019年."""
ABOUT = 20
"""Characters that tell what an article is about, told by its number: 民法典1217 好意同乘."""
BESIDE_ORDER = 8
"""Characters that stand beside a decree's number where it is all that is asked for."""
SHORTEST_TITLE = 7
"""Characters of a piece of a sentence that may be a law's title."""
PIECE = 2
"""Characters of a title that tell which of several laws of a number is meant."""
_WHICH = re.compile(
    rf"第?(?P<tens>{NUMERAL})?几条|哪一?条|那一?条|哪个条款|"
    r"里(?:面|头|边)?.{0,16}(?:怎么|咋|如何|是怎样|有没有|有无)(?:规定|讲|说|写)"
)
"""What asks which article of a law says something: 记分办法第几条管压实线, 快递条例第二十几条,
道路运输条例里有没有写休息."""
_GIVE_ME = re.compile(
    r"全文|原文|电子版|(?:给|让|想|要)我?看|发给?我|发一?份|[查找]一?下|[哪那]里?(?:有|能看|查得|能查|能找)|下载"
)
"""What asks for a law's text in a sentence that says more: 单位要学快递条例的规定，原文发我一份."""
_TITLE = re.compile(r"[\u4e00-\u9fff]{4,24}?(?:条例|办法|规定|细则|规则|规程)")
TENS = 10
"""Articles that 二十几条 may be."""
ASKED_OF = 24
"""Characters of a message that names a law and asks something of it that nothing else answers."""


class Names:
    """Of one version of the library."""

    def __init__(self, library: Library) -> None:
        self._register = library.register
        self._spoken = Spoken(
            library.register, library.lexicon.around_laws, library.facets.names_ours
        )
        self._topics = {same(topic): topic for topic in library.topics}

    def answer(self, question: str) -> Answer | None:
        """The article, law or topic that is named, also a law that isn't registered; None where the
        question says more."""
        question = naming.plain(question)
        if len(question) > CASE:
            return None
        if citation := self._register.find_citation(question):
            return Answer(Decision.ARTICLE, 1.0, citation=citation)
        name = question.strip(_AROUND)
        if citation := self._bare(name):
            return Answer(Decision.ARTICLE, 1.0, citation=citation)
        if answer := self._of_order(question) or self._of_unknown_order(question):
            return answer
        wanted = self._register.find_alone(question, _TEXT_WANTED)
        if statute := self._register.find(name) or wanted:
            return Answer(Decision.ARTICLE, 1.0, citation=Citation(statute.short))
        unknown = self._register.find_unknown(question)
        if citation := self._clipped(question, unknown):
            return Answer(Decision.ARTICLE, 1.0, citation=citation)
        is_wanted = unknown and _TEXT_WANTED.fullmatch(question.replace(unknown, "", 1))
        if is_wanted or (unknown and find_article(question)):
            return Answer(Decision.UNKNOWN, 1.0, unheld=unknown)
        if topic := self._topics.get(same(name), ""):
            return Answer(Decision.INTENT, 1.0, topic=topic)
        return self._as_spoken(question) or self._given(question)

    def _given(self, question: str) -> Answer | None:
        """The law of which a sentence has most of the title, where its text is asked for."""
        if not _GIVE_ME.search(question):
            return None
        for title in _TITLE.findall(question):
            pieces = (title[start:] for start in range(len(title) - SHORTEST_TITLE + 1))
            if meant := next(filter(None, map(self._spoken.meant, pieces)), ()):
                return _of_laws(meant, None)
        return None

    def _as_spoken(self, question: str) -> Answer | None:
        """The law, or the article of it, that is called as people talk; others of that name are
        named beside it. Of a place's own law there is no text."""
        if law := self._spoken.of_a_place(question):
            return Answer(Decision.UNKNOWN, 1.0, unheld=law)
        meant = self._spoken.meant(question)
        return _of_laws(meant, find_article(question)) if meant else None

    def which_article(self, question: str, cited: Iterable[Citation]) -> Answer | None:
        """The article of a named law that says what is asked, by what the likeliest entries rest
        on; None where no article is looked for."""
        question = naming.plain(question)
        wanted = _WHICH.search(question) if len(question) <= CASE else None
        if wanted is None:
            return None
        law = self._register.find_law(question) or next(iter(self._ordered(question)), None)
        if law is None:
            return None
        tens = Article.parse(f"第{wanted['tens']}条").number if wanted["tens"] else 0
        rested_on = (one for one in cited if one.law == law.short)
        citation = next((one for one in rested_on if _is_among(one.article, tens)), None)
        if citation is None:
            return Answer(Decision.ARTICLE, 1.0, citation=Citation(law.short))
        return Answer(Decision.ARTICLE, 1.0, citation=citation, is_guess=True)

    def mentioned(self, question: str) -> Answer | None:
        """The law that a short message names, of which nothing else answers what is asked."""
        question = naming.plain(question)
        if len(question) > ASKED_OF:
            return None
        if found := self._register.find_law(question):
            return Answer(Decision.ARTICLE, 1.0, citation=Citation(found.short))
        name = self._spoken.unregistered(question)
        is_a_name = bool(name) and not is_asked(name)
        return Answer(Decision.UNKNOWN, 1.0, unheld=name) if is_a_name else None

    def standard(self, question: str) -> str:
        """The national standard that a message names, and asks nothing else; "" for none."""
        is_a_name = len(question) <= ASKED_OF and not is_asked(self._spoken.bare(question))
        return standards.named(naming.plain(question)) if is_a_name else ""

    def _of_order(self, question: str) -> Answer | None:
        """The law, or the article of it, that is called by the number of its decree."""
        order = Order.find(question)
        laws = self._ordered(question) if order else ()
        if order is None or not laws or _WHICH.search(question):
            return None
        cited = find_article(question.replace(order.words, " "))
        beside = self._spoken.bare(question.replace(order.words, ""))
        named = self._register.find_law(question)
        told = next((one for one in named.names if one in beside), "") if named else ""
        if cited is None and (len(beside) - len(told) > BESIDE_ORDER or is_asked(beside)):
            return None
        return _of_laws(tuple(dict.fromkeys([*filter(None, [named]), *laws])), cited)

    def _of_unknown_order(self, question: str) -> Answer | None:
        """The law that stands beside the number of a decree that isn't known as one of its: its
        number may be new; without a law, that there is none here of that number."""
        order = Order.find(question)
        if order is None or not order.issuer or self._register.of_order(order):
            return None
        beside = question.replace(order.words, " ")
        name = self._spoken.bare(beside)
        if is_asked(name):
            return None
        if law := self._register.find_law(beside) or next(iter(self._spoken.meant(beside)), None):
            is_all = len(name) - len(law.title) <= BESIDE_ORDER
            return Answer(Decision.ARTICLE, 1.0, citation=Citation(law.short)) if is_all else None
        if self._spoken.unregistered(beside):
            return Answer(Decision.UNKNOWN, 1.0, unheld=name)
        return Answer(Decision.UNKNOWN, 1.0, unheld=order.words) if len(name) <= PIECE else None

    def _ordered(self, question: str) -> tuple[Statute, ...]:
        """The laws of the decree that is named; where words of one's title stand beside its number,
        that alone: 超限的62号令."""
        order = Order.find(question)
        laws = self._register.of_order(order) if order else ()
        if order is None or len(laws) <= 1:
            return laws
        beside = self._spoken.bare(question.replace(order.words, ""))
        pieces = {beside[place : place + PIECE] for place in range(len(beside) - 1)}
        named = [law for law in laws if any(one in law.title for one in pieces)]
        return tuple(named) or laws

    def _bare(self, told: str) -> Citation | None:
        """The article of which only the number is told; a year is none."""
        found = _BARE.fullmatch(told)
        law = self._register.find(found["name"]) if found else None
        if law is None or found is None:
            return self._bare_about(told)
        sub = f"之{found['sub']}" if found["sub"] else ""
        cited = find_article(f"第{found['number']}条{sub}")
        if cited is None or law.knows(cited[0]) is False or cited[0].number >= YEARS:
            return None
        return Citation(law.short, cited[0])

    def _bare_about(self, told: str) -> Citation | None:
        """The article of which only the number is told, and what it is about; the law must have
        it, and no unit follow."""
        for number in _NUMERAL.finditer(told):
            law = self._register.find(told[: number.start()].rstrip(_BETWEEN))
            about = told[number.end() :]
            if law is None:
                continue
            cited = find_article(f"第{number[0]}条")
            is_number = cited is not None and law.knows(cited[0]) and cited[0].number < YEARS
            if cited is None or not is_number or _UNIT.match(about) or len(about) > ABOUT:
                return None
            return Citation(law.short, cited[0])
        return None

    def _clipped(self, question: str, name: str) -> Citation | None:
        """The article of a law by the end of its name, where one alone ends so."""
        law = self._register.find_clipped(name)
        return self._register.find_citation(question.replace(name, law.short, 1)) if law else None

    def next_article(self, question: str, before: str) -> Answer | None:
        """第九十一条 after an article or a law was asked for: that law's."""
        question = naming.plain(question).strip()
        found = find_article(question) if _SAME_LAW.fullmatch(question) else None
        if found is None:
            return None
        prior = self.answer(before)
        if prior is None or prior.citation is None:
            return None
        return self.answer(f"《{prior.citation.law}》{found[0]}")

    def unheld(self, question: str) -> str:
        """The law that a message cites with an article and that isn't registered, "" for none."""
        question = naming.plain(question)
        return self._register.find_unknown(question) if find_article(question) else ""


def _of_laws(meant: Sequence[Statute], cited: tuple[Article, int, int] | None) -> Answer:
    """The first of them, or the cited article where it may have that; the others are named beside
    it."""
    law, *others = meant
    article = cited[0] if cited and law.knows(cited[0]) is not False else None
    alike = tuple(other.short for other in others)
    return Answer(Decision.ARTICLE, 1.0, citation=Citation(law.short, article), alike=alike)


def _is_among(article: Article | None, tens: int) -> bool:
    """Whether it is one of so many tens, 0 for any."""
    return article is not None and (not tens or tens <= article.number < tens + TENS)
