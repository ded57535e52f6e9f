"""What staff and citizens are told unasked, by queries on rows: nothing is lost by a restart.

Knows the use cases in `bot` and the pages of the dialogues; no channel's library.
"""
