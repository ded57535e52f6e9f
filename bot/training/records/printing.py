"""Certificates and yearly records as PDF."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from bot import printing
from bot.text.dates import chinese_date
from bot.training.records.certifying import NO_LICENCE, Proof
from bot.training.records.years import KIND, YearOfOne


def certificate(proof: Proof, bureau: str, address: str) -> bytes:
    """`address` is where it can be checked; "" where the page has none.

    Raises:
        CannotPrint
    """
    return _pdf("certificate.html", proof=proof, bureau=bureau, address=address)


def year(record: YearOfOne, bureau: str) -> bytes:
    """Raises: CannotPrint."""
    return _pdf("year.html", record=record, bureau=bureau)


def _pdf(template: str, **shown: Any) -> bytes:  # noqa: ANN401 - what a template shows
    html = _environment().get_template(template).render(**shown, kind=KIND, no_licence=NO_LICENCE)
    pdf: bytes = printing.weasyprint().HTML(string=html).write_pdf()
    return pdf


def points(score: float) -> str:
    """78 or 78.5."""
    return f"{score:g}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["points"] = points
    environment.filters["day"] = chinese_date
    return environment
