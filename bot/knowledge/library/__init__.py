"""All that is known, put together: entries, shared passages, register, days; and its review."""

from bot.knowledge.library.collection import LINK, PLACEHOLDER, Block, Bureau, Library
from bot.knowledge.library.loading import SUFFIXES, load

__all__ = ["LINK", "PLACEHOLDER", "SUFFIXES", "Block", "Bureau", "Library", "load"]
