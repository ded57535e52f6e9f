"""What a machine could not find borne out, as whoever lets it out sees it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.text.literal import literal


def doubted(doubts: Sequence[str]) -> str:
    lines = "\n".join(f"- **{literal(doubt)}**" for doubt in doubts)
    return f"**⚠ 机器核对不上，请逐条对照条文：**\n\n{lines}"
