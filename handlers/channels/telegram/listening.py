"""What a Telegram message means to us: whether it is for us, its words, where the answer goes."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

import telegram
from telegram.constants import ChatType, MessageEntityType

from bot.messages import Attachment, Chat, Message, Paper
from handlers.channels.telegram.menu import COMMANDS
from handlers.dialogues.actions import concerns_room
from handlers.dialogues.staffing import COMMANDS as STAFF_COMMANDS

CHANNEL = "telegram"
_COMMAND = re.compile(r"/(\w+)(?:@(\w+))?")
_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer goes: a chat, in a forum its topic, in a group the message it answers."""

    chat: int
    topic: int | None = None
    answers: int | None = None

    @classmethod
    def of_chat(cls, chat: Chat) -> Place:
        """Of CHAT, CHAT:PERSON or, for a topic of a forum, CHAT#TOPIC."""
        number, _, topic = chat.id.partition(":")[0].partition("#")
        return cls(int(number), int(topic) if topic else None)

    @property
    def room(self) -> Chat:
        """The chat as a whole; in a forum the topic, where those who read it expect answers."""
        return Chat(CHANNEL, f"{self.chat}#{self.topic}" if self.topic else str(self.chat))

    @classmethod
    def beside(cls, message: telegram.MaybeInaccessibleMessage) -> Place:
        """The same chat and topic as that message."""
        in_topic = isinstance(message, telegram.Message) and message.is_topic_message
        return cls(message.chat.id, message.message_thread_id if in_topic else None)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that is meant for us."""

    message: Message
    place: Place


def hear(message: telegram.Message, bot: telegram.User, *, staff_at: int = 0) -> Heard | None:
    """The message for the dialogue; None where it isn't meant for us, or says nothing. In the
    staff's chat, `staff_at`, their commands need no name behind them."""
    if message.chat.type == ChatType.CHANNEL:
        return _hear_post(message, bot)
    if _is_from_a_bot(message, bot) or message.is_automatic_forward:
        return None  # the post of a channel, which Telegram puts into its group, is no question
    attachment = _attachment(message)
    if not attachment and not message.text:
        return None
    in_group = message.chat.type in _GROUPS
    text = _words(message, bot)
    if text is None:
        return None
    known = (*COMMANDS, *STAFF_COMMANDS) if message.chat.id == staff_at else tuple(COMMANDS)
    if in_group and not _is_addressed(message, bot, known):
        return None
    if not text and not attachment:
        text = _question_replied_to(message, bot) or "/help"
    place = Place.beside(message)
    if in_group:
        place = Place(place.chat, place.topic, answers=message.message_id)
    chat = chat_of(message, message.from_user)
    return Heard(Message(chat, text, attachment=attachment, paper=_paper(message)), place)


def _hear_post(message: telegram.Message, bot: telegram.User) -> Heard | None:
    """A post in a channel is for its readers, unless it subscribes the channel."""
    text = _words(message, bot)
    said = Message(chat_of(message, None), text or "")
    return Heard(said, Place.beside(message)) if concerns_room(said) else None


def chat_of(message: telegram.MaybeInaccessibleMessage, person: telegram.User | None) -> Chat:
    """The conversation: a private chat, or one person in a group ("CHAT:PERSON"), so that people
    in a group neither answer nor read one another's questions to them."""
    if message.chat.type not in _GROUPS:
        return Chat(CHANNEL, str(message.chat.id))
    sender_chat = message.sender_chat if isinstance(message, telegram.Message) else None
    if sender_chat and not (person and not person.is_bot):
        return Chat(CHANNEL, f"{message.chat.id}:{sender_chat.id}")
    return Chat(CHANNEL, f"{message.chat.id}:{person.id if person else 0}")


def _is_from_a_bot(message: telegram.Message, bot: telegram.User) -> bool:
    # An anonymous administrator writes as a bot of Telegram's with a sender_chat.
    by_bot = bool(message.from_user and message.from_user.is_bot and not message.sender_chat)
    # What a person shared by inline mode is our own answer, not a question.
    return by_bot or bool(message.via_bot and message.via_bot.id == bot.id)


def _paper(message: telegram.Message) -> Paper | None:
    document = message.document
    if document is None or not document.file_name:
        return None

    async def fetch() -> bytes:
        return bytes(await (await document.get_file()).download_as_bytearray())

    return Paper(document.file_name, fetch)


def _attachment(message: telegram.Message) -> Attachment | None:
    if message.photo:
        return Attachment.PHOTO
    if message.voice or message.audio or message.video_note:
        return Attachment.VOICE
    if message.sticker:
        return Attachment.STICKER
    if message.location or message.venue:
        return Attachment.LOCATION
    return Attachment.OTHER if message.effective_attachment else None


def _entities(message: telegram.Message) -> dict[telegram.MessageEntity, str]:
    return message.parse_entities() if message.text else message.parse_caption_entities()


def _words(message: telegram.Message, bot: telegram.User) -> str | None:
    """The text without our name in it; None for a command to another bot."""
    text = message.text or message.caption or ""
    command = _COMMAND.match(text)
    if command and command[2]:
        if command[2].casefold() != (bot.username or "").casefold():
            return None
        text = f"/{command[1]}{text[command.end() :]}"
    for entity, words in _entities(message).items():
        if _names(entity, words, bot):
            text = text.replace(words, " ", 1)
    return text.strip()


def _names(entity: telegram.MessageEntity, words: str, bot: telegram.User) -> bool:
    if entity.type == MessageEntityType.MENTION:
        return words.casefold() == f"@{bot.username}".casefold()
    return bool(entity.user and entity.user.id == bot.id)


def _is_addressed(message: telegram.Message, bot: telegram.User, commands: Collection[str]) -> bool:
    if any(_names(entity, words, bot) for entity, words in _entities(message).items()):
        return True
    command = _COMMAND.match(message.text or "")
    if command:
        return bool(command[2]) or command[1].lower() in commands
    replied = message.reply_to_message
    return bool(replied and replied.from_user and replied.from_user.id == bot.id)


def _question_replied_to(message: telegram.Message, bot: telegram.User) -> str:
    """Our name alone, in reply to somebody's question, passes that question on."""
    replied = message.reply_to_message
    if not replied or replied.is_automatic_forward or _is_from_a_bot(replied, bot):
        return ""
    return replied.text or replied.caption or ""
