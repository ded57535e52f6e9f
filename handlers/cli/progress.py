"""A campaign's progress in the terminal: a bar with rate and time left, or a JSON line a second."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.publicity.seeing import SeeingCampaigns
from bot.publicity.steps import STATES
from bot.staff.refusals import Refused
from bot.store import outbox
from bot.store.campaigns import Campaign, State

EVERY_SECONDS = 1.0
_ENDED = (State.DONE, State.CANCELLED)
_BEFORE = (State.DRAFT, State.IN_REVIEW, State.APPROVED)
_OPEN = ("pending", "sending", "uncertain")
_SMOOTHING = 0.3
"""Weight of the last second in the rate that is shown."""


async def watch(campaigns: SeeingCampaigns, campaign_id: int, *, as_json: bool) -> Campaign:
    """Show how it gets on until it has ended; returns it as it is then.

    Raises:
        Refused: it has not been scheduled.
    """
    campaign = await campaigns.get(campaign_id)
    if campaign.state in _BEFORE:
        raise Refused(f"{campaign_id} 号推送{STATES[campaign.state]}，还没有定时")
    with _progress(hidden=as_json) as progress:
        task = progress.add_task("", total=None, state="", rate="", left="")
        rate = Rate()
        while True:
            campaign = await campaigns.get(campaign_id)
            step = rate.step(await campaigns.counts(campaign_id))
            is_attended = await campaigns.database.read(outbox.is_attended, now=campaigns.clock())
            if as_json:
                line = {"id": campaign_id, "state": campaign.state.value, **step}
                line["attended"] = is_attended
                typer.echo(json.dumps(line, ensure_ascii=False))
            progress.update(
                task,
                total=step["total"] or None,
                completed=step["done"],
                state=_state(campaign, is_attended=is_attended),
                rate=f"{step['rate']:.1f} 条/秒",
                left=_lasting(step["seconds_left"]),
            )
            if campaign.state in _ENDED:
                return campaign
            await asyncio.sleep(EVERY_SECONDS)


class Rate:
    """How fast it goes, from one look to the next."""

    def __init__(self) -> None:
        self._done: int | None = None
        self._at = 0.0
        self._rate = 0.0

    def step(self, counts: Mapping[str, int]) -> dict[str, Any]:
        """The numbers now; `seconds_left` is None while nothing moves."""
        total = sum(counts.values())
        left = sum(counts[state] for state in _OPEN)
        done, now = total - left, time.monotonic()
        if self._done is not None and now > self._at:
            present = max(done - self._done, 0) / (now - self._at)
            self._rate = _SMOOTHING * present + (1 - _SMOOTHING) * (self._rate or present)
        self._done, self._at = done, now
        seconds = round(left / self._rate) if self._rate >= 0.05 else None
        return {
            "total": total,
            "done": done,
            "rate": round(self._rate, 1),
            "seconds_left": seconds,
            "counts": dict(counts),
        }


def _state(campaign: Campaign, *, is_attended: bool) -> str:
    """In words, with what staff could not see from the numbers alone: that nobody is at work."""
    is_stuck = campaign.state is State.SENDING and not is_attended
    return STATES[campaign.state] + ("（服务没有在运行）" if is_stuck else "")


def _progress(*, hidden: bool) -> Progress:
    return Progress(
        TextColumn("{task.fields[state]}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TextColumn("{task.fields[left]}"),
        console=Console(stderr=True),
        disable=hidden,
    )


def _lasting(seconds: int | None) -> str:
    if seconds is None:
        return ""
    return f"还要 {seconds // 60}:{seconds % 60:02}"
