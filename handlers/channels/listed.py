"""Lists in a reply that its buttons repeat word for word, for channels where one answers by number.

A channel that shows the buttons itself leaves the list out, and shows its numbers with the buttons.
"""

from __future__ import annotations

import re

from bot.messages import Reply

_LISTED = re.compile(r"^(\d+)\. (?:\*\*)?(.+?)(?:\*\*)?(?:\n {3}.+)*(?:\n|\Z)", re.MULTILINE)


def numbers(reply: Reply) -> dict[str, str]:
    """A button's label → its number in the list."""
    labels = {button.label for row in reply.buttons for button in row}
    listed = {label: number for number, label in _LISTED.findall(reply.body)}
    return {label: number for label, number in listed.items() if label in labels}


def unlisted(reply: Reply) -> str:
    """The body without the lines that buttons repeat."""
    shown = numbers(reply)
    return _LISTED.sub(lambda line: "" if line[2] in shown else line[0], reply.body)
