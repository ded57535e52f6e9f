"""What is known, as files hold it: entries and the lexicon.

Its rooms: `statutes`, `calendar`, `library` (all of it together), `checking`. Knows `text`.
"""
