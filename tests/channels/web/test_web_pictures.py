"""An entry that is passed on: its tags, its picture, its code."""

import re

import pytest

from bot.printing import CannotPrint
from bot.publicity.surfaces.cards import Cards, TooMany
from tests.channels.web.conftest import visiting

ENTRY = "/entries/chaozai-fakuan"


@pytest.fixture
def drawing(monkeypatch):
    """Pictures that are their card's words."""
    drawn = []

    async def picture(self, card, shape):
        drawn.append((card, shape.name))
        return card.question.encode()

    monkeypatch.setattr(Cards, "picture", picture)
    return drawn


def tagged(page: str, name: str) -> str:
    return re.search(rf'<meta property="{name}" content="([^"]*)">', page)[1]


async def test_a_link_to_an_entry_says_what_it_is(visitor):
    page = (await visitor.get(ENTRY)).text
    assert tagged(page, "og:title") == "货车超载怎么处罚？"
    assert tagged(page, "og:url") == f"https://pufa.example.gov.cn{ENTRY}"
    assert tagged(page, "og:description").startswith("超过核定载质量的，由交警罚款并扣车")
    assert tagged(page, "og:image").startswith(f"https://pufa.example.gov.cn{ENTRY}/preview.png?v=")


async def test_its_pictures_stay_until_they_change(visitor, drawing):
    page = (await visitor.get(ENTRY)).text
    address = re.search(rf'href="({ENTRY}/card.png\?v=\w+)"', page)[1]
    response = await visitor.get(address)
    assert response.headers["content-type"] == "image/png"
    assert "immutable" in response.headers["cache-control"]
    assert (await visitor.get(f"{ENTRY}/preview.png")).headers["cache-control"] == "no-cache"
    (card, shape), (_, other) = drawing
    assert (shape, other) == ("TALL", "WIDE")
    assert card.link == f"https://pufa.example.gov.cn{ENTRY}"
    assert (card.hotline, card.caution) == ("12328", "")


async def test_the_picture_of_an_overdue_entry_says_so(visitor, drawing):
    await visitor.get("/entries/jiazhao-huanzheng/card.png")
    assert drawing[0][0].caution == "本条正在复核，请先打热线核实"


async def test_without_a_public_address_a_picture_has_no_code(make_application, visit, drawing):
    async with visit(make_application()) as visitor:
        await visitor.get(f"{ENTRY}/card.png")
        page = (await visitor.get(ENTRY)).text
    assert drawing[0][0].link == ""
    assert tagged(page, "og:url") == f"http://pufa.test{ENTRY}"


@pytest.mark.parametrize("path", ["/entries/nope/card.png", f"{ENTRY}/other.png"])
async def test_a_picture_that_isnt_there_is_a_404(visitor, path):
    assert (await visitor.get(path)).status_code == 404


async def test_where_none_can_be_drawn_the_icon_stands_for_it(visitor, monkeypatch):
    async def picture(self, card, shape):
        raise CannotPrint("apt-get install libpango-1.0-0")

    monkeypatch.setattr(Cards, "picture", picture)
    response = await visitor.get(f"{ENTRY}/preview.png", follow_redirects=True)
    assert re.fullmatch(r"/static/\w+/icon-512\.png", response.url.path)
    assert response.content.startswith(b"\x89PNG")


async def test_who_would_wait_too_long_is_told_when_to_come_back(visitor, monkeypatch):
    async def picture(self, card, shape):
        raise TooMany

    monkeypatch.setattr(Cards, "picture", picture)
    response = await visitor.get(f"{ENTRY}/card.png")
    assert (response.status_code, response.headers["retry-after"]) == (503, "20")
    assert "过一会儿再试" in response.text


async def test_a_desktop_shows_a_code_for_the_phone(visitor):
    page = (await visitor.get(ENTRY)).text
    assert '<figure class="code">' in page
    assert "<svg" in page[page.index('<figure class="code">') :]


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080", "[::1]:8080"])
async def test_no_code_leads_a_phone_to_the_machine_that_shows_it(make_application, host):
    async with visiting(make_application()) as visitor:
        page = (await visitor.get(ENTRY, headers={"host": host})).text
        assert '<figure class="code">' not in page
