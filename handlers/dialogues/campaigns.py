"""Campaigns in chat, for staff: the whole life of one, from its first words to its numbers."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.editing import differing
from bot.members import Actor, Staff
from bot.messages import Button, Reply
from bot.publicity import days, returned
from bot.publicity.activities import day_name
from bot.publicity.campaigns import Campaigns
from bot.publicity.notices import compose, parse_button
from bot.publicity.preparing import PreparingCampaigns
from bot.publicity.proposals import Proposals
from bot.publicity.running import Grown, Late, RunningCampaigns
from bot.publicity.seeing import SeeingCampaigns
from bot.publicity.times import end_of_day, when
from bot.staff.accounts import Accounts
from bot.staff.refusals import Doubtful, Refused
from bot.store import campaigns as store
from bot.store.campaigns import Campaign, Notice, State
from handlers.dialogues import campaign_pages as pages
from handlers.dialogues.actions import CANCEL, rows
from handlers.dialogues.campaign_pages import ACTION, LISTED, action
from handlers.dialogues.turns import Heard, Turn, number

_COMMANDS = ("campaign", "campaigns")
_PRESSED = re.compile(r"([a-z]+):([0-9]{1,9})(?::(.*))?")
_NONE = "无"
_OLD = "这个按钮已经过期了，请发 /campaigns"
_PREPARED = (State.DRAFT, State.IN_REVIEW, State.APPROVED)
_NEW = (
    "请把通知发给我：第一行是标题，下面是正文。\n\n"
    "也可以用宣传日现成的文字：/campaign new 后面写它的名字，如 /campaign new 国家宪法日"
)
_QUESTIONS = {
    "title": "新的标题是什么？（一行）",
    "body": "请发新的正文。",
    "buttons": (
        "请发按钮，每行一个，最多 3 个：\n\n"
        "- 打开一个条目，写它的问题：怎么罚=货车超载怎么处罚\n"
        "- 打开网页：官网=https://网址\n- 让人提问：我有问题\n\n"
        f"不要按钮就发：{_NONE}"
    ),
    "useful": f"这条通知到哪一天为止还值得发？写成 2026-12-07；没有期限就发：{_NONE}",
}


@dataclass(frozen=True)
class CampaignsInChat:
    """To anybody but staff these commands are ones that aren't there."""

    campaigns: Campaigns
    accounts: Accounts

    async def turn(self, heard: Heard) -> Turn | None:
        kind, _, pressed = heard.message.action.partition(":")
        awaited_by, _, awaited = heard.awaited.partition(":")
        is_ours = ACTION in (kind, awaited_by) or heard.command in _COMMANDS
        if not is_ours or heard.actor is None:
            return None
        desk = _Desk(
            self.campaigns.seeing,
            self.campaigns.preparing,
            self.campaigns.running,
            heard,
            heard.actor,
            await self.accounts.staff(),
        )
        try:
            if kind == ACTION:
                return await desk.pressed(pressed)
            if awaited:
                return await desk.told(awaited)
            return await desk.said(heard.rest)
        except Refused as refusal:
            return heard.refused(refusal)


