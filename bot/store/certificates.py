"""Certificates: numbers that whoever is shown one can look up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Certificate:
    number: str
    paper: int
    person: str
    issued_at: datetime


def issue(db: Database, certificate: Certificate) -> Certificate:
    """The one that there is for this paper and person, else this one."""
    db.execute(
        "INSERT INTO certificates (number, paper, person, issued_at)"
        " VALUES (:number, :paper, :person, :at) ON CONFLICT (paper, person) DO NOTHING",
        {
            "number": certificate.number,
            "paper": certificate.paper,
            "person": certificate.person,
            "at": certificate.issued_at.isoformat(),
        },
    )
    rows = db.query(
        "SELECT * FROM certificates WHERE paper = ? AND person = ?",
        [certificate.paper, certificate.person],
    )
    return next(map(_certificate, rows))


def get(db: Database, *, number: str) -> Certificate | None:
    rows = db.query("SELECT * FROM certificates WHERE number = ?", [number])
    return next(map(_certificate, rows), None)


def _certificate(row: dict[str, Any]) -> Certificate:
    return Certificate(**{**row, "issued_at": datetime.fromisoformat(row["issued_at"])})
