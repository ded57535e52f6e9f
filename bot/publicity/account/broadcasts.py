"""The use cases: a campaign as an article of the account, shown, tried on staff, and sent to all.

Whoever sends has seen exactly what goes out, and says so by its code: it can't be taken back. The
platform takes the same broadcast once, so a crash at any line sends it neither twice nor not at
all.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

import structlog
from sqlite_utils import Database as Connection

from bot.members import Actor
from bot.printing import CannotPrint
from bot.publicity.account import Account, AccountError, Article
from bot.publicity.surfaces import banner, cover, wechat
from bot.publicity.surfaces import places as naming
from bot.publicity.surfaces.export import ARTICLE
from bot.publicity.surfaces.exporting import Exporting
from bot.publicity.surfaces.places import Place
from bot.staff import audit, permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Refused, Unknown
from bot.store import Database, campaigns, places
from bot.store import broadcasts as store
from bot.store.broadcasts import Broadcast, State, Way

log = structlog.get_logger()

LONGEST_TITLE, LONGEST_AUTHOR, LONGEST_DIGEST = 32, 16, 120
LONGEST_CONTENT = 20_000
"""Characters that an account's draft takes."""
A_DAY, A_MONTH = 1, 4
"""Pushes that a 订阅号 has a day, and a 服务号 for each who follows a calendar month."""
AT_WORK = timedelta(minutes=2)
"""Whoever has just confirmed it is still submitting it."""
STILL_MEANT = timedelta(hours=1)
"""What couldn't be submitted for so long is asked about again."""
INTERRUPTED = "提交中断了，不知道发没发：请在公众平台的“发表记录”里看，没有就重新确认一次"


class Prepared(NamedTuple):
    """Exactly what would go out. `code` is what says yes to it; `today` and `this_month` are how
    many were pushed already."""

    campaign_id: int
    version: int
    article: Article
    code: str
    today: int
    this_month: int
    before: list[Broadcast]


