"""Drafts as staff see them in chat."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from bot.editing import forms
from bot.editing.cabinet import STATES
from bot.editing.deciding import NeedsYes
from bot.editing.golden import Change
from bot.editing.seeing import LISTED
from bot.editing.trying import Look
from bot.knowledge.library import Library
from bot.knowledge.statutes import holdings
from bot.members import Actor
from bot.messages import Button, Reply
from bot.staff.permissions import Action, may
from bot.store.drafts import Draft, State
from bot.text.literal import literal
from handlers.dialogues import replies
from handlers.dialogues.actions import CANCEL, row, rows, turning
from handlers.dialogues.doubted import doubted

ACTION = "d"
EXCERPT = 600
"""Characters of a cited article: a reviewer who wants more opens it."""

_PARTS = ("question", "ask", "topic", "basis", "body")

NEVER_MIND = Button("算了", CANCEL)


def action(verb: str, *values: str | int) -> str:
    return ":".join([ACTION, verb, *map(str, values)])


@dataclass(frozen=True)
class DraftPages:
    """The words for one of staff; `named` gives what colleagues call somebody."""

    who: Actor
    named: Callable[[str], str]
    zone: ZoneInfo
    one_person: bool = False

    def template(self) -> Reply:
        body = (
            "请照下面的样子写好，一条消息发给我（也可以发 .md 文件的内容）。"
            "没写完也行，会存成草稿。\n\n"
            f"{copied(forms.TEMPLATE)}"
        )
        return Reply(body, rows(NEVER_MIND))

    def listing(self, drafts: Sequence[Draft], library: Library, page: int) -> Reply:
        shown = drafts[:LISTED]
        lines = [
            f"- #{one.id} {literal(_title(one, library))}（{STATES[one.state]}，"
            f"{self.named(one.author)}，{local(self.zone, one.changed_at)}）"
            for one in shown
        ]
        body = "**草稿**\n\n" + ("\n".join(lines) or "没有。发 /add 新写一条。")
        buttons = [
            Button(f"#{one.id} {_title(one, library)}", action("show", one.id)) for one in shown
        ]
        is_last = len(drafts) <= LISTED
        more = row(turning(page, is_last=is_last, to=partial(action, "list")))
        return Reply(body, (*rows(*buttons), *more), page > 0)

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
        if look.doubts and is_review:
            parts.append(doubted(look.doubts))
        if is_review:
            parts += [self._since_return(look), self._difference(look), self.articles(look)]
        if look.edition and look.reading.entry:
            shown = look.edition.wording.entry(look.reading.entry)
            parts.append(f"**群众会看到：**\n\n{shown}")
        return Reply("\n\n".join(filter(None, parts)), self._draft_buttons(look))

    def preview(self, look: Look) -> Reply:
        """Exactly what citizens get; the buttons open what is in service now."""
        if look.edition is None or look.reading.entry is None:
            return self.draft(look, "还有要改的地方，暂时不能预览。")
        shown = replies.entry(look.edition, look.reading.entry)
        return replace(shown, buttons=(*shown.buttons, (self._back(look.draft),)))

    def source(self, look: Look) -> Reply:
        """Its words, to be changed and sent back."""
        body = (
            f"下面是草稿 #{look.draft.id} 的原文。请复制、修改后整条发给我；"
            f"也可以只发要改的部分（如“主题：……”），别的不变，或者按下面的按钮：\n\n"
            f"{copied(look.draft.text)}"
        )
        if "{bureau." in look.draft.text:
            body += "\n\n{bureau.name}、{bureau.hotline} 这样的词会换成本单位的名称、电话，请留着。"
        parts = [
            Button(f"只改{forms.LABELS[key]}", action("part", look.draft.id, key)) for key in _PARTS
        ]
        return Reply(body, (tuple(parts[:3]), tuple(parts[3:]), (NEVER_MIND,)))

    def piece(self, look: Look, key: str) -> Reply:
        """One part as it is, to be changed and sent back."""
        label, form = forms.LABELS[key], forms.parse(look.draft.text)
        present = form.text(key)
        now = f"现在是（可以复制了改）：\n\n{copied(present)}" if present else "现在还没有写。"
        topics = f"\n\n主题有：{'、'.join(look.topics)}" if key == "topic" else ""
        body = f"请发草稿 #{look.draft.id} 新的“{label}”，别的部分不变。{now}{topics}"
        return Reply(body, rows(self._back(look.draft)))

    def difference(self, look: Look) -> Reply:
        words = self._difference(look) or "和现在的条目一样。"
        return Reply(words, rows(self._back(look.draft)))

    def articles(self, look: Look) -> str:
        """The texts that the answer rests on, to be held against it."""
        entry, edition = look.reading.entry, look.edition
        if entry is None or edition is None:
            return ""
        lines = []
        for citation in entry.cited:
            text = (edition.texts.article(citation) or "没有收录全文，请查官方文本").strip()
            more = "……" if len(text) > EXCERPT else ""
            law, article = edition.texts.law(citation.law), citation.article
            origin = holdings.origin_line(law.origin_of(article)) if law and article else ""
            source = f"（{origin}）" if origin else ""
            lines.append(f"{citation.display}：{text[:EXCERPT]}{more}{source}")
        return "**所引条文**\n\n" + "\n\n".join(lines)

    def needs_yes(self, draft: Draft, refusal: NeedsYes) -> Reply:
        parts = []
        if refusal.changes:
            lines = "\n".join(f"- {_change(change)}" for change in refusal.changes)
            parts.append(f"**批准 #{draft.id} 会让这些必答问题换掉第一位：**\n\n{lines}")
        if refusal.doubts:
            parts.append(doubted(refusal.doubts))
        body = "\n\n".join([*parts, "看过了，确定要这样发布吗？"])
        agree = action("ok", draft.id, draft.version, refusal.yes)
        return Reply(body, rows(Button("确定，批准并发布", agree), self._back(draft)))

    def ask_reason(self, draft: Draft) -> Reply:
        return Reply(f"为什么退回 #{draft.id}？请写明原因。", rows(self._back(draft)))

    def confirm_discarding(self, draft: Draft) -> Reply:
        body = f"**放弃草稿 #{draft.id}？** 它是{self.named(draft.author)}起草的。"
        yes = Button("放弃", action("dropit", draft.id))
        return Reply(body, ((yes, self._back(draft)),))

    def approved(self, draft: Draft) -> Reply:
        if draft.state is State.APPROVING:
            line = f"已批准 #{draft.id}，但文件还没写成（多半是磁盘的问题），会自动再试。"
        else:
            line = f"已批准并发布 #{draft.id}，现在起就按它回答。"
        return Reply(line, rows(Button("看条目", action("entry", draft.slug))))

    def news(self, draft: Draft, look: Look) -> Reply:
        """What staff are told of a draft that went on."""
        by = self.named(draft.news_by)
        match draft.news:
            case "submit":
                return self.draft(look, f"{by}提交了草稿 #{draft.id}，请审核。")
            case "return":
                return self.draft(look, f"{by}退回了草稿 #{draft.id}。")
            case "discard":
                again = Button("恢复", action("undrop", draft.id))
                title = literal(forms.parse(draft.text).text("question"))
                return Reply(f"{by}放弃了您起草的草稿 #{draft.id} {title}。", rows(again))
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
        notes += [f"- 请核对：{doubt}" for doubt in look.doubts]
        if notes:
            yield "**请留意：**\n\n" + "\n".join(notes)

    def _difference(self, look: Look) -> str:
        """All that will be public of a new entry; of another what changes, word by word."""
        if look.reading.entry is None:
            return ""
        if not look.draft.base_text:
            return f"**新条目的全部内容：**\n\n{copied(forms.write(look.reading.entry))}"
        changed = forms.difference(look.present, look.reading.entry)
        return f"**和现版本的不同：**\n\n{copied(changed)}" if changed else ""

    def _since_return(self, look: Look) -> str:
        """What was changed since a reviewer returned it."""
        before = look.draft.returned_text
        if not before:
            return ""
        old, new = (forms.render(forms.parse(text)) for text in (before, look.draft.text))
        changed = forms.changes(old, new) or "没有改动"
        return f"**和上次退回的相比：**\n\n{copied(changed)}"

    def _draft_buttons(self, look: Look) -> tuple[tuple[Button, ...], ...]:
        draft = look.draft
        if not draft.is_open:
            return rows(Button("看条目", action("entry", draft.slug)))
        number, version = draft.id, draft.version
        buttons: list[Button] = []
        is_sound = look.reading.entry is not None and not look.is_outdated
        in_review = draft.state is State.IN_REVIEW
        is_second = self.one_person or self.who.member.name not in draft.hands
        if in_review and is_sound and is_second and may(self.who, Action.DRAFT_APPROVE):
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

    def _back(self, draft: Draft) -> Button:
        return Button("回到草稿", action("show", draft.id))


def standing(draft: Draft, called: Callable[[str], str]) -> Reply:
    """What became of one that reviewers were asked to look at."""
    by = called(draft.news_by)
    opened = Button("打开", action("show", draft.id))
    match draft.state:
        case State.IN_REVIEW:
            became = "又提交了一次，请审核"
        case State.APPROVING | State.PUBLISHED:
            became, opened = f"{by}已批准", Button("看条目", action("entry", draft.slug))
        case State.DISCARDED:
            became = f"{by}放弃了"
        case _ if draft.reason and draft.text == draft.returned_text:
            became = f"{by}退回了，原因：{literal(draft.reason)}"
        case _:
            became = "又在修改，改好再提交"
    title = literal(forms.parse(draft.text).text("question"))
    return Reply(f"**草稿 #{draft.id}** {title}\n\n{became}。", rows(opened))


def copied(text: str) -> str:
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


def local(zone: ZoneInfo, at: datetime) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
