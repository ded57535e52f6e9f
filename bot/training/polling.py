"""Questions that can be put to a room as a poll: those with one right option among few words."""

from __future__ import annotations

from bot.knowledge.items import Form, Item
from bot.messages import Poll
from bot.training.asking import Question

OPEN_SECONDS = 24 * 3600
"""Until the next day's question comes."""
_FORMS = (Form.TRUE_FALSE, Form.SINGLE)


def poll(item: Item, question: Question, *, title: str, more: str = "") -> Poll | None:
    """The item's question as a poll; None where it can't be one. The basis is left out where
    there is no room for it. `more` is the address of the page that has room."""
    if item.form not in _FORMS:
        return None
    kind = "（判断对错）" if item.form is Form.TRUE_FALSE else ""
    basis = "、".join(citation.display for citation in item.basis)
    for explanation in (f"{item.explanation}\n依据：{basis}", item.explanation):
        try:
            return Poll(
                question=f"【{title}】{question.case}{question.stem}{kind}",
                options=tuple(choice.text for choice in question.choices),
                right=[choice.id for choice in question.choices].index(item.key[0]),
                explanation=explanation,
                open_seconds=OPEN_SECONDS,
                more=more,
            )
        except ValueError:  # more than a poll may hold
            continue
    return None
