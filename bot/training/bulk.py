"""Many proposals of one generator decided on at once: each of them looked at in the list first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.knowledge.items import Item
from bot.members import Actor
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.staff.together import Picked, each
from bot.store.drafts import State
from bot.store.file_drafts import FileDraft
from bot.training.editing import ITEMS, EditingItems
from bot.training.file_editing import Look

MOST = 20
"""More than this nobody reads at one sitting."""


async def pick(
    editing: EditingItems, who: Actor, numbers: Iterable[int]
) -> list[Picked[Look[Item]]]:
    """What would become of each. Raises: NotAllowed, Unknown."""
    permissions.require(who, Action.ITEM_APPROVE)
    looks = [await editing.look(who, number) for number in dict.fromkeys(numbers)]
    found: list[Picked[Look[Item]]] = []
    taken: list[FileDraft] = []
    for look in looks:
        why_not = _why_not(editing, who, look, taken)
        found.append(Picked(str(look.draft.id), look, why_not))
        if not why_not:
            taken.append(look.draft)
    return found


async def approve(
    editing: EditingItems, who: Actor, seen: Mapping[int, int]
) -> tuple[list[str], dict[str, str]]:
    """Those of `seen` (number → version) that may be. Returns which were, and why which were not.

    Raises:
        NotAllowed, Unknown
    """
    picked = await pick(editing, who, seen)
    outcome = await each(
        picked, lambda look: editing.decide(who, look.draft.id, seen[look.draft.id])
    )
    await editing.publish()
    return outcome


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
