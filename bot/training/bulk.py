"""Many proposals of one generator decided on at once: each of them looked at in the list first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.knowledge.items import Item
from bot.members import Actor
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Refused
from bot.store.drafts import State
from bot.store.file_drafts import FileDraft
from bot.training.editing import ITEMS, EditingItems
from bot.training.file_editing import Look

MOST = 20
"""More than this nobody reads at one sitting."""


@dataclass(frozen=True, slots=True)
class Picked:
    """`why_not` is why it can't be decided on together with the others, "" where it can."""

    look: Look[Item]
    why_not: str = ""


async def pick(editing: EditingItems, who: Actor, numbers: Iterable[int]) -> list[Picked]:
    """What would become of each. Raises: NotAllowed, Unknown."""
    permissions.require(who, Action.ITEM_APPROVE)
    looks = [await editing.look(who, number) for number in dict.fromkeys(numbers)]
    found: list[Picked] = []
    for look in looks:
        taken = [one.look.draft for one in found if not one.why_not]
        found.append(Picked(look, _why_not(editing, who, look, taken)))
    return found


async def approve(
    editing: EditingItems, who: Actor, seen: Mapping[int, int]
) -> tuple[list[int], dict[int, str]]:
    """Those of `seen` (number → version) that may be; each is a decision of its own in the record.
    Returns which were, and why which were not.

    Raises:
        NotAllowed, Unknown
    """
    picked = await pick(editing, who, seen)
    refused = {one.look.draft.id: one.why_not for one in picked if one.why_not}
    done = []
    for number in (one.look.draft.id for one in picked if not one.why_not):
        try:
            await editing.decide(who, number, seen[number])
        except Refused as refusal:  # changed by somebody meanwhile
            refused[number] = str(refusal)
        else:
            done.append(number)
    await editing.publish()
    return done, refused


def _why_not(
    editing: EditingItems, who: Actor, look: Look[Item], taken: Sequence[FileDraft]
) -> str:
    draft = look.draft
    if draft.state is not State.IN_REVIEW:
        return f"不在审核：{ITEMS.states[draft.state]}"
    if who.member.name in draft.hands and not editing.settings.one_person:
        return "本人参与，不能审核"
    if not draft.origin:
        return "是人写的，要单独打开看"
    if draft.doubts or look.faults:
        return "有疑点，要单独打开看"
    if taken and taken[0].origin != draft.origin:
        return "和前面的不是同一种，另外批"
    if len(taken) >= MOST:
        return f"一次最多 {MOST} 道，下次再批"
    return ""
