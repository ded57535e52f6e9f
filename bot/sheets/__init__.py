"""Tables that staff keep in Excel or CSV: every row that is there is told of, or the file is
refused with the line at fault."""

from bot.sheets.commas import as_csv, guarded
from bot.sheets.faults import BadSheet
from bot.sheets.tables import Row, Rows, read, read_bytes, write

__all__ = ["BadSheet", "Row", "Rows", "as_csv", "guarded", "read", "read_bytes", "write"]
