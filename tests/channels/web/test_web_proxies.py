"""Who a visitor is behind a proxy, and where our pages stand then."""

import re

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.config import Settings, SettingsError, load
from handlers.channels.web.app import create_app
from handlers.channels.web.proxies import TrustedProxies

PROXY, VISITOR = "127.0.0.2", "192.0.2.7"
UNDER_A_PATH = "https://www.example.gov.cn/pufa"


async def tell(scope, receive, send):
    request = Request(scope)
    told = {"client": request.client.host, "scheme": request.url.scheme, "path": scope["path"]}
    await JSONResponse(told)(scope, receive, send)


async def seen(headers, *, trusted=PROXY, peer=PROXY, root="", path="/"):
    app = TrustedProxies(tell, trusted=trusted, root=root)
    transport = httpx.ASGITransport(app, client=(peer, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://pufa.test") as client:
        return (await client.get(path, headers=headers)).json()


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": VISITOR},
        {"X-Forwarded-For": f"{VISITOR}:4711"},
        {"X-Forwarded-For": f"203.0.113.9, {VISITOR}"},
        {"X-Forwarded-For": f"203.0.113.9, {VISITOR}, {PROXY}"},
        {"Forwarded": f"for={VISITOR}"},
        {"Forwarded": f'for=203.0.113.9;proto=http, For="{VISITOR}:80";by=10.0.0.1'},
    ],
)
async def test_a_trusted_proxy_names_the_visitor_and_nobody_before_it_does(headers):
    assert (await seen(headers))["client"] == VISITOR


async def test_a_visitor_may_have_a_long_address():
    headers = {"Forwarded": 'for="[2001:db8::1]:4711"'}
    assert (await seen(headers))["client"] == "2001:db8::1"
    assert (await seen({"X-Forwarded-For": "2001:db8::1"}))["client"] == "2001:db8::1"


@pytest.mark.parametrize("value", ["unknown", "_hidden", "", ",", "<script>", "1.2.3.4.5"])
async def test_what_is_no_address_leaves_the_proxys(value):
    for headers in ({"X-Forwarded-For": value}, {"Forwarded": f"for={value}"}):
        assert (await seen(headers))["client"] == PROXY


@pytest.mark.parametrize("forwarded", ["for=203.0.113.9", 'for="[2001:db8::1]"', "nonsense"])
async def test_the_header_that_the_proxy_passes_on_unread_names_nobody(forwarded):
    headers = {"X-Forwarded-For": VISITOR, "Forwarded": forwarded, "X-Forwarded-Proto": "https"}
    assert await seen(headers) == {"client": PROXY, "scheme": "https", "path": "/"}
    headers["Forwarded"] = f"for={VISITOR};proto=http"
    assert await seen(headers) == {"client": VISITOR, "scheme": "https", "path": "/"}


async def test_a_network_of_proxies_may_be_trusted():
    headers = {"X-Forwarded-For": VISITOR}
    for peer in ("172.17.0.1", "::ffff:172.17.0.1"):
        found = await seen(headers, trusted="10.0.0.1, 172.16.0.0/12", peer=peer)
        assert found["client"] == VISITOR


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Forwarded-Proto"])
@pytest.mark.parametrize("trusted", ["", "10.0.0.1"])
async def test_others_are_not_believed_and_that_is_said_once(logged, name, trusted):
    app = TrustedProxies(tell, trusted=trusted, root="")
    transport = httpx.ASGITransport(app, client=(PROXY, 1))
    value = {"Forwarded": f"for={VISITOR};proto=https", "X-Forwarded-Proto": "https"}
    async with httpx.AsyncClient(transport=transport, base_url="http://pufa.test") as client:
        for _ in range(3):
            told = (await client.get("/", headers={name: value.get(name, VISITOR)})).json()
            assert (told["client"], told["scheme"]) == (PROXY, "http")
    (line,) = logged
    assert line["log_level"] == "warning"
    assert line["sent_by"] == PROXY
    assert f"PUFA_TRUSTED_PROXIES={PROXY}" in line["what_to_do"]


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Real-IP": VISITOR},  # which any visitor may send: it names nobody
        {"X-Forwarded-For": "unknown"},
        {"X-Forwarded-Proto": "https"},
        {"Via": "1.1 proxy"},
        {"X-Forwarded-For": VISITOR, "Forwarded": "for=203.0.113.9"},
    ],
)
async def test_a_trusted_proxy_that_names_nobody_is_told_of(logged, headers):
    assert (await seen(headers))["client"] == PROXY
    (line,) = logged
    assert line["event"] == "proxy names no visitor"
    assert "X-Forwarded-For" in line["what_to_do"]


