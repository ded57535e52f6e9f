"""Large type and high contrast without a script: no way from page to page loses them."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from handlers.channels.web.handing_on import handed_on, joined

LOOKS = {"size": "large", "contrast": "high"}
QUERY = "size=large&contrast=high"
PAGES = [
    "/", "/embed", "/entries", "/entries?q=超载", "/entries?q=道交法92条", "/entries?q=火星",
    "/entries/chaozai-fakuan", "/entries/dajian-yunshu", "/topics/货运超限", "/statutes",
    "/statutes?q=超载", "/statutes/道路交通安全法", "/statutes/道路交通安全法?q=罚款",
    "/statutes/道路交通安全法?q=没有的词", "/statutes/道路运输条例", "/letter", "/mine", "/about",
    "/accessibility", "/developers", "/calendar", "/calendar?month=2026-12",
    "/days/traffic-safety-day", "/calc", "/calc/speeding", "/calc/speeding?limit=60&speed=95",
    "/quiz", "/cases", "/certificate", "/offline", "/nope",
]  # fmt: skip
ASKED = [
    "货车超载怎么处罚", "限速60我开到了95扣几分", "道路交通安全法", "道交法92条", "投诉", "红烧肉",
]  # fmt: skip
_ADDRESS = re.compile(r'<(?:a|form)\b[^>]*?\s(?:href|action)="([^"]*)"[^>]*>')
_FILE = re.compile(r".*\.(ics|atom|xml|json|png)$|/static/")


def lost(page: str) -> list[str]:
    """The addresses on a page that forget how it is to look."""
    found = []
    for match in _ADDRESS.finditer(page):
        address = urlsplit(unescape(match[1]))
        is_ours = address.path.startswith("/") and not address.netloc
        if not is_ours or address.scheme or _FILE.match(address.path):
            continue
        kept = parse_qs(address.query)
        by_get = 'method="get"' in match[0]
        if by_get:
            fields = page[match.end() : match.end() + 200]
            kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', fields))
            kept = {name: [value] for name, value in kept.items()}
        if any(kept.get(name) != [value] for name, value in LOOKS.items()):
            found.append(match[0])
    return found


@pytest.mark.parametrize("path", PAGES)
async def test_each_link_and_form_of_a_page_hands_them_on(visitor, path):
    asked = path + ("&" if "?" in path else "?") + QUERY
    response = await visitor.get(asked, follow_redirects=True)
    assert 'class="large contrast"' in response.text
    assert parse_qs(response.url.query.decode()).get("size") == ["large"]
    assert lost(response.text) == []


@pytest.mark.parametrize("words", ASKED)
async def test_each_link_and_form_of_a_reply_hands_them_on(visitor, words):
    page = (await visitor.post(f"/?{QUERY}", data={"text": words})).text
    assert lost(page) == []


async def test_a_letter_and_its_receipt_hand_them_on(staffed, visit):
    async with visit(staffed) as visitor:
        said = {"kind": "咨询", "text": "想问一件事", "word": "桂花"}
        receipt = await visitor.post(f"/letter?{QUERY}", data=said, follow_redirects=True)
        assert "留言收到了" in receipt.text
        assert lost(receipt.text) == []
        address = urlsplit(str(receipt.url)).path
        more = await visitor.post(
            f"{address}/more?{QUERY}", data={"text": "还有"}, follow_redirects=True
        )
        assert lost(more.text) == []
        number = re.search(r"\d{6}-[A-Z0-9]{6}", receipt.text)[0]
        found = await visitor.post(
            f"/receipts?{QUERY}", data={"number": number, "word": "桂花"}, follow_redirects=True
        )
        assert "想问一件事" in found.text
        assert lost(found.text) == []
        gone = await visitor.post(f"{address}?{QUERY}")
        assert lost(gone.text) == []


async def test_whoever_turns_a_look_on_keeps_what_they_looked_for(visitor):
    page = (await visitor.get("/entries", params={"q": "超载"})).text
    assert 'data-look="large" href="?q=%E8%B6%85%E8%BD%BD&amp;size=large"' in page
    page = (await visitor.get("/entries", params={"q": "超载", **LOOKS})).text
    assert 'data-look="large" href="?q=%E8%B6%85%E8%BD%BD&amp;contrast=high"' in page


async def test_a_page_that_is_kept_for_all_has_nothing_of_one_visitor(visitor):
    await visitor.get("/entries", params={"from_whom": "me"})
    assert "from_whom" not in (await visitor.get("/entries")).text


def test_files_and_other_sites_are_left_alone():
    html = '<a href="/calendar.ics"><a href="https://a.cn/x"><a href="#b"><a href="tel:1">'
    assert handed_on(html, "", QUERY) == html


def test_it_stands_before_the_fragment_and_once():
    assert joined("/calc?a=1#result", "size=large") == "/calc?a=1&size=large#result"
    assert joined("/calc?size=large#result", "size=large") == "/calc?size=large#result"
    assert handed_on('<a class="x" href="/p/a?b=1&amp;c=2#d">', "/p", QUERY) == (
        '<a class="x" href="/p/a?b=1&amp;c=2&amp;size=large&amp;contrast=high#d">'
    )
    assert handed_on('<a href="/other">', "/p", QUERY) == '<a href="/other">'
