"""The channel for one Application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.members import Actor
from bot.messages import Chat
from handlers.channels.telegram.channel import TelegramChannel
from handlers.channels.telegram.inline import OFFERS, Shareable
from handlers.channels.telegram.listening import CHANNEL
from handlers.channels.telegram.menu import Menus
from handlers.dialogues.account_pages import commands

if TYPE_CHECKING:
    from handlers.application import Application


def connect(application: Application) -> TelegramChannel:
    """A channel on the application's dialogue, which may now send through it as well."""
    channel = TelegramChannel(
        application.settings,
        application.dialogue,
        application.database,
        application.clock,
        suggest=lambda typed: _shareables(application, typed),
        hotline=lambda: application.library.bureau.hotline,
        subscribers=application.subscribers,
        is_staff=lambda chat: _is_staff(application, chat),
        menus=lambda: _menus(application),
    )
    application.channels[CHANNEL] = channel
    return channel


async def _is_staff(application: Application, chat: Chat) -> bool:
    return (await application.accounts.staff()).at(chat) is not None


async def _menus(application: Application) -> Menus:
    members = (await application.accounts.staff()).members.values()
    return {
        int(member.chat.id): commands(Actor(member, CHANNEL))
        for member in members
        if member.chat and member.chat.channel == CHANNEL
    }


def _shareables(application: Application, typed: str) -> list[Shareable]:
    edition, pages = application.edition, application.settings.public_url
    return [
        Shareable(
            id=entry.slug,
            title=entry.question,
            summary=edition.library.fill(entry.short_answer),
            body=edition.wording.entry(entry),
            page=f"{pages}/entries/{entry.slug}" if pages else "",
        )
        for entry in edition.answerer.suggest(typed, OFFERS)
    ]
