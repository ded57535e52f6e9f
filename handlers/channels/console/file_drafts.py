"""What the pages of drafts that become files have in common: items' and case cards'."""

from __future__ import annotations

from typing import TypeVar

from bot.training.file_editing import EditingFiles, Filed, Look
from handlers.channels.console.forms import Form
from handlers.channels.console.visits import Visit

F = TypeVar("F", bound=Filed)


def number_of(visit: Visit) -> int:
    return int(visit.part("number"))


def version_of(form: Form) -> int:
    """The version that whoever sent the form has seen."""
    return form.number("version", need="重新打开这份草稿")


async def look(visit: Visit, editing: EditingFiles[F]) -> Look[F]:
    return await editing.look(visit.actor, number_of(visit))


async def discarded(visit: Visit, editing: EditingFiles[F]) -> None:
    await editing.discard(visit.actor, number_of(visit), version_of(await visit.form()))


async def sent_back(visit: Visit, editing: EditingFiles[F]) -> Form | None:
    """The form where it has faults; None where it was done."""
    form = await visit.form()
    reason = form.words("reason", need="写一句要改什么")
    version = version_of(form)
    if form.faults:
        return form
    await editing.send_back(visit.actor, number_of(visit), version, reason)
    return None
