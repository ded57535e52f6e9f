"""The batch form: one JSON object a question, for other programs and the evaluation."""

from __future__ import annotations

from typing import Any

from bot.answering.answerer import Answer
from bot.answering.wording import Wording
from bot.knowledge.statutes.citations import Citation


def as_record(answer: Answer, wording: Wording, milliseconds: float) -> dict[str, Any]:
    """The keys `decision`, `entry`, `confidence`, `basis`, `answer`, `suggestions`, `ms`."""
    return {
        "decision": answer.decision.value,
        "entry": answer.entry.slug if answer.entry else None,
        "confidence": round(answer.confidence, 4),
        "basis": [_basis(citation) for citation in answer.basis],
        "answer": wording.answer(answer),
        "suggestions": [
            {
                "entry": other.entry.slug,
                "confidence": round(other.confidence, 4),
                "basis": [_basis(citation) for citation in other.entry.basis],
            }
            for other in answer.suggestions
        ],
        "ms": round(milliseconds, 2),
    }


def _basis(citation: Citation) -> dict[str, Any]:
    """第一百三十三条之一 is 133 here: the form has whole numbers only."""
    return {"law": citation.law, "article": citation.article.number if citation.article else None}
