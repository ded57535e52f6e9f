"""Knowledge in chat, for staff: drafts, review, versions, golden questions, and why."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.answering.editions import KnowledgeBase
from bot.editing import forms
from bot.editing.deciding import NeedsYes
from bot.editing.drafts import Drafts
from bot.editing.golden import GoldenQuestions
from bot.knowledge import entries
from bot.knowledge.entries import Entry
from bot.members import Actor
from bot.messages import Button, Reply
from bot.staff.accounts import Accounts
from bot.staff.permissions import Action, may, require
from bot.staff.refusals import Outdated, Refused, Settled, Unknown
from bot.store.entry_versions import Version
from handlers.dialogues import entry_pages, halves
from handlers.dialogues.actions import rows
from handlers.dialogues.draft_pages import ACTION, DraftPages, action
from handlers.dialogues.entry_pages import EntryPages
from handlers.dialogues.turns import Heard, Turn, mark, number, number_or_none, take_step

_COMMANDS = ("add", "drafts", "draft", "entry", "why", "golden")
_OLD = "这个按钮已经过期，请发 /drafts"
_SUCCESSOR = re.compile(r"^\s*接替\s*[：:]\s*(.+?)\s*$", re.MULTILINE)
_GOLDEN = re.compile(r"(.+?)\s*(?:=|＝|→|->)\s*(.+)", re.DOTALL)
_DELETE = re.compile(r"(?:删|删除|delete)\s*#?([0-9]{1,9})")
_FOUND = 6
_CUT = (
    "\n\n**这条消息正好到了 Telegram 一条消息的上限，可能被截断了。** 后半段随后到了会自动接上；"
    "没有到的话，请发 .docx、.txt 或 .md 文件。"
)


@dataclass(frozen=True)
class KnowledgeInChat:
    """To anybody but staff these commands are ones that aren't there."""

    zone: ZoneInfo
    knowledge: KnowledgeBase
    drafts: Drafts
    golden: GoldenQuestions
    accounts: Accounts

    async def turn(self, heard: Heard) -> Turn | None:
        who = heard.actor
        if who is None or not self._is_ours(heard, who):
            return None
        staff = await self.accounts.staff()
        desk = _Desk(
            self.knowledge,
            self.drafts,
            self.golden,
            heard,
            who,
            DraftPages(who, staff.called, self.zone, self.drafts.deciding.settings.one_person),
            EntryPages(who, staff.called, self.zone),
        )
        try:
            return await desk.turn()
        except Outdated as refusal:
            reply, after = heard.refused(refusal)
            return replace(reply, buttons=_opening(heard)), after
        except Refused as refusal:
            return heard.refused(refusal)

    def _is_ours(self, heard: Heard, who: Actor) -> bool:
        kind = heard.message.action.partition(":")[0]
        awaited = heard.awaited.partition(":")[0]
        if ACTION in (kind, awaited) or heard.command in _COMMANDS:
            return True
        is_free = not heard.awaited and not heard.command and "\n" in heard.words
        return is_free and may(who, Action.DRAFT_WRITE) and forms.is_whole(heard.words)


