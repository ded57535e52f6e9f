"""What waits, for a reader of feeds: under an address that is each person's own."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from starlette.responses import Response

from bot.staff.feeds import Waits
from bot.staff.refusals import Unknown
from handlers.channels.console.routing import Open, Pages
from handlers.channels.console.visits import Visit

pages = Pages()
ATOM = "http://www.w3.org/2005/Atom"
_PLACES = {"letter": "/letters", "question": "/unanswered", "draft": "/drafts"}


@pages.get("/feed/{token}", Open.TO_ANYBODY)
async def feed(visit: Visit) -> Response:
    """The token is the key: no reader of feeds signs in."""
    waits = await visit.application.feeds.read(visit.part("token"))
    if waits is None:
        raise Unknown("没有这个订阅地址：它可能已经换过或停用。在“我的账号”里取新的。")
    return Response(_atom(visit, waits), media_type="application/atom+xml; charset=utf-8")


@pages.post("/me/feed", Open.TO_STAFF)
async def make_feed(visit: Visit) -> Response:
    """The address is shown this once."""
    token = await visit.application.feeds.make(visit.actor)
    return await visit.page(
        "me/feed.html", title="订阅待办", address=visit.reached(f"/feed/{token}")
    )


@pages.post("/me/feed/end", Open.TO_STAFF)
async def end_feed(visit: Visit) -> Response:
    done = await visit.application.feeds.end(visit.actor)
    return await visit.done("/me", "订阅地址已停用" if done else "没有订阅地址")


def _atom(visit: Visit, waits: list[Waits]) -> bytes:
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": "zh-CN"})
    updated = waits[0].item.at if waits else visit.now
    _text(feed, "id", "urn:pufa:waiting")
    _text(feed, "title", f"待办 - {visit.library.bureau.name}")
    _text(feed, "updated", updated.isoformat())
    _text(SubElement(feed, "author"), "name", "普法工作台")
    for one in waits:
        entry = SubElement(feed, "entry")
        _text(entry, "id", f"urn:pufa:{one.kind}:{one.item.name}:{one.item.at.isoformat()}")
        _text(entry, "title", _title(one))
        _text(entry, "updated", one.item.at.isoformat())
        SubElement(entry, "link", href=visit.reached(f"{_PLACES[one.kind]}/{one.item.name}"))
    return bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True))


def _title(one: Waits) -> str:
    """Nobody's words: it is shown to whoever stands by."""
    match one.kind:
        case "letter":
            return f"来信 {one.item.name} 待答复（{one.item.word or '未分类'}）"
        case "question":
            return f"没答上的问题 {one.item.name}"
        case _:
            return f"草稿 #{one.item.name} 待审核"


def _text(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = text
