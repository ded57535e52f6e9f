"""What WeChat pushes, and what answers it, as XML: read without entities, written without holes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

SUCCESS = "success"
"""Taken, and nothing is said; WeChat sends it no more."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_EVENT = "event"
_SCENE_OF_NEW = "qrscene_"


class NotXml(ValueError):
    """The body can't be read, or holds what no push has: a DTD, an entity."""


@dataclass(frozen=True, slots=True)
class Push:
    """One message or event. `fields` are the leaves directly below the root; `items` the leaves of
    each element that may repeat (a notice's grants, an article), in their order."""

    account: str
    person: str
    created: str
    kind: str
    fields: Mapping[str, str] = field(repr=False)
    items: tuple[Mapping[str, str], ...] = field(default=(), repr=False)

    @property
    def event(self) -> str:
        """The event in small letters; "" for a message."""
        return self.fields.get("Event", "").lower() if self.kind == _EVENT else ""

    @property
    def key(self) -> str:
        """What tells it from every other one: of a message its MsgId; events have none. Nobody
        could tell whose it was: the OpenID is hashed."""
        if message := self.fields.get("MsgId", ""):
            return f"{self.person}:{message}" if not message.isdecimal() else message
        parts = (
            self.person,
            self.created,
            self.event or self.kind,
            self.fields.get("EventKey", ""),
            self.fields.get("MsgID", ""),
            *(f"{name}={value}" for item in self.items for name, value in item.items()),
        )
        return "e" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]

    @property
    def scene(self) -> str:
        """The scene of the code that was scanned; "" where none was."""
        given = self.fields.get("EventKey", "")
        if self.event == "scan":
            return given
        is_new = self.event == "subscribe" and given.startswith(_SCENE_OF_NEW)
        return given.removeprefix(_SCENE_OF_NEW) if is_new else ""


def read(body: bytes | str) -> Push:
    """The push; what it lacks is empty.

    Raises:
        NotXml: it is none.
    """
    root = _root(body)
    fields = {child.tag: child.text or "" for child in root if not len(child)}
    return Push(
        account=fields.get("ToUserName", ""),
        person=fields.get("FromUserName", ""),
        created=fields.get("CreateTime", ""),
        kind=fields.get("MsgType", "").lower(),
        fields=fields,
        items=tuple(_items(root)),
    )


def encrypted(body: bytes) -> str:
    """The ciphertext that the body carries; "" where there is none.

    Raises:
        NotXml: it is none.
    """
    return (_root(body).findtext("Encrypt") or "").strip()


def text(push: Push, words: str, created: int) -> str:
    """The passive reply: to and from change places."""
    return (
        f"<xml><ToUserName>{_cdata(push.person)}</ToUserName>"
        f"<FromUserName>{_cdata(push.account)}</FromUserName>"
        f"<CreateTime>{created}</CreateTime>"
        f"<MsgType>{_cdata('text')}</MsgType><Content>{_cdata(words)}</Content></xml>"
    )


def envelope(ciphertext: str, given: str, timestamp: str, nonce: str) -> str:
    return (
        f"<xml><Encrypt>{_cdata(ciphertext)}</Encrypt>"
        f"<MsgSignature>{_cdata(given)}</MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce>{_cdata(nonce)}</Nonce></xml>"
    )


def shown(words: str) -> str:
    """The words without what XML can't carry; line ends are U+000A."""
    return _CONTROL.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


def _cdata(words: str) -> str:
    """`]]>` ends a section wherever it stands, so it is divided among two."""
    return f"<![CDATA[{shown(words).replace(']]>', ']]]]><![CDATA[>')}]]>"


def _root(body: bytes | str) -> Element:
    try:
        root: Element = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise NotXml(type(error).__name__) from error
    return root


def _items(root: Element) -> list[dict[str, str]]:
    """Below each branch: the leaves of every innermost element that has several."""
    found = []
    for branch in root:
        for element in branch.iter():
            leaves = {child.tag: (child.text or "").strip() for child in element if not len(child)}
            if leaves:
                found.append(leaves)
    return found
