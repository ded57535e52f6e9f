"""A list stays as it was left: filtered, sorted, at its page."""

from handlers.channels.console.visits import LIST_COOKIE, LONGEST_ASKED
from tests.channels.console.test_activities import HELD


async def registers(browser) -> str:
    """Where it leads to."""
    return (await browser.fills("/activities/new", **HELD)).headers["location"]


async def test_what_is_done_leads_back_to_the_list_as_it_was_left(staff):
    sender = await staff("陈静")
    await sender.open("/activities?q=车站&year=2026&kind=")
    assert await registers(sender) == "/staff/activities?q=%E8%BD%A6%E7%AB%99&year=2026"
    page = await sender.does("/activities/new", **{**HELD, "people": "7"})
    assert "登记好了" in page
    assert 'value="车站"' in page
    one = await sender.open("/activities/1")
    assert 'href="/staff/activities?q=%E8%BD%A6%E7%AB%99&amp;year=2026">返回线下活动' in one
    await sender.open("/activities")  # all of them again
    assert await registers(sender) == "/staff/activities"


async def test_each_list_is_kept_by_itself(staff):
    sender = await staff("陈静")
    await sender.open("/activities?year=2026")
    await sender.open("/campaigns?state=draft")
    assert await registers(sender) == "/staff/activities?year=2026"


async def test_what_a_cookie_says_is_a_query_and_nothing_else(staff):
    sender = await staff("陈静")
    for kept in ("//evil.example", "%0d%0aSet-Cookie:x=1", "q=a#b", "?q=<script>"):
        sender.cookies.set(f"{LIST_COOKIE}_activities", kept, domain="pufa.test", path="/staff")
        assert (await registers(sender)).partition("?")[0] == "/staff/activities"
        assert "<script>" not in await sender.open("/activities/1")


async def test_a_list_asked_for_at_great_length_is_not_kept(staff):
    sender = await staff("陈静")
    await sender.open(f"/activities?q={'a' * LONGEST_ASKED}")
    assert await registers(sender) == "/staff/activities"


async def test_who_signs_out_leaves_nothing_of_what_was_looked_for(staff):
    sender = await staff("陈静")
    await sender.open("/activities?q=车站")
    assert f"{LIST_COOKIE}_activities" in sender.cookies
    await sender.post("/staff/out")
    assert [name for name in sender.cookies if name.startswith(LIST_COOKIE)] == []


async def test_a_form_above_its_list_with_a_fault_keeps_the_list(staff):
    editor = await staff("王敏")
    await editor.open("/golden?q=超载")
    assert (await editor.fills("/golden", question="", entry="")).status_code == 422
    taken = await editor.fills("/golden", question="货车超载怎么罚", entry="chaozai-fakuan")
    assert taken.headers["location"] == "/staff/golden?q=%E8%B6%85%E8%BD%BD"
