"""Every page of the console × every role × a stranger, made from the routes themselves: a new page
stands under this test from its first day."""

import re

import pytest

from bot.members import ROLES, Role
from bot.staff.permissions import RULES, Action
from handlers.channels.console.app import FAMILIES, console_routes
from handlers.channels.console.routing import Open, Page
from handlers.channels.web.app import create_app
from tests.channels.console.conftest import CAST, words

PAGES = [page for family in FAMILIES for page in family.found]
OUTSIDE = {
    "/staff/in",
    "/staff/in/link",
    "/staff/in/by-link",
    "/staff/first",
    "/staff/first/set-up",
    "/staff/join",
    "/staff/join/set-up",
    "/staff/feed/{token}",
}
"""What stands open to whoever comes, written down a second time."""


def at(page: Page) -> str:
    """Its address, with something in the place of what stands in braces."""
    return re.sub(r"\{(\w+)(:\w+)?\}", "1", page.path)


def allowed(page: Page) -> set[Role]:
    if isinstance(page.rule, Action):
        return {Role.ADMINISTRATOR, *RULES[page.rule].roles}
    return set(Role)


def test_every_route_below_staff_has_a_rule():
    known = {(page.method, page.path) for page in PAGES}
    for route in console_routes()[1:]:
        methods = route.methods - {"HEAD"}
        assert {(method, route.path) for method in methods} <= known, route.path


def test_nothing_below_staff_comes_past_the_rules(application):
    ours = {route.path for route in console_routes()}
    paths = {getattr(route, "path", "") for route in create_app(application).routes}
    assert {path for path in paths if path.startswith("/staff")} <= ours


def test_only_signing_in_is_open_to_anybody():
    assert {page.path for page in PAGES if page.rule is Open.TO_ANYBODY} == OUTSIDE


def test_no_page_is_registered_twice():
    known = [(page.method, page.path) for page in PAGES]
    assert len(known) == len(set(known))


@pytest.mark.parametrize("digits", [20, 5000])
async def test_a_number_that_no_row_can_have_leads_nowhere(staff, digits):
    one = await staff("李雯")
    numbered = [page for page in PAGES if ":number}" in page.path]
    assert len(numbered) > 50
    assert not [page.path for page in PAGES if ":int}" in page.path]
    for page in numbered:
        path = re.sub(r"\{(\w+)(:\w+)?\}", "9" * digits, page.path)
        assert (await one.request(page.method, path)).status_code in {404, 405}, page


@pytest.mark.parametrize("version", ["9" * 20, "9" * 5000, "²", "-1"])
async def test_a_version_that_nobody_saw_is_no_fault_of_ours(staff, version):
    one = await staff("李雯")
    for page in PAGES:
        if page.method == "POST" and ":number}" in page.path:
            fields = {"version": version, "number": version, "people": version, "year": version}
            response = await one.post(at(page), data=fields)
            assert response.status_code < 500, page


async def test_a_stranger_is_led_to_the_sign_in_everywhere(browser):
    stranger = browser()
    for page in PAGES:
        if page.rule is Open.TO_ANYBODY:
            continue
        response = await stranger.request(page.method, at(page))
        assert response.status_code == 303, page
        assert response.headers["location"].startswith("/staff/in"), page


@pytest.mark.parametrize("name", CAST)
async def test_each_role_may_open_what_the_table_of_rules_says(name, staff):
    one = await staff(name)
    for page in PAGES:
        if page.path == "/staff/out":
            continue
        response = await one.request(page.method, at(page))
        is_refused = response.status_code == 403
        assert is_refused is (CAST[name] not in allowed(page)), (page, words(response.text))
        assert response.status_code < 500, page
        if is_refused:
            wanted = [ROLES[role] for role in RULES[page.rule].roles or (Role.ADMINISTRATOR,)]
            assert any(f"“{role}”" in response.text for role in wanted), page
