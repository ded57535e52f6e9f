"""What must be mended in a case card, and what a person must look at before it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.frontmatter import Fault
from bot.knowledge.cases import Case
from bot.knowledge.checking import anonymity, proof
from bot.knowledge.checking.anonymity import Trace
from bot.knowledge.checking.evidence import Evidence
from bot.knowledge.checking.lines import line_of
from bot.knowledge.checking.structure import citation_faults
from bot.knowledge.library import Library
from bot.knowledge.library.review import outdated_basis
from bot.knowledge.statutes import Texts

DOCUMENT = "证件号"
"""As masking calls the number of a decision, by which a source is named."""


def faults(case: Case, library: Library, evidence: Evidence | None) -> Iterator[Fault]:
    """What must be mended; with `evidence`, figures and articles are held against the texts."""

    def fault(text: str, message: str) -> Fault:
        return Fault(case.path, line_of(case.source, text), message)

    if case.path.parent.name != case.topic:
        yield fault("topic:", f"主题“{case.topic}”和文件夹不一致：改一处")
    if case.decided > case.reviewed:
        yield fault("decided:", f"作出日期 {case.decided} 在复核日期 {case.reviewed} 之后：核对")
    for citation in case.basis:
        yield from citation_faults(citation, case.path, case.source, library)
    for trace in traces(case):
        if trace.is_sure:
            yield fault(trace.words, f"{trace}：能认出当事人，删去或者用“某”代替")
    if evidence:
        yield from _unproven(case, library, evidence)


def hints(case: Case) -> Iterator[Fault]:
    """What only a person can tell."""
    for trace in traces(case):
        if not trace.is_sure:
            line = line_of(case.source, trace.words)
            yield Fault(case.path, line, f"{trace}：能认出当事人的，用“某”代替")


def warnings(case: Case, texts: Texts, library: Library, today: date) -> Iterator[Fault]:
    """What time brought about: such a card isn't shown until somebody has seen to it."""
    if case.withdrawn:
        return
    for citation in outdated_basis(case, texts, library.register):
        message = f"{citation.display}在 {case.reviewed} 之后改了或废止了：已不显示，复核后再用"
        yield Fault(case.path, line_of(case.source, str(citation)), message)
    if case.review_by < today:
        line = line_of(case.source, "review_by:")
        yield Fault(case.path, line, f"{case.review_by} 就该复核了：决定还有效吗")
    if case.withdraw_by:
        line = line_of(case.source, "withdraw_by:")
        yield Fault(case.path, line, f"{case.withdraw_by} 前要撤下或者确认仍有效：{case.doubt}")


def traces(case: Case) -> list[Trace]:
    """What may point to somebody in all that people are shown. A decision's number in the source
    is how a decision is named, and points to nobody."""
    shown = "\n".join([case.title, *case.sections.values()])
    told = [one for one in anonymity.traces(case.published) if one.kind != DOCUMENT]
    return list(dict.fromkeys([*anonymity.traces(shown), *told]))


def _unproven(case: Case, library: Library, evidence: Evidence) -> Iterator[Fault]:
    """What it teaches is claimed by its articles; what happened is told, and may be repeated."""
    told = "\n".join((case.title, case.facts, case.found, case.result))
    claims = proof.Claims(
        case.path, case.source, case.basis, case.figures, (case.lesson,), also=told
    )
    found = proof.doubts(claims, library.register, evidence)
    for citation in found.missing:
        message = f"{citation.display}不在收录的全文里：核对条号"
        yield Fault(case.path, line_of(case.source, str(citation)), message)
    for problem in found.problems:
        yield Fault(case.path, line_of(case.source, "figures:"), f"出处对不上：{problem}")
    for figure in found.figures if not found.unheld else ():
        message = f"释法里的“{figure}”不在所引条文里：改正、补依据，或在“数字的出处”写明出处"
        yield Fault(case.path, line_of(case.source, figure), message)
