"""What the buttons carry: short strings that a channel passes back untouched."""

from __future__ import annotations

import hashlib

from bot.citations import Citation
from bot.messages import Button

ENTRY = "e"
TOPICS = "topics"
TOPIC = "t"
ARTICLE = "a"
VOTE = "v"
NONE_FITS = "none"
LETTER = "letter"
CANCEL = "cancel"
FORGET = "forget"
FORGET_YES = "forget-yes"
HELP = "help"


def entry(slug: str) -> str:
    return f"{ENTRY}:{slug}"


def topic(name: str, page: int = 0) -> str:
    return f"{TOPIC}:{name}:{page}"


def vote(question_id: int, *, helpful: bool) -> str:
    return f"{VOTE}:{question_id}:{int(helpful)}"


def article(citation: Citation) -> str:
    """A law's name is too long for a button's action; a hash of the citation isn't."""
    return f"{ARTICLE}:{hashlib.sha256(str(citation).encode()).hexdigest()[:12]}"


def rows(*buttons: Button) -> tuple[tuple[Button, ...], ...]:
    """One button a row: questions are long."""
    return tuple((button,) for button in buttons)
