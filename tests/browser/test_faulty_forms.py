"""Every form of the filled console with nothing in it and with too much: its faults lead to their
fields, and nothing is wrong with the page that tells them."""

from __future__ import annotations

import asyncio
import re
from collections import Counter, deque
from urllib.parse import urlsplit

import pytest

from tests.browser.test_citizens_page import faults
from tests.browser.test_filled_console import (
    FILES,
    LEADS_TO,
    desk,  # noqa: F401 - a fixture
    route_of,
)

pytestmark = [pytest.mark.soak, pytest.mark.real_time]
LEFT_ALONE = re.compile(r"/(out|end|drop|kept|confirm|sessions|keys|password|feed)(/|$|\?)")
"""What would take away who walks."""
LEAST = {"forms": 90, "with faults": 45}
"""So many are sent at least: else they weren't found."""
FORMS = """[...document.querySelectorAll("main form[method=post]")].map((form) => [
  form.getAttribute("action") || location.pathname,
  [...form.elements].filter((field) => field.name && field.type !== "hidden").length,
])"""
SEND = """([number, long]) => {
  const form = document.querySelectorAll("main form[method=post]")[number];
  for (const field of form.elements) {
    if (!field.name || ["hidden", "file"].includes(field.type)) continue;
    if (["checkbox", "radio"].includes(field.type)) field.checked = false;
    else if (field.tagName === "SELECT") field.selectedIndex = 0;
    else if (!long || ["date", "datetime-local", "time"].includes(field.type)) field.value = "";
    else field.value = "长".repeat(field.tagName === "TEXTAREA" ? 25000 : 300);
  }
  HTMLFormElement.prototype.submit.call(form);
}"""
TOLD = """() => {
  const links = [...document.querySelectorAll(".summary a")];
  const named = (link) => document.getElementById(decodeURIComponent(link.hash.slice(1)));
  const wrong = links.filter((link) => !named(link)).map((link) => `leads nowhere: ${link.hash}`);
  if (links.length > document.querySelectorAll(".fault").length) wrong.push("none beside a field");
  if (links.length && !document.title.startsWith("出错：")) wrong.push(`called ${document.title}`);
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) wrong.push("wider than its window");
  return [links.length, wrong];
}"""


async def sent(page, address, number, *, long):
    """How many faults its page tells, and what is wrong with it; None where the form is gone."""
    await page.goto(address)
    if await page.locator("main form[method=post]").count() <= number:
        return None
    async with page.expect_navigation() as led:
        await page.evaluate(SEND, [number, long])
    status = (await led.value).status
    told, wrong = await page.evaluate(TOLD)
    wrong += await faults(page)
    return told, wrong + ([f"status {status}"] if status >= 500 else [])


@pytest.mark.parametrize("window", ["phone", "desktop"])
async def test_faults_lead_to_their_fields_and_nothing_is_wrong_with_their_page(desk, window):  # noqa: F811
    page = await desk.page("李雯", window)
    page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
    ahead, kinds, count, found = deque(["/staff"]), set(), Counter(), {}
    while ahead:
        address = ahead.popleft()
        route = route_of(urlsplit(address).path)
        if route in kinds:
            continue
        kinds.add(route)
        await page.goto(address)
        ahead += [
            one
            for one in await page.evaluate(LEADS_TO)
            if not FILES.search(one) and not LEFT_ALONE.search(one)
        ]
        for number, (action, fields) in enumerate(await page.evaluate(FORMS)):
            kind = (route, route_of(urlsplit(action).path))
            if not fields or LEFT_ALONE.search(action) or kind in kinds:
                continue
            kinds.add(kind)
            for long in (False, True):
                outcome = await sent(page, address, number, long=long)
                if outcome:
                    told, found[address, action, long] = outcome
                    count += Counter({"forms": 1, "with faults": bool(told)})
    assert {form: wrong for form, wrong in found.items() if wrong} == {}
    assert all(count[what] >= least for what, least in LEAST.items()), count
    assert desk.troubles == []
