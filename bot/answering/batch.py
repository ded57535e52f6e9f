"""The batch form: one JSON object a question, for other programs and the evaluation."""

from __future__ import annotations

from typing import Any

from bot.answering.answers import Answer
from bot.answering.deciding import Decision
from bot.answering.wording import CLARIFY, Wording
from bot.knowledge.statutes.citations import Citation


def as_record(answer: Answer, wording: Wording, milliseconds: float) -> dict[str, Any]:
    """The keys `decision`, `entry`, `confidence`, `basis`, `answer`, `suggestions`, `ms`; `asks`,
    the answers to each ask of a message with two; `intent`, what a message is that no entry is for;
    `clarify`, the question asked back with its choices; `before`, whether it was read with the
    question before it."""
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
        "asks": [
            {
                "entry": part.entry.slug,
                "confidence": round(part.confidence, 4),
                "basis": [_basis(citation) for citation in part.basis],
                "answer": wording.answer(part),
            }
            for part in answer.parts
            if part.entry
        ],
        "intent": _intent(answer),
        "clarify": _clarify(answer),
        "before": bool(answer.before),
        "ms": round(milliseconds, 2),
    }


def _intent(answer: Answer) -> str | None:
    if answer.intent:
        return answer.intent.name
    if answer.local:
        return f"local:{answer.local.name}"
    if answer.sum:
        return f"calculator:{answer.sum.calculator.name}"
    return f"topic:{answer.topic}" if answer.topic else None


def _clarify(answer: Answer) -> dict[str, Any] | None:
    if answer.decision is not Decision.CLARIFY:
        return None
    return {
        "question": CLARIFY,
        "choices": [
            {
                "label": choice.label,
                "line": choice.line,
                "entry": choice.entry.slug,
                "basis": [_basis(citation) for citation in choice.entry.basis],
            }
            for choice in answer.choices
        ],
    }


def _basis(citation: Citation) -> dict[str, Any]:
    """第一百三十三条之一 is 133 here: the form has whole numbers only."""
    return {"law": citation.law, "article": citation.article.number if citation.article else None}
