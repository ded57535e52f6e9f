"""What passes between a channel and a dialogue: a Message in, a Reply out.

A channel (web page, Telegram, terminal) turns what reached it into a `Message`, gives it to the
dialogue and renders the `Reply`. Neither a channel's library nor its identifiers' format is known
below this line.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Protocol, TypeVar, runtime_checkable

ACTION_BYTES = 64
"""Longest `Button.action` in UTF-8 bytes: the Bot API's limit on callback_data."""


class Attachment(StrEnum):
    """What a person may send in place of words."""

    PHOTO = "photo"
    VOICE = "voice"
    STICKER = "sticker"
    LOCATION = "location"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Chat:
    """Where a conversation takes place: the channel's name and the channel's own id."""

    channel: str
    id: str


@dataclass(frozen=True, slots=True)
class Room:
    """A group, or a channel that only its administrators write in, as a whole."""

    chat: Chat
    is_channel: bool = False
    is_admin: bool = False  # whether the person who speaks runs it


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that was sent: its name, and its bytes when somebody wants them."""

    name: str
    fetch: Callable[[], Awaitable[bytes]] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Message:
    """What a person said, pressed or sent. `room` is where, if it is about all who are there
    (`handlers.dialogues.actions.concerns_room`); `chat` is that person's own talk even then. An
    attachment's `text` is its caption; `paper` is a document that may be read. `origin` is the
    address it came from, where a new chat costs nothing. `has_forms`: what has to be filled in has
    a form of its own there, so that words are always a question."""

    chat: Chat
    text: str = ""
    action: str = ""
    attachment: Attachment | None = None
    paper: Paper | None = None
    room: Room | None = None
    origin: str = ""
    has_forms: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """A label with either an action, which comes back as a Message, or an address to open; `detail`
    is a line below the label, for channels that show it there."""

    label: str
    action: str = ""
    url: str = ""
    detail: str = ""

    def __post_init__(self) -> None:
        if bool(self.action) == bool(self.url):
            raise ValueError(f"button {self.label!r} needs either an action or a url")
        if len(self.action.encode()) > ACTION_BYTES:
            raise ValueError(f"action of button {self.label!r} is over {ACTION_BYTES} bytes")


@dataclass(frozen=True, slots=True)
class File:
    """Something to keep or to print."""

    name: str
    content: bytes = field(repr=False)


class Extent(StrEnum):
    """How much of an answer is shown."""

    OPENED = "opened"  # by its title: all of it
    WHOLE = "whole"  # its details folded
    BRIEF = "brief"  # its beginning
    BESIDE = "beside"  # a likelier one: its short answer, and what comes near

    @property
    def is_whole(self) -> bool:
        """Whether all of it is there, folded or not."""
        return self in (Extent.OPENED, Extent.WHOLE)


@dataclass(frozen=True, slots=True)
class Card:
    """An answer, by its entry's name: `point` is the passage asked for, `near` what else comes near
    to the question."""

    entry: str
    point: str = ""
    near: tuple[str, ...] = ()
    extent: Extent = Extent.WHOLE


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A sum, by its calculator's name: `said` are the figures of the question, by input; nothing of
    `unsure` may be taken for granted. `unused` are figures that count for nothing in it, `rough`
    those of which the higher end was taken."""

    calculator: str
    said: Mapping[str, str]
    unsure: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    rough: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """What a reply's body says, in parts, for channels with room to lay them out: what is urgent,
    what stands before the answers, a sum, the answers, and what is said of a local matter."""

    alarm: str = ""
    opening: str = ""
    cards: tuple[Card, ...] = ()
    sum: Reckoned | None = None
    local: str = ""


@dataclass(frozen=True, slots=True)
class Poll:
    """A question with one right option, put to all who are in a room; who chose what is told to
    nobody. `right` counts from 0; it may be answered for `open_seconds`. `more` is the address of
    the page that explains it in full, "" where there is none.

    Raises:
        ValueError: it is more than a poll may hold (Bot API, sendPoll; of the options those numbers
            that its older servers take as well).
    """

    question: str
    options: tuple[str, ...]
    right: int
    explanation: str
    open_seconds: int
    more: str = ""

    def __post_init__(self) -> None:
        if not 1 <= len(self.question) <= 300:
            raise ValueError("a poll's question has 1 to 300 characters")
        if not 2 <= len(self.options) <= 10:
            raise ValueError("a poll has 2 to 10 options")
        if not all(1 <= len(option) <= 100 for option in self.options):
            raise ValueError("a poll's option has 1 to 100 characters")
        if not 0 <= self.right < len(self.options):
            raise ValueError("a poll's right option is one of them")
        if len(self.explanation) > 200 or self.explanation.count("\n") > 2:
            raise ValueError("a poll's explanation has at most 200 characters in three lines")


