"""The banner of a publicity day, as a phone and a desktop show it."""

import sqlite3

import pytest
from playwright.async_api import expect

from tests.browser.test_citizens_page import both_windows, faults, is_too_wide

ROW = {
    "title": "全国交通安全日",
    "body": "货车超载的，由交警罚款并扣车。",
    "audiences": "[]",
    "topics": "[]",
    "buttons": "[]",
    "day": "traffic-safety-day/2026",
    "author": "x",
    "state": "done",
    "version": 1,
    "created_at": "2026-11-23T04:00:00+00:00",
}


@pytest.fixture
def campaign(site, data):
    """A campaign's number; it is gone afterwards, also for the day itself."""
    db = sqlite3.connect(data / "pufa.db", isolation_level=None)
    marks = ", ".join("?" * len(ROW))
    number = db.execute(
        f"INSERT INTO campaigns ({', '.join(ROW)}) VALUES ({marks})", list(ROW.values())
    ).lastrowid
    yield number
    db.execute("DELETE FROM campaigns WHERE id = ?", [number])
    db.close()


@both_windows
async def test_it_can_be_read_by_everybody_and_fits(page, campaign):
    await page.goto(f"/?c={campaign}")
    await expect(page.locator(".banner-headline")).to_have_text("不超载")
    assert await faults(page) == []
    assert not await is_too_wide(page)
    await page.goto(f"/?c={campaign}&size=large")
    assert not await is_too_wide(page)


async def test_axe_finds_nothing_in_the_dark(page, campaign):
    await page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    await page.goto(f"/?c={campaign}")
    assert await faults(page) == []


@both_windows
async def test_its_question_is_answered_on_the_page(page, campaign):
    await page.goto(f"/?c={campaign}")
    await page.locator(".banner button").first.click()
    await expect(page.locator(".asked")).to_contain_text("货车超载怎么处罚？")
    await expect(page.locator(".reply")).to_contain_text("罚款并扣车")


async def test_it_is_not_printed_with_an_answer(page, campaign):
    await page.goto(f"/?c={campaign}")
    await page.emulate_media(media="print")
    await expect(page.locator(".banner")).to_be_hidden()
