"""What WeChat talks to: is it WeChat, is it now, and what does it say.

The signature covers the time and a nonce, not the body: safe mode does. A request is refused before
anything is done for it; whatever goes wrong after that, WeChat hears `success`, since it shows
people a line about a faulty service else.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import structlog

from handlers import failures
from handlers.channels.wechat import crypto, xml
from handlers.channels.wechat.crypto import Envelope, Forged
from handlers.channels.wechat.freshness import Freshness
from handlers.channels.wechat.xml import NotXml, Push

log = structlog.get_logger()
PLAIN, XML = "text/plain", "application/xml"


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    status: int
    body: str
    media: str = PLAIN


SUCCESS = Answer(200, xml.SUCCESS)
REFUSED = Answer(403, "forbidden")
UNREADABLE = Answer(400, "unreadable")


class Callback:
    """`envelope` has keys in safe mode, and none in plain mode; `words` says what to show, ""
    where nothing is."""

    def __init__(
        self,
        envelope: Envelope,
        freshness: Freshness,
        words: Callable[[Push, str], Awaitable[str]],
    ) -> None:
        self._envelope = envelope
        self._freshness = freshness
        self._words = words

    async def verify(self, query: Mapping[str, str]) -> Answer:
        """Prove to WeChat that the address is ours."""
        if not self._is_signed(query) or "echostr" not in query:
            return REFUSED
        await self._freshness.note(query["timestamp"])
        return Answer(200, query["echostr"])

    def is_known(self, query: Mapping[str, str]) -> bool:
        """Whether it comes from somebody who knows the token."""
        return self._is_signed(query)

    async def take(self, query: Mapping[str, str], body: bytes) -> Answer:
        """Answer a push."""
        if not self._is_signed(query):
            return REFUSED
        try:
            content = self._opened(query, body)
            push = xml.read(content)
        except Forged as fault:
            log.warning("security_wechat_forged", reason=str(fault))
            return REFUSED
        except NotXml as fault:
            log.warning("security_wechat_unreadable", reason=str(fault))
            return UNREADABLE
        if not await self._freshness.admits(query["timestamp"]):
            log.warning("security_wechat_replayed", timestamp=query["timestamp"][:20])
            return REFUSED
        try:
            words = xml.shown(await self._words(push, content))
            return self._sealed(query, push, words) if words.strip() else SUCCESS
        except Exception as error:
            failures.report("wechat_push_failed", error)
            return SUCCESS

    def _is_signed(self, query: Mapping[str, str]) -> bool:
        given = [query.get(name, "") for name in ("signature", "timestamp", "nonce")]
        signature, timestamp, nonce = given
        return all(given) and crypto.is_signed(signature, self._envelope.token, timestamp, nonce)

    def _opened(self, query: Mapping[str, str], body: bytes) -> str:
        """The push as it was written. In compatible mode only what was encrypted counts: nothing
        vouches for the rest.

        Raises:
            Forged: it isn't from WeChat, or comes in plain words where it must not.
            NotXml: it can't be read.
        """
        is_sealed = query.get("encrypt_type") == "aes"
        if not self._envelope.keys:
            if is_sealed and not xml.read(body).kind:
                log.error("wechat_is_encrypted", then="set PUFA_WECHAT_AES_KEY")
            return body.decode(errors="replace")
        if not is_sealed:
            raise Forged("it is plain, and the account is in safe mode")
        return self._envelope.opened(
            xml.encrypted(body),
            query.get("msg_signature", ""),
            query["timestamp"],
            query["nonce"],
        )

    def _sealed(self, query: Mapping[str, str], push: Push, words: str) -> Answer:
        reply = xml.text(push, words, int(time.time()))
        if not self._envelope.keys:
            return Answer(200, reply, XML)
        timestamp, nonce = query["timestamp"], secrets.token_hex(8)
        sealed = self._envelope.sealed(reply)
        given = crypto.signature(self._envelope.token, timestamp, nonce, sealed)
        return Answer(200, xml.envelope(sealed, given, timestamp, nonce), XML)
