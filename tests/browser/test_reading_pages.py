"""The pages beside the conversation: what is looked up, and laws read by their chapters."""

import pytest
from playwright.async_api import expect

from tests.browser.test_citizens_page import CONTRAST, faults, is_too_wide

LAW = "/statutes/道路交通安全法"
PAGES = [
    "/entries",
    "/entries?q=超载",
    "/entries?q=没有的事",
    "/statutes?q=测试用的",
    LAW,
    f"{LAW}?q=原文",
    "/statutes/危险化学品安全管理条例",
    "/calendar",
    "/days/traffic-safety-day",
    "/accessibility",
    "/developers",
]
FEW = ["/entries?q=超载", LAW, "/calendar"]
"""One of each kind."""
few_and_all = pytest.mark.parametrize(
    "paths", [FEW, pytest.param(PAGES, marks=pytest.mark.soak)], ids=["few", "all"]
)


@pytest.mark.parametrize(
    ("window", "paths"),
    [
        ("phone", PAGES),
        ("desktop", FEW),
        pytest.param("desktop", PAGES, marks=pytest.mark.soak),
    ],
    ids=["phone", "desktop", "desktop, all"],
    indirect=["window"],
)
async def test_axe_finds_nothing(page, paths):
    for path in paths:
        await page.goto(path)
        assert await faults(page) == [], path
        assert not await is_too_wide(page), path


@few_and_all
async def test_axe_finds_nothing_in_large_type(page, paths):
    for path in paths:
        await page.goto(f"{path}{'&' if '?' in path else '?'}size=large")
        assert await faults(page) == [], path
        assert not await is_too_wide(page), path


@few_and_all
async def test_axe_finds_nothing_in_the_dark(page, paths):
    await page.emulate_media(color_scheme="dark")
    for path in paths:
        await page.goto(path)
        assert await faults(page, CONTRAST) == [], path


async def test_an_article_is_looked_up_by_its_number(page):
    await page.goto(LAW)
    await page.fill("[type=search]", "92")
    await page.press("[type=search]", "Enter")
    await expect(page.locator("#a92")).to_be_in_viewport()
    await expect(page.locator(".chapter-head h3")).to_have_text("第七章 法律责任")


async def test_the_chapter_stays_in_view_while_its_articles_are_read(page):
    await page.set_viewport_size({"width": 412, "height": 300})
    await page.goto(f"{LAW}#a92")
    await expect(page.locator("#a92")).to_be_in_viewport()
    await expect(page.locator(".chapter-head")).to_be_in_viewport()
    heading, head = page.locator("#a92 h4"), page.locator(".chapter-head")
    above, below = await head.bounding_box(), await heading.bounding_box()
    assert above["y"] + above["height"] <= below["y"] + 1


@pytest.mark.parametrize("window", ["desktop"], indirect=True)
async def test_the_contents_stand_beside_the_law_on_a_desktop(page):
    await page.goto(f"{LAW}#a92")
    await expect(page.locator(".contents a")).to_be_in_viewport()
    box, body = page.locator(".contents"), page.locator(".law-body")
    assert (await box.bounding_box())["x"] < (await body.bounding_box())["x"]


async def test_what_was_looked_up_can_be_asked(page):
    await page.goto("/entries?q=没有的事")
    await expect(page.locator("#text")).to_have_value("没有的事")