@dataclass(frozen=True)
class _Desk:
    """One message of one of staff."""

    knowledge: KnowledgeBase
    drafts: Drafts
    golden: GoldenQuestions
    heard: Heard
    who: Actor
    draft_pages: DraftPages
    entry_pages: EntryPages

    async def turn(self) -> Turn:
        if pressed := self.heard.message.action:
            return await take_step(_BUTTONS, self, pressed, old=_OLD)
        if awaited := self.heard.awaited:
            return await take_step(_ANSWERS, self, awaited, old=_OLD)
        if self.heard.command:
            return await _COMMANDED[self.heard.command](self, self.heard.rest)
        return await self._written([], self.heard.words)

    # -- commands --------------------------------------------------------------------------------

    async def _add(self, words: str) -> Turn:
        if words:
            return await self._written([], words)
        # Whoever can't write one is told so now, and not after the writing.
        require(self.who, Action.DRAFT_WRITE)
        return self.heard.asking(self.draft_pages.template(), action("new"))

    async def _list(self, words: str) -> Turn:
        if number_or_none(words.lstrip("#")) is not None:
            return await self._show([words.lstrip("#")])
        return await self._page(["0"])

    async def _entry(self, words: str) -> Turn:
        library = self.knowledge.edition.library
        if library.known(words):
            return await self._entry_page([words])
        if not words:
            raise Refused("请写条目名或几个字，例如：/entry 超载")
        found = self.knowledge.edition.answerer.suggest(words, _FOUND)
        return self.heard.replied(self.entry_pages.found(found, words))

    async def _why(self, words: str) -> Turn:
        match = re.match(r"#([0-9]{1,9})\s+(.+)", words, re.DOTALL)
        draft_id, question = (int(match[1]), match[2]) if match else (None, words)
        if not question:
            raise Refused("请写问题，例如：/why 超载罚多少；带上草稿：/why #12 超载罚多少")
        before, after = await self.drafts.seeing.why(self.who, question, draft_id)
        return self.heard.replied(entry_pages.why(question, before, after, draft_id or 0))

    async def _golden(self, words: str) -> Turn:
        if match := _DELETE.fullmatch(words):
            gone = await self.golden.remove(self.who, int(match[1]))
            return self.heard.replied(Reply(f"已删除必答问题“{gone.question}”。"))
        if match := _GOLDEN.fullmatch(words):
            slug = await self.golden.add(self.who, match[1], match[2])
            return self.heard.replied(Reply(f"记下了：“{match[1]}”要先找到 {slug}。"))
        return self.heard.replied(entry_pages.golden(await self.golden.report(self.who)))

    # -- buttons ---------------------------------------------------------------------------------

    async def _page(self, values: list[str]) -> Turn:
        page = max(0, number(values[0]))
        drafts = await self.drafts.seeing.listing(self.who, page)
        library = self.knowledge.edition.library
        return self.heard.replied(self.draft_pages.listing(drafts, library, page))

    async def _show(self, values: list[str], opening: str = "") -> Turn:
        look = await self.drafts.seeing.look(self.who, number(values[0]))
        return self.heard.replied(self.draft_pages.draft(look, opening))

    async def _see(self, values: list[str]) -> Turn:
        look = await self.drafts.seeing.look(self.who, number(values[0]))
        return self.heard.replied(self.draft_pages.preview(look))

    async def _diff(self, values: list[str]) -> Turn:
        look = await self.drafts.seeing.look(self.who, number(values[0]))
        return self.heard.replied(self.draft_pages.difference(look))

    async def _submit(self, values: list[str]) -> Turn:
        draft_id, version = map(number, values)
        await self.drafts.writing.submit(self.who, draft_id, version=version)
        return await self._show([str(draft_id)], "已提交审核，审核人会收到。")

    async def _ask_edit(self, values: list[str]) -> Turn:
        look = await self.drafts.seeing.look(self.who, number(values[0]))
        return self.heard.asking(
            self.draft_pages.source(look), action("edit", look.draft.id, look.draft.version)
        )

    async def _ask_discarding(self, values: list[str]) -> Turn:
        draft = await self.drafts.seeing.get(self.who, number(values[0]))
        return self.heard.replied(self.draft_pages.confirm_discarding(draft))

    async def _discard(self, values: list[str]) -> Turn:
        draft = await self.drafts.writing.discard(self.who, number(values[0]))
        again = Button("恢复", action("undrop", draft.id))
        return self.heard.replied(Reply(f"草稿 #{draft.id} 已放弃。", rows(again)))

    async def _take_up(self, values: list[str]) -> Turn:
        draft = await self.drafts.writing.take_up(self.who, number(values[0]))
        return await self._show([str(draft.id)], "草稿恢复了。")

    async def _rebase(self, values: list[str]) -> Turn:
        draft = await self.drafts.writing.rebase(self.who, number(values[0]))
        return await self._show([str(draft.id)], "现在以条目的现版本为准，请看清改动再提交。")

    async def _approve(self, values: list[str]) -> Turn:
        draft_id, version, yes = number(values[0]), number(values[1]), "".join(values[2:])
        try:
            draft = await self.drafts.deciding.approve(self.who, draft_id, version=version, yes=yes)
        except NeedsYes as refusal:
            draft = await self.drafts.seeing.get(self.who, draft_id)
            return self.heard.replied(self.draft_pages.needs_yes(draft, refusal))
        return self.heard.replied(self.draft_pages.approved(draft))

    async def _ask_return(self, values: list[str]) -> Turn:
        draft = await self.drafts.seeing.get(self.who, number(values[0]))
        return self.heard.asking(self.draft_pages.ask_reason(draft), action("no", draft.id))

    async def _entry_page(self, values: list[str]) -> Turn:
        entry = self._known(values[0])
        versions = await self.drafts.seeing.history(self.who, entry.slug)
        drafts = await self.drafts.seeing.open_of(self.who, entry.slug)
        return self.heard.replied(self.entry_pages.entry(entry, versions, drafts))

    async def _version(self, values: list[str]) -> Turn:
        slug, edition = values[0], number(values[1])
        version = await self.drafts.seeing.version(self.who, slug, edition)
        before = (
            await self.drafts.seeing.version(self.who, slug, edition - 1) if edition > 1 else None
        )
        earlier = _parsed(before) if before else None
        return self.heard.replied(self.entry_pages.version(version, _parsed(version), earlier))

    async def _revise(self, values: list[str]) -> Turn:
        draft = await self.drafts.writing.revise(self.who, values[0])
        return await self._ask_edit([str(draft.id)])

    async def _restore(self, values: list[str]) -> Turn:
        draft = await self.drafts.writing.restore(self.who, values[0], number(values[1]))
        return await self._show([str(draft.id)], f"第 {values[1]} 版已存成草稿。")

    async def _ask_retiring(self, values: list[str]) -> Turn:
        entry = self._known(values[0])
        goldens = await self.golden.listing(self.who)
        count = sum(one.slug == entry.slug for one in goldens)
        linking = self.drafts.deciding.linking(entry.slug)
        return self.heard.asking(
            self.entry_pages.ask_retiring(entry, linking, count), action("gone", entry.slug)
        )

    # -- answers to our questions ----------------------------------------------------------------

    async def _written(self, _: list[str], words: str = "") -> Turn:
        words = words or self.heard.words
        draft = await self.drafts.writing.write(self.who, words)
        return await self._saved(draft.id, words, "草稿存好了。")

    async def _edited(self, values: list[str]) -> Turn:
        draft_id, version = map(number, values)
        words = self.heard.words
        await self.drafts.writing.edit(self.who, draft_id, words, version=version)
        return await self._saved(draft_id, words, "改好了。")

    async def _saved(self, draft_id: int, words: str, opening: str) -> Turn:
        """With the way back; where the message was as long as messages can be, more may follow."""
        is_cut = halves.is_cut(words)
        reply, after = await self._show([str(draft_id)], f"{opening}{_CUT if is_cut else ''}")
        draft = await self.drafts.seeing.get(self.who, draft_id)
        if draft.version > 1:
            undo = rows(Button("撤销这次修改", action("undo", draft_id, draft.version)))
            reply = replace(reply, buttons=(*reply.buttons, *undo))
        if is_cut:
            awaiting = action("more", draft_id)
            return reply, replace(after, awaiting=awaiting, held=words, asked_at="")
        return reply, after

    async def _more(self, values: list[str]) -> Turn:
        """The second half of a form that Telegram cut in two: it comes within seconds."""
        asked_at, draft_id = self.heard.conversation.asked_at, number(values[0])
        waited = self.heard.now - datetime.fromisoformat(asked_at)
        if waited > halves.APART:
            raise Settled("前一条是分开发的，这一段没有接上；要接上请按“修改”，或者发文件")
        first, words = self.heard.conversation.held, self.heard.words
        await self.drafts.writing.append(self.who, draft_id, first, words)
        return await self._saved(draft_id, words, "后半段接上了。")

    async def _ask_piece(self, values: list[str]) -> Turn:
        if values[1] not in forms.LABELS:
            raise Refused(_OLD)
        look = await self.drafts.seeing.look(self.who, number(values[0]))
        page = self.draft_pages.piece(look, values[1])
        draft = look.draft
        return self.heard.asking(page, action("piece", draft.id, draft.version, values[1]))

    async def _piece(self, values: list[str]) -> Turn:
        draft_id, version, words = number(values[0]), number(values[1]), self.heard.words
        label = forms.LABELS[values[2]]
        if not forms.parse(words).parts:
            words = f"{label}：\n{words}"
        await self.drafts.writing.edit(self.who, draft_id, words, version=version)
        return await self._saved(draft_id, self.heard.words, "改好了。")

    async def _undo(self, values: list[str]) -> Turn:
        draft_id, version = map(number, values)
        await self.drafts.writing.undo(self.who, draft_id, version=version)
        return await self._show([str(draft_id)], "撤销了，现在是改之前的文字。")

    async def _returned(self, values: list[str]) -> Turn:
        draft = await self.drafts.deciding.send_back(self.who, number(values[0]), self.heard.words)
        return self.heard.replied(Reply(f"草稿 #{draft.id} 已退回，会告诉起草人。"))

    async def _retired(self, values: list[str]) -> Turn:
        reason, successor = _reason(self.heard.words)
        entry = self._known(values[0])
        found, answers = await self.drafts.deciding.before_retiring(
            self.who, entry.slug, reason, successor
        )
        marked = mark(self.heard.words)
        page = self.entry_pages.confirm_retiring(entry, reason, found, answers, marked)
        return self.heard.confirming(page)

    async def _retire(self, values: list[str]) -> Turn:
        reason, successor = _reason(self.heard.held(values[1]))
        version = await self.drafts.deciding.retire(self.who, values[0], reason, successor)
        return await self._entry_page([version.slug])

    def _known(self, slug: str) -> Entry:
        entry = self.knowledge.edition.library.known(slug)
        if entry is None:
            raise Unknown(f"没有条目 {slug}")
        return entry


