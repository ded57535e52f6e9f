"""From a question to an answer, on the edition of the knowledge that is in service.

Knows `knowledge` and `store`; the matching itself is in `matching`.
"""
