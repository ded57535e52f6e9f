"""Each push once: what was said goes to the dialogue, and its reply back within WeChat's patience.

WeChat hangs up after five seconds and asks again, three times in all; what comes in time at any of
the tries is shown. All tries wait for the same work, on whichever replica it is. Where we can write
to the person ourselves, a try ends after four seconds with `success` and the reply follows as a
message. Where we can't, the tries are used up; at the last the person is told how to get it.

Who would wait for longer than that is told so at once, and nothing is begun for them: under a crowd
the same time would else be spent on answers that come too late for anybody. What they asked is put
off until there is time, and answered then as what came too late is: by a message, or when they are
here again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import structlog

from bot.messages import Chat, Message, Reply
from bot.store.pushes import Claim
from handlers import written
from handlers.channels.wechat import xml
from handlers.channels.wechat.crowd import Crowd, Delay
from handlers.channels.wechat.ledger import Ledger, Put
from handlers.channels.wechat.listening import hear, opening
from handlers.channels.wechat.perseverance import until_stored
from handlers.channels.wechat.rendering import WAITING, asking_later
from handlers.channels.wechat.saying import AT_ONCE, Active, Speaker
from handlers.channels.wechat.xml import Push

log = structlog.get_logger()
T = TypeVar("T")

IN_TIME = 4.0
"""Seconds after which a try is answered by `success`; sooner where everything is late."""
SOON = 2.0
"""Whoever would wait for longer is sent the answer, where that can be: the try may end at once."""
LEAST = 0.5
HANGS_UP = 5.0
"""Seconds that WeChat waits: what comes later reaches nobody."""
SURELY = 1.5
"""So much later nobody hears it, however slow the way here was."""
TRIES = 3
SETTLES = 7.0
"""Seconds after which no further try comes for what is answered."""
LOOKS = 0.1
RENEWS = 1.5
AWAITED = 6.0
"""Seconds that somebody may have to wait where only WeChat's tries carry the answer: fifteen in
all, and what is foretold while a crowd grows is too little."""
SENT_WITHIN = 40.0
"""The same where it can be sent: a tap on the menu or on a choice lets us write for a minute."""
LATER = "这个问题要多查一会儿。请过几秒点这里"
LATER_IN_CROWD = "现在问的人多，要多等一会儿。请过一分钟点这里"
CROWDED = "现在问的人太多，我一时答不过来。"
SAY_AGAIN = "这条请过一两分钟再发一次；"
COMES = "这条记下了，忙过这一阵就把答复发到这里，不用再发；"
FETCHED = "这条记下了，不用再发。请过几分钟点这里"
MEANWHILE = (
    "急着办事可以打 {hotline}。\n\n有人受伤、被困或者有危险，不要等：马上打 110、119、120 或 122。"
)
LATE, KEPT_AT_ONCE = 0.25, 16
"""From so many seconds of delay nothing is kept, nor more than so many side by side."""
COUNTED = 60.0
"""Seconds of a crowd that are one line in the log."""


def _now() -> float:
    return asyncio.get_running_loop().time()


@dataclass
class Work:
    """A push that this replica works on; `has_waiting`: earlier replies may wait for the person,
    `is_given` once its reply went out in time; `since` is the loop's time."""

    message: Message
    task: asyncio.Task[Reply]
    has_waiting: bool
    is_given: bool = False
    since: float = field(default_factory=_now)

    def tries(self) -> int:
        """How often WeChat has asked since, the time now included."""
        return 1 + round((_now() - self.since) / HANGS_UP)


