"""The steps of a campaign's life: whose each is, and the states that it starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.staff.permissions import RULES, Action
from bot.store.campaigns import State

STATES = {
    State.DRAFT: "草稿",
    State.IN_REVIEW: "待审核",
    State.APPROVED: "已批准",
    State.SCHEDULED: "已定时",
    State.SENDING: "发送中",
    State.PAUSED: "已暂停",
    State.DONE: "已完成",
    State.CANCELLED: "已取消",
}
"""What people call them."""

NEW = "new"
"""How the record names its beginning, which is no step from anywhere."""


@dataclass(frozen=True, slots=True)
class Step:
    """`name` is what the record says."""

    name: str
    action: Action
    before: frozenset[State]

    @property
    def label(self) -> str:
        return RULES[self.action].label


_WRITTEN = frozenset({State.DRAFT, State.IN_REVIEW, State.APPROVED, State.SCHEDULED})
_OPEN = frozenset(State) - {State.DONE, State.CANCELLED}

EDIT = Step("edit", Action.CAMPAIGN_EDIT, _WRITTEN)
SUBMIT = Step("submit", Action.CAMPAIGN_SUBMIT, frozenset({State.DRAFT}))
APPROVE = Step("approve", Action.CAMPAIGN_APPROVE, frozenset({State.IN_REVIEW}))
RETURN = Step("return", Action.CAMPAIGN_RETURN, _WRITTEN - {State.DRAFT})
SCHEDULE = Step("schedule", Action.CAMPAIGN_SCHEDULE, frozenset({State.APPROVED, State.SCHEDULED}))
BEGIN = Step("begin", Action.CAMPAIGN_BEGIN, frozenset({State.SCHEDULED}))
PAUSE = Step("pause", Action.CAMPAIGN_PAUSE, frozenset({State.SCHEDULED, State.SENDING}))
RESUME = Step("resume", Action.CAMPAIGN_RESUME, frozenset({State.PAUSED}))
CANCEL = Step("cancel", Action.CAMPAIGN_CANCEL, _OPEN)
FINISH = Step("finish", Action.CAMPAIGN_FINISH, frozenset({State.SENDING}))
RETRY = Step("retry", Action.CAMPAIGN_RETRY, frozenset({State.DONE, State.PAUSED}))

STEPS: Mapping[str, Step] = {
    step.name: step
    for step in (
        EDIT,
        SUBMIT,
        APPROVE,
        RETURN,
        SCHEDULE,
        BEGIN,
        PAUSE,
        RESUME,
        CANCEL,
        FINISH,
        RETRY,
    )
}
"""By name, in the order of a life."""
