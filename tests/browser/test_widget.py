"""The button on the bureau's own site, from another origin than ours."""

import pytest
from playwright.async_api import expect

from tests.browser.serving import POLICY, another_site
from tests.browser.test_citizens_page import both_windows, faults

PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<title>某某县交通运输局</title><meta name="viewport"
  content="width=device-width, initial-scale=1"></head><body>
<main><h1>通知公告</h1><p>正文。</p><a href="#x">更多</a></main>
<script src="{site}/widget.js" {more}></script></body></html>"""


@pytest.fixture
def shown(site, page):
    """Opens a page of the bureau's site with the button, made as these attributes say."""
    sites = []

    async def shown(more=""):
        sites.append(another_site(PAGE.format(site=site, more=more), POLICY))
        await page.goto(sites[-1].__enter__())

    yield shown
    for one in sites:
        one.__exit__(None, None, None)


@both_windows
async def test_a_question_is_answered_in_the_panel(page, shown):
    await shown()
    assert len(page.frames) == 1  # nothing of ours is loaded before somebody wants it
    await page.get_by_role("button", name="法规问答").click()
    frame = page.frame_locator("iframe")
    await frame.locator("#text").fill("货车超载怎么处罚")
    await frame.get_by_role("button", name="提问").click()
    await expect(frame.locator(".turn .short").first).to_contain_text("由交警罚款")
    assert await faults(page) == []
    assert await page.context.cookies() == []


async def test_the_panel_fills_a_phone(page, shown):
    await shown()
    await page.get_by_role("button", name="法规问答").click()
    box = await page.get_by_role("dialog").bounding_box()
    assert (box["x"], box["y"], box["width"]) == (0, 0, 412)


async def test_escape_closes_it_wherever_the_keyboard_is_and_leads_back(page, shown):
    await shown()
    button = page.get_by_role("button", name="法规问答")
    await button.focus()
    await page.keyboard.press("Enter")
    await expect(page.frame_locator("iframe").locator("#text")).to_be_visible()
    await page.frames[-1].wait_for_load_state()  # it tells of keys once its script has run
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(button).to_be_focused()
    await button.press("Enter")
    await page.frame_locator("iframe").locator("#text").press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(button).to_be_focused()


async def test_the_talk_goes_on_when_it_is_opened_again(page, shown):
    await shown()
    await page.get_by_role("button", name="法规问答").click()
    words = page.frame_locator("iframe").locator("#text")
    await words.fill("还没写完")
    await page.get_by_role("button", name="关闭法规问答").click()
    await page.get_by_role("button", name="法规问答").click()
    await expect(words).to_have_value("还没写完")


async def test_words_place_size_and_colour_are_the_sites_to_choose(page, shown):
    await shown('data-label="问法规" data-position="left" data-size="72" data-colour="#7a1020"')
    button = page.get_by_role("button", name="问法规")
    box = await button.bounding_box()
    assert (box["x"], box["height"]) == (20, 72)
    colour = await button.evaluate("(one) => getComputedStyle(one).backgroundColor")
    assert colour == "rgb(122, 16, 32)"


async def test_what_makes_no_sense_is_as_if_it_werent_there(page, shown):
    await shown('data-size="9999" data-colour="red;}" data-position="top"')
    button = page.get_by_role("button", name="法规问答")
    assert (await button.bounding_box())["height"] == 56


async def test_it_is_not_printed(page, shown):
    await shown()
    await page.emulate_media(media="print")
    await expect(page.get_by_role("button", name="法规问答")).to_be_hidden()
