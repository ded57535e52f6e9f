"""What comes out of the figures of a question, in Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from bot.calculators.calculator import NO_DECISION, Result
from bot.calculators.hearing import Branch, Sum, shared, shared_ending
from bot.calculators.local import LocalFigures


def worked_out(told: Sum, figures: LocalFigures) -> str:
    """What comes out of the figures of a question; for each choice where that is lacking; or
    what is lacking still."""
    given = _given(told)
    if found := outcome(told, figures):
        result = told.result(figures)
        basis = "、".join(citation.display for citation in result.basis) if result else ""
        ending = f"依据：{basis}。{NO_DECISION}" if basis else NO_DECISION
        return f"**按您说的数算**（{given}）：{found}\n\n{ending}"
    asked = told.lacking
    lacking = f"还差“{asked.label}”" if asked else "有的数对不上"
    return (
        f"**{told.calculator.title}可以按您说的数算**（{given}）：{lacking}，按下面的按钮接着填。"
    )


def asides(told: Sum) -> list[tuple[str, str]]:
    """Beside the figures that were understood: those taken at their higher end, and those that
    count for nothing; what each is called, and which they are."""
    named = (("按大的算", told.rough), ("没有算进去", told.unused))
    return [(label, "、".join(figures)) for label, figures in named if figures]


def _given(told: Sum) -> str:
    """The figures of the question, and what was made of them."""
    beside = [f"**{label}**：{figures}" for label, figures in asides(told)]
    return "；".join([*told.told, *beside])


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
    heads = [one for one in others if one.startswith("- ")]
    return "\n".join([first + result.points, *([""] if heads else []), *heads])


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
