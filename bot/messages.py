"""What passes between a channel and a dialogue: a Message in, a Reply out.

A channel (web page, Telegram, terminal) turns what reached it into a `Message`, gives it to the
dialogue and renders the `Reply`. Neither a channel's library nor its identifiers' format is known
below this line.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

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
class Message:
    """What a person said, pressed or sent. `room` is where, if it is about all who are there
    (`handlers.dialogues.actions.concerns_room`); `chat` is that person's own talk even then."""

    chat: Chat
    text: str = ""
    action: str = ""
    attachment: Attachment | None = None
    room: Room | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """A label with either an action, which comes back as a Message, or an address to open."""

    label: str
    action: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        if bool(self.action) == bool(self.url):
            raise ValueError(f"button {self.label!r} needs either an action or a url")
        if len(self.action.encode()) > ACTION_BYTES:
            raise ValueError(f"action of button {self.label!r} is over {ACTION_BYTES} bytes")


@dataclass(frozen=True, slots=True)
class Reply:
    """What the person sees: Markdown, rows of buttons, and how it is shown.

    `replaces` asks the channel to put this in place of the message whose button was pressed
    (paging); `notice` is shown on a pressed button where the channel can, else as a line.
    """

    body: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    replaces: bool = False
    notice: str = ""


class Dialogue(Protocol):
    """Says what to answer."""

    async def respond(self, message: Message) -> Reply: ...


class Channel(Protocol):
    """Reaches a chat without having been asked."""

    async def send(self, chat: Chat, reply: Reply) -> None: ...


class DeliveryError(RuntimeError):
    """A message that nobody asked for did not reach its chat.

    `permanent` means that it never will (the bot is blocked, the chat is gone); `uncertain` that
    it may have arrived all the same.
    """

    def __init__(self, message: str, *, permanent: bool = False, uncertain: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.uncertain = uncertain
