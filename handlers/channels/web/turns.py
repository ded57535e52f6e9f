"""A turn of the talk as the page shows it: what was asked, and the reply in its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.messages import Button, Layout, Reply
from handlers.channels import listed
from handlers.channels.web.cards import CardOnPage, SumOnPage
from handlers.channels.web.telephones import telephones
from handlers.dialogues import actions

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_HEADING = re.compile(r"\n\n\*\*([^*\n]+)\*\*\s*$")
CALLS = 3
"""Telephone buttons below what is not urgent, at most."""
URGENT_CALLS = 5
FORMS = {actions.LETTER: "/letter"}
"""What has a page of its own here, by the action that asks for it."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What was asked, or what the pressed button said, and the reply.

    A list in the reply that its buttons repeat word for word (for channels where one answers by a
    number) is shown as the buttons alone, with their numbers.
    """

    asked: str
    reply: Reply
    cards: tuple[CardOnPage, ...] = ()
    sum: SumOnPage | None = None

    @property
    def layout(self) -> Layout:
        """A reply without parts, or whose entries are gone, is one part."""
        laid_out = self.reply.layout
        is_whole = laid_out and len(laid_out.cards) == len(self.cards)
        return laid_out if laid_out and is_whole else Layout(opening=self.reply.body)

    @property
    def numbers(self) -> dict[str, str]:
        """A button's label → its number in the list."""
        return listed.numbers(self.reply)

    @property
    def body(self) -> str:
        """What stands above the answers."""
        return listed.unlisted(replace(self.reply, body=self.layout.opening))

    @property
    def page(self) -> Button | None:
        """The page of what was asked for, as of a law; it stands above the `heading` of what may be
        asked of it."""
        return next((one for one in self._buttons if one.url and one.url == self.reply.page), None)

    @property
    def heading(self) -> str:
        """The words above the questions that are offered; "" where there are none, or no page."""
        found = _HEADING.search(self.body) if self.page and self.numbers else None
        return found[1] if found else ""

    @property
    def told(self) -> str:
        """The body without the `heading`."""
        return _HEADING.sub("", self.body) if self.heading else self.body

    @property
    def calls(self) -> tuple[str, ...]:
        """Whom to call: what the words print in bold, unless an answer follows."""
        if self.layout.alarm:
            return telephones(" ".join(_BOLD.findall(self.layout.alarm)))[:URGENT_CALLS]
        if self.cards or self.numbers or self.sum:
            return ()
        return telephones(" ".join(_BOLD.findall(self.layout.opening)))[:CALLS]

    @property
    def local_calls(self) -> tuple[str, ...]:
        """Whom to call about what each place settles by itself."""
        return telephones(" ".join(_BOLD.findall(self.layout.local)))[:CALLS]

    @property
    def question_id(self) -> str:
        """The question that can be voted on; "" where none can."""
        votes = (button.action.split(":") for button in self._of(actions.VOTE))
        return next((parts[1] for parts in votes if len(parts) == 3), "")

    @property
    def unexplained(self) -> str:
        """The question that was found useless, and its asker may say why; "" for none."""
        found = (button.action.split(":") for button in self._of(actions.WHY))
        return next((parts[1] for parts in found if len(parts) == 3), "")

    @property
    def is_whole(self) -> bool:
        """Whether one entry is the answer, so that what is offered below comes after it."""
        return bool(self.cards) and self.cards[0].is_whole

    @property
    def next(self) -> tuple[Button, ...]:
        """What may be asked after the answer."""
        shown = {actions.entry(card.entry.slug) for card in self.cards}
        offered = self._of(actions.ENTRY) if self.is_whole else ()
        return tuple(button for button in offered if button.action not in shown)

    @property
    def rows(self) -> list[tuple[Button, ...]]:
        """The other buttons, without those that stand in a card or have a place of their own."""
        rows = (
            tuple(button for button in row if not self._has_place(button))
            for row in self.reply.buttons
        )
        return [row for row in rows if row]

    @property
    def is_alarm_alone(self) -> bool:
        """Whether nothing stands below what is urgent."""
        below = (
            self.body.strip(),
            self.layout.local,
            self.sum,
            self.cards,
            self.rows,
            self.unexplained,
            self.question_id,
        )
        return bool(self.layout.alarm) and not any(below)

    def _has_place(self, button: Button) -> bool:
        if self.heading and button == self.page:
            return True
        kind, _, rest = button.action.partition(":")
        if kind in (actions.VOTE, actions.WHY):
            return True
        if kind == actions.CALCULATOR and self.sum and rest.split(":")[1:2] == [self.sum.name]:
            return True
        if not self.cards:
            return False
        shown = {card.entry.slug for card in self.cards}
        if kind == actions.CALCULATOR:
            sums = (card.calculator for card in self.cards if card.calculator)
            return button.action in {actions.calculator("start", one.name) for one in sums}
        is_shown = kind == actions.ENTRY and (self.is_whole or rest in shown)
        return kind == actions.ARTICLE or is_shown

    @property
    def is_answered(self) -> bool:
        """Whether it is something worth asking again."""
        kinds = {button.action.partition(":")[0] for button in self._buttons}
        return bool(self.cards) or not kinds.isdisjoint({actions.ENTRY, actions.ARTICLE})

    def page_of(self, button: Button) -> str:
        """The path of the page that does what the button asks for; "" where the talk does."""
        kind, _, rest = button.action.partition(":")
        if kind == actions.CALCULATOR:
            verb, name, said, *_ = f"{rest}::".split(":", 3)
            query = f"?{said}" if said else ""
            return f"/calc/{name}{query}" if verb == "start" and name else "/calc"
        return FORMS.get(kind, "")

    @property
    def _buttons(self) -> Iterator[Button]:
        return (button for row in self.reply.buttons for button in row)

    def _of(self, kind: str) -> Iterator[Button]:
        return (one for one in self._buttons if one.action.partition(":")[0] == kind)
