"""The style sheets: what the citizens' pages and the console share stands in base.css alone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.channels.console.console import STATIC as CONSOLE
from handlers.channels.web.site import STATIC

BASE = STATIC / "base.css"
OTHERS = [STATIC / "site.css", STATIC / "talk.css", STATIC / "pages.css", CONSOLE / "console.css"]
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_AT = re.compile(r"@[^{}]+\{((?:[^{}]*\{[^{}]*\})*)[^{}]*\}")


def _plain(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)


def declarations(sheet: Path) -> Iterator[tuple[str, str, str]]:
    """(what it stands under, selector, declaration), each by itself."""
    text = _plain(sheet)
    inside = [(found[0].partition("{")[0].strip(), found[1]) for found in _AT.finditer(text)]
    for under, rules in [("", _AT.sub("", text)), *inside]:
        for selectors, body in RULE.findall(rules):
            for selector in selectors.split(","):
                for one in filter(str.strip, body.split(";")):
                    yield under, selector.strip(), " ".join(one.split())


@pytest.mark.parametrize("sheet", OTHERS, ids=lambda sheet: sheet.name)
def test_a_sheet_says_nothing_that_base_says_already(sheet):
    assert len(list(declarations(BASE))) > 150
    assert set(declarations(sheet)) & set(declarations(BASE)) == set()


def test_what_the_console_stands_on_is_understood_by_old_browsers():
    for sheet in (BASE, CONSOLE / "console.css"):
        selectors = [selector for _, selector, _ in declarations(sheet)]
        assert not [one for one in selectors if ":is(" in one or "&" in one]
        rules = RULE.findall(_plain(sheet))
        assert not [heads for heads, _ in rules if ":has(" in heads and "," in heads]
        said = [one for _, _, one in declarations(sheet)]
        assert not [one for one in said if one.startswith("inset-inline") or "float: inline" in one]
