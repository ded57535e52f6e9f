"""What staff are told of the inbox unasked: new questions, late ones, the day, the week."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk.inbox import STATES
from bot.desk.reading_letters import is_delicate
from bot.knowledge.entries import Entry
from bot.messages import Button, Chat, Reply
from bot.store.alerts import Alert, Kind, Matters
from bot.store.inbox import Cluster, State
from bot.store.letters import Letter
from bot.text.literal import literal, quoted
from handlers.dialogues import campaign_pages, draft_pages
from handlers.dialogues.actions import rows
from handlers.dialogues.inbox_buttons import action
from handlers.news.standing import Standing
from handlers.news.telling import Card

LISTED = 8


@dataclass(frozen=True, slots=True)
class Digest:
    """Of a day or a week: our own words, and below them what was asked most, from which goes what
    is deleted."""

    kind: Kind
    body: str
    buttons: tuple[Button, ...]
    about: Matters

    @classmethod
    def kept(cls, alert: Alert, about: Matters) -> Digest:
        """One that was told, with what is left of its questions."""
        body, buttons = json.loads(alert.said)
        return cls(alert.kind, body, tuple(Button(*one) for one in buttons), about)

    @property
    def reply(self) -> Reply:
        body = f"{self.body}\n\n{_questions(self.about)}".strip()
        asked = _cluster_buttons(self.about.questions) if self.kind is Kind.DAILY else ()
        return Reply(body, (*asked, *rows(*self.buttons)))

    @property
    def card(self) -> Card:
        buttons = [[one.label, one.action] for one in self.buttons]
        said = json.dumps([self.body, buttons], ensure_ascii=False)
        return Card(self.kind, self.about, said)


def new_letters(about: Matters, standing: Standing) -> Reply:
    """One with its words, but for a 举报 or what asks for discretion, which those whom it concerns
    open; several as a list."""
    if len(about.letters) + len(about.gone) == 1:
        return _letter(about.letters[0], standing) if about.letters else Reply(_gone(about.gone[0]))
    body = f"**新留言 {len(about.letters) + len(about.gone)} 条**\n\n{_letters(about, standing)}"
    buttons = (*_letter_buttons(about.letters), (Button("看留言", action("letters", 0)),))
    return Reply(body, buttons)


def given(letter: Letter, standing: Standing, to: Chat) -> Reply:
    """To whom a letter was given: theirs until it is done, or somebody else's."""
    head = f"**留言 {letter.receipt} 分派给您了**（{letter.category or '未分类'}）"
    stands = "请办理" if standing.is_open_with(letter, to) else f"现在：{standing.of(letter)}"
    return Reply(f"{head}，{stands}。", rows(Button("打开", action("l", letter.receipt))))


def new_questions(about: Matters) -> Reply:
    count = len(about.questions) + about.lost
    body = f"**没答上来的新问题**（{count} 个）\n\n{_questions(about)}"
    return Reply(body, _cluster_buttons(about.questions))


def late(about: Matters, standing: Standing) -> Reply:
    """What has waited for more than a working day."""
    parts = ["**超过一个工作日还没有处理**"]
    if letters := len(about.letters) + len(about.gone):
        parts.append(f"留言 {letters} 条：\n\n{_letters(about, standing)}")
    if questions := len(about.questions) + about.lost:
        parts.append(f"问题 {questions} 个：\n\n{_questions(about)}")
    buttons = (*_letter_buttons(about.letters), *_cluster_buttons(about.questions))
    return Reply("\n\n".join(parts), buttons)


def as_it_stands(alert: Alert, about: Matters, standing: Standing) -> Reply:
    """What was told, told anew."""
    match alert.kind:
        case Kind.QUESTIONS:
            return new_questions(about)
        case Kind.LATE:
            return late(about, standing)
        case Kind.GIVEN if about.letters:
            return given(about.letters[0], standing, alert.chat)
        case Kind.DAILY | Kind.WEEKLY:
            return Digest.kept(alert, about).reply
        case Kind.DRAFT:
            return draft_pages.standing(about.drafts[0], standing.staff.called)
        case Kind.CAMPAIGN:
            last, called = about.changes[0], standing.staff.called
            return campaign_pages.standing(about.campaigns[0], last, standing.zone, called)
        case Kind.DOUBT:
            return Reply("**这件事已经有人决定了**，不用再办。")
    return new_letters(about, standing)


