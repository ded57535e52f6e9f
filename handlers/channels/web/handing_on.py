"""Large type and high contrast for who has no script: every link and form of ours hands them on."""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import parse_qsl

_LINK = re.compile(r'(<a\b[^>]*?\shref=|<form\b[^>]*?\saction=)"([^"]*)"')
_BY_GET = re.compile(r'<form\b[^>]*?\smethod="get"[^>]*>')
_NO_PAGE = re.compile(r"/static/|/api/|/emblem$|.*\.(?:ics|atom|xml|json|png|txt)$")
"""What has no looks, below the root."""


def handed_on(html: str, root: str, query: str) -> str:
    """A page whose addresses below `root`, but for files, have the `query` of its looks."""

    def linked(match: re.Match[str]) -> str:
        address = unescape(match[2])
        below = address.removeprefix(root) if address.startswith(f"{root}/") else ""
        if not below or _NO_PAGE.match(re.split(r"[?#]", below)[0]):
            return match[0]
        return f'{match[1]}"{escape(joined(address, query))}"'

    # A form that asks by GET leaves out the query of its own address.
    fields = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in parse_qsl(query)
    )
    return _LINK.sub(linked, _BY_GET.sub(lambda match: match[0] + fields, html))


def joined(address: str, query: str) -> str:
    """An address with a query, before its fragment and after a query that it has."""
    if not query:
        return address
    path, mark, fragment = address.partition("#")
    kept = "?" in path and path.endswith(query)
    return path + ("" if kept else f"{'&' if '?' in path else '?'}{query}") + mark + fragment
