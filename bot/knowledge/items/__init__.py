"""Items: what staff and public are asked in practice, papers and quizzes."""

from bot.knowledge.items.files import LONGEST_CASE, parse, render, write
from bot.knowledge.items.item import (
    APPLYING,
    AUDIENCES,
    BLANK,
    PUBLIC_AUDIENCES,
    RIGHT,
    STAFF_AUDIENCES,
    WRONG,
    Aim,
    Form,
    Item,
    Option,
)

__all__ = [
    "APPLYING", "AUDIENCES", "BLANK", "LONGEST_CASE", "PUBLIC_AUDIENCES", "RIGHT",
    "STAFF_AUDIENCES", "WRONG", "Aim", "Form", "Item", "Option", "parse", "render", "write",
]  # fmt: skip
