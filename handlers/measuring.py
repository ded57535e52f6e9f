"""How long a text is where it is shown."""

from __future__ import annotations


def rendered_length(text: str) -> int:
    """UTF-16 units of the Markdown as Telegram shows it, the strictest of the channels."""
    # Imported where it is needed: most of what is done goes without Telegram.
    from handlers.channels.telegram.splitting import length
    from handlers.styled.blocks import render

    return length(render(text))
