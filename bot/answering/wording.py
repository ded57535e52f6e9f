"""What an answer says, in Markdown: the same words on every channel and in the batch form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from bot.answering import unsaid
from bot.answering.answers import Answer, Choice, Complaint
from bot.answering.deciding import Decision
from bot.answering.law_wording import LawWording
from bot.answering.parts import ASK_AT
from bot.answering.pointing import lifted, shortened
from bot.answering.sum_wording import worked_out
from bot.calculators.hearing import Sum
from bot.calculators.local import LocalFigures
from bot.knowledge.entries import Entry
from bot.knowledge.intents import Local
from bot.knowledge.library import Casebook, Library
from bot.knowledge.library.review import is_overdue, outdated_basis
from bot.knowledge.statutes import Texts
from bot.knowledge.statutes.citations import Citation
from bot.messages import Card, Extent, Layout, Reckoned
from bot.text.dates import chinese_date
from bot.text.literal import literal

QUOTED = 40
"""Characters of the question before that its asker is reminded of."""
CLARIFY = "要看是哪一种情况，请选一个："
WHOLE = "看全：{}"
"""What the button says that opens an entry of which the beginning is shown."""
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
        self.laws = LawWording(library, texts)

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
        reckoned = _reckoned(told) if told else None
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
        with, what a message is that no entry is for, a local matter, a sum, whom to call, and that
        nothing is handed in yet."""
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
            worked_out(answer.sum, self._figures) if answer.sum else "",
            _whom_to_call(answer.complaint) if answer.complaint else "",
            self._library.fill(answer.filing.says) if answer.filing else "",
        )

    def _decided(self, answer: Answer) -> str:
        if answer.parts:
            return self.several(answer.parts)
        match answer.decision:
            case Decision.ANSWER if answer.entry:
                return self._answered(answer, answer.entry)
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

    def _answered(self, answer: Answer, entry: Entry) -> str:
        if answer.is_short:
            return f"**{entry.question}**\n\n{self._short(entry, '', ())}"
        return self.entry(entry, answer.point)

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
        basis = "\n".join(f"- {self.laws.citation(citation)}" for citation in entry.basis)
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
        basis = "\n".join(f"- {self.laws.citation(citation)}" for citation in case.basis)
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
            return "\n\n".join([self.laws.unheld(answer.unheld), *near])
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
        found = [self.laws.excerpt(hit.citation) for hit in answer.articles]
        if found:
            parts.append("**可能相关的条文**（按字面找到的，不是答案）\n\n" + "\n".join(found))
        return "\n\n".join(parts)

    def _office(self, answer: Answer) -> list[str]:
        """Whose matter it seems to be, where that is known."""
        if answer.office is None or answer.complaint:
            return []
        call = self._library.fill(answer.office.call)
        return [f"看起来是**{answer.office.name}**管的事，可以问：**{call}**。"]

    def _named(self, answer: Answer, citation: Citation) -> str:
        """The law or article that was asked for, with how surely, and what else is called so."""
        parts = [GUESSED] if answer.is_guess else []
        parts.append(self.laws.article(citation))
        if answer.alike:
            others = "".join(f"《{law}》" for law in answer.alike)
            parts.append(ALIKE.format(others))
        return "\n\n".join(parts)


def _reckoned(told: Sum) -> Reckoned:
    return Reckoned(told.calculator.name, told.said, told.unsure, told.unused, told.rough)


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
        return (_card(answer, Extent.BRIEF if answer.is_short else Extent.WHOLE), *beside)
    if answer.decision is Decision.SUGGEST:
        return (*([_card(answer, Extent.BRIEF)] if answer.is_open else []), *beside)
    return ()


def _card(answer: Answer, extent: Extent = Extent.WHOLE) -> Card:
    slug = answer.entry.slug if answer.entry else ""
    return Card(slug, answer.point, answer.near, extent)
