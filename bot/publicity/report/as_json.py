"""The report for other programs: every figure with the query that made it, ready to be run."""

from __future__ import annotations

from typing import Any

from bot.publicity.report.gathering import Report
from bot.store.report import QUERIES


def as_record(report: Report) -> dict[str, Any]:
    period = report.period
    return {
        "bureau": report.library.bureau.name,
        "year": period.year,
        "month": period.month or None,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "made_on": report.made_on.isoformat(),
        "figures": {
            key: {
                "label": figure.label,
                "value": figure.value,
                "unit": figure.unit,
                "query": figure.query or None,
                "source": figure.source or None,
            }
            for key, figure in report.figures.items()
        },
        "days": [
            {
                "name": day.name,
                "when": day.when,
                "is_core": day.is_core,
                "campaigns": day.campaigns,
                "sent": day.sent,
                "activities": day.activities,
                "people": day.people,
            }
            for day in report.days
        ],
        "laws": [
            {"title": law.title, "what": law.what, "articles": law.articles, "entries": law.entries}
            for law in report.laws
        ],
        "due": [entry.slug for entry in report.due],
        "queries": {
            name: {
                "title": query.title,
                "columns": query.columns,
                "sql": query.sql.strip(),
                "rows": report.rows[name],
            }
            for name, query in QUERIES.items()
        },
        "parameters": report.parameters,
    }
