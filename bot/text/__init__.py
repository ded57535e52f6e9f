"""How Chinese is read: numerals, dates, quantities, one form for all ways of writing.

The lowest room: it knows nobody.
"""
