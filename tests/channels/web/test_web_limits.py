"""Size, rate, headers and errors: what holds for every response."""

import asyncio
import re
from functools import partial
from urllib.parse import urljoin

import httpx
import pytest
import structlog

from bot.messages import Reply
from handlers.buckets import TokenBuckets
from handlers.channels.web import limits
from handlers.channels.web.app import create_app
from handlers.channels.web.files import stamp
from handlers.channels.web.limits import BODY_BYTES, address_of
from handlers.channels.web.security import content_policy

PATHS = ("/", "/embed", "/entries", "/api/entries", "/static/base.css", "/nope", "/healthz")


@pytest.mark.parametrize("path", PATHS)
async def test_every_response_has_the_headers(visitor, path):
    headers = (await visitor.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert "referrer-policy" in headers
    assert "permissions-policy" in headers


async def test_it_may_be_framed_where_the_settings_say(make_application, visit):
    application = make_application(frame_ancestors="'self' https://*.example.gov.cn")
    async with visit(application) as visitor:
        policy = (await visitor.get("/embed")).headers["content-security-policy"]
        for path in ("/", "/entries", "/about", "/nope"):
            elsewhere = (await visitor.get(path)).headers["content-security-policy"]
            assert elsewhere.endswith("frame-ancestors 'self'")
    assert policy.endswith("frame-ancestors 'self' https://*.example.gov.cn")
    assert content_policy("*").endswith("frame-ancestors *")


async def test_no_page_needs_what_the_policy_forbids(visitor):
    for path in ("/", "/entries/chaozai-fakuan", "/about", "/developers", "/statutes", "/nope"):
        page = (await visitor.get(path)).text
        assert not re.search(r"<script(?![^>]*(src=|ld\+json))", page)
        assert not re.search(r"\s(style|on\w+)=", page)
        assert not re.search(r'(src|href)="(https?:)?//(?!example|flk|pufa|www\.gov\.cn)', page)


async def test_files_are_kept_for_good_only_under_their_fingerprint(visitor):
    """What a script imports too: its address is below that of the page's scripts."""
    page = (await visitor.get("/")).text
    script = re.search(r'src="(/static/\w+/js/talk\.js)"', page)[1]
    imported = re.search(r'"\./(\w+\.js)"', (await visitor.get(script)).text)[1]
    for path in (script, urljoin(script, imported)):
        assert "immutable" in (await visitor.get(path)).headers["cache-control"]
    for path in ("/static/base.css", "/static/0123456789/base.css"):  # of the release before
        assert (await visitor.get(path)).headers["cache-control"] == "no-cache"


def test_the_stamp_of_files_changes_with_any_of_them(tmp_path):
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "talk.js").write_text('import "./log.js";')
    (tmp_path / "js" / "log.js").write_text("1")
    before = stamp(tmp_path)
    stamp.cache_clear()
    (tmp_path / "js" / "log.js").write_text("2")
    assert stamp(tmp_path) != before


@pytest.mark.parametrize("path", ["/", "/api/ask"])
async def test_a_body_that_is_too_large_is_refused(visitor, path):
    response = await visitor.post(path, content=b"x" * (BODY_BYTES + 1))
    assert response.status_code == 413
    assert "内容太长，最多 16 KB" in response.text


async def test_a_body_is_measured_while_it_streams(visitor):
    sent = 0

    async def endless():
        nonlocal sent
        while True:
            sent += 1024
            yield b"x" * 1024

    response = await visitor.post("/api/ask", content=endless())
    assert response.status_code == 413
    assert sent <= BODY_BYTES + 2048


async def test_an_address_that_asks_too_much_has_to_wait(make_application, visit, monkeypatch):
    monkeypatch.setattr(limits, "TokenBuckets", partial(TokenBuckets, clock=lambda: 0.0))
    async with visit(make_application(requests_per_minute=2)) as visitor:
        answers = [await visitor.post("/api/ask", json={"question": "货车"}) for _ in range(3)]
        page = await visitor.post("/", data={"text": "货车"})
        reading = await visitor.get("/entries")
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["retry-after"] == "30"
    assert "提问太频繁了" in answers[2].json()["error"]
    assert page.status_code == 429
    assert "提问太频繁了" in page.text
    assert "content-security-policy" in page.headers
    assert reading.status_code == 200


def test_a_bucket_fills_again_with_time():
    now = 0.0
    buckets = TokenBuckets(60, clock=lambda: now)
    assert [buckets.wait("a") for _ in range(60)] == [0.0] * 60
    assert buckets.wait("a") == pytest.approx(1.0)
    assert buckets.wait("b") == 0.0
    now = 1.0
    assert buckets.wait("a") == 0.0