def daily(clusters: Sequence[Cluster], *, questions: int, letters: int, reviews: int) -> Digest:
    """How much waits; `clusters` are what was asked most."""
    body = (
        f"**今天要办的**\n\n- 没答上来的问题：{questions} 个\n- 没答复的留言：{letters} 条\n"
        f"- 待审核的草稿：{reviews} 个"
    )
    if clusters:
        body += "\n\n问得最多的："
    seen = Button("看留言", action("letters", 0))
    return Digest(Kind.DAILY, body, (seen,), Matters(questions=clusters))


def weekly(
    due: Sequence[Entry], changed: Sequence[Entry], clusters: Sequence[Cluster], *, questions: int
) -> Digest:
    """The entries whose review falls due or whose basis has changed, and what was asked in vain."""
    parts = [
        "**本周要看的**",
        f"**快到或已到复核期限：{len(due)} 条**\n\n{_entry_lines(due)}",
        f"**依据已修订：{len(changed)} 条**\n\n{_entry_lines(changed)}",
        f"**问了没答上来：{questions} 个**",
    ]
    listed = {one.slug: one for one in [*changed[:LISTED], *due[:LISTED]]}.values()
    buttons = [Button(one.question, draft_pages.action("entry", one.slug)) for one in listed]
    body = "\n\n".join(map(str.strip, parts))
    return Digest(Kind.WEEKLY, body, tuple(buttons[:LISTED]), Matters(questions=clusters))


def _line(one: Cluster) -> str:
    waiting = f"，{one.waiting} 人等答案" if one.waiting else ""
    return f"- {one.id}. {literal(one.question)}（{one.people} 人{waiting}）"


def _entry_lines(entries: Sequence[Entry]) -> str:
    return _listed([f"- {one.question}（{one.review_by}）" for one in entries])


def _letter(letter: Letter, standing: Standing) -> Reply:
    stands = standing.of(letter)
    head = f"留言 {letter.receipt}：{stands}" if stands else f"新留言 {letter.receipt}"
    kind = f"，{letter.category}" if letter.category else ""
    body = f"**{head}**（{letter.written_at.astimezone(standing.zone):%m-%d %H:%M}{kind}）"
    if not is_delicate(letter):
        asked = f"\n\n之前问的是：{literal(letter.question)}" if letter.question else ""
        body += f"\n\n{quoted(letter.text)}{asked}"
    return Reply(body, rows(Button("打开", action("l", letter.receipt))))


def _gone(receipt: str) -> str:
    return f"**留言 {receipt}**：写的人删除了，或者已经到期。"


def _letters(about: Matters, standing: Standing) -> str:
    lines = [
        f"- {one.receipt} {one.category}".rstrip() + _said(standing.of(one))
        for one in about.letters
    ]
    return _listed([*lines, *(f"- {receipt}：已删除" for receipt in about.gone)])


def _questions(about: Matters) -> str:
    lines = [
        _line(one) + ("" if one.state is State.OPEN else _said(STATES[one.state]))
        for one in about.questions
    ]
    return _listed([*lines, *(["- 问题已删除"] * about.lost)])


def _said(stands: str) -> str:
    return f"：{stands}" if stands else ""


def _listed(lines: Sequence[str]) -> str:
    more = [f"- ……另有 {len(lines) - LISTED} 条"] if len(lines) > LISTED else []
    return "\n".join([*lines[:LISTED], *more])


def _cluster_buttons(clusters: Sequence[Cluster]) -> tuple[tuple[Button, ...], ...]:
    shown = clusters[:LISTED]
    return rows(
        *(Button(f"{one.id}. {one.question[:30]}", action("show", one.id)) for one in shown)
    )


def _letter_buttons(letters: Sequence[Letter]) -> tuple[tuple[Button, ...], ...]:
    shown = letters[:LISTED]
    return rows(*(Button(f"留言 {one.receipt}", action("l", one.receipt)) for one in shown))
