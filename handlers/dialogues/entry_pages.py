"""Entries and their versions as staff see them in chat, and how questions find them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.answering.answers import Answer
from bot.answering.deciding import Decision
from bot.editing import forms
from bot.editing.cabinet import STATES
from bot.editing.golden import Standing
from bot.editing.seeing import LISTED
from bot.knowledge.entries import Entry
from bot.knowledge.facets import LABELS
from bot.members import Actor
from bot.messages import Button, Reply
from bot.staff.permissions import Action, may
from bot.store.drafts import Draft
from bot.store.entry_versions import FOUND, PUBLISHED, RETIRED, Version
from bot.text.literal import literal
from handlers.dialogues.actions import rows
from handlers.dialogues.draft_pages import NEVER_MIND, action, copied, local

SHOWN = 30
"""Lines of a list in one message."""
_CHANGES = {FOUND: "原有", PUBLISHED: "发布", RETIRED: "停用"}
DECISIONS = {
    Decision.ANSWER: "直接回答",
    Decision.CLARIFY: "反问是哪一种",
    Decision.SUGGEST: "列为选项",
    Decision.ARTICLE: "给出条文",
    Decision.INTENT: "不是法规问题",
    Decision.UNKNOWN: "说不知道",
}


@dataclass(frozen=True)
class EntryPages:
    """The words for one of staff; `named` gives what colleagues call somebody."""

    who: Actor
    named: Callable[[str], str]
    zone: ZoneInfo

    def entry(self, entry: Entry, versions: Sequence[Version], drafts: Sequence[Draft]) -> Reply:
        lines = [
            f"**{entry.question}**",
            f"条目名：{entry.slug}；主题：{entry.topic}；核对：{entry.reviewed}；"
            f"复核期限：{entry.review_by}",
        ]
        if entry.retired:
            after = f"，由 {entry.successor} 接替" if entry.successor else ""
            lines.append(f"**已于 {entry.retired} 停用**{after}")
        lines += [
            f"正在改的草稿：#{one.id}（{STATES[one.state]}，{self.named(one.author)}）"
            for one in drafts
        ]
        lines.append(self._versions(versions))
        buttons = [Button(f"草稿 #{one.id}", action("show", one.id)) for one in drafts]
        buttons += [
            Button(f"看第 {one.number} 版", action("ver", entry.slug, one.number))
            for one in versions[:LISTED]
        ]
        if may(self.who, Action.DRAFT_WRITE):
            buttons.append(Button("修改", action("rev", entry.slug)))
        if may(self.who, Action.ENTRY_RETIRE) and not entry.retired:
            buttons.append(Button("停用", action("gone", entry.slug)))
        return Reply("\n\n".join(lines), rows(*buttons))

    def version(self, version: Version, this: Entry, before: Entry | None) -> Reply:
        changed = forms.difference(before, this)
        head = f"**{this.slug} 第 {version.number} 版**（{self._version(version)}）"
        body = f"{head}\n\n{copied(changed or '和上一版文字相同')}"
        buttons = [Button("回到条目", action("entry", this.slug))]
        if may(self.who, Action.DRAFT_WRITE):
            again = action("back", this.slug, version.number)
            buttons.insert(0, Button("恢复这一版（存成草稿）", again))
        return Reply(body, rows(*buttons))

    def found(self, entries: Sequence[Entry], words: str) -> Reply:
        if not entries:
            return Reply(f"没有找到和“{words}”有关的条目。")
        buttons = [Button(one.question, action("entry", one.slug)) for one in entries]
        return Reply("选一个条目：", rows(*buttons))

    def ask_retiring(self, entry: Entry, linking: Sequence[Entry], golden: int) -> Reply:
        lines = [f"停用“{entry.question}”（{entry.slug}）：群众从此问不到它。"]
        if linking:
            lines.append("链接到它的条目：" + "、".join(one.slug for one in linking))
        if golden:
            lines.append(f"有 {golden} 个必答问题指向它；写了接替的条目，就改指接替的。")
        lines.append("请发原因；有接替的条目就另起一行写：\n\n接替：条目名或它的问题")
        return Reply("\n\n".join(lines), rows(NEVER_MIND))

    def confirm_retiring(
        self,
        entry: Entry,
        reason: str,
        successor: Entry | None,
        answers: Sequence[tuple[str, Answer]],
        marked: str,
    ) -> Reply:
        """What is about to be done, and what citizens would hear then; `marked` are the words
        that gave the reason."""
        lines = [f"**将停用“{entry.question}”（{entry.slug}）**", f"原因：{literal(reason)}"]
        lines.append(f"接替：{successor.question if successor else '没有'}")
        told = "\n".join(f"- {phrase} → {_afterwards(answer)}" for phrase, answer in answers)
        lines.append(f"停用之后，它自己的问法会这样答：\n\n{told}")
        lines.append("要改就重新发一次原因。")
        stop = Button("停用", action("out", entry.slug, marked))
        return Reply("\n\n".join(lines), rows(stop, NEVER_MIND))

    def _versions(self, versions: Sequence[Version]) -> str:
        if not versions:
            return "没有改动记录：还是随程序发布的文字。"
        lines = [f"- 第 {one.number} 版：{self._version(one)}" for one in versions[:LISTED]]
        return "**版本**\n\n" + "\n".join(lines)

    def _version(self, version: Version) -> str:
        words = f"{local(self.zone, version.at)} {_CHANGES[version.change]}"
        if version.author:
            words += f"，{self.named(version.author)}起草"
        if version.reviewer and version.change == PUBLISHED:
            words += f"，{self.named(version.reviewer)}批准"
        elif version.reviewer:
            words += f"，{self.named(version.reviewer)}"
        if version.is_alone:
            words += "（一人模式）"
        return f"{words}，原因：{version.reason}" if version.reason else words


def _afterwards(answer: Answer) -> str:
    if answer.revised:
        return "“正在修订，请拨热线”"
    entry = f"“{answer.entry.question}”" if answer.entry else ""
    return f"{DECISIONS[answer.decision]}{entry}"


def why(question: str, before: Answer, after: Answer | None, draft_id: int) -> Reply:
    parts = [f"**命中测试：{literal(question)}**", _explained("现在", before)]
    if after is not None:
        parts.append(_explained(f"草稿 #{draft_id} 发布后", after))
    matches = before.ranking.matches[:3] if before.ranking else ()
    buttons = [Button(match.entry.question, action("entry", match.entry.slug)) for match in matches]
    return Reply("\n\n".join(parts), rows(*buttons))


def golden(standings: Sequence[Standing]) -> Reply:
    wrong = [one for one in standings if not one.is_first]
    head = f"**必答问题**：{len(standings)} 个，{len(wrong)} 个不在第一位。"
    lines = [
        f"- {one.golden.id}. {literal(one.golden.question)} → {one.golden.slug}："
        f"第 {one.rank or '—'} 位，{one.score:.2f}；{one.reason}"
        for one in standings[:SHOWN]
    ]
    how = "增加或改指：/golden 问题 = 条目名；删除：/golden 删 编号。"
    if len(standings) > SHOWN:
        how = f"其余 {len(standings) - SHOWN} 个用 pufa entries golden 看。{how}"
    return Reply("\n\n".join([head, "\n".join(lines), how]))


def _explained(when: str, answer: Answer) -> str:
    lines = [f"**{when}**：{DECISIONS[answer.decision]}，把握 {answer.confidence:.2f}"]
    if answer.citation:
        lines.append(f"- 问的是条文：{answer.citation.display}")
    if answer.ranking is None:
        return "\n\n".join(lines)
    reading = answer.ranking.reading
    lines.append(f"读作：{literal(reading.text)}")
    facets = [
        f"{LABELS[kind]}：{'、'.join(names)}" for kind, names in reading.facets.items() if names
    ]
    lines += ["；".join(facets)] if facets else []
    rows_ = [
        f"{place}. {match.entry.question}（{match.entry.slug}）得分 {match.score:.2f}："
        f"最近的问法“{match.nearest}”，相似 {match.measures['phrase']:.0%}，"
        f"覆盖 {match.measures['whole']:.0%}"
        for place, match in enumerate(answer.ranking.matches[:5], start=1)
    ]
    if reading.outside:
        rows_.append(f"\n别处管的事：{'、'.join(sorted(reading.outside))}")
    return "\n\n".join([*lines, "\n".join(rows_) or "没有候选。"])
