"""A citation as a page shows it: with its law's row, the article's text and where that stands."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answering.editions import Edition
from bot.knowledge.statutes import Statute, holdings
from bot.knowledge.statutes.citations import Citation
from handlers.addresses import anchor


@dataclass(frozen=True, slots=True)
class Basis:
    """`text` is None where it isn't held; `origin` says where it comes from if not from us."""

    citation: Citation
    statute: Statute | None
    text: str | None
    origin: str

    @property
    def anchor(self) -> str:
        return anchor(self.citation.article) if self.text and self.citation.article else ""


def basis_of(edition: Edition, citation: Citation) -> Basis:
    statute = edition.library.register.find(citation.law)
    law, article = edition.texts.law(citation.law), citation.article
    if law is None or article is None:
        return Basis(citation, statute, None, "")
    origin = holdings.origin_line(law.origin_of(article))
    return Basis(citation, statute, law.articles.get(article), origin)