def _opening(heard: Heard) -> tuple[tuple[Button, ...], ...]:
    """The button that opens the draft as it is now, where a button or a question was about one."""
    words = (heard.message.action or heard.conversation.awaiting).split(":")
    draft_id = number_or_none(words[2]) if len(words) > 2 else None
    return rows(Button("打开新版", action("show", draft_id))) if draft_id else ()


def _reason(words: str) -> tuple[str, str]:
    """Why an entry is retired, and what is to succeed it."""
    match = _SUCCESSOR.search(words)
    return _SUCCESSOR.sub("", words).strip(), match[1].strip() if match else ""


def _parsed(version: Version) -> Entry:
    return entries.parse(version.text, Path(version.topic) / f"{version.slug}.md")


_Step = Callable[[_Desk, list[str]], Awaitable[Turn]]
_COMMANDED: Mapping[str, Callable[[_Desk, str], Awaitable[Turn]]] = {
    "add": _Desk._add,
    "drafts": _Desk._list,
    "draft": _Desk._list,
    "entry": _Desk._entry,
    "why": _Desk._why,
    "golden": _Desk._golden,
}
_BUTTONS: Mapping[str, _Step] = {
    "list": _Desk._page,
    "show": _Desk._show,
    "see": _Desk._see,
    "diff": _Desk._diff,
    "send": _Desk._submit,
    "edit": _Desk._ask_edit,
    "part": _Desk._ask_piece,
    "undo": _Desk._undo,
    "drop": _Desk._ask_discarding,
    "dropit": _Desk._discard,
    "undrop": _Desk._take_up,
    "base": _Desk._rebase,
    "ok": _Desk._approve,
    "no": _Desk._ask_return,
    "entry": _Desk._entry_page,
    "ver": _Desk._version,
    "rev": _Desk._revise,
    "back": _Desk._restore,
    "gone": _Desk._ask_retiring,
    "out": _Desk._retire,
}
_ANSWERS: Mapping[str, _Step] = {
    "new": _Desk._written,
    "edit": _Desk._edited,
    "more": _Desk._more,
    "piece": _Desk._piece,
    "no": _Desk._returned,
    "gone": _Desk._retired,
}