@dataclass(frozen=True, slots=True)
class Reply:
    """What the person sees: Markdown, rows of buttons, and how it is shown.

    `replaces` asks the channel to put this in place of the message whose button was pressed
    (paging); `notice` is shown on a pressed button where the channel can, else as a line. `files`
    come after it where the channel can send any: the body must make sense without them.
    `takes_number`: a number said next is the answer, and presses no button. `asks`: the next words
    are awaited, which in a group must reply to this message; `picks`: a number said next presses a
    button all the same. `page` is the path of the page that
    says the same in full, "" where there is none; `layout` is the body in parts. `poll` is shown in
    place of all else in a room whose channel has polls.
    """

    body: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    replaces: bool = False
    notice: str = ""
    files: tuple[File, ...] = ()
    takes_number: bool = False
    asks: bool = False
    picks: bool = False
    page: str = ""
    layout: Layout | None = None
    poll: Poll | None = None


@runtime_checkable
class Linking(Protocol):
    """A channel with addresses that open a talk with the bot."""

    def link(self, word: str) -> str:
        """The address that says `/start WORD`; "" while it isn't known."""
        ...


@runtime_checkable
class Followed(Protocol):
    """A channel whose followers all get its notices, and nobody subscribes to any; and where nobody
    can be written to at any time."""

    @property
    def how_notices_come(self) -> str:
        """In words for people."""
        ...

    @property
    def how_replies_come(self) -> str:
        """What staff write to one of them, in words for people."""
        ...


@runtime_checkable
class Listening(Protocol):
    """A channel that what people write has to reach."""

    @property
    def is_listening(self) -> bool: ...


class Dialogue(Protocol):
    """Says what to answer."""

    async def respond(self, message: Message) -> Reply: ...


class Channel(Protocol):
    """Reaches a chat without having been asked."""

    async def send(self, chat: Chat, reply: Reply) -> None: ...


@runtime_checkable
class Amending(Protocol):
    """A channel that can change what it has sent."""

    async def post(self, chat: Chat, reply: Reply) -> str:
        """Like `send`; returns the channel's own id of the message."""
        ...

    async def amend(self, chat: Chat, message: str, reply: Reply) -> str:
        """Put this in place of it, unheard; returns its id now.

        Raises:
            DeliveryError: it was not changed, or may not have been.
        """
        ...


@dataclass(frozen=True, slots=True)
class Sent:
    """A notice that arrived: its id, and the chat it went to, which may have got a new id."""

    message_id: str
    chat: Chat


Turn = TypeVar("Turn")
"""A channel's leave to send one notice now; it expires soon."""


@runtime_checkable
class Notifier(Protocol[Turn]):
    """A channel that notices go out by, as fast as it allows, after all that people wait for."""

    async def turns(self, most: int) -> Sequence[Turn]:
        """Wait until a notice may go; returns one turn or more, at most so many."""
        ...

    async def notify(self, chat: Chat, reply: Reply, turn: Turn) -> Sent:
        """Send a notice.

        Raises:
            DeliveryError: it did not arrive, or may not have.
        """
        ...


class Failure(StrEnum):
    """What became of a message that nobody asked for, and with it what to do."""

    BLOCKED = "blocked"  # the bot is blocked, or was put out of the group
    GONE = "gone"  # there is no such chat any more
    REFUSED = "refused"  # this message will never be taken
    BUSY = "busy"  # nothing was sent: too much at once, wait `retry_after`
    UNREACHABLE = "unreachable"  # nothing was sent: no network, or no leave to send at all
    BROKEN = "broken"  # the other side failed and says so; it may work later
    UNCERTAIN = "uncertain"  # it may have arrived
    KEPT = "kept"  # it can't be sent now, and is given to them when they are here again


class DeliveryError(RuntimeError):
    """A message that nobody asked for did not reach its chat, or may not have."""

    def __init__(
        self, message: str, *, kind: Failure, retry_after: timedelta = timedelta()
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.retry_after = retry_after
