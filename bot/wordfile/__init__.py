"""Word's .docx as the lines that a reader of it sees; nothing that it says is left out unsaid."""

from bot.wordfile.parts import BadDocument
from bot.wordfile.reading import Document, read

__all__ = ["BadDocument", "Document", "read"]
