"""Where things stand on the citizens' page, below its root: what dialogues and pages lead to."""

from __future__ import annotations

from urllib.parse import quote

from bot.knowledge.statutes.citations import Article, Citation


def law(citation: Citation) -> str:
    """/statutes/公路法, or /statutes/公路法#a76 for an article, quoted as addresses are."""
    page = f"/statutes/{quote(citation.law, safe='')}"
    return f"{page}#{anchor(citation.article)}" if citation.article else page


def entry(slug: str) -> str:
    """/entries/chaozai-fakuan."""
    return f"/entries/{quote(slug, safe='')}"


def anchor(article: Article) -> str:
    """Where an article stands on its law's page: a92, a133-1."""
    return f"a{article.number}" + (f"-{article.sub}" if article.sub else "")
