"""All that is known, put together: entries, shared passages, register, days; and its review."""

from bot.knowledge.library.collection import LINK, PLACEHOLDER, Block, Bureau, Library
from bot.knowledge.library.keeping import keep
from bot.knowledge.library.loading import LOCAL_STATUTES, is_knowledge, load

__all__ = [
    "LINK",
    "LOCAL_STATUTES",
    "PLACEHOLDER",
    "Block",
    "Bureau",
    "Library",
    "is_knowledge",
    "keep",
    "load",
]
