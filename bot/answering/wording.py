"""What an answer says, in Markdown: the same words on every channel and in the batch form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from bot.answering import unsaid
from bot.answering.answers import Answer, Choice, Complaint
from bot.answering.deciding import Decision
from bot.answering.matching.weights import learned
from bot.answering.parts import ASK_AT
from bot.answering.pointing import lifted, shortened
from bot.calculators.calculator import NO_DECISION, Result
from bot.calculators.hearing import Branch, Sum, shared, shared_ending
from bot.calculators.local import LocalFigures
from bot.knowledge.entries import Entry
from bot.knowledge.intents import Local
from bot.knowledge.library import Casebook, Library
from bot.knowledge.library.review import is_overdue, outdated_basis
from bot.knowledge.statutes import Status, Statute, Texts, holdings, standards
from bot.knowledge.statutes.citations import Citation
from bot.messages import Card, Extent, Layout, Reckoned
from bot.text.dates import chinese_date as chinese_date
from bot.text.literal import literal

QUOTED = 40
"""Characters of the question before that its asker is reminded of."""
CLARIFY = "要看是哪一种情况，请选一个："
WHOLE = "看全：{}"
"""What the button says that opens an entry of which the beginning is shown."""
CITING = 8
"""Entries that are named below a law or an article: what a phone shows without scrolling far."""
_ENDS = ("。", "？", "！", "?", "!", "…")
LIKELY, PERHAPS = "您问的很可能是", "您问的可能是"
"""What opens a list whose first entry is very likely meant, and one where it is likelier than not.
A list that is less sure of it asks."""
NATIONAL = "国家层面的规定，可以看："
"""What opens the entries below a matter that the place decides."""
OTHERS = "和车、路、船、快递无关的事，打 **12345**"
NEAR = "也许和这些有关："
"""What opens the entries that come nearest where nothing is known."""
MEANT = "您是不是想问："
GUESSED = "说这件事的最可能是这一条："
"""What stands above an article that was asked for by what it says."""
ALIKE = "也可能是{}，要看哪部，把它的名字发给我。"
"""What is said of other laws that are called alike."""
STEPS = 3
"""So many of an entry's steps are shown with its short answer."""
POINTS = ("一次记", "同时一次记", "记分办法没有给", "记分要看", "总质量")
"""How the sentence of a result begins that tells the points."""
_NUMBERS = "一二三"
_COUNTS = {2: "两", 3: "三"}


