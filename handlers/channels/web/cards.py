"""An answer as a card: whose matter it is, the short answer, its basis, what to do, and the rest
folded; and a sum as one: the figures told, and what they come to."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from bot.answering.editions import Edition
from bot.answering.sum_wording import asides, outcome
from bot.answering.wording import STEPS
from bot.calculators import CALCULATORS
from bot.calculators.calculator import NO_DECISION, Calculator
from bot.calculators.hearing import Sum
from bot.knowledge import entries, offices
from bot.knowledge.cases import Case
from bot.knowledge.entries import Entry
from bot.knowledge.library.review import is_overdue, outdated_basis
from bot.messages import Card, Extent, Reckoned
from handlers.channels.web.bases import Basis, basis_of
from handlers.channels.web.site import Site
from handlers.channels.web.telephones import telephones

BASES = 3
"""Articles that a sum names beside itself; its own page has them all."""
MORE_STEPS = "后面几步怎么办"
"""What a brief card calls the steps that it leaves out."""
_SECTION = re.compile(r"\n(?=## )")
_HEADING = re.compile(r"## (.+)")
_LEAD = re.compile(r"^[-*+] \*\*([^*]+)\*\*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Badge:
    """An office that enforces the law that the answer rests on; `telephone` "" where it has none
    of its own."""

    name: str
    telephone: str


@dataclass(frozen=True, slots=True)
class CardOnPage:
    """The parts of an answer; `short`, `steps` and `details` are Markdown. `warning` says that it
    may be out of date. `tells_of` names what is folded: what stands in bold before its passages,
    and its headings. A brief one leaves its details to the entry's own turn, one beside a likelier
    one its steps as well."""

    entry: Entry
    badges: tuple[Badge, ...]
    warning: str
    point: str
    near: tuple[str, ...]
    short: str
    steps: str
    details: str
    tells_of: tuple[str, ...]
    bases: Sequence[Basis]
    cases: Sequence[Case]
    calculator: Calculator | None
    extent: Extent

    @property
    def is_whole(self) -> bool:
        return self.extent.is_whole

    @property
    def is_beside(self) -> bool:
        return self.extent is Extent.BESIDE

    @property
    def is_opened(self) -> bool:
        return self.extent is Extent.OPENED


@dataclass(frozen=True, slots=True)
class SumOnPage:
    """`told` are the figures of the question, what each is and how much. `comes_to` is what they
    come to, "" where something is `missing` still; `path` the form's, filled in with them."""

    name: str
    title: str
    told: Sequence[tuple[str, str]]
    comes_to: str
    bases: Sequence[Basis]
    missing: str
    path: str
    caveat: str = NO_DECISION


def lay_out_sum(site: Site, reckoned: Reckoned) -> SumOnPage | None:
    """None where no such calculator is known."""
    calculator = CALCULATORS.get(reckoned.calculator)
    if calculator is None:
        return None
    figures = site.edition.figures
    today = site.application.calculating.today()
    heard = Sum(calculator, reckoned.said, today, reckoned.unsure, reckoned.unused, reckoned.rough)
    result = heard.result(figures)
    return SumOnPage(
        name=calculator.name,
        title=calculator.title,
        told=[*heard.figures, *asides(heard)],
        comes_to=outcome(heard, figures),
        bases=[basis_of(site.edition, one) for one in result.basis[:BASES]] if result else [],
        missing=heard.lacking.label if heard.lacking else "",
        path=f"/calc/{calculator.name}?{urlencode(reckoned.said)}",
    )


def lay_out(site: Site, card: Card) -> CardOnPage | None:
    """None where the entry is in service no more."""
    edition = site.edition
    library = edition.library
    entry = library.current(card.entry)
    if entry is None:
        return None
    short, steps, details = _parted(library.answer_text(entry))
    laws = (citation.law for citation in entry.basis)
    point, near = library.fill(card.point), tuple(map(library.fill, card.near))
    first_steps = _beginning(entry, library.fill) if card.extent is Extent.BRIEF else ""
    return CardOnPage(
        entry=entry,
        badges=tuple(
            Badge(office.short, next(iter(telephones(library.fill(office.call))), ""))
            for office in offices.enforcing(library.offices, laws)
        ),
        warning=_warning(site, edition, entry),
        point=point,
        near=near,
        short=short,
        steps=steps if card.extent.is_whole else first_steps,
        details=details if card.extent.is_whole else "",
        tells_of=(
            *([MORE_STEPS] if first_steps and len(entry.steps) > STEPS else []),
            *_named(details, shown=(point, *near)),
        ),
        bases=[basis_of(edition, citation) for citation in entry.basis],
        cases=site.casebook.beside(entry.basis),
        calculator=CALCULATORS.get(entry.calculator),
        extent=card.extent,
    )


def _parted(answer: str) -> tuple[str, str, str]:
    """The first paragraph, the section of steps, and all the rest in its order."""
    head, *sections = _SECTION.split(answer)
    short, _, rest = head.partition("\n\n")
    steps = next((one for one in sections if one.startswith(f"## {entries.STEPS}")), "")
    others = [one for one in sections if one != steps]
    return short, steps, "\n\n".join(filter(None, (rest.strip(), *others)))


def _named(details: str, shown: Sequence[str]) -> tuple[str, ...]:
    """What the details tell of, without the passages that stand above them; of a section, which has
    a heading, that."""
    head, *sections = _SECTION.split(f"\n{details}")
    leads = [lead.rstrip("：。") for lead in _LEAD.findall(head)]
    headings = [found[1] for found in map(_HEADING.match, sections) if found]
    untold = [lead for lead in leads if not any(one.lstrip("*").startswith(lead) for one in shown)]
    return (*untold, *headings)


def _beginning(entry: Entry, fill: Callable[[str], str]) -> str:
    """The first steps."""
    lines = [f"{number}. {step}" for number, step in enumerate(entry.steps[:STEPS], 1)]
    return fill(f"## {entries.STEPS}\n\n" + "\n".join(lines)) if lines else ""


def _warning(site: Site, edition: Edition, entry: Entry) -> str:
    if outdated_basis(entry, edition.texts, edition.library.register):
        return "本条依据已修订，正在复核，请先拨打热线核实。"
    if is_overdue(entry, site.today):
        return "本条已过复核期限，正在复核，请先拨打热线核实。"
    return ""
