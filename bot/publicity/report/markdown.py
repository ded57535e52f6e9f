"""A document as Markdown; its pictures are files beside it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.publicity.report.document import Block, Code, Document, Heading, Paragraph, Picture, Table


def render(document: Document, *, pictures: str = "") -> str:
    """`pictures` is the folder of the pictures as seen from the file."""
    parts = [f"# {document.office}{document.title}", document.subtitle]
    parts += [_block(block, pictures) for block in document.blocks]
    return "\n\n".join(part for part in parts if part) + "\n"


def _block(block: Block, pictures: str) -> str:
    match block:
        case Heading():
            return f"{'#' * (block.level + 1)} {block.text}"
        case Paragraph():
            return block.text
        case Table():
            return _table(block)
        case Picture():
            return f"![{block.caption}]({pictures}/{block.name}.png)"
        case Code():
            return f"```sql\n{block.text}\n```"


def _table(table: Table) -> str:
    caption = f"**{table.caption}**" + (f"（{table.source}）" if table.source else "")
    if not table.rows:
        return f"{caption}\n\n（无）"
    lines = [_row(table.header), "|" + " --- |" * len(table.header)]
    lines += [_row(row) for row in table.rows]
    return f"{caption}\n\n" + "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    escaped = (
        cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "<br>") for cell in cells
    )
    return "| " + " | ".join(escaped) + " |"
