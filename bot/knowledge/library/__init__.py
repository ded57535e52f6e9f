"""All that is known, put together: entries, shared passages, register, days; and its review."""

from bot.knowledge.library.casebook import Casebook
from bot.knowledge.library.collection import LINK, PLACEHOLDER, Block, Library
from bot.knowledge.library.keeping import keep
from bot.knowledge.library.loading import LOCAL_STATUTES, is_knowledge, load
from bot.knowledge.library.profile import NAMED, Bureau, Emblem

__all__ = [
    "LINK",
    "LOCAL_STATUTES",
    "NAMED",
    "PLACEHOLDER",
    "Block",
    "Bureau",
    "Casebook",
    "Emblem",
    "Library",
    "is_knowledge",
    "keep",
    "load",
]
