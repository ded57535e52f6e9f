"""What staff are told of the inbox unasked: new questions, late ones, the day, the week."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.desk.reading_letters import is_delicate
from bot.knowledge.entries import Entry
from bot.messages import Button, Reply
from bot.store.inbox import Cluster
from bot.store.letters import Letter
from bot.text.literal import literal, quoted
from handlers.dialogues import draft_pages
from handlers.dialogues.actions import rows
from handlers.dialogues.inbox_buttons import action

LISTED = 8


def new_letters(letters: Sequence[Letter], zone: ZoneInfo) -> Reply:
    """One with its words, but for a 举报 or what asks for discretion, which those whom it concerns
    open; several as a list."""
    if len(letters) == 1:
        (letter,) = letters
        kind = f"，{letter.category}" if letter.category else ""
        body = (
            f"**新留言 {letter.receipt}**（{letter.written_at.astimezone(zone):%m-%d %H:%M}{kind}）"
        )
        if not is_delicate(letter):
            asked = f"\n\n之前问的是：{literal(letter.question)}" if letter.question else ""
            body += f"\n\n{quoted(letter.text)}{asked}"
        return Reply(body, rows(Button("打开", action("l", letter.receipt))))
    more = f"\n- ……另有 {len(letters) - LISTED} 条" if len(letters) > LISTED else ""
    body = f"**新留言 {len(letters)} 条**\n\n{_letter_lines(letters)}{more}"
    buttons = (*_letter_buttons(letters), (Button("看留言", action("letters", 0)),))
    return Reply(body, buttons)


def given(letter: Letter) -> Reply:
    """To whom a letter was given."""
    body = f"**留言 {letter.receipt} 分派给您了**（{letter.category or '未分类'}），请办理。"
    return Reply(body, rows(Button("打开", action("l", letter.receipt))))


def new_questions(clusters: Sequence[Cluster]) -> Reply:
    body = f"**没答上来的新问题**（{len(clusters)} 个）\n\n{_lines(clusters)}"
    return Reply(body, _cluster_buttons(clusters))


def late(letters: Sequence[Letter], clusters: Sequence[Cluster]) -> Reply:
    """What has waited for more than a working day."""
    parts = ["**超过一个工作日还没有处理**"]
    if letters:
        parts.append(f"留言 {len(letters)} 条：\n\n{_letter_lines(letters)}")
    if clusters:
        parts.append(f"问题 {len(clusters)} 个：\n\n{_lines(clusters)}")
    buttons = (*_letter_buttons(letters), *_cluster_buttons(clusters))
    return Reply("\n\n".join(parts), buttons)


def daily(clusters: Sequence[Cluster], *, questions: int, letters: int, reviews: int) -> Reply:
    """How much waits; `clusters` are what was asked most."""
    body = (
        f"**今天要办的**\n\n- 没答上来的问题：{questions} 个\n- 没答复的留言：{letters} 条\n"
        f"- 待审核的草稿：{reviews} 个"
    )
    if clusters:
        body += f"\n\n问得最多的：\n\n{_lines(clusters)}"
    letters_button = Button("看留言", action("letters", 0))
    return Reply(body, (*_cluster_buttons(clusters), (letters_button,)))


def weekly(
    due: Sequence[Entry], changed: Sequence[Entry], clusters: Sequence[Cluster], *, questions: int
) -> Reply:
    """The entries whose review falls due or whose basis has changed, and what was asked in vain."""
    parts = [
        "**本周要看的**",
        f"**快到或已到复核期限：{len(due)} 条**\n\n{_entry_lines(due)}",
        f"**依据已修订：{len(changed)} 条**\n\n{_entry_lines(changed)}",
        f"**问了没答上来：{questions} 个**\n\n{_lines(clusters)}",
    ]
    listed = {one.slug: one for one in [*changed[:LISTED], *due[:LISTED]]}.values()
    buttons = [Button(one.question, draft_pages.action("entry", one.slug)) for one in listed]
    return Reply("\n\n".join(part.strip() for part in parts), rows(*buttons[:LISTED]))


def _lines(clusters: Sequence[Cluster]) -> str:
    return "\n".join(
        f"- {one.id}. {literal(one.question)}（{one.people} 人"
        f"{f'，{one.waiting} 人等答案' if one.waiting else ''}）"
        for one in clusters[:LISTED]
    )


def _entry_lines(entries: Sequence[Entry]) -> str:
    lines = [f"- {one.question}（{one.review_by}）" for one in entries[:LISTED]]
    more = [f"- ……另有 {len(entries) - LISTED} 条"] if len(entries) > LISTED else []
    return "\n".join([*lines, *more])


def _letter_lines(letters: Sequence[Letter]) -> str:
    return "\n".join(f"- {one.receipt} {one.category}".rstrip() for one in letters[:LISTED])


def _cluster_buttons(clusters: Sequence[Cluster]) -> tuple[tuple[Button, ...], ...]:
    shown = clusters[:LISTED]
    return rows(
        *(Button(f"{one.id}. {one.question[:30]}", action("show", one.id)) for one in shown)
    )


def _letter_buttons(letters: Sequence[Letter]) -> tuple[tuple[Button, ...], ...]:
    shown = letters[:LISTED]
    return rows(*(Button(f"留言 {one.receipt}", action("l", one.receipt)) for one in shown))
