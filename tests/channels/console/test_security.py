"""What the console promises against others: forms of other sites, old sessions, guessed codes."""

from urllib.parse import urlencode

import httpx
import pytest

from bot.members import Role
from bot.staff import sessions
from bot.staff.refusals import Refused
from bot.store import audit as audit_store
from bot.store import console_forms
from handlers.channels.console import signing
from handlers.channels.console.guard import COOKIE
from handlers.channels.web.app import create_app
from tests.channels.console.conftest import CAST, PASSWORD, code, hidden, hired, words
from tests.channels.web.conftest import NOW

SET_COOKIE = "set-cookie"


@pytest.fixture(autouse=True)
def _fresh_limits(monkeypatch):
    monkeypatch.setattr(signing, "_BY_ACCOUNT", signing.TokenBuckets(4, 600))
    monkeypatch.setattr(signing, "_BY_ADDRESS", signing.TokenBuckets(8, 600))


@pytest.fixture
async def first(application, browser, clock):
    """The first administrator's browser, set up by the link; with the secret and a spare code."""
    token = await application.links.first()
    one = browser()
    page = (await one.fills("/first", token=token)).text
    secret = hidden(page, "secret")
    done = await one.fills(
        "/first/set-up",
        token=token, name="李雯", password=PASSWORD, secret=secret, code=code(secret, clock),
    )  # fmt: skip
    assert done.status_code == 200, words(done.text)
    spare = done.text.partition("<code>")[2].partition("</code>")[0]
    return one, secret, spare


async def signs_in(one, secret, clock, *, password=PASSWORD, login="李雯", later=1):
    return await one.fills(
        "/in", login=login, password=password, code=code(secret, clock, later=later)
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "null"},
        {"origin": "http://pufa.test:8081"},
        {"origin": "https://evil.example"},
        {"origin": ""},
        {},
    ],
    ids=["other site", "same site", "null", "other port", "other origin", "empty", "none"],
)
async def test_a_form_of_another_page_is_refused(application, staff, headers):
    one = await staff("李雯")
    del one.headers["sec-fetch-site"]
    response = await one.post("/staff/me/sessions/end", headers=headers)
    assert response.status_code == 403
    assert "重新打开那个表单" in response.text


@pytest.mark.parametrize("headers", [{"origin": "http://pufa.test"}, {"sec-fetch-site": "none"}])
async def test_a_form_of_ours_is_taken_also_where_browsers_say_less(staff, headers):
    one = await staff("李雯")
    del one.headers["sec-fetch-site"]
    response = await one.post("/staff/me/sessions/end", headers=headers)
    assert response.status_code == 303


async def test_pages_are_kept_nowhere_framed_nowhere_and_tell_no_other_site(staff):
    one = await staff("李雯")
    for path in ("", "/in", "/nothing", "/me"):
        headers = (await one.get(f"/staff{path}")).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]


async def test_the_first_link_is_good_once_and_looking_at_it_uses_nothing_up(
    application, browser, first
):
    one, _, _ = first
    assert "没有等您处理的事" in await one.open("")
    assert await application.links.first() == ""  # there is an administrator
    for path in ("/first", "/in/link", "/join"):
        assert (await browser().get(f"/staff{path}")).status_code == 200


async def test_a_used_link_says_so_and_how_to_get_another(application, browser, first):
    token = await application.links.own(await _actor(application))
    one = browser()
    for _ in range(3):
        assert "以李雯的身份登录" in (await one.fills("/in/link", token=token)).text
    entered = await one.fills("/in/by-link", token=f"http://x/staff/in/link#t={token}")
    assert entered.status_code == 303
    again = await browser().fills("/in/link", token=token)
    assert again.status_code == 422
    assert "已经用过了" in again.text
    assert "在“人员”里另给一个" in again.text


async def _actor(application):
    from bot.members import Actor

    (member,) = (await application.accounts.staff()).members.values()
    return Actor(member, "web")


async def test_links_expire_and_a_newer_one_ends_the_older(application, clock, first):
    who = await _actor(application)
    older = await application.links.own(who)
    newer = await application.links.own(who)
    with pytest.raises(Refused, match="没有这个链接"):
        await application.links.whose(older)
    clock.passes(minutes=10)
    with pytest.raises(Refused, match="过期"):
        await application.links.whose(newer)


async def test_signing_in_takes_all_three_and_tells_not_which_was_wrong(browser, first, clock):
    _, secret, _spare = first
    answers = set()
    for fields in (
        {"login": "李雯", "password": "wrong password 1", "code": code(secret, clock, later=1)},
        {"login": "李雯", "password": PASSWORD, "code": "000000"},
        {"login": "没有这人", "password": PASSWORD, "code": code(secret, clock, later=1)},
    ):
        response = await browser().fills("/in", **fields)
        assert response.status_code == 422
        assert SET_COOKIE not in response.headers
        answers.add(words(response.text.partition('role="alert"')[2].partition("</div>")[0]))
    assert len(answers) == 1
    assert (await signs_in(browser(), secret, clock)).headers["location"] == "/staff"


