"""What is said of laws and their articles, in Markdown: texts, versions, and where to read them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.matching.weights import learned
from bot.answering.pointing import shortened
from bot.knowledge.entries import Entry
from bot.knowledge.library import Library
from bot.knowledge.statutes import Status, Statute, Texts, holdings, standards
from bot.knowledge.statutes.citations import Citation
from bot.text.dates import chinese_date

CITING = 8
"""Entries that are named below a law or an article: what a phone shows without scrolling far."""
TOLD, FIRST = 4, 80
"""So many of them where their first sentences are told, and characters of one."""
ASK_STRAIGHT = "这里也没有按它写的问答；不写法规名，直接问事情也可以，例如“修车质保多久”。"
"""What is said of a law on which nothing here rests, and whose text isn't held."""
EXCERPT = 60
"""Characters of an article that was found by its words."""


class LawWording:
    """The words for one version of the register and the texts."""

    def __init__(self, library: Library, texts: Texts) -> None:
        self._library = library
        self._texts = texts

    def article(self, citation: Citation) -> str:
        """An article: its text where it was imported, else where to read it."""
        statute = self._library.register.statutes[citation.law]
        parts = [f"**《{statute.title}》{citation.article or ''}**"]
        law = self._texts.law(citation.law)
        text = law.articles.get(citation.article) if law and citation.article else None
        if law and citation.article and text:
            above = law.headings.get(citation.article, ())
            told = (
                " · ".join(above),
                text,
                holdings.version_line(statute, law),
                holdings.origin_line(law.origin_of(citation.article)),
            )
            parts += filter(None, told)
        elif law and not citation.article:
            first = Citation(law.short, next(iter(law.articles)))
            parts.append(
                f"这里收录了它的{len(law.articles)}条，可以按条问，例如“{first.display}”。"
            )
        elif citation.article and statute.knows(citation.article) is False:
            last = max(statute.articles).number
            parts.append(f"这部法规没有{citation.article}，它到第{last}条为止，请核对条号。")
        else:
            place = holdings.official(statute)
            lacking = f"收录{citation.article}" if law else "收录它的全文"
            parts.append(f"这里没有{lacking}，请到[{place.name}]({place.url})查看。")
        parts += filter(None, (_register_line(statute), _orders_line(statute)))
        parts += self._rests_on(citation, is_held=bool(text))
        return "\n\n".join(parts)

    def _rests_on(self, citation: Citation, *, is_held: bool) -> Sequence[str]:
        """The entries that rest on an article or a law; of one whose text isn't held, with their
        first sentences, which say what is known of it here. Where none rests on an article, those
        on its law."""
        of_article = citation.article is not None
        citing = self.citing(citation)
        if of_article and not citing and not is_held:
            of_article, citing = False, self.citing(Citation(citation.law))
        if not citing:
            return () if is_held else (ASK_STRAIGHT,)
        heading = "相关问题" if of_article else "大家常问的"
        if of_article and not is_held:
            heading = "按这一条写的、这里有的问答"
        lines = [
            f"{number}. {entry.question}" + (f"\n   {self._first(entry)}" if not is_held else "")
            for number, entry in enumerate(citing if is_held else citing[:TOLD], 1)
        ]
        return (f"**{heading}**\n\n" + "\n".join(lines),)

    def _first(self, entry: Entry) -> str:
        """The first sentence of an entry's answer."""
        answer = self._library.fill(entry.short_answer)
        return shortened(answer.partition("。")[0] + "。", FIRST)

    def citing(self, citation: Citation) -> Sequence[Entry]:
        """The entries that rest on an article; on a law, those that most people want."""
        if citation.article:
            return self._library.by_citation.get(citation, ())[:CITING]
        wanted = learned()["wanted"]
        resting = self._library.by_law.get(citation.law, ())
        return sorted(resting, key=lambda entry: -wanted.get(entry.slug, 0.0))[:CITING]

    def citation(self, citation: Citation) -> str:
        """《道路交通安全法》第九十二条（2004年5月1日起施行，2021年4月29日修正）."""
        statute = self._library.register.statutes.get(citation.law)
        dates = _dates(statute) if statute else ""
        return f"{citation.display}（{dates}）" if dates else citation.display

    def excerpt(self, citation: Citation) -> str:
        """The beginning of an article, on a list."""
        text = (self._texts.article(citation) or "").replace("\n", "")
        return f"- {citation.display}：{text[:EXCERPT]}{'……' if len(text) > EXCERPT else ''}"

    def unheld(self, law: str) -> str:
        """Of a law that isn't registered here: a place's own, most of all."""
        bureau, place = self._library.bureau, holdings.DATABASE
        if standards.IS_STANDARD in law:
            place = holdings.STANDARDS
            return (
                f"这里没有收录{law}，所以不能告诉您它的内容：条文、数值请到[{place.name}]({place.url})"
                "按编号或者名称查。直接问事情也可以，例如“电动车要不要驾照”“货车多长算超限”。"
            )
        return (
            f"这里没有收录《{law}》，所以不能告诉您它的条文；它和名称相近的国家法规不是一回事。\n\n"
            f"原文请到[{place.name}]({place.url})或制定机关网站查看，"
            f"也可以拨打 **{bureau.hotline}**（{bureau.name}，{bureau.called}），"
            "或者不写法规名，直接问事情。"
        )


def _dates(statute: Statute) -> str:
    parts = [f"{chinese_date(statute.effective)}起施行"] if statute.effective else []
    if statute.amended_since:
        parts.append(f"{chinese_date(statute.amended_since)}修正")
    return "，".join(parts)


def _orders_line(statute: Statute) -> str:
    """The decrees that it is called by; "" where none is known."""
    if not statute.orders:
        return ""
    more = "（含修改它的、被它代替的）" if len(statute.orders) > 1 else ""
    return f"常说的令号{more}：{'、'.join(statute.orders)}。"


def _register_line(statute: Statute) -> str:
    states = {
        Status.IN_FORCE: "",
        Status.AMENDED_SINCE: "之后有修改，请以最新文本为准",
        Status.REPEALED: "已废止",
    }
    parts = [statute.level, statute.issuer, _dates(statute), states[statute.status]]
    return "；".join(filter(None, parts)) + "。"
