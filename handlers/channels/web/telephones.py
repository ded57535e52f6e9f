"""The telephone numbers of a text, so that they can be called at a tap."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_NUMBER = re.compile(
    r"(?<![\d.“交管])(?:1[12]\d|12\d{3})(?![\d.]|\s*"
    r"(?:元|公里|千米|米|吨|公斤|克|岁|天|日|年|分|个|%))"
)
"""The short numbers of services, of three digits (110, 122) or five (12328, 12395)."""
_WRITTEN = re.compile(r"(?<![\d.“交管-])\d{3,}(?:-\d+)*")
"""Any telephone, where numbers are nothing else."""


def dialled(text: str) -> Markup:
    """Plain words on whom to call, each number of them a link."""
    return Markup(_WRITTEN.sub(r'<a href="tel:\g<0>">\g<0></a>', str(escape(text))))  # noqa: S704


def telephones(text: str) -> tuple[str, ...]:
    """In their order, each once. For words on whom to call: elsewhere 120 may be anything."""
    return tuple(dict.fromkeys(_NUMBER.findall(text)))
