"""Who of staff may do what, and the record of what they did.

Knows `store` and the ground floor.
"""