class Wording:
    """The words for one version of the library and the texts."""

    def __init__(
        self,
        library: Library,
        texts: Texts,
        today: Callable[[], date] | None = None,
        figures: LocalFigures | None = None,
    ) -> None:
        """`today` tells which entries are overdue for review, and which cases should have been
        withdrawn; without it none is. `figures` are the bureau's own, which sums are made with."""
        self._library = library
        self._texts = texts
        self._today = today
        self._figures = figures or LocalFigures()

    def answer(self, answer: Answer) -> str:
        """All that is said: how it was understood, what is urgent, then the answer itself."""
        alarm, opening = self.alarm(answer), self.opening(answer)
        return "\n\n".join(filter(None, (*opening[:1], alarm, *opening[1:], self._decided(answer))))

    def layout(self, answer: Answer) -> Layout:
        """The same in parts."""
        cards = _cards(answer)
        opening = [part for part in self.opening(replace(answer, sum=None, local=None)) if part]
        if answer.parts:
            opening.append(_several(answer.parts))
        elif answer.decision is Decision.SUGGEST and not answer.is_open and cards:
            opening += [*self._office(answer), MEANT]
        elif answer.decision is Decision.SUGGEST and cards:
            more = f"（下面还有{len(cards) - 1}条也可能是）" if len(cards) > 1 else ""
            opening.append(f"{_nearness(answer)}{more}：")
        elif not cards:
            opening.append(self._decided(answer))
        told = answer.sum
        reckoned = Reckoned(told.calculator.name, told.said, told.unsure) if told else None
        local = self.local(answer.local) if answer.local else ""
        before = "\n\n".join(filter(None, opening))
        return Layout(self.alarm(answer), before, cards, reckoned, local)

    def alarm(self, answer: Answer) -> str:
        """What is urgent; "" where nothing is."""
        intent = answer.intent
        urgent = intent.says if intent and intent.before else answer.gently
        return self._library.fill(urgent)

    def opening(self, answer: Answer) -> tuple[str, ...]:
        """What stands before the answer, each "" where there is none: the question that it was read
        with, what a message is that no entry is for, a local matter, a sum, whom to call."""
        before = f"按上一个问题理解：{literal(shortened(answer.before, QUOTED))}"
        if answer.is_unsaid:
            before += "" if before.endswith(_ENDS) else "。"
            before += unsaid.of_what_comes_next(self._library, answer.entry)
        heard = f"您打的是拼音，这样读的：{literal(shortened(answer.heard, QUOTED))}"
        intent = answer.intent
        left_open = unsaid.of_an_ask(answer.left_open) if answer.left_open else ""
        read = (heard if answer.heard else "", before if answer.before else "", left_open)
        return (
            "\n\n".join(filter(None, read)),
            self._library.fill(intent.says) if intent and not intent.before else "",
            self.local(answer.local) if answer.local else "",
            self.sum(answer.sum) if answer.sum else "",
            _whom_to_call(answer.complaint) if answer.complaint else "",
        )

    def _decided(self, answer: Answer) -> str:
        if answer.parts:
            return self.several(answer.parts)
        match answer.decision:
            case Decision.ANSWER if answer.entry:
                return self.entry(answer.entry, answer.point)
            case Decision.CLARIFY if answer.sum:
                return self.choice(answer.choices, "相关的规定：")
            case Decision.CLARIFY:
                return self.clarify(answer.choices)
            case Decision.SUGGEST:
                return self.offer(answer)
            case Decision.ARTICLE if answer.citation:
                return self._named(answer, answer.citation)
            case Decision.INTENT if answer.topic:
                return f"**{answer.topic}**：请选一个问题。"
            case Decision.INTENT if answer.choices:
                return self.choice(answer.choices, NATIONAL if answer.local else NEAR)
            case Decision.INTENT:
                return ""
        return self.unknown(answer)

    def entry(self, entry: Entry, point: str = "") -> str:
        """The question, the point asked, the short answer, its basis, its date, and who to ask."""
        bureau = self._library.bureau
        parts = [f"**{entry.question}**"]
        answer = self._library.answer_text(entry)
        if point:
            told, answer = lifted(answer, self._library.fill(point))
            parts.append(f"**您问的这一点**：{told}")
        if outdated_basis(entry, self._texts, self._library.register):
            parts.append("**注意：本条依据已修订，正在复核，请先拨打热线核实。**")
        elif self._today and is_overdue(entry, self._today()):
            until = chinese_date(entry.review_by)
            parts.append(f"**注意：本条已过复核期限（{until}），正在复核，请先拨打热线核实。**")
        parts.append(answer)
        if entry.note:
            parts.append(f"**说明**：{entry.note}")
        basis = "\n".join(f"- {self.citation(citation)}" for citation in entry.basis)
        parts.append(f"**法律依据**\n\n{basis}")
        if cases := self._cases(entry):
            parts.append(f"**同一条文的案例**\n\n{cases}")
        parts.append(
            f"最近核对：{chinese_date(entry.reviewed)}。仅供参考，具体以主管机关的认定为准；"
            f"咨询{bureau.name}：{bureau.hotline}。"
        )
        return "\n\n".join(parts)

    def case(self, slug: str) -> str:
        """A case card as a whole; a word in its place where it isn't shown."""
        case = self._library.cases.get(slug)
        if case is None or self._book().why_not(case):
            return "这个案例现在不公开，您可以直接提问。"
        parts = [f"**{case.title}**"]
        parts += [f"**{heading}**\n\n{words}" for heading, words in case.sections.items()]
        basis = "\n".join(f"- {self.citation(citation)}" for citation in case.basis)
        parts.append(f"**法律依据**\n\n{basis}")
        parts.append(
            f"来源：{case.rank}，{case.published}，{chinese_date(case.decided)}。"
            "案情不同，处理也会不同，具体以主管机关的认定为准。"
        )
        return "\n\n".join(parts)

    def _cases(self, entry: Entry) -> str:
        """What was decided in cases on the same article."""
        found = self._book().beside(entry.basis)
        return "\n".join(f"- {case.title}：{case.outcome}" for case in found)

    def _book(self) -> Casebook:
        return Casebook(self._library, self._texts, self._today() if self._today else date.min)

    def sum(self, told: Sum) -> str:
        """What comes out of the figures of a question; for each choice where that is lacking; or
        what is lacking still."""
        figures = "；".join(told.told)
        if found := outcome(told, self._figures):
            result = told.result(self._figures)
            basis = "、".join(citation.display for citation in result.basis) if result else ""
            ending = f"依据：{basis}。{NO_DECISION}" if basis else NO_DECISION
            return f"**按您说的数算**（{figures}）：{found}\n\n{ending}"
        asked = told.lacking
        lacking = f"还差“{asked.label}”" if asked else "有的数对不上"
        return (
            f"**{told.calculator.title}可以按您说的数算**（{figures}）：{lacking}，"
            "按下面的按钮接着填。"
        )

    def offer(self, answer: Answer) -> str:
        """A list; one that is sure enough of its first entry opens with that entry's short answer
        and steps, so that who is served by it needs no tap."""
        if not answer.is_open or answer.entry is None:
            return "\n\n".join(
                [*self._office(answer), self.choice(answer.beside or answer.choices)]
            )
        whole = f"1. **{WHOLE.format(answer.entry.question)}**"
        listed = [whole, *self._listed(answer.beside, 2)]
        return "\n\n".join(
            [
                f"{_nearness(answer)}：**{answer.entry.question}**",
                self._short(answer.entry, answer.point, answer.near),
                "接着可以选：\n\n" + "\n".join(listed),
            ]
        )

    def choice(self, choices: Iterable[Choice], opening: str = MEANT) -> str:
        """Each title with the sentence of it that comes nearest."""
        return f"{opening}\n\n" + "\n".join(self._listed(choices, 1))

    def _listed(self, choices: Iterable[Choice], start: int) -> list[str]:
        return [f"{number}. {self._beginning(one)}" for number, one in enumerate(choices, start)]

    def _beginning(self, one: Choice) -> str:
        """Its title, the sentence of it that comes nearest, and passages that do."""
        near = (f"- {passage}" for passage in one.near)
        lines = (f"**{one.entry.question}**", one.line, *near)
        return self._library.fill("\n   ".join(lines))

    def _short(self, entry: Entry, point: str, near: Sequence[str]) -> str:
        """The short answer, the point asked, what comes near, the first steps, and what it rests
        on."""
        parts = [entry.short_answer]
        if point and point not in entry.steps[:STEPS]:  # those follow at once
            parts.append(f"**您问的这一点**：{point}")
        if near:
            parts.append("\n".join(f"- {one}" for one in near))
        if entry.steps:
            numbered = (f"{number}. {step}" for number, step in enumerate(entry.steps[:STEPS], 1))
            parts.append("**怎么办**\n\n" + "\n".join(numbered))
        parts.append("依据：" + "、".join(one.display for one in entry.basis[:2]))
        return self._library.fill("\n\n".join(parts))

    def clarify(self, choices: Iterable[Choice]) -> str:
        """Asks back which is meant, with what each comes to."""
        return self.choice(choices, CLARIFY)

    def several(self, parts: Sequence[Answer]) -> str:
        """A short answer to each of the matters of a message."""
        told = [_several(parts)]
        for number, part in zip(_NUMBERS, parts, strict=False):
            if part.entry:
                near = "" if part.confidence >= ASK_AT else "最接近的是："
                told.append(f"**{number}、{near}{part.entry.question}**")
                told.append(self._short(part.entry, part.point, part.near))
        return "\n\n".join(told)

    def local(self, local: Local) -> str:
        """What the bureau says to a local matter; who decides it where it says nothing."""
        if local.body:
            return f"**{local.title}**\n\n{self._library.fill(local.body)}"
        return (
            f"**{local.title}**是各地自己定的，由{local.decides}决定，这里还没有收录本地的内容。"
            f"请问：**{self._library.fill(local.call)}**。"
        )

    def unknown(self, answer: Answer) -> str:
        bureau = self._library.bureau
        if answer.unheld:
            near = [self.choice(answer.choices, NEAR)] if answer.choices else []
            return "\n\n".join([self.unheld(answer.unheld), *near])
        if answer.revised:
            return (
                f"“{answer.revised.question}”这一条**正在修订**，现在没有可以告诉您的答案。\n\n"
                f"请先拨打 **{bureau.hotline}**（{bureau.name}，{bureau.called}）。"
            )
        ours = f"**{bureau.hotline}**（{bureau.name}，{bureau.called}）"
        parts = ["这个问题我答不上来，不敢乱说。"]
        if answer.office and bureau.hotline in self._library.fill(answer.office.call):
            whose = f"看起来是**{answer.office.name}**管的事"
            parts.append(f"{whose}，可以拨打 {ours}，也可以换个说法再问一次。")
        else:
            parts += self._office(answer)
            parts.append(f"您也可以换个说法再问一次，或者拨打 {ours}；{OTHERS}。")
        if answer.choices:
            parts.append(self.choice(answer.choices, NEAR))
        found = [self._excerpt(hit.citation) for hit in answer.articles]
        if found:
            parts.append("**可能相关的条文**（按字面找到的，不是答案）\n\n" + "\n".join(found))
        return "\n\n".join(parts)

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

    def _office(self, answer: Answer) -> list[str]:
        """Whose matter it seems to be, where that is known."""
        if answer.office is None or answer.complaint:
            return []
        call = self._library.fill(answer.office.call)
        return [f"看起来是**{answer.office.name}**管的事，可以问：**{call}**。"]

    def _named(self, answer: Answer, citation: Citation) -> str:
        """The law or article that was asked for, with how surely, and what else is called so."""
        parts = [GUESSED] if answer.is_guess else []
        parts.append(self.article(citation))
        if answer.alike:
            others = "".join(f"《{law}》" for law in answer.alike)
            parts.append(ALIKE.format(others))
        return "\n\n".join(parts)

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
        parts.append(_register_line(statute))
        if citing := self.citing(citation):
            lines = [f"{number}. {entry.question}" for number, entry in enumerate(citing, 1)]
            heading = "相关问题" if citation.article else "大家常问的"
            parts.append(f"**{heading}**\n\n" + "\n".join(lines))
        return "\n\n".join(parts)

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

    def _excerpt(self, citation: Citation) -> str:
        text = (self._texts.article(citation) or "").replace("\n", "")
        return f"- {citation.display}：{text[:60]}{'……' if len(text) > 60 else ''}"