@dataclass(frozen=True)
class _Desk:
    """One message of one of staff."""

    seeing: SeeingCampaigns
    preparing: PreparingCampaigns
    running: RunningCampaigns
    heard: Heard
    actor: Actor
    staff: Staff

    async def said(self, words: str) -> Turn:
        """A command: with a number that campaign, with new a new one, else the list."""
        verb, *more = words.split(None, 1)[:2] or [""]
        rest = more[0] if more else ""
        if re.fullmatch(r"#?[0-9]{1,9}", verb):
            return await self._show(int(verb.lstrip("#")))
        if verb not in ("new", "新建"):
            return await self._list()
        if not rest:
            return await self._ask_new()
        return await self._new(0, "", rest)

    async def pressed(self, words: str) -> Turn:
        """A button of ours: a verb, a number, and what is chosen."""
        match = _PRESSED.fullmatch(words)
        answer = _BUTTONS.get(match[1]) if match else None
        if match is None or answer is None:
            return Reply(f"{_OLD}。"), self.heard.idle
        return await answer(self, int(match[2]), match[3] or "")

    async def told(self, awaited: str) -> Turn:
        """The words that one of our questions asked for."""
        match = _PRESSED.fullmatch(awaited)
        if match is None:
            return await self._list()
        answer = _ANSWERS[match[1]]
        return await answer(self, int(match[2]), match[3] or "", self.heard.words)

    async def _list(self, page: int = 0, _: str = "") -> Turn:
        found = await self.seeing.database.read(store.recent, limit=LISTED + 1, skip=page * LISTED)
        return self.heard.replied(pages.listing(found, page, self._zone))

    async def _show(self, campaign_id: int, _: str = "", *, opening: str = "") -> Turn:
        campaign = await self.seeing.get(campaign_id)
        counts = await self.seeing.counts(campaign_id)
        reply = pages.shown(
            campaign,
            await self.seeing.steps(self.actor, campaign),
            await self.seeing.estimate(campaign.notice),
            counts if any(counts.values()) else {},
            self._zone,
            author=self.staff.called(campaign.author),
            day=day_name(self.seeing.library(), campaign.day),
            opening=opening,
            doubts=self.seeing.doubts(campaign) if campaign.state in _PREPARED else (),
            since_return=await self._since_return(campaign),
        )
        return self.heard.replied(reply)

    async def _since_return(self, campaign: Campaign) -> str | None:
        """What a reviewer who returned it has to read again."""
        if campaign.state is not State.IN_REVIEW:
            return None
        changed = await returned.changed_since(self.seeing.database, campaign)
        return None if changed is None else "\n".join(map(differing.told, changed))

    async def _preview(self, campaign_id: int, _: str) -> Turn:
        campaign = await self.seeing.get(campaign_id)
        library, page_url = (
            self.seeing.library(),
            self.seeing.settings.public_url,
        )
        composed = compose(campaign, library, page_url=page_url)
        return self.heard.replied(pages.preview(campaign, composed))

    async def _record(self, campaign_id: int, _: str) -> Turn:
        campaign = await self.seeing.get(campaign_id)
        changes = await self.seeing.record(campaign_id)
        return self.heard.replied(pages.record(campaign, changes, self._zone, self.staff.called))

    async def _ask_new(self, *_: object) -> Turn:
        return self._asking(Reply(_NEW, rows(Button("算了", CANCEL))), "new", 0)

    async def _new(self, _: int, __: str, words: str) -> Turn:
        """A publicity day's own words where they are its name, else a title and a body."""
        library = self.seeing.library()
        today = self.heard.now.astimezone(self._zone).date()
        if occurrence := days.next_called(library, words.strip(), today):
            campaign = await Proposals(self.preparing).draft(self.actor, occurrence)
        else:
            title, _newline, body = words.strip().partition("\n")
            notice = Notice(title.strip(), body.strip())
            campaign = await self.preparing.draft(self.actor, notice)
        return await self._show(campaign.id, opening="起草好了。先看预览，再提交审核。")

    async def _do(self, campaign_id: int, choice: str) -> Turn:
        """A step of its life; some ask for more first."""
        step, _, version = choice.partition(":")
        campaign = await self.seeing.get(campaign_id)
        match step:
            case "edit":
                return self.heard.replied(pages.parts(campaign))
            case "return":
                question = pages.asked(f"为什么退回 #{campaign_id}？请写明原因。", campaign)
                return self._asking(question, "return", campaign_id)
            case "schedule":
                choices = pages.times(campaign, self.heard.now, self._zone)
                return self._asking(choices, "at", campaign_id)
            case "cancel":
                return self.heard.replied(pages.confirm_cancelling(campaign))
            case "approve":
                return await self._approve(campaign_id, version)
            case "submit":
                await self.preparing.submit(self.actor, campaign_id)
            case "pause":
                await self.running.pause(self.actor, campaign_id)
            case "resume" | "retry":
                return await self._go_on(campaign_id, step)
        return await self._show(campaign_id)

    async def _approve(self, campaign_id: int, choice: str) -> Turn:
        version, _, yes = choice.partition(":")
        try:
            known = number(version)
            await self.preparing.approve(self.actor, campaign_id, version=known, yes=yes)
        except ValueError as error:
            if not isinstance(error, Doubtful):
                raise error if isinstance(error, Refused) else Refused(_OLD) from error
            campaign = await self.seeing.get(campaign_id)
            return self.heard.replied(pages.doubtful(campaign, error))
        return await self._show(campaign_id)

    async def _go_on(self, campaign_id: int, step: str, *, late: bool = False) -> Turn:
        try:
            if step == "retry":
                count = await self.running.retry(self.actor, campaign_id, late=late)
                return await self._show(campaign_id, opening=f"给失败的 {count} 个再发一次。")
            await self.running.resume(self.actor, campaign_id, late=late)
        except Late as refusal:
            anyway = Button("过期也要发", action("late", campaign_id, step))
            return self.heard.replied(Reply(f"{refusal}。", rows(anyway)))
        return await self._show(campaign_id)

    async def _go_on_late(self, campaign_id: int, step: str) -> Turn:
        return await self._go_on(campaign_id, step, late=True)

    async def _cancel(self, campaign_id: int, _: str) -> Turn:
        await self.running.cancel(self.actor, campaign_id)
        return await self._show(campaign_id)

    async def _send_back(self, campaign_id: int, _: str, reason: str) -> Turn:
        await self.preparing.send_back(self.actor, campaign_id, reason)
        return await self._show(campaign_id)

    async def _at(self, campaign_id: int, choice: str, words: str = "") -> Turn:
        """Shown before it is done: it goes to many, and can't be taken back."""
        return await self._confirm(campaign_id, when(words or choice, self._zone, self.heard.now))

    async def _confirm(self, campaign_id: int, at: datetime, opening: str = "") -> Turn:
        campaign = await self.running.schedule(self.actor, campaign_id, at, dry_run=True)
        estimate = await self.seeing.estimate(campaign.notice)
        away = await self.seeing.turned_away(campaign, at)
        is_now = at <= self.heard.now
        page = pages.confirm_sending(campaign, at, estimate, away, self._zone, is_now=is_now)
        body = f"{opening}\n\n{page.body}" if opening else page.body
        return self.heard.replied(replace(page, body=body))

    async def _go(self, campaign_id: int, choice: str) -> Turn:
        version, _, rest = choice.partition(":")
        count, _, time = rest.partition(":")
        try:
            known, expected = number(version), number(count)
        except ValueError as error:
            raise Refused(_OLD) from error
        at = when(time, self._zone, self.heard.now)
        schedule = self.running.schedule
        try:
            await schedule(self.actor, campaign_id, at, version=known, expected=expected)
        except Grown as refusal:
            return await self._confirm(campaign_id, at, f"没有办成：{refusal}。")
        return await self._show(campaign_id)

    async def _part(self, campaign_id: int, part: str) -> Turn:
        campaign = await self.seeing.get(campaign_id)
        if part not in _QUESTIONS:
            return self.heard.replied(pages.audiences(campaign))
        question = pages.asked(_QUESTIONS[part], campaign, pages.present(part, campaign))
        return self._asking(question, part, campaign_id)

    async def _audience(self, campaign_id: int, choice: str) -> Turn:
        is_on, _, name = choice.partition(":")
        campaign = await self.seeing.get(campaign_id)
        others = tuple(other for other in campaign.notice.audiences if other != name)
        chosen = () if not name else (*others, name) if is_on == "1" else others
        edited = await self._edit(campaign, replace(campaign.notice, audiences=chosen))
        return self.heard.replied(pages.audiences(edited))

    async def _title(self, campaign_id: int, _: str, words: str) -> Turn:
        return await self._changing(campaign_id, "title", words)

    async def _body(self, campaign_id: int, _: str, words: str) -> Turn:
        return await self._changing(campaign_id, "body", words)

    async def _changing(self, campaign_id: int, part: str, words: str) -> Turn:
        """Shown before it takes the place of words that somebody has checked."""
        campaign = await self.seeing.get(campaign_id)
        self.seeing.check(_with(campaign.notice, part, words))
        return self.heard.confirming(pages.confirm_change(campaign, part, words))

    async def _change(self, campaign_id: int, choice: str) -> Turn:
        part, _, rest = choice.partition(":")
        version, _, marked = rest.partition(":")
        campaign = await self.seeing.get(campaign_id)
        if part not in ("title", "body") or version != str(campaign.version):
            raise Refused("内容刚被改过，请先看新的版本")
        return await self._edited(campaign, _with(campaign.notice, part, self.heard.held(marked)))

    async def _buttons(self, campaign_id: int, _: str, words: str) -> Turn:
        campaign = await self.seeing.get(campaign_id)
        lines = [] if words == _NONE else list(filter(None, map(str.strip, words.splitlines())))
        try:
            buttons = tuple(parse_button(line, self.seeing.library()) for line in lines)
        except ValueError as error:
            raise Refused(str(error)) from None
        return await self._edited(campaign, replace(campaign.notice, buttons=buttons))

    async def _useful(self, campaign_id: int, _: str, words: str) -> Turn:
        campaign = await self.seeing.get(campaign_id)
        until = None if words == _NONE else end_of_day(words, self._zone, self.heard.now)
        return await self._edited(campaign, replace(campaign.notice, useful_until=until))

    async def _edit(self, campaign: Campaign, notice: Notice) -> Campaign:
        return await self.preparing.edit(self.actor, campaign.id, notice, version=campaign.version)

    async def _edited(self, campaign: Campaign, notice: Notice) -> Turn:
        await self._edit(campaign, notice)
        return await self._show(campaign.id, opening="改好了。")

    @property
    def _zone(self) -> ZoneInfo:
        return self.seeing.settings.zone

    def _asking(self, reply: Reply, what: str, campaign_id: int) -> Turn:
        """The next words are the answer."""
        return self.heard.asking(reply, action(what, campaign_id))


def _with(notice: Notice, part: str, words: str) -> Notice:
    return replace(notice, title=words) if part == "title" else replace(notice, body=words)


_BUTTONS: Mapping[str, Callable[[_Desk, int, str], Awaitable[Turn]]] = {
    "list": _Desk._list,
    "show": _Desk._show,
    "see": _Desk._preview,
    "log": _Desk._record,
    "new": _Desk._ask_new,
    "do": _Desk._do,
    "at": _Desk._at,
    "go": _Desk._go,
    "put": _Desk._change,
    "late": _Desk._go_on_late,
    "cancel": _Desk._cancel,
    "part": _Desk._part,
    "for": _Desk._audience,
}
_ANSWERS: Mapping[str, Callable[[_Desk, int, str, str], Awaitable[Turn]]] = {
    "new": _Desk._new,
    "return": _Desk._send_back,
    "at": _Desk._at,
    "title": _Desk._title,
    "body": _Desk._body,
    "buttons": _Desk._buttons,
    "useful": _Desk._useful,
}
