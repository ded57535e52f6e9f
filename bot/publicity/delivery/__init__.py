"""Delivery: takes due campaigns from the outbox to their recipients, and can die at any line.

Read `loop` first. `tending` decides which campaigns are sent now, `lead` sees to it that only one
process does, `outcomes` what a failure means for its row, `ledger` puts that on the disk, `trouble`
waits for a network that is gone, `tally` stops a campaign that fails too often.
"""

from bot.publicity.delivery.loop import Delivery

__all__ = ["Delivery"]