def test_what_is_granted_in_a_minute_isnt_granted_all_at_once():
    now = 0.0
    buckets = TokenBuckets(600, burst=20, clock=lambda: now)
    assert [buckets.wait("a") for _ in range(21)] == [0.0] * 20 + [pytest.approx(0.1)]
    now = 1.0
    assert [buckets.wait("a") for _ in range(11)] == [0.0] * 10 + [pytest.approx(0.1)]


async def test_an_address_that_wants_all_pages_at_once_has_to_wait(make_application, visit):
    async with visit(make_application(requests_per_minute=10)) as visitor:
        codes = [(await visitor.get("/api/entries")).status_code for _ in range(100)]
        question = await visitor.post("/api/ask", json={"question": "货车"})
    assert 20 <= codes.count(200) < 80
    assert codes[-1] == 429
    assert question.status_code == 200


async def test_a_hall_full_of_first_visitors_gets_pages_with_their_styles(
    make_application, visit, monkeypatch
):
    """All behind one address and within a second."""
    monkeypatch.setattr(limits, "TokenBuckets", partial(TokenBuckets, clock=lambda: 0.0))
    async with visit(make_application()) as visitor:
        page = (await visitor.get("/")).text
        files = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
        for _ in range(1000 // len(files)):
            codes = [(await visitor.get(file)).status_code for file in files]
            assert set(codes) == {200}
        assert (await visitor.get("/entries")).status_code == 200
        flood = [(await visitor.get(files[0])).status_code for _ in range(400)]
    assert flood[-1] == 429


def test_only_so_many_addresses_are_remembered():
    buckets = TokenBuckets(60, size=10)
    for number in range(100):
        buckets.wait(str(number))
    assert len(buckets) == 10


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:1", "2001:db8::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unix", "unix"),
    ],
)
def test_an_ipv6_client_is_its_network(host, address):
    assert address_of({"client": (host, 1)}) == address


class Broken:
    async def respond(self, message):
        raise RuntimeError("the roof fell in")


@pytest.mark.parametrize("headers", [{}, {"X-Fragment": "1"}])
async def test_an_error_is_a_kind_page_with_an_id_that_is_logged(application, visit, headers):
    application.dialogue = Broken()
    with structlog.testing.capture_logs() as logs:
        async with visit(application) as visitor:
            response = await visitor.post("/", data={"text": "货车超载"}, headers=headers)
    assert response.status_code == 500
    assert "系统出了点问题" in response.text
    assert "the roof" not in response.text
    assert "12328" in response.text
    assert "content-security-policy" in response.headers
    logged = next(line for line in logs if line["event"] == "request_failed")
    assert logged["id"] in response.text
    assert "货车超载" not in str(logged)


class Telegram:
    """Records what the webhook passes on."""

    def __init__(self):
        self.life = []
        self.taken = []

    async def start(self):
        self.life.append("started")

    async def stop(self):
        self.life.append("stopped")

    def is_from_telegram(self, secret):
        return secret == "right"

    async def take(self, update):
        self.taken.append(update)


async def test_telegrams_updates_are_taken_only_with_the_secret(application, visit):
    telegram = Telegram()
    async with visit(application, telegram=telegram) as client:
        for secret, status in (("right", 200), ("wrong", 403), (None, 403)):
            headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
            update = {"update_id": 1, "message": {"text": "很长" * 9000}}
            response = await client.post("/telegram/webhook", json=update, headers=headers)
            assert response.status_code == status
    assert [update["update_id"] for update in telegram.taken] == [1]


async def test_without_telegram_there_is_no_webhook(visitor):
    assert (await visitor.post("/telegram/webhook", json={})).status_code == 404


async def test_the_application_starts_and_stops_telegram_and_its_services(application):
    telegram = Telegram()
    app = create_app(application, telegram=telegram)
    async with app.router.lifespan_context(app):
        assert telegram.life == ["started"]
    assert telegram.life == ["started", "stopped"]


async def test_a_service_that_fails_is_logged_and_questions_are_answered(application, visit):
    async def fail(stop):
        raise OSError("no more watches")

    application.knowledge.watch = fail
    app = create_app(application)
    with structlog.testing.capture_logs() as logs:
        async with app.router.lifespan_context(app):
            await asyncio.sleep(0)
            async with visit(application) as visitor:
                assert (await visitor.get("/")).status_code == 200
    assert {"event": "service_failed", "service": "reload"}.items() <= logs[0].items()


async def test_a_notice_is_shown_where_there_is_nothing_else(application, visit):
    class Thankful:
        async def respond(self, message):
            return Reply("谢谢您！", notice="谢谢您！")

    application.dialogue = Thankful()
    async with visit(application) as visitor:
        page: httpx.Response = await visitor.post("/", data={"action": "v:1:1"})
    assert page.text.count("谢谢您！") == 1
