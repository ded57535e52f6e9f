"""A dialogue's turn: what was heard, what is said, and what the next message is understood by."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, TypeVar

from bot.members import Actor
from bot.messages import Message, Reply
from bot.privacy import Asker
from bot.staff.refusals import NotAllowed, Outdated, Refused, Settled, Superseded, Unknown
from bot.store.conversations import Conversation

Turn = tuple[Reply, Conversation]
D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Heard:
    """One message, with what is known of its chat; `actor` is None for who is no one of staff, or
    isn't at work where it was said; `is_staff` tells the two apart."""

    message: Message
    asker: Asker
    conversation: Conversation
    now: datetime
    actor: Actor | None = None
    is_staff: bool = False

    @property
    def idle(self) -> Conversation:
        """The conversation, with nothing more awaited."""
        return replace(self.conversation, awaiting="", asked="", asked_at="", held="")

    @property
    def words(self) -> str:
        """What was typed, also below a picture; "" for a pressed button."""
        return "" if self.message.action else self.message.text.strip()

    @property
    def command(self) -> str:
        """`start` for /start; "" where it is no command."""
        return self._split()[0].lower()

    @property
    def rest(self) -> str:
        """What stands after the command."""
        return self._split()[1].strip()

    @property
    def awaited(self) -> str:
        """What these words were asked for as; "" where nothing was, or they are a command."""
        is_answer = self.words and not self.words.startswith("/")
        return self.conversation.awaiting if is_answer else ""

    def has_choice(self, number: int) -> bool:
        """Whether so many buttons were shown."""
        return 1 <= number <= len(self.conversation.choices)

    def replied(self, reply: Reply) -> Turn:
        return reply, self.idle

    def asking(self, reply: Reply, awaiting: str) -> Turn:
        """The next words are the answer, and are heard as what is `awaiting`."""
        return replace(reply, asks=True), replace(self.idle, awaiting=awaiting)

    def confirming(self, reply: Reply) -> Turn:
        """The words are shown, and wait for a yes; later ones take their place. The button that
        says it carries their `mark`."""
        awaiting = self.conversation.awaiting
        return reply, replace(self.idle, awaiting=awaiting, held=self.words)

    def held(self, marked: str) -> str:
        """The words that were shown for a yes, above the button that says it.

        Raises:
            Refused: there are none any more.
            Superseded: others have been shown since, maybe for something else.
        """
        if not self.conversation.held:
            raise Refused("要发的内容已经不在了，请重新写一次")
        if mark(self.conversation.held) != marked:
            raise Superseded("这是前面一条的按钮，之后您又写过别的；请按最后那条消息里的按钮")
        return self.conversation.held

    def refused(self, refusal: Refused) -> Turn:
        """What was asked for still is, and may be said once more; unless no words help."""
        is_over = isinstance(refusal, (Outdated, Settled, Unknown, NotAllowed))
        is_open = isinstance(refusal, Superseded) or (self.awaited and not is_over)
        after = self.conversation if is_open else self.idle
        return Reply(f"没有办成：{refusal}。"), after

    def saying(self, words: str) -> Heard:
        """The same, as if these words had been said."""
        return replace(self, message=replace(self.message, action="", text=words))

    def pressing(self, action: str) -> Heard:
        """The same, as if that button had been pressed."""
        return replace(self, message=replace(self.message, action=action, text=""))

    def _split(self) -> tuple[str, str]:
        if not self.words.startswith("/"):
            return "", ""
        command, *rest = self.words[1:].split(None, 1) or [""]
        return command, rest[0] if rest else ""


def mark(words: str) -> str:
    """By which a button knows the words that were shown above it."""
    return hashlib.sha256(words.encode()).hexdigest()[:6]


MOST = 999_999_999
"""The largest number that a button of ours carries: ids, versions, pages."""


def number(words: str) -> int:
    """A number that a button carries or somebody typed.

    Raises:
        ValueError: it is none of ours.
    """
    if not (words.isascii() and words.isdecimal() and len(words) <= len(str(MOST))):
        raise ValueError(f"no number of ours: {words[:20]!r}")
    return int(words)


def number_or_none(words: str) -> int | None:
    try:
        return number(words)
    except ValueError:
        return None


async def take_step(
    table: Mapping[str, Callable[[D, list[str]], Awaitable[Turn]]], desk: D, words: str, *, old: str
) -> Turn:
    """What a button of ours carries, or what was awaited: whose it is, a verb, and values between
    colons.

    Raises:
        Refused: `old`: there is no such verb, or the values aren't its.
    """
    verb, *values = words.split(":")[1:] or [""]
    if verb not in table:
        raise Refused(old)
    try:
        return await table[verb](desk, values)
    except Refused:
        raise
    except (IndexError, ValueError) as error:
        raise Refused(old) from error


class Part(Protocol):
    """One subject of the conversation."""

    async def turn(self, heard: Heard) -> Turn | None:
        """The reply and what comes after; None where the message is not for this part."""
        ...
