"""How WeChat pushes: three tries, five seconds apart, and what it shows of the answers."""

from __future__ import annotations

import asyncio
import itertools
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError, fromstring

import httpx

from handlers.channels.wechat import crypto
from handlers.channels.wechat.crypto import Envelope
from tests.fakes.wechat.account import APPID, GH

HANGS_UP = 5.0
TRIES = 3
LONGEST = 2048
BROKEN = "该公众号提供的服务出现故障，请稍后再试"


@dataclass
class Shown:
    """What came of one push: what the person saw, and how long each try took."""

    text: str = ""
    tries: int = 0
    answers: list[str] = field(default_factory=list)


class Pusher:
    """Pushes to the callback; `modes` are plain, compatible and safe. With several addresses each
    try goes to the next one that listens, as behind a load balancer."""

    def __init__(self, addresses: Sequence[str], token: str, key: str, mode: str) -> None:
        self.addresses = list(addresses)
        self.token = token
        self.key = key
        self.mode = mode
        self._turn = itertools.count()

    async def push(self, xml: str, created: int, openid: str) -> Shown:
        shown = Shown()
        async with httpx.AsyncClient(timeout=HANGS_UP, trust_env=False) as client:
            for _ in range(TRIES):
                shown.tries += 1
                query, body = self.request(xml, created, openid)
                next_at = asyncio.get_running_loop().time() + HANGS_UP
                try:
                    response = await self._to_who_listens(client, query, body)
                except httpx.TransportError as error:
                    shown.answers.append(type(error).__name__)
                    await asyncio.sleep(next_at - asyncio.get_running_loop().time())
                    continue
                shown.answers.append(response.text)
                shown.text = self.seen(response)
                return shown
        shown.text = BROKEN
        return shown

    async def _to_who_listens(
        self, client: httpx.AsyncClient, query: dict[str, str], body: str
    ) -> httpx.Response:
        for left in reversed(range(len(self.addresses))):
            address = self.addresses[next(self._turn) % len(self.addresses)]
            try:
                return await client.post(
                    address, params=query, content=body.encode(), follow_redirects=False
                )
            except httpx.ConnectError:
                if not left:
                    raise
        raise AssertionError("no address is known")

    def request(self, xml: str, created: int, openid: str) -> tuple[dict[str, str], str]:
        """The query and the body of a push."""
        timestamp, nonce = str(created), secrets.token_hex(5)
        signed = crypto.signature(self.token, timestamp, nonce)
        query = {"signature": signed, "timestamp": timestamp, "nonce": nonce, "openid": openid}
        if self.mode == "plain":
            return query, xml
        sealed = self.envelope.sealed(xml)
        query["encrypt_type"] = "aes"
        query["msg_signature"] = crypto.signature(self.token, timestamp, nonce, sealed)
        encrypted = f"<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
        if self.mode == "compatible":
            return query, xml.removesuffix("</xml>") + encrypted
        return query, f"<xml><ToUserName><![CDATA[{GH}]]></ToUserName>{encrypted}"

    @property
    def envelope(self) -> Envelope:
        return Envelope(self.token, [self.key], APPID)

    def seen(self, response: httpx.Response) -> str:
        """What WeChat shows of an answer: nothing of `success`, of what is too long or, in safe
        mode, of what is plain; the line about a fault for all that is no answer."""
        return self.shown(response.text) if response.status_code == 200 else BROKEN

    def shown(self, body: str) -> str:
        if body in ("", "success"):
            return ""
        try:
            reply = fromstring(body)
        except ParseError:
            return BROKEN
        if self.mode != "plain":
            sealed = reply.findtext("Encrypt")
            if sealed is None:
                return "" if self.mode == "safe" else self._text(reply)
            opened = self.envelope.opened(
                sealed,
                reply.findtext("MsgSignature"),
                reply.findtext("TimeStamp"),
                reply.findtext("Nonce"),
            )
            reply = fromstring(opened)
        return self._text(reply)

    def _text(self, reply) -> str:
        if reply.findtext("MsgType") != "text" or reply.findtext("FromUserName") != GH:
            return BROKEN
        content = reply.findtext("Content") or ""
        return content if len(content.encode()) <= LONGEST else ""