def outcome(told: Sum, figures: LocalFigures) -> str:
    """What a sum comes to, in Markdown, with what was taken for granted; where but a choice is
    lacking, what each comes to; "" where more is."""
    result = told.result(figures)
    found = _summed_up(result) if result else _side_by_side(told.branches(figures))
    return "\n\n".join(filter(None, (found, _granted(told) if found else "")))


def _summed_up(result: Result) -> str:
    """What comes out in a sentence, with the points where those come after it, and the heads of a
    claim."""
    first, *others = result.sentences
    points = [one for one in others if one.startswith(POINTS)][:1]
    heads = [one for one in others if one.startswith("- ")]
    return "\n".join(["".join([first, *points]), *([""] if heads else []), *heads])


def _granted(told: Sum) -> str:
    """What nobody said, in a sentence; "" where nothing was taken so."""
    taken = "；".join(told.granted)
    return f"没说到的先这样算：{taken}。不一样的，请改了再算。" if taken else ""


def _side_by_side(branches: Sequence[Branch]) -> str:
    """One line for each choice that nobody said; "" where there is none."""
    common, ending = shared(branches), shared_ending(branches)
    lines = [
        f"- **{'、'.join(one.choices)}**：{one.comes_to.removeprefix(common).removesuffix(ending)}"
        for one in branches
    ]
    last = ["", ending] if ending else []
    return "\n".join([common, "", *lines, *last]) if lines else ""