async def test_a_code_is_good_once(browser, first, clock):
    _, secret, spare = first
    assert (await signs_in(browser(), secret, clock)).status_code == 303
    assert (await signs_in(browser(), secret, clock)).status_code == 422
    shown = spare.upper().replace("-", " ")
    for status in (303, 422):
        again = await browser().fills("/in", login="李雯", password=PASSWORD, code=shown)
        assert again.status_code == status


async def test_guessing_is_slowed_by_account_and_by_address(browser, first, clock):
    _, secret, _ = first
    for _ in range(4):
        await browser().fills("/in", login="李雯", password="wrong", code="123456")
    refused = await signs_in(browser(), secret, clock)
    assert refused.status_code == 429
    assert "分钟再试" in refused.text
    for number in range(5):
        last = await browser().fills("/in", login=f"某人{number}", password="wrong", code="123456")
    assert last.status_code == 429


async def test_a_session_begins_by_a_new_name_and_the_browsers_own_is_never_taken(
    browser, first, clock
):
    _, secret, _ = first
    victim = browser()
    victim.cookies.set(COOKIE, "chosen-by-somebody", domain="pufa.test", path="/staff")
    entered = await signs_in(victim, secret, clock)
    cookie = entered.headers[SET_COOKIE]
    assert "chosen-by-somebody" not in cookie
    assert {"HttpOnly", "Path=/staff", "SameSite=lax"} <= set(cookie.split("; "))
    assert "Secure" not in cookie  # http on the bureau's own network


