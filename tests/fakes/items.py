"""A bank of made-up items on a made-up law, of every form."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.knowledge import items
from bot.knowledge.items import Aim, Form, Item, Option
from bot.knowledge.statutes.citations import Citation

TOPICS = ("货运超限", "执法程序", "客运")


def item(form: Form, number: int, *, case: str = "", topic: str = "", **changes) -> Item:
    """Rests on an article of its own, so that no two give each other away."""
    options = tuple(Option(letter, f"第{number}题的做法{letter}") for letter in "ABCD")
    values = {
        "slug": f"{form.name.lower().replace('_', '-')}-{number}",
        "form": form,
        "stem": f"依照《道路交通安全法》，{form}第{number}题应当怎么办？",
        "key": ("B",),
        "topic": topic or TOPICS[number % len(TOPICS)],
        "audience": ("执法", "公众"),
        "aim": Aim.PROCEDURE,
        "basis": (Citation.parse(f"道路交通安全法 第{number + 1}条"),),
        "explanation": f"第{number}题的解析。",
        "reviewed": date(2026, 11, 1),
        "review_by": date(2027, 11, 1),
        "options": options,
        "case": case,
    }
    match form:
        case Form.TRUE_FALSE:
            values |= {"options": (), "key": ("对" if number % 2 else "错",)}
        case Form.MULTIPLE:
            values["key"] = (("A", "B"), ("A", "C", "D"), ("B", "C", "D"))[number % 3]
        case Form.FILL:
            values |= {
                "options": (),
                "stem": f"依照《道路交通安全法》，第{number}题应当在____日内、最多____元。",
                "key": (f"{number + 3}日", f"{100 * number + 200}元"),
            }
        case Form.SINGLE | Form.FAULT:
            pass
    return Item(**{**values, **changes})


def bank(count: int = 30) -> list[Item]:
    """So many of each form, and cases with three questions each."""
    found = [item(form, number) for form in Form for number in range(count)]
    for number in range(count // 10):
        case = f"张某用第{number}辆货车运货，被执法人员查获。"
        found += [
            item(Form.SINGLE, 100 + 10 * number + part, case=case, slug=f"case-{number}-{part}")
            for part in range(3)
        ]
    return found


def write(folder: Path, found: list[Item]) -> None:
    for one in found:
        path = folder / "items" / one.topic / f"{one.slug}.md"
        words = repr(one)
        if words in _written:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_written[words])
        else:
            items.write(one, path)
            _written[words] = path.read_bytes()


_written: dict[str, bytes] = {}
"""Each item's file: a bank has hundreds, and dozens of tests have the same bank."""
