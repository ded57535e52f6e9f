"""What goes out unasked: publicity days, campaigns, subscribers, activities and their results.

Its rooms: `delivery`, `surfaces`, `report`. Knows `editing` and whatever is below, not `desk`.
"""