async def test_over_https_the_cookie_is_secure(application, first, clock):
    _, secret, _ = first
    transport = httpx.ASGITransport(create_app(application), client=("192.0.2.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url="https://pufa.test") as one:
        form = {"login": "李雯", "password": PASSWORD, "code": code(secret, clock, later=1)}
        entered = await one.post("/staff/in", data=form, headers={"sec-fetch-site": "same-origin"})
    assert "Secure" in entered.headers[SET_COOKIE]


async def test_a_session_ends_by_an_idle_hour_and_after_twelve(staff, clock):
    one = await staff("李雯")
    for _ in range(16):
        clock.passes(minutes=50)
        response = await one.get("/staff")
        if response.status_code == 303:
            break
    assert 11 * 60 < (clock() - NOW).total_seconds() / 60 <= 12 * 60 + 50
    other = await staff("王敏")
    clock.passes(minutes=61)
    assert (await other.get("/staff/me")).headers["location"] == "/staff/in?to=%2Fme&why=over"


async def test_a_page_that_asks_by_itself_keeps_nobodys_session(staff, clock):
    one = await staff("李雯")
    for _ in range(7):
        clock.passes(minutes=9)
        last = await one.get("/staff/waiting")
    assert last.status_code == 303
    assert (await one.get("/staff")).status_code == 303


async def test_an_ended_account_is_out_at_once_everywhere(application, staff):
    editor, administrator = await staff("王敏"), await staff("李雯")
    await administrator.open("")
    assert (await editor.get("/staff")).status_code == 200
    who = (await application.accounts.staff()).named("console:李雯")
    from bot.members import Actor

    await application.accounts.end(Actor(who, "web"), "console:王敏")
    assert (await editor.get("/staff")).status_code == 303


async def test_signing_out_ends_the_session_on_the_server(staff, browser):
    one = await staff("李雯")
    kept = one.cookies[COOKIE]
    await one.fills("/out")
    thief = browser()
    thief.cookies.set(COOKIE, kept, domain="pufa.test", path="/staff")
    assert (await thief.get("/staff")).status_code == 303


async def test_what_was_written_when_the_session_had_ended_is_kept_for_its_writer(
    application, browser, first, clock
):
    one, secret, _ = first
    clock.passes(hours=2)
    late = await one.post(
        "/staff/me/sessions/end",
        content=urlencode({"note": "写了半小时的话"}),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert "why=kept" in late.headers["location"]
    back = await signs_in(one, secret, clock)
    assert back.headers["location"] == "/staff/kept"
    for _ in range(2):  # loaded anew it is still there
        page = await one.open("/kept")
        assert "写了半小时的话" in page
    await one.does("/me/sessions/end", once=hidden(page, "once"), kept=hidden(page, "kept"))
    assert "写了半小时的话" not in await one.open("/kept")


async def test_what_was_kept_goes_where_its_writer_does_not_want_it(first, clock):
    one, secret, _ = first
    clock.passes(hours=2)
    await one.fills("/me/sessions/end", note="不要了的话")
    await signs_in(one, secret, clock)
    assert "不要了的话" in await one.open("/kept")
    await one.does("/kept/drop")
    assert "不要了的话" not in await one.open("/kept")


async def test_of_a_form_with_a_file_that_came_too_late_the_words_are_kept(first, clock):
    one, secret, _ = first
    clock.passes(hours=2)
    fields, file = {"title": "某某县道路管理办法"}, {"file": ("办法.txt", b"1")}
    late = await one.post("/staff/statutes/register", data=fields, files=file)
    assert "why=kept" in late.headers["location"]
    await signs_in(one, secret, clock)
    page = await one.open("/kept")
    assert hidden(page, "title") == "某某县道路管理办法"
    assert "选过的文件要重新选" in page


async def test_what_was_kept_is_nowhere_after_half_an_hour(application, first, clock):
    one, _, _ = first
    clock.passes(hours=2)
    await one.fills("/me/sessions/end", note="写了半小时的话")
    for minutes, left in ((29, 1), (2, 0)):
        clock.passes(minutes=minutes)
        await application.database.write(sessions.purge, now=clock())
        assert await application.database.read(lambda db: db.table("kept_forms").count) == left


async def test_a_password_that_was_sent_too_late_is_kept_nowhere(application, first, clock):
    one, _, _ = first
    clock.passes(minutes=16)
    late = await one.fills("/me/password", name="李雯", password="hunter2 hunter2")
    assert late.headers["location"].startswith("/staff/confirm")
    kept = await application.database.read(console_forms.kept, account="console:李雯", since=NOW)
    assert kept is None


async def test_before_what_can_do_harm_one_shows_again_who_one_is(first, clock):
    one, _secret, _ = first
    assert (await one.get("/staff/me/password")).status_code == 200
    clock.passes(minutes=16)
    asked = await one.get("/staff/me/password")
    assert asked.headers["location"].startswith("/staff/confirm")
    wrong = await one.fills("/confirm", password="not it", to="/me/password")
    assert wrong.status_code == 422
    before = one.cookies[COOKIE]
    sure = await one.fills("/confirm", password=PASSWORD, to="/me/password")
    assert sure.headers["location"] == "/staff/me/password"
    assert one.cookies[COOKIE] != before
    assert (await one.get("/staff/me/password")).status_code == 200


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example"])
async def test_nobody_is_led_to_another_site_after_signing_in(browser, first, clock, to):
    _, secret, _ = first
    entered = await browser().fills(
        "/in", login="李雯", password=PASSWORD, code=code(secret, clock, later=1), to=to
    )
    assert entered.headers["location"] == "/staff"


async def test_a_form_sent_twice_is_done_once(application, staff):
    one = await staff("李雯")
    once = hidden(await one.open("/me"), "once")
    for _ in range(2):
        response = await one.fills("/me/sessions/end", once=once)
        assert response.headers["location"] == "/staff/me"
    lines = await application.database.read(
        audit_store.lines, who="console:李雯", since="", subject="", limit=100
    )
    assert sum("signed_out" in line.after for line in lines) == 1


async def test_an_invitation_makes_an_account_without_telegram(application, first, browser, clock):
    who = await _actor(application)
    invited = await application.accounts.invite(who, [Role.EDITOR], "王敏")
    one = browser()
    page = (await one.fills("/join", token=invited.token)).text
    assert "编辑" in page
    secret = hidden(page, "secret")
    fields = {"token": invited.token, "secret": secret, "code": code(secret, clock)}
    weak = await one.fills("/join/set-up", name="李雯", password="12345678", **fields)
    assert weak.status_code == 422
    assert "太容易被猜到" in weak.text
    taken = await one.fills("/join/set-up", name="李雯", password=PASSWORD, **fields)
    assert "已经有人叫 李雯" in taken.text
    joined = await one.fills("/join/set-up", name="王敏", password=PASSWORD, **fields)
    assert joined.status_code == 200
    assert (await application.accounts.staff()).named("console:王敏").roles == {Role.EDITOR}
    assert (await browser().fills("/join", token=invited.token)).status_code == 422


async def test_no_token_and_no_password_reaches_the_log(application, browser, first, clock, logged):
    _, secret, spare = first
    token = await application.links.own(await _actor(application))
    await browser().fills("/in/by-link", token=token)
    await browser().fills("/in", login="李雯", password="hunter2 hunter2", code="123456")
    told = str(logged)
    assert "signed_in" in told
    assert not any(word in told for word in (token, secret, spare, "hunter2", "123456"))


@pytest.mark.parametrize(
    ("settings", "headers", "status"),
    [
        ({}, {"host": "pufa.example.gov.cn"}, 404),
        ({}, {"host": "10.1.2.3:8080"}, 200),
        ({}, {"host": "10.1.2.3:8080", "x-forwarded-for": "203.0.113.5"}, 404),
        ({"console": True}, {"host": "pufa.example.gov.cn"}, 200),
    ],
)
async def test_under_the_public_address_the_console_is_there_only_if_it_was_asked_for(
    make_application, settings, headers, status
):
    application = make_application(public_url="https://pufa.example.gov.cn", **settings)
    transport = httpx.ASGITransport(create_app(application), client=("192.0.2.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://pufa.test") as one:
        assert (await one.get("/staff/in", headers=headers)).status_code == status


async def test_the_cast_is_who_the_tests_say(application):
    for name, role in CAST.items():
        assert (await hired(application, name, role)).has(role)