def _whom_to_call(complaint: Complaint) -> str:
    calls = "、".join(f"**{call}**（{who}）" for call, who in complaint.calls)
    return f"**找谁**：打 {calls}。**先记下**：{complaint.notes}。"


def _nearness(answer: Answer) -> str:
    return LIKELY if answer.is_likely else PERHAPS


def _several(parts: Sequence[Answer]) -> str:
    return f"您说了{_COUNTS[len(parts)]}件事，分开说："


def _cards(answer: Answer) -> tuple[Card, ...]:
    """The entries that the answer shows, whole or by their beginnings."""
    if answer.parts:
        return tuple(_card(one, Extent.BRIEF) for one in answer.parts if one.entry)
    if answer.entry is None:
        return ()
    beside = (Card(one.entry.slug, near=one.near, extent=Extent.BESIDE) for one in answer.beside)
    if answer.decision is Decision.ANSWER:
        return (_card(answer), *beside)
    if answer.decision is Decision.SUGGEST:
        return (*([_card(answer, Extent.BRIEF)] if answer.is_open else []), *beside)
    return ()


def _card(answer: Answer, extent: Extent = Extent.WHOLE) -> Card:
    slug = answer.entry.slug if answer.entry else ""
    return Card(slug, answer.point, answer.near, extent)


def _dates(statute: Statute) -> str:
    parts = [f"{chinese_date(statute.effective)}起施行"] if statute.effective else []
    if statute.amended_since:
        parts.append(f"{chinese_date(statute.amended_since)}修正")
    return "，".join(parts)


def _register_line(statute: Statute) -> str:
    states = {
        Status.IN_FORCE: "",
        Status.AMENDED_SINCE: "之后有修改，请以最新文本为准",
        Status.REPEALED: "已废止",
    }
    parts = [statute.level, statute.issuer, _dates(statute), states[statute.status]]
    return "；".join(filter(None, parts)) + "。"
