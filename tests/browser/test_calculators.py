"""A driver works out a sum on the page, in a real browser."""

import pytest
from playwright.async_api import expect

from bot.calculators import CALCULATORS
from tests.browser.conftest import WINDOWS
from tests.browser.test_citizens_page import both_windows, faults, is_too_wide

SHORT_AND_LONG = {"speeding", "overload-police", "compensation"}
"""The forms of the suite: all others are made of the same fields."""
ANSWERED = "/calc/speeding?limit=60&speed=95&vehicle=car&road=highway"
WRONG = "/calc/overdue?fine=x&days="


async def fill_in(page):
    await page.goto("/calc")
    await page.click("text=超速")
    await page.fill("#limit", "60")
    await page.fill("#speed", "95码")
    await page.check("text=小车")
    await page.check("text=高速公路")
    await page.click("button.primary:text('算一算')")


@both_windows
async def test_a_driver_fills_in_the_form_and_reads_the_result(page):
    await fill_in(page)
    await expect(page.locator("#result")).to_contain_text("记12分")
    await expect(page.locator("#result")).to_be_in_viewport()
    await expect(page.locator("#result")).to_contain_text("不是决定")
    await expect(page.locator("#speed")).to_have_value("95码")
    assert not await is_too_wide(page)


async def test_it_works_without_a_script(browser, site, window):
    context = await browser.new_context(base_url=site, java_script_enabled=False, **window)
    page = await context.new_page()
    await fill_in(page)
    await expect(page.locator("#result")).to_contain_text("记12分")
    await context.close()


async def test_the_basis_leads_to_the_article(page):
    await page.goto("/calc/overload-police?vehicle=truck&rated=10&loaded=14")
    await page.click("text=看条文原文")
    await expect(page.locator(".law-text").first).to_be_visible()
    await page.click(".basis a >> text=《道路交通安全法》第九十二条")
    await expect(page.locator("#a92")).to_be_in_viewport()


@pytest.fixture
def refused(context):
    """Opens the page of a refusal, whose status the browser reports as an error."""

    async def refused(path=WRONG):
        page = await context.new_page()
        await page.goto(path)
        return page

    return refused


async def test_a_link_in_the_list_of_faults_leads_to_the_field(refused):
    page = await refused()
    await page.click(".caution a >> text=晚了几天")
    await expect(page.locator("#days")).to_be_focused()


@pytest.mark.parametrize(
    "path",
    [
        "/calc",
        *(f"/calc/{name}" for name in CALCULATORS if name in SHORT_AND_LONG),
        *(
            pytest.param(f"/calc/{name}", marks=pytest.mark.soak)
            for name in CALCULATORS
            if name not in SHORT_AND_LONG
        ),
    ],
)
async def test_each_page_is_accessible(page, path):
    await page.goto(path)
    assert await faults(page) == []
    assert not await is_too_wide(page)
    await page.set_viewport_size(WINDOWS["desktop"]["viewport"])
    assert not await is_too_wide(page)


@pytest.mark.parametrize("window", ["desktop"], indirect=True)
async def test_a_wide_window_is_as_accessible(page):
    for path in ("/calc", "/calc/compensation"):
        await page.goto(path)
        assert await faults(page) == []


@pytest.mark.parametrize(
    ("window", "path"),
    [
        ("phone", ANSWERED),
        ("phone", WRONG),
        ("phone", f"{ANSWERED}&size=large"),
        ("desktop", ANSWERED),
        pytest.param("desktop", WRONG, marks=pytest.mark.soak),
        pytest.param("desktop", f"{ANSWERED}&size=large", marks=pytest.mark.soak),
    ],
    indirect=["window"],
)
async def test_results_and_faults_are_accessible(refused, path):
    page = await refused(path)
    assert await faults(page) == []
    assert not await is_too_wide(page)


async def test_in_the_talk_a_sum_is_a_form_over_it(page):
    await page.goto("/")
    await page.fill("#text", "算一下超速")
    await page.press("#text", "Enter")
    await page.click(".turn >> text=算一算")
    sheet = page.locator(".sheet")
    await sheet.locator("[name=limit]").fill("60")
    await sheet.locator("[name=speed]").fill("95")
    await sheet.get_by_label("小车").first.check()
    await sheet.get_by_label("高速公路").first.check()
    await sheet.get_by_role("button", name="算一算").click()
    await expect(sheet.locator("#result")).to_contain_text("记12分")
    assert await faults(page) == []
    await sheet.get_by_role("button", name="关上").click()
    await expect(page.locator(".turn")).to_have_count(1)


@pytest.mark.parametrize("path", ["/calc", ANSWERED, WRONG])
async def test_it_is_accessible_in_the_dark(context, path):
    page = await context.new_page()
    await page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    await page.goto(path)
    assert await faults(page) == []
