"""A question with its key: only for whoever may know it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.knowledge.items import Form, Item
from bot.knowledge.statutes import Texts
from bot.knowledge.statutes.citations import Citation
from bot.training import marking


@dataclass(frozen=True, slots=True)
class Source:
    """An article with its text; "" where none is held."""

    citation: Citation
    text: str


@dataclass(frozen=True, slots=True)
class Explained:
    """`chosen` and `right` in words; `mixed_up` what a wrong choice was taken for."""

    item: Item
    is_right: bool
    chosen: tuple[str, ...]
    right: tuple[str, ...]
    mixed_up: tuple[str, ...]
    sources: tuple[Source, ...]


def explained(
    item: Item, chosen: Sequence[str], texts: Texts, *, key: tuple[str, ...] | None = None
) -> Explained:
    """`key` is one that was corrected since, () for one that counts every answer as right."""
    key = item.key if key is None else key
    words = {option.id: option.text for option in item.options}
    return Explained(
        item=item,
        is_right=marking.share(item, key, chosen, partial=False) == 1,
        chosen=tuple(words.get(one, one) for one in chosen),
        right=tuple(words.get(one, one) for one in key),
        mixed_up=tuple(item.mistakes[one] for one in chosen if one in item.mistakes),
        sources=tuple(Source(one, texts.article(one) or "") for one in item.basis),
    )


def verdict(item: Item, told: Explained) -> str:
    """One line: 答对了 or what the right answer is."""
    if told.is_right:
        return "答对了"
    right = "；".join(told.right)
    return f"正确答案：{right}" if item.form is not Form.TRUE_FALSE else f"这句话是{right}的"
