"""The page as an app: what it keeps, and what it shows without a network."""

import pytest_asyncio
from playwright.async_api import expect

from tests.browser.conftest import LONGEST_MS, WINDOWS
from tests.browser.test_citizens_page import QUESTION, ask, faults, is_too_wide
from tests.waiting import until

ENTRY = "/entries/chaozai-fakuan"


async def becomes(page, condition):
    """Waits until a script's condition is true; the page's policy lets nothing be polled within."""
    await until(condition, lambda: page.evaluate(condition), bool)


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(browser, site):
    """A page of a visitor whose browser has taken the worker in."""
    context = await browser.new_context(base_url=site, locale="zh-CN", **WINDOWS["phone"])
    context.set_default_timeout(LONGEST_MS)
    page = await context.new_page()
    await page.goto(ENTRY)
    await becomes(page, "navigator.serviceWorker.controller !== null")
    yield page
    await context.close()


async def test_without_a_network_numbers_and_what_was_read_are_shown(visitor):
    await visitor.reload()  # the first visit was before there was a worker
    await visitor.goto("/")
    await ask(visitor)
    await visitor.context.set_offline(True)
    await visitor.goto("/statutes")
    await expect(visitor.locator("h1")).to_have_text("现在没有网络")
    await expect(visitor.locator("a[href='tel:122']").first).to_be_visible()
    await expect(visitor.locator("main")).to_contain_text("12328")
    await expect(visitor.locator("[data-answers]")).to_contain_text(QUESTION)
    await expect(visitor.locator("[data-answers]")).to_contain_text("由交警罚款并扣车")
    assert await faults(visitor) == []
    assert not await is_too_wide(visitor)
    await visitor.click("[data-pages] a")
    await expect(visitor.locator("h1")).to_have_text("货车超载怎么处罚？")
    await visitor.context.set_offline(False)
    await visitor.goto("/statutes")
    await expect(visitor.locator("h1")).to_have_text("法律法规")


KEPT = """caches.open("pufa-answers").then((cache) => cache.put("/kept-answer/1", new Response(
  '<div class="turn"><p>答复</p><div class="next"><h3>接着问</h3><form></form></div></div>')))"""


async def test_without_a_network_nothing_is_offered_that_needs_one(visitor):
    await visitor.evaluate(KEPT)
    await visitor.goto("/offline")
    await expect(visitor.locator("[data-answers]")).to_have_text("答复")


async def test_who_clears_what_they_asked_clears_what_was_kept(visitor):
    await visitor.goto("/")
    await ask(visitor)
    await becomes(visitor, "caches.has('pufa-answers')")
    await visitor.evaluate("document.body.insertAdjacentHTML('beforeend',"
                           "'<button data-clear-history>清除</button>')")  # fmt: skip
    await visitor.evaluate("document.querySelector('body > [data-clear-history]').click()")
    await becomes(visitor, "caches.has('pufa-answers').then((has) => !has)")


async def test_a_browser_may_install_it(visitor):
    session = await visitor.context.new_cdp_session(visitor)
    found = await session.send("Page.getInstallabilityErrors")
    errors = [error["errorId"] for error in found["installabilityErrors"]]
    assert [one for one in errors if one != "in-incognito"] == []  # tests are always incognito
