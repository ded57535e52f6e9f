"""What browsers are told, whom to tell of a hole, and what the log says of those refused."""

import shutil
from datetime import datetime, timedelta

import httpx
import pytest
from structlog.testing import capture_logs

from tests.channels.web.conftest import NOW
from tests.fakes import FAKES

PAGES = ["/", "/embed", "/entries", "/about", "/robots.txt", "/api/entries", "/nowhere"]


@pytest.mark.parametrize("path", PAGES)
async def test_no_other_site_reads_what_it_loads_from_here(visitor, path):
    assert (await visitor.get(path)).headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("path", PAGES)
async def test_browsers_that_came_by_https_are_to_come_by_nothing_else(
    visitor, make_application, visit, path
):
    assert "max-age=31536000" in (await visitor.get(path)).headers["Strict-Transport-Security"]
    async with visit(make_application()) as elsewhere:
        assert "Strict-Transport-Security" not in (await elsewhere.get(path)).headers
        elsewhere.base_url = httpx.URL("https://pufa.test")
        assert "Strict-Transport-Security" in (await elsewhere.get(path)).headers


async def _security_txt(client):
    response = await client.get("/.well-known/security.txt")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    return [tuple(line.split(": ", 1)) for line in response.text.splitlines()]


async def test_who_finds_a_hole_learns_whom_to_tell(visitor):
    found = await _security_txt(visitor)
    assert ("Contact", "tel:12328") in found
    assert ("Canonical", "https://pufa.example.gov.cn/.well-known/security.txt") in found
    expires = datetime.fromisoformat(dict(found)["Expires"])
    assert timedelta(0) < expires - NOW < timedelta(days=365)


async def test_the_bureaus_own_address_for_it_comes_first(make_application, visit, tmp_path):
    folder = tmp_path / "knowledge"
    shutil.copytree(FAKES / "knowledge", folder)
    with (folder / "bureau.yaml").open("a", encoding="utf-8") as file:
        file.write("\nsecurity: mailto:security@example.gov.cn\n")
    application = make_application()
    changed = application.settings.model_copy(update={"knowledge_dir": folder})
    async with visit(_on(changed, application.clock)) as client:
        assert (await _security_txt(client))[0] == ("Contact", "mailto:security@example.gov.cn")


def _on(settings, clock):
    from handlers.application import build

    settings = settings.model_copy(update={"data_dir": settings.data_dir.with_name("other")})
    return build(settings, clock=clock)


async def test_refused_tokens_forms_of_other_sites_and_limits_are_in_the_log(
    make_application, visit
):
    application = make_application(status_token="x" * 16, requests_per_minute=1)
    with capture_logs() as logged:
        async with visit(application) as client:
            await client.get("/status?token=guessed-secret")
            foreign = {"Sec-Fetch-Site": "cross-site"}
            await client.post("/", data={"text": "你好", "chat": "E" * 32}, headers=foreign)
            await client.post("/", data={"text": "我的秘密"})
    events = [line["event"] for line in logged if line["event"].startswith("security_")]
    assert events == ["security_token_refused", "security_foreign_form", "security_limit_reached"]
    assert all(line["address"] == "192.0.2.7" for line in logged if "address" in line)
    assert "guessed" not in str(logged)
    assert "我的秘密" not in str(logged)