async def test_who_asks_from_the_proxys_own_machine_is_no_proxy(logged):
    assert (await seen({}))["client"] == PROXY
    assert logged == []


@pytest.mark.parametrize("value", ["0.0.0.0/0", "::/0", "127.0.0.1,0.0.0.0/1", "128.0.0.0/1"])
def test_the_whole_world_is_no_proxy(value):
    with pytest.raises(SettingsError, match="may say who they are"):
        load({"PUFA_TRUSTED_PROXIES": value}, None)


async def test_the_scheme_is_the_proxys_word_too():
    assert (await seen({"X-Forwarded-Proto": "https"}))["scheme"] == "https"
    assert (await seen({"Forwarded": f"for={VISITOR};proto=https"}))["scheme"] == "https"
    assert (await seen({"X-Forwarded-Proto": "javascript"}))["scheme"] == "http"


async def test_a_hundred_people_behind_one_proxy_are_a_hundred_people(make_application):
    application = make_application(requests_per_minute=2, trusted_proxies=PROXY)
    transport = httpx.ASGITransport(create_app(application), client=(PROXY, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://pufa.test") as client:
        for number in range(100):
            headers = {"X-Forwarded-For": f"192.0.2.{number}"}
            answered = await client.post("/api/ask", json={"question": "货车"}, headers=headers)
            assert answered.status_code == 200
        codes = [
            (await client.post("/api/ask", json={"question": "货车"}, headers=headers)).status_code
            for _ in range(2)
        ]
    assert codes == [200, 429]


@pytest.mark.parametrize("value", ["proxy.local", "127.0.0.1;10.0.0.1", "10.0.0.0/33", "*"])
def test_a_proxy_is_an_address_or_a_network(value):
    with pytest.raises(SettingsError, match=r"PUFA_TRUSTED_PROXIES: found .*must be addresses"):
        load({"PUFA_TRUSTED_PROXIES": value}, None)


@pytest.mark.parametrize("handed_on", ["/pufa/entries", "/entries"])
async def test_a_page_is_found_whether_or_not_the_proxy_takes_off_the_path(
    make_application, visit, handed_on
):
    async with visit(make_application(public_url=UNDER_A_PATH)) as visitor:
        page = await visitor.get(handed_on)
        style = re.search(r'href="(/pufa/static/\w+/base\.css)', page.text)[1]
        assert (await visitor.get(style)).status_code == 200
    assert page.status_code == 200


async def test_a_path_that_only_begins_alike_is_left_alone():
    assert (await seen({}, root="/pufa", path="/pufang"))["path"] == "/pufang"
    assert (await seen({}, root="/pufa", path="/pufa"))["path"] == "/"


@pytest.mark.parametrize("asked", ["/about/", "/pufa/about/", "//about//", "/about/?size=large"])
async def test_a_slash_too_many_leads_to_our_own_page(make_application, visit, asked):
    async with visit(make_application(public_url=UNDER_A_PATH)) as visitor:
        headers = {"X-Forwarded-Proto": "https", "Host": "evil.example"}
        address = f"http://pufa.test{asked}"
        redirect = await visitor.get(address, headers=headers)
    assert redirect.status_code == 308
    assert redirect.headers["location"].partition("?")[0] == "/pufa/about"


async def test_a_slash_too_many_leads_to_no_other_host(make_application, visit):
    async with visit(make_application()) as visitor:
        redirect = await visitor.get("http://pufa.test//evil.example/%0d%0aX: y/")
    assert redirect.headers["location"].startswith("/evil.example/")
    assert "\n" not in redirect.headers["location"]


async def test_the_description_of_the_interface_names_its_server(make_application, visit):
    async with visit(make_application(public_url=UNDER_A_PATH)) as visitor:
        assert (await visitor.get("/openapi.json")).json()["servers"] == [{"url": UNDER_A_PATH}]


def test_by_default_visitors_come_without_a_proxy():
    assert Settings().trusted_proxies == ""
