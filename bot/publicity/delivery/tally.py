"""Counts what was tried and what failed since a campaign was last begun or resumed."""

from __future__ import annotations

from dataclasses import dataclass

from bot.store.outbox import Outcome, State

FEW = 20
SHARE = 0.05


@dataclass
class Tally:
    """Those who blocked the bot count as neither, nor does a chat that asks to wait."""

    tried: int = 0
    failed: int = 0

    def add(self, outcome: Outcome) -> None:
        if outcome.is_final and outcome.state is not State.BLOCKED:
            self.tried += 1
            self.failed += outcome.is_failure

    def __str__(self) -> str:
        return f"{self.tried} 条里有 {self.failed} 条失败"

    @property
    def is_alarming(self) -> bool:
        return self.failed > max(FEW, SHARE * self.tried)