@dataclass(frozen=True)
class Broadcasts:
    database: Database
    exporting: Exporting
    account: Account
    clock: Callable[[], datetime]

    async def prepare(self, who: Actor, campaign_id: int) -> Prepared:
        """Nothing is sent.

        Raises:
            Unknown, Refused: there is no such campaign, or nobody has approved it.
        """
        permissions.require(who, Action.BROADCAST_SEE)
        return await self._prepared(campaign_id)

    async def preview(self, who: Actor, campaign_id: int, to: str) -> Prepared:
        """Send it to one person alone, as it would be.

        Raises:
            Refused: as for `prepare`; or the account can't do it.
        """
        permissions.require(who, Action.BROADCAST_PREVIEW)
        prepared = await self._prepared(campaign_id)
        try:
            draft = await self._draft(prepared)
            await self.account.preview(draft, to)
        except AccountError as error:
            raise Refused(str(error)) from error
        return prepared

    async def send(self, who: Actor, campaign_id: int, way: Way, code: str) -> Broadcast:
        """Send it; `code` is that of what was shown.

        Raises:
            Refused: it is another by now, was sent before, or the account doesn't take it.
        """
        permissions.require(who, Action.BROADCAST_SEND)
        prepared = await self._prepared(campaign_id)
        if code != prepared.code:
            raise Refused(f"内容和您看到的不一样了，请重新看过，再用新的确认码 {prepared.code}")
        once = f"pufa-{campaign_id}-{prepared.version}-{way}-{prepared.code}"
        known = await self.database.read(store.get, once=once)
        if known and known.state is not State.CONFIRMED:
            raise Refused(f"{campaign_id} 号推送已经这样发过（{STATES[known.state]}）")
        if known is None:
            await self._confirm(who, prepared, way, once)
        return await self._submit(once)

    async def resume(self) -> None:
        """Submit what a crash, or a bad line, kept from it: a person had said yes, not long ago."""
        now = self.clock()
        for one in await self.database.read(store.confirmed):
            age = now - one.at
            if timedelta() <= age < AT_WORK:
                continue
            try:
                if one.way is Way.PUBLISH or age > STILL_MEANT:
                    await self._given_up(one.once, INTERRUPTED)
                else:
                    await self._submit(one.once)
            except Refused as refusal:
                log.warning("broadcast_not_resumed", id=one.id, reason=str(refusal))

    async def ended(
        self, message: str, *, is_sent: bool, reason: str, total: int, sent: int, failed: int
    ) -> None:
        """The platform tells what came of it."""
        known = await self.database.write_durably(
            store.ended,
            message=message,
            is_sent=is_sent,
            reason="" if is_sent else reason,
            total=total,
            sent=sent,
            failed=failed,
            now=self.clock(),
        )
        log.info("broadcast_ended", known=known, sent=sent, failed=failed)

    async def _prepared(self, campaign_id: int) -> Prepared:
        material = await self.exporting.material(campaign_id)
        campaign = await self.database.read(campaigns.get, campaign_id=campaign_id)
        if campaign is None:
            raise Unknown(f"没有 {campaign_id} 号推送")
        if campaign.state not in banner.SHOWN:
            raise Refused(f"{campaign_id} 号推送还没有审核通过，或者暂停着，不能群发")
        article = Article(
            title=_cut(material.headline, LONGEST_TITLE),
            author=_cut(material.bureau.name, LONGEST_AUTHOR),
            digest=_cut(material.fact or material.title, LONGEST_DIGEST),
            content=str(wechat.article(material)),
            link=await self._link(campaign_id),
        )
        if len(article.content) >= LONGEST_CONTENT:
            raise Refused(f"文章有 {len(article.content)} 个字符，公众号最多 {LONGEST_CONTENT}")
        today, this_month = await self._sent()
        return Prepared(
            campaign_id=campaign_id,
            version=campaign.version,
            article=article,
            code=hashlib.sha256("\n".join(article).encode()).hexdigest()[:6],
            today=today,
            this_month=this_month,
            before=await self.database.read(store.of_campaign, campaign_id=campaign_id),
        )

    async def _link(self, campaign_id: int) -> str:
        """Where 阅读原文 leads, counted as the article's readers; "" without a public address."""
        page_url = self.exporting.settings.public_url
        if not page_url:
            return ""
        code = await self.database.write(
            places.keep, name=ARTICLE, codes=naming.codes(ARTICLE), now=self.clock()
        )
        return naming.page_link(page_url, Place(ARTICLE, code), campaign_id)

    async def _sent(self) -> tuple[int, int]:
        zone = self.exporting.settings.zone
        midnight = self.clock().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        today, this_month = [
            await self.database.read(store.count, since=since.astimezone(self.clock().tzinfo))
            for since in (midnight, midnight.replace(day=1))
        ]
        return today, this_month

    async def _draft(self, prepared: Prepared) -> str:
        material = await self.exporting.material(prepared.campaign_id)
        try:
            picture = await asyncio.to_thread(partial(cover.picture, material))
        except CannotPrint as error:
            raise Refused(str(error)) from error
        return await self.account.draft(prepared.article, picture)

    async def _confirm(self, who: Actor, prepared: Prepared, way: Way, once: str) -> None:
        try:
            draft = await self._draft(prepared)
        except AccountError as error:
            raise Refused(str(error)) from error
        await self.database.write_durably(
            _confirmed,
            who=who,
            prepared=prepared,
            way=way,
            once=once,
            draft=draft,
            now=self.clock(),
        )

    async def _submit(self, once: str) -> Broadcast:
        one = await self.database.read(store.get, once=once)
        if one is None:
            raise Refused("这次群发的记录不在了")
        try:
            if one.way is Way.MASS:
                message = await self.account.send_all(one.draft, once)
            else:
                message = await self.account.publish(one.draft)
        except AccountError as error:
            if error.nothing_done and error.is_over:
                await self._given_up(once, str(error))
            raise Refused(str(error)) from error
        await self.database.write_durably(store.submitted, once=once, message=message)
        log.info("broadcast_submitted", campaign=one.campaign_id, way=one.way.value)
        done = await self.database.read(store.get, once=once)
        assert done  # noqa: S101 - it was written above
        return done

    async def _given_up(self, once: str, reason: str) -> None:
        await self.database.write_durably(store.refused, once=once, reason=reason, now=self.clock())


STATES = {
    State.CONFIRMED: "已确认，正在提交",
    State.SUBMITTED: "已提交，等微信告知结果",
    State.SENT: "已发完",
    State.FAILED: "没有发成",
}
WAYS = {
    Way.MASS: "群发（推送给所有关注的人，占群发次数）",
    Way.PUBLISH: "发布（只有链接，不推送，不占次数）",
}
"""What people call them."""


def _confirmed(
    db: Connection,
    *,
    who: Actor,
    prepared: Prepared,
    way: Way,
    once: str,
    draft: str,
    now: datetime,
) -> None:
    is_new = store.confirm(
        db,
        campaign_id=prepared.campaign_id,
        version=prepared.version,
        way=way,
        once=once,
        draft=draft,
        by=who.member.name,
        now=now,
    )
    if is_new:
        audit.write(
            db,
            who=who,
            action=Action.BROADCAST_SEND,
            subject=f"campaign:{prepared.campaign_id}",
            after={"way": way.value, "version": prepared.version, "code": prepared.code},
            at=now,
        )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
