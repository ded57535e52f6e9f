"""Case cards (以案释法): what happened, what was decided, by which article, and what it teaches."""

from bot.knowledge.cases.case import SECTIONS, WITHDRAW_WITHIN, Case, Rank
from bot.knowledge.cases.files import parse, render

__all__ = ["SECTIONS", "WITHDRAW_WITHIN", "Case", "Rank", "parse", "render"]
