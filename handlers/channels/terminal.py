"""The terminal channel: the citizens' dialogue with rich, buttons picked by number."""

from __future__ import annotations

import asyncio
import contextlib
import getpass

from rich.console import Console
from rich.markdown import Markdown

from bot.messages import Button, Chat, Dialogue, Message, Reply
from bot.text import marking, numerals
from handlers.encodings import readable

FAREWELL = ("退出", "quit", "exit")


class Shown(Markdown):
    """Our Markdown for rich, read as for every other channel."""

    def __init__(self, text: str) -> None:
        super().__init__("")
        self.parsed = marking.tokens(text)


class Terminal:
    """One person at one keyboard."""

    def __init__(
        self, dialogue: Dialogue, console: Console | None = None, page_url: str = ""
    ) -> None:
        """`page_url` is where our own pages are."""
        self._dialogue = dialogue
        self._page_url = page_url
        self._console = console or Console()
        self._chat = Chat("terminal", getpass.getuser())
        self._buttons: list[Button] = []

    def converse(self) -> None:
        """Talk until the person says 退出, ends the input or presses Ctrl-C."""
        # The loop stands still while the person types: run in it, Ctrl-C would wait for Enter.
        with asyncio.Runner() as runner, contextlib.suppress(EOFError, KeyboardInterrupt):
            message = Message(self._chat, "/start")
            while message.text.strip().lower() not in FAREWELL:
                self._show(runner.run(self._respond(message)))
                message = self._message(self._console.input("[bold]您[/bold]> "))

    async def _respond(self, message: Message) -> Reply:
        return await self._dialogue.respond(message)

    def _message(self, typed: str) -> Message:
        text = readable(typed)
        number = numerals.counted(text)
        if 1 <= number <= len(self._buttons):
            return Message(self._chat, action=self._buttons[number - 1].action)
        return Message(self._chat, text)

    def _show(self, reply: Reply) -> None:
        self._console.print(Shown(reply.body))
        pressed = [button for row in reply.buttons for button in row]
        # Numbers are for what can be pressed; an address is only read.
        for button in pressed:
            if button.url:
                address = f"{self._page_url if button.url.startswith('/') else ''}{button.url}"
                self._console.print(f"    {button.label}：{address}", highlight=False)
        acting = [button for button in pressed if button.action]
        if reply.takes_number:
            self._show_words(acting)
        else:
            self._buttons = acting or self._buttons
            for number, button in enumerate(acting, start=1):
                self._console.print(f"  [cyan]{number}[/cyan] {button.label}", highlight=False)
        self._console.print()

    def _show_words(self, buttons: list[Button]) -> None:
        """Where a number is the answer, buttons are pressed by their words."""
        self._buttons = []
        words = "、".join(f"“{button.label}”" for button in buttons)
        if words:
            self._console.print(f"  也可以说{words}", highlight=False)
