"""The bureau's account on a platform that writes to all who follow it: menu, codes, broadcasts."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from bot.publicity.account.menu import Item


class Code(NamedTuple):
    """A code that leads to the account: what it says, and what opens the platform's picture."""

    url: str
    ticket: str


class Article(NamedTuple):
    """What a broadcast shows: `content` is HTML with inline styles, `link` the page behind it."""

    title: str
    author: str
    digest: str
    content: str
    link: str


class AccountError(RuntimeError):
    """The platform refuses, or can't be reached: the message is for staff. `nothing_done` is False
    where it may have been carried out; `is_over` where the same again would never be taken."""

    def __init__(self, words: str, *, nothing_done: bool = True, is_over: bool = True) -> None:
        super().__init__(words)
        self.nothing_done = nothing_done
        self.is_over = is_over


class Account(Protocol):
    """What a platform does for us; each that asks it raises AccountError."""

    def functions(self) -> list[tuple[str, str]]:
        """What an account may do, by name, and why it can't just now; "" where it can."""
        ...

    def called(self, api: str) -> str:
        """What staff call a part of the platform's; itself where they have no word for it."""
        ...

    def advice(self, code: int) -> str:
        """What to do about an error of the platform's, in words for staff."""
        ...

    async def menu(self) -> tuple[Item, ...]:
        """The menu that people see now, wherever it was made."""
        ...

    async def set_menu(self, items: tuple[Item, ...]) -> None: ...

    async def code(self, scene: str) -> Code:
        """A code for good."""
        ...

    async def draft(self, article: Article, cover: bytes) -> str:
        """Put it into the account's drafts; returns its id."""
        ...

    async def preview(self, draft: str, to: str) -> None:
        """Send it to one person alone."""
        ...

    async def send_all(self, draft: str, once: str) -> str:
        """Send it to all; the same `once` sends it no second time. Returns the message's id."""
        ...

    async def publish(self, draft: str) -> str:
        """Give it a lasting address, without sending it to anybody; returns an id."""
        ...
