"""Drafts and entries as staff see them in chat."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.answering.answerer import Answer, Decision
from bot.answering.matching.confidence import confidence
from bot.editing import forms
from bot.editing.cabinet import STATES
from bot.editing.deciding import TakesGolden
from bot.editing.golden import Change, Standing
from bot.editing.seeing import LISTED
from bot.editing.trying import Look
from bot.knowledge.entries import Entry
from bot.knowledge.library import Library
from bot.members import Actor
from bot.messages import Button, Reply
from bot.staff.permissions import Action, may
from bot.store.drafts import Draft, State
from bot.store.entry_versions import FOUND, PUBLISHED, RETIRED, Version
from handlers.dialogues import replies
from handlers.dialogues.actions import CANCEL, rows

ACTION = "d"
EXCERPT = 600
"""Characters of a cited article: a reviewer who wants more opens it."""
SHOWN = 30
"""Lines of a list in one message."""

_CHANGES = {FOUND: "原有", PUBLISHED: "发布", RETIRED: "停用"}
_DECISIONS = {
    Decision.ANSWER: "直接回答",
    Decision.SUGGEST: "列为选项",
    Decision.ARTICLE: "给出条文",
    Decision.UNKNOWN: "说不知道",
}
NEVER_MIND = Button("算了", CANCEL)


def action(verb: str, *values: str | int) -> str:
    return ":".join([ACTION, verb, *map(str, values)])


@dataclass(frozen=True)
class Pages:
    """The words for one of staff; `named` gives what colleagues call somebody."""

    who: Actor
    named: Callable[[str], str]
    zone: ZoneInfo

    def template(self) -> Reply:
        body = (
            "请照下面的样子写好，一条消息发给我（也可以发 .md 文件的内容）。"
            "没写完也行，会存成草稿。\n\n"
            f"{_copied(forms.TEMPLATE)}"
        )
        return Reply(body, rows(NEVER_MIND))

    def listing(self, drafts: Sequence[Draft], library: Library, page: int) -> Reply:
        shown = drafts[:LISTED]
        lines = [
            f"- #{one.id} {_title(one, library)}（{STATES[one.state]}，"
            f"{self.named(one.author)}，{self._time(one.changed_at)}）"
            for one in shown
        ]
        body = "**草稿**\n\n" + ("\n".join(lines) or "没有。发 /add 新写一条。")
        buttons = [
            Button(f"#{one.id} {_title(one, library)}", action("show", one.id)) for one in shown
        ]
        turning = [Button("上一页", action("list", page - 1))] if page else []
        if len(drafts) > LISTED:
            turning.append(Button("下一页", action("list", page + 1)))
        return Reply(body, (*rows(*buttons), *((tuple(turning),) if turning else ())), page > 0)

    def draft(self, look: Look, opening: str = "") -> Reply:
        """All that one should see of it, and what may be done."""
        draft = look.draft
        kind = f"改条目 {draft.slug}" if draft.base_text else f"新条目 {draft.slug}".strip()
        parts = [
            opening,
            f"**草稿 #{draft.id}**（{STATES[draft.state]}，{kind}，{self.named(draft.author)}）",
        ]
        if draft.reason:
            parts.append(f"**退回原因**：{draft.reason}")
        parts += self._to_mend(look)
        parts += self._to_know(look)
        is_review = draft.state is State.IN_REVIEW and may(self.who, Action.DRAFT_APPROVE)
        if is_review:
            parts += [self._difference(look), self.articles(look)]
        if look.edition and look.reading.entry:
            shown = look.edition.wording.entry(look.reading.entry)
            parts.append(f"**市民会看到：**\n\n{shown}")
        return Reply("\n\n".join(filter(None, parts)), self._draft_buttons(look))

    def preview(self, look: Look) -> Reply:
        """Exactly what citizens get; the buttons open what is in service now."""
        if look.edition is None or look.reading.entry is None:
            return self.draft(look, "还有要改的地方，暂时不能预览。")
        return replies.entry(look.edition, look.reading.entry)

    def source(self, look: Look) -> Reply:
        """Its words, to be changed and sent back."""
        body = (
            f"下面是草稿 #{look.draft.id} 的原文。请复制、修改后整条发给我：\n\n"
            f"{_copied(look.draft.text)}"
        )
        return Reply(body, rows(NEVER_MIND))

    def difference(self, look: Look) -> Reply:
        words = self._difference(look) or "和现在的条目一样。"
        return Reply(words, rows(self._back(look.draft)))

    def articles(self, look: Look) -> str:
        """The texts that the answer rests on, to be held against it."""
        entry, edition = look.reading.entry, look.edition
        if entry is None or edition is None:
            return ""
        lines = []
        for citation in entry.basis:
            text = (edition.texts.article(citation) or "没有收录全文，请查官方文本").strip()
            more = "……" if len(text) > EXCERPT else ""
            lines.append(f"{citation.display}：{text[:EXCERPT]}{more}")
        return "**所引条文**\n\n" + "\n\n".join(lines)

    def takes_golden(self, draft: Draft, refusal: TakesGolden) -> Reply:
        lines = "\n".join(f"- {_change(change)}" for change in refusal.changes)
        body = f"**批准 #{draft.id} 会让这些必答问题换掉第一位：**\n\n{lines}\n\n确定要这样改吗？"
        agree = action("ok", draft.id, draft.version, refusal.yes)
        return Reply(body, rows(Button("确定，批准并发布", agree), self._back(draft)))

    def ask_reason(self, draft: Draft) -> Reply:
        return Reply(f"为什么退回 #{draft.id}？请写明原因。", rows(self._back(draft)))

    def approved(self, draft: Draft) -> Reply:
        if draft.state is State.APPROVING:
            line = f"已批准 #{draft.id}，但文件还没写成（多半是磁盘的问题），会自动再试。"
        else:
            line = f"已批准并发布 #{draft.id}，现在起就按它回答。"
        return Reply(line, rows(Button("看条目", action("entry", draft.slug))))

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
        body = f"{head}\n\n{_copied(changed or '和上一版文字相同')}"
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
        lines = [f"停用“{entry.question}”（{entry.slug}）：市民从此问不到它。"]
        if linking:
            lines.append("链接到它的条目：" + "、".join(one.slug for one in linking))
        if golden:
            lines.append(f"有 {golden} 个必答问题指向它；写了接替的条目，就改指接替的。")
        lines.append("请发原因；有接替的条目就另起一行写：\n\n接替：条目名")
        return Reply("\n\n".join(lines), rows(NEVER_MIND))

    def why(self, question: str, before: Answer, after: Answer | None, draft_id: int) -> Reply:
        parts = [f"**命中测试：{question}**", _explained("现在", before)]
        if after is not None:
            parts.append(_explained(f"草稿 #{draft_id} 发布后", after))
        matches = before.ranking.matches[:3] if before.ranking else ()
        buttons = [
            Button(match.entry.question, action("entry", match.entry.slug)) for match in matches
        ]
        return Reply("\n\n".join(parts), rows(*buttons))

    def golden(self, standings: Sequence[Standing]) -> Reply:
        wrong = [one for one in standings if not one.is_first]
        head = f"**必答问题**：{len(standings)} 个，{len(wrong)} 个不在第一位。"
        lines = [
            f"- {one.golden.id}. {one.golden.question} → {one.golden.slug}："
            f"第 {one.rank or '—'} 位，{one.score:.2f}；{one.reason}"
            for one in standings[:SHOWN]
        ]
        how = "增加或改指：/golden 问题 = 条目名；删除：/golden 删 编号。"
        if len(standings) > SHOWN:
            how = f"其余 {len(standings) - SHOWN} 个用 pufa entries golden 看。{how}"
        return Reply("\n\n".join([head, "\n".join(lines), how]))

    def news(self, draft: Draft, look: Look) -> Reply:
        """What staff are told of a draft that went on."""
        by = self.named(draft.news_by)
        match draft.news:
            case "submit":
                return self.draft(look, f"{by}提交了草稿 #{draft.id}，请审核。")
            case "return":
                return self.draft(look, f"{by}退回了草稿 #{draft.id}。")
        line = f"{by}批准了草稿 #{draft.id}，条目 {draft.slug} 已发布。"
        return Reply(line, rows(Button("看条目", action("entry", draft.slug))))

    def _to_mend(self, look: Look) -> Iterable[str]:
        if look.reading.flaws:
            lines = "\n".join(f"- {flaw}" for flaw in look.reading.flaws)
            yield f"**还要改 {len(look.reading.flaws)} 处：**\n\n{lines}"
        if look.is_outdated:
            yield "**注意**：条目在您起草之后有了新版本。请先看改动，再按“以现版本为准继续”。"

    def _to_know(self, look: Look) -> Iterable[str]:
        notes = [f"- {flaw}" for flaw in look.reading.warnings]
        notes += [f"- 已有相近条目：{one.question}（{one.slug}）" for one in look.near]
        notes += [
            f"- {self.named(one.author)}也在改这个条目：草稿 #{one.id}（{STATES[one.state]}）"
            for one in look.rivals
        ]
        notes += [f"- 必答问题：{_change(change)}" for change in look.changes]
        if notes:
            yield "**请留意：**\n\n" + "\n".join(notes)

    def _difference(self, look: Look) -> str:
        if look.reading.entry is None:
            return ""
        changed = forms.difference(look.present, look.reading.entry)
        if not look.draft.base_text or not changed:
            return ""
        return f"**和现版本的不同：**\n\n{_copied(changed)}"

    def _draft_buttons(self, look: Look) -> tuple[tuple[Button, ...], ...]:
        draft = look.draft
        if not draft.is_open:
            return rows(Button("看条目", action("entry", draft.slug)))
        number, version = draft.id, draft.version
        buttons: list[Button] = []
        is_sound = look.reading.entry is not None and not look.is_outdated
        in_review = draft.state is State.IN_REVIEW
        if in_review and is_sound and may(self.who, Action.DRAFT_APPROVE):
            buttons.append(Button("批准并发布", action("ok", number, version)))
        if in_review and may(self.who, Action.DRAFT_RETURN):
            buttons.append(Button("退回", action("no", number)))
        if not in_review and is_sound and may(self.who, Action.DRAFT_SUBMIT):
            buttons.append(Button("提交审核", action("send", number, version)))
        if look.is_outdated and may(self.who, Action.DRAFT_WRITE):
            buttons.append(Button("以现版本为准继续", action("base", number)))
        if may(self.who, Action.DRAFT_WRITE):
            buttons.append(Button("修改", action("edit", number)))
        if may(self.who, Action.DRAFT_DISCARD):
            buttons.append(Button("放弃", action("drop", number)))
        if look.reading.entry:
            buttons.append(Button("预览", action("see", number)))
        if draft.base_text:
            buttons.append(Button("看改动", action("diff", number)))
        return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))

    def _versions(self, versions: Sequence[Version]) -> str:
        if not versions:
            return "没有改动记录：还是随程序发布的文字。"
        lines = [f"- 第 {one.number} 版：{self._version(one)}" for one in versions[:LISTED]]
        return "**版本**\n\n" + "\n".join(lines)

    def _version(self, version: Version) -> str:
        words = f"{self._time(version.at)} {_CHANGES[version.change]}"
        if version.author:
            words += f"，{self.named(version.author)}起草"
        if version.reviewer and version.change == PUBLISHED:
            words += f"，{self.named(version.reviewer)}批准"
        elif version.reviewer:
            words += f"，{self.named(version.reviewer)}"
        if version.is_alone:
            words += "（一人模式）"
        return f"{words}，原因：{version.reason}" if version.reason else words

    def _back(self, draft: Draft) -> Button:
        return Button("回到草稿", action("show", draft.id))

    def _time(self, at: datetime) -> str:
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}"


def _copied(text: str) -> str:
    """As it is written, whatever is in it."""
    fence = "~~~~" if "```" in text else "```"
    return f"{fence}\n{text}\n{fence}"


def _title(draft: Draft, library: Library) -> str:
    form = forms.parse(draft.text)
    entry = library.known(draft.slug) if draft.slug else None
    return form.text("question") or (entry.question if entry else "") or "（还没有问题）"


def _change(change: Change) -> str:
    words = (
        f"“{change.golden.question}”的第一位由 {change.before or '无'} 变为 {change.after or '无'}"
    )
    return f"{words}（应为 {change.golden.slug}）" if change.is_loss else words


def _explained(when: str, answer: Answer) -> str:
    lines = [f"**{when}**：{_DECISIONS[answer.decision]}，把握 {answer.confidence:.2f}"]
    if answer.citation:
        lines.append(f"- 问的是条文：{answer.citation.display}")
    if answer.ranking is None:
        return "\n\n".join(lines)
    rows_ = [
        f"{place}. {match.entry.question}（{match.entry.slug}）把握 "
        f"{confidence(answer.ranking, place - 1):.2f}，得分 {match.score:.2f}："
        f"最近的问法“{match.nearest}”，相似 {match.fuzzy:.0%}，覆盖 {match.cover:.0%}"
        for place, match in enumerate(answer.ranking.matches[:5], start=1)
    ]
    outside = answer.ranking.query.outside
    if outside:
        rows_.append(f"\n别处管的事：{'、'.join(sorted(outside))}")
    return "\n\n".join([*lines, "\n".join(rows_) or "没有候选。"])
