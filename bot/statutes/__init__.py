"""Statutes: the register of laws, their imported full texts, search in them, their versions."""

from bot.statutes.register import Register, Status, Statute
from bot.statutes.texts import LawText, Texts

__all__ = ["LawText", "Register", "Status", "Statute", "Texts"]