class Answering:
    """Answers pushes."""

    def __init__(
        self, speaker: Speaker, ledger: Ledger, active: Active, hotline: Callable[[], str]
    ) -> None:
        self._speaker = speaker
        self._ledger = ledger
        self._active = active
        self._hotline = hotline
        self._crowd, self._delay = Crowd(AT_ONCE), Delay()
        self._turned_away = self._kept = self._keeping = 0
        self._works: dict[str, Work] = {}
        self._sending_left = asyncio.Semaphore(AT_ONCE)
        self._behind: set[asyncio.Task[None]] = set()

    async def answer(self, push: Push, content: str) -> str:
        """The words to show, "" for `success`; `content` is the push as it came. It comes within
        the time that WeChat waits, or after it, where another try shall come."""
        message = hear(push)
        if message is None:
            log.info("wechat_unanswered", kind=(push.event or push.kind)[:40])
            return ""
        since, is_known = _now(), push.key in self._works
        wait = 0.0 if is_known else self._foretold()
        if wait > (SENT_WITHIN if self._active.can_send else AWAITED):
            put = await self._put_off(push, content, message)
            if put is not Put.IN_WORK:
                return self._turn_away(message, wait, put)
        if not is_known:
            self._crowd.joins(push.key, message.chat.id)
        try:
            return await self._taken_in(push, content, message, since, wait)
        finally:
            if push.key not in self._works:
                self._crowd.leaves(push.key)

    async def _taken_in(
        self, push: Push, content: str, message: Message, since: float, wait: float
    ) -> str:
        """It is on the disk before anything is done for it."""
        arriving = self._speaker.arriving(message.chat, message.text, opening(push))
        claim, waiting = await self._ledger.begin(push.key, content, arriving)
        if not claim.is_ours:
            self._crowd.leaves(push.key)
        if claim.is_active and not self._active.can_send:
            return asking_later(LATER)  # they were told so, and it was lost on its way
        if claim.is_active or (claim.is_answered and not claim.reply):
            return ""  # it was given before, or is sent by us
        if claim.is_answered:
            self._ledger.given(push.key)
            reply = written.from_text(claim.reply)
            return await self._speaker.shown(message.chat, reply, has_waiting=waiting > 0)
        if claim.is_ours and push.key not in self._works:
            if waiting:
                await self._take_up(message.chat)
            self._begin(push, message, has_waiting=waiting > 0)
        may_end = wait > SOON and self._active.can_send
        if may_end and await self._ledger.make_active(push.key, since + IN_TIME - _now()):
            return ""  # they needn't be kept waiting to learn that it comes as a message
        tries, work = claim.tries, self._works.get(push.key)
        if tries == 1 and work:  # the store may know nothing of those before
            tries = work.tries()
        return await self._in_time(push.key, message, tries, since)

    def _foretold(self) -> float:
        """Seconds that somebody who comes now would wait."""
        return self._crowd.seconds() + 2 * self._delay.seconds

    async def _put_off(self, push: Push, content: str, message: Message) -> Put:
        """Keep it for later, unless that costs others their answers: where the machine is late
        with everything, or writes pile up."""
        putting_off = self._speaker.putting_off(
            message, opening(push), key=push.key, content=content
        )
        if not putting_off or self._delay.seconds > LATE or self._keeping >= KEPT_AT_ONCE:
            return Put.NOWHERE
        self._keeping += 1
        keeping = asyncio.create_task(self._ledger.put_off(push.key, putting_off))
        keeping.add_done_callback(self._has_kept)
        done, _ = await asyncio.wait({keeping}, timeout=LEAST)
        return keeping.result() if done else Put.NOWHERE

    def _has_kept(self, _: asyncio.Task[Put]) -> None:
        self._keeping -= 1

    def _turn_away(self, message: Message, wait: float, put: Put) -> str:
        """No time for them: they are told, which costs next to nothing."""
        if not self._turned_away:
            log.warning("wechat_crowded", seconds=round(wait))
            asyncio.get_running_loop().call_later(COUNTED, self._count_turned_away)
        self._turned_away += 1
        self._kept += put is Put.OFF
        if message.text == WAITING:
            return asking_later(LATER_IN_CROWD)
        what = SAY_AGAIN
        if put is Put.OFF:
            what = COMES if self._active.can_send else f"{asking_later(FETCHED)}。"
        return CROWDED + what + MEANWHILE.format(hotline=self._hotline())

    def _count_turned_away(self) -> None:
        log.warning("wechat_turned_away", pushes=self._turned_away, kept=self._kept)
        self._ledger.crowded()
        self._turned_away = self._kept = 0

    async def take_up(self) -> None:
        """Answer what was put off, one after the other, as long as nobody waits for it."""
        while self._foretold() < LEAST and (work := await self._taken_up(None)):
            await asyncio.wait({work.task})

    async def _take_up(self, chat: Chat) -> None:
        """They are here again: what they said before comes first."""
        while await self._taken_up(chat):
            pass

    async def _taken_up(self, chat: Chat | None) -> Work | None:
        found = await self._ledger.take_up(self._speaker.taking_up(chat))
        return self._work_on(*found) if found else None

    async def recover(self, key: str) -> None:
        """Take up what a crash left: nobody waits for it any more, so it is sent."""
        claim = await self._ledger.look(key)
        if not claim.content or key in self._works:
            return
        message = hear(xml.read(claim.content))
        if message is None:
            return
        log.info("wechat_push_recovered")
        if not claim.is_answered and claim.is_ours:
            await self._ledger.make_active(key, HANGS_UP)
            self._work_on(key, claim.content)
        elif claim.is_answered and await self._ledger.must_send(key):
            self._later(self._sent(key, message, written.from_text(claim.reply)))

    def start(self) -> None:
        self._later(self._delay.watch())

    async def stop(self) -> None:
        """Finish what is under way; what is left for later is taken up by the next start."""
        tasks = [work.task for work in self._works.values()]
        if tasks:
            await asyncio.wait(tasks, timeout=IN_TIME)
        for task in [*tasks, *self._behind]:
            task.cancel()
        await asyncio.gather(*tasks, *self._behind, return_exceptions=True)

    def _begin(self, push: Push, message: Message, *, has_waiting: bool) -> None:
        self._crowd.joins(push.key, message.chat.id)
        task = asyncio.create_task(self._worked_out(push, message, has_waiting=has_waiting))
        task.add_done_callback(lambda _: self._crowd.served(push.key))
        work = self._works[push.key] = Work(message, task, has_waiting)
        self._later(self._settled(push.key, work))

    async def _in_time(self, key: str, message: Message, tries: int, since: float) -> str:
        """Wait for the reply as long as this try may."""
        is_last = self._active.can_send or tries >= TRIES
        in_time = max(LEAST, IN_TIME - 2 * self._delay.seconds)
        reply = await self._reply(key, since + (in_time if is_last else HANGS_UP))
        if reply and _now() - since < HANGS_UP:
            if work := self._works.get(key):
                work.is_given = True
            self._ledger.given(key)
            has_waiting = work.has_waiting if work else True
            return await self._speaker.shown(message.chat, reply, has_waiting=has_waiting)
        if not is_last:
            return await self._hung_up(since)
        made = await self._ledger.make_active(key, since + HANGS_UP - LEAST - _now())
        if made is None:
            return await self._unpromised(tries, since)
        if not made:
            return ""
        log.warning("wechat_late", tries=tries)
        if self._active.can_send:
            return ""
        return asking_later(LATER_IN_CROWD if self._crowd.seconds() > IN_TIME else LATER)

    async def _unpromised(self, tries: int, since: float) -> str:
        """That it comes later can't be written down, and would be forgotten if we were to die now:
        WeChat shall ask again, maybe another replica; at last the person."""
        if tries >= TRIES:
            return CROWDED + SAY_AGAIN + MEANWHILE.format(hotline=self._hotline())
        return await self._hung_up(since)

    async def _hung_up(self, since: float) -> str:
        """WeChat shall ask again: a `success` that it still hears would end the tries, and nobody
        be told anything."""
        await asyncio.sleep(since + HANGS_UP + SURELY - _now())
        return ""

    async def _reply(self, key: str, until: float) -> Reply | None:
        """The reply, of our own work or another replica's; None where it takes longer."""
        while (left := until - _now()) > 0:
            if work := self._works.get(key):
                await asyncio.wait({work.task}, timeout=left)
                return work.task.result() if work.task.done() else None
            await asyncio.sleep(min(LOOKS, left))
            claim = await self._ledger.look(key)
            if claim.is_answered:
                return written.from_text(claim.reply) if claim.reply else None
            self._take_over(claim)
        return None

    def _take_over(self, claim: Claim) -> None:
        """The replica that worked on it is gone."""
        if claim.is_ours and claim.content:
            log.info("wechat_push_taken_over")
            self._work_on(claim.key, claim.content)

    def _work_on(self, key: str, content: str) -> Work | None:
        """What was taken in before; None where it is nothing that anybody answers."""
        push = xml.read(content)
        if (message := hear(push)) and key not in self._works:
            self._begin(push, message, has_waiting=True)
        return self._works.get(key)

    async def _worked_out(self, push: Push, message: Message, *, has_waiting: bool) -> Reply:
        """The reply, written down."""
        saying = self._speaker.said(message, has_waiting=has_waiting)
        reply, had_waited = await self._held(push.key, saying)
        self._ledger.keep(push.key, reply, had_waited)
        return reply

    async def _held(self, key: str, doing: Coroutine[None, None, T]) -> T:
        """Do it, and prolong the claim as long as it takes."""
        task = asyncio.create_task(doing)
        try:
            while not (await asyncio.wait({task}, timeout=RENEWS))[0]:
                await self._ledger.prolong(key)
        except BaseException:
            task.cancel()
            raise
        return task.result()

    async def _settled(self, key: str, work: Work) -> None:
        """Then, also, they get what waited for them."""
        try:
            reply = await asyncio.shield(work.task)
            await self._held(key, self._brought(key, work, reply))
            chat = work.message.chat
            if work.has_waiting and self._active.can_send:
                await until_stored(lambda: self._active.hand_over(chat), what="hand over")
        finally:
            self._works.pop(key, None)

    async def _brought(self, key: str, work: Work, reply: Reply) -> None:
        """What nobody was given in time is sent; at once where WeChat waits no more, else when no
        further try can come."""
        await asyncio.sleep(LOOKS)  # whoever waits for it notes that it was given
        if work.is_given:
            return
        claim = await until_stored(lambda: self._ledger.look(key), what="look")
        if not claim.is_active:
            await asyncio.sleep(SETTLES)
        if not work.is_given and await until_stored(
            lambda: self._ledger.must_send(key), what="send"
        ):
            await self._send(key, work.message, reply)

    async def _sent(self, key: str, message: Message, reply: Reply) -> None:
        """What was worked out before; few at once, since many may be left."""

        async def send() -> None:
            async with self._sending_left:
                await self._send(key, message, reply)

        await self._held(key, send())

    async def _send(self, key: str, message: Message, reply: Reply) -> None:
        sending = partial(self._active.send_late, message.chat, reply, message.text)
        await until_stored(sending, what="send")
        self._ledger.given(key)

    def _later(self, work: Coroutine[None, None, None]) -> None:
        async def done() -> None:
            try:
                await work
            except Exception:
                log.exception("wechat_later_failed")

        task = asyncio.create_task(done())
        self._behind.add(task)
        task.add_done_callback(self._behind.discard)
