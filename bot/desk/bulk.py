"""Many letters, or many questions, decided on at once.

What needs words of its own for somebody is left to be opened alone: who is told something is told
what was written for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from bot.desk.inbox import STATES, Inbox
from bot.desk.letterbox import latest_addition
from bot.desk.letters import Correspondence, state_of
from bot.members import Actor
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Outdated, Unknown
from bot.staff.together import Picked, each
from bot.store import letters as store
from bot.store.inbox import Cluster, State
from bot.store.letters import Letter

MOST = 50
"""As many as a list shows at once; a browser's address holds their numbers."""
_GONE = "已经没有了：可能已经到期，或者写的人删除了"
_LATER = f"一次最多 {MOST} 件，下次再办"
_CHANGED = "您看清单的时候有人改过，请重新看"


async def to_assign(
    letters: Correspondence, who: Actor, receipts: Iterable[str]
) -> list[Picked[Letter]]:
    """Raises: NotAllowed."""
    permissions.require(who, Action.LETTER_ASSIGN)
    return await _letters(letters, receipts)


async def assign(
    letters: Correspondence, who: Actor, seen: Mapping[str, str], to: str, due: date | None
) -> tuple[list[str], dict[str, str]]:
    """Give these (receipt → whose it was when its list was read) to one of staff, and where a day
    is given, have them answered by it. Returns what was done, and why the rest was not.

    Raises:
        NotAllowed
    """

    async def decide(letter: Letter) -> None:
        if letter.assigned != seen[letter.receipt]:
            raise Outdated(_CHANGED)
        if due and due != letter.due_on:
            await letters.set_due(who, letter.receipt, due)
        if to != letter.assigned:
            await letters.assign(who, letter.receipt, to)

    return await each(await to_assign(letters, who, seen), decide)


async def to_close(
    letters: Correspondence, who: Actor, receipts: Iterable[str]
) -> list[Picked[Letter]]:
    """Only what was answered, and not written to since. Raises: NotAllowed."""
    permissions.require(who, Action.LETTER_CLOSE)
    found = await _letters(letters, receipts)
    return [Picked(it.name, it.one, it.why_not or _why_not_close(letters, it.one)) for it in found]


async def close(
    letters: Correspondence, who: Actor, receipts: Iterable[str]
) -> tuple[list[str], dict[str, str]]:
    """Raises: NotAllowed."""

    async def decide(letter: Letter) -> None:
        await letters.close(who, letter.receipt, seen=state_of(letter))

    return await each(await to_close(letters, who, receipts), decide)


async def to_dismiss(inbox: Inbox, who: Actor, numbers: Iterable[int]) -> list[Picked[Cluster]]:
    """Only what nobody waits for. Raises: NotAllowed."""
    permissions.require(who, Action.INBOX_DISMISS)
    found: list[Picked[Cluster]] = []
    for number in dict.fromkeys(numbers):
        try:
            cluster = await inbox.get(who, number)
        except Unknown:
            found.append(Picked(str(number), None, _GONE))
            continue
        why_not = _LATER if len(found) >= MOST else _why_not_dismiss(cluster)
        found.append(Picked(str(number), cluster, why_not))
    return found


async def dismiss(
    inbox: Inbox, who: Actor, seen: Mapping[int, int], why: str
) -> tuple[list[str], dict[str, str]]:
    """Let these (number → version that was read) be. Raises: NotAllowed."""

    async def decide(cluster: Cluster) -> None:
        if cluster.version != seen[cluster.id]:
            raise Outdated(_CHANGED)
        await inbox.dismiss(who, cluster.id, why)

    return await each(await to_dismiss(inbox, who, seen), decide)


async def _letters(letters: Correspondence, receipts: Iterable[str]) -> list[Picked[Letter]]:
    wanted = list(dict.fromkeys(receipts))
    found = await letters.database.read(store.texts, receipts=wanted[:MOST])
    known = {letter.receipt: letter for letter in found}
    picked = []
    for receipt in wanted[:MOST]:
        letter = known.get(receipt)
        why_not = _GONE if letter is None else "已经办结" if letter.closed_at else ""
        picked.append(Picked(receipt, letter, why_not))
    return picked + [Picked(receipt, None, _LATER) for receipt in wanted[MOST:]]


def _why_not_close(letters: Correspondence, letter: Letter | None) -> str:
    if letter is None or letter.replied_at is None:
        return "还没有答复，要单独打开，写明原因"
    added = latest_addition(letter, letters.zone)
    if added and added >= letter.replied_at.replace(second=0, microsecond=0):
        return "答复以后又补充了话，要单独打开看"
    return ""


def _why_not_dismiss(cluster: Cluster) -> str:
    if cluster.state is not State.OPEN:
        return STATES[cluster.state]
    if cluster.waiting:
        return f"有 {cluster.waiting} 人在等答案，要单独打开"
    return ""
