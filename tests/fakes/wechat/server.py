"""The whole of it: the API on a port of this machine, people, and what they do."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime
from xml.sax.saxutils import escape

from starlette.applications import Starlette
from starlette.routing import Route

from tests.fakes.serving import serving_on_loopback
from tests.fakes.wechat.account import GH, Account, Follower, Kind
from tests.fakes.wechat.api import Api
from tests.fakes.wechat.pushing import Pusher, Shown

TOKEN = "unit-test-token"
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
_LINK = re.compile(
    r'<a href="weixin://bizmsgmenu\?msgmenucontent=([^"&]*)&msgmenuid=[^"]*">([^<]*)</a>'
)
_ANY_LINK = re.compile(r'<a href="[^"]*">([^<]*)</a>')


class WeChat:
    """`address` is for PUFA_WECHAT_API; `connect` says where the callback is."""

    def __init__(self, kind: Kind, now: Callable[[], datetime], *, mode: str = "safe") -> None:
        self.account = Account(kind, now)
        self.api = Api(self.account)
        self.pusher = Pusher([], TOKEN, KEY, mode)
        self.address = ""
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> WeChat:
        route = Route("/{path:path}", self.api.answer, methods=["GET", "POST"])
        app = Starlette(routes=[route])
        self.address = await self._stack.enter_async_context(serving_on_loopback(app))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    def connect(self, *addresses: str) -> None:
        self.pusher.addresses = [f"{address}/wechat" for address in addresses]

    def person(self, name: str, *, follows: bool = True) -> Person:
        openid = f"o{name:_<27}"[:28]
        self.account.followers[openid] = Follower(openid, is_following=follows)
        return Person(self, openid)

    async def tells(self, openid: str, fields: str, created: int | None = None) -> Shown:
        """Push the fields as one message or event."""
        at = created or int(self.account.now().timestamp())
        xml = (
            f"<xml><ToUserName><![CDATA[{GH}]]></ToUserName>"
            f"<FromUserName><![CDATA[{openid}]]></FromUserName>"
            f"<CreateTime>{at}</CreateTime>{fields}</xml>"
        )
        return await self.pusher.push(xml, at, openid)

    async def mass_ends(self, status: str = "send success", sent: int = 75) -> Shown:
        """The event about the mass message that was taken last."""
        msg_id = self.account.masses[-1].msg_id
        return await self.tells(
            GH,
            "<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[MASSSENDJOBFINISH]]></Event>"
            f"<MsgID>{msg_id}</MsgID><Status><![CDATA[{status}]]></Status>"
            f"<TotalCount>100</TotalCount><FilterCount>80</FilterCount>"
            f"<SentCount>{sent}</SentCount><ErrorCount>{80 - sent}</ErrorCount>",
        )


class Person:
    """Somebody with the account on their phone."""

    def __init__(self, world: WeChat, openid: str) -> None:
        self.world = world
        self.openid = openid

    @property
    def follower(self) -> Follower:
        return self.world.account.followers[self.openid]

    @property
    def seen(self) -> list[str]:
        """All that the phone has shown, with WeChat's links as they came."""
        return self.follower.seen

    async def says(self, words: str, *, tapped: bool = False, number: str = "") -> str:
        """Type it; gives what is shown at once, "" where nothing is."""
        return (await self.sends(words, tapped=tapped, number=number)).text

    async def sends(self, words: str, *, tapped: bool = False, number: str = "") -> Shown:
        menu = "<bizmsgmenuid>1</bizmsgmenuid>" if tapped else ""
        return await self.does(
            f"<MsgType><![CDATA[text]]></MsgType><Content>{escape(words)}</Content>{menu}",
            brief=tapped,
            number=number,
        )

    async def does(self, fields: str, *, brief: bool = False, number: str = "") -> Shown:
        """A message of any kind, with its MsgId."""
        self.world.account.opens(self.openid, brief=brief)
        number = number or str(25_429_287_492_206_000 + self.world.account.number())
        return self._noted(await self.world.tells(self.openid, f"{fields}<MsgId>{number}</MsgId>"))

    async def taps(self, label: str) -> str:
        """Tap the last link that says so; a verified account is told that it was a tap."""
        for text in reversed(self.seen):
            for words, shown in _LINK.findall(text):
                if label in shown:
                    is_told = self.world.account.is_verified
                    return await self.says(words.replace("%26", "&"), tapped=is_told)
        raise AssertionError(f"no link says {label}: {self.seen[-1:]}")

    async def follows(self, scene: str = "") -> str:
        self.follower.is_following = True
        key = f"qrscene_{scene}" if scene else ""
        return await self.event("subscribe", key)

    async def leaves(self) -> str:
        self.follower.is_following = False
        return await self.event("unsubscribe")

    async def event(self, name: str, key: str = "", fields: str = "", at: int | None = None) -> str:
        if name.lower() in ("subscribe", "click", "scan", "scancode_waitmsg"):
            self.world.account.opens(self.openid, brief=True)
        shown = await self.world.tells(
            self.openid,
            f"<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[{name}]]></Event>"
            f"<EventKey><![CDATA[{key}]]></EventKey>{fields}",
            at,
        )
        return self._noted(shown).text

    async def allows(self, template: str, *, accept: bool = True) -> None:
        """Tap “允许” on a page or in an article; WeChat counts, and tells us."""
        if accept:
            self.follower.grants[template] = self.follower.grants.get(template, 0) + 1
        status = "accept" if accept else "reject"
        await self.event(
            "subscribe_msg_popup_event",
            fields="<SubscribeMsgPopupEvent><List>"
            f"<TemplateId><![CDATA[{template}]]></TemplateId>"
            f"<SubscribeStatusString><![CDATA[{status}]]></SubscribeStatusString>"
            "<PopupScene>2</PopupScene></List></SubscribeMsgPopupEvent>",
        )

    def _noted(self, shown: Shown) -> Shown:
        if shown.text and self.follower.is_following:
            self.seen.append(shown.text)
        return shown


def without_links(text: str) -> str:
    """As the phone draws it."""
    return _ANY_LINK.sub(r"\1", text)
