"""The channel for one Application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.channels.telegram.channel import TelegramChannel
from handlers.channels.telegram.inline import OFFERS, Shareable
from handlers.channels.telegram.listening import CHANNEL

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
    )
    application.channels[CHANNEL] = channel
    return channel


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
