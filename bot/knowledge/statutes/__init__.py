"""Statutes: the register of laws, their imported full texts, search in them, their versions."""

from bot.knowledge.statutes.register import Register, Status, Statute
from bot.knowledge.statutes.texts import LawText, Texts

__all__ = ["LawText", "Register", "Status", "Statute", "Texts"]
