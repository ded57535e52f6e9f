"""Permanent pages: entries, laws, a citizen's letter, and what machines read."""

import json
import re
import sqlite3
import time
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from bot.messages import Chat
from bot.store import StoreError
from tests.channels.web.conftest import with_staff
from tests.fakes import FAKES
from tests.waiting import until


def refuse(db):
    """As a disk that takes no more."""
    db.execute("PRAGMA query_only=ON")


async def test_an_entry_has_a_page_that_a_search_engine_understands(visitor):
    page = (await visitor.get("/entries/chaozai-fakuan")).text
    assert "<title>货车超载怎么处罚？ - 青山县交通运输局</title>" in page
    assert (
        '<link rel="canonical" href="https://pufa.example.gov.cn/entries/chaozai-fakuan">' in page
    )
    assert '<meta name="description" content="超过核定载质量的，由交警罚款并扣车' in page
    data = json.loads(re.search(r'ld\+json">(.*?)</script>', page)[1])
    assert data["@type"] == "FAQPage"
    assert data["mainEntity"][0]["name"] == "货车超载怎么处罚？"
    assert "扣车" in data["mainEntity"][0]["acceptedAnswer"]["text"]


async def test_an_entrys_page_shows_basis_text_date_block_and_related(visitor):
    page = (await visitor.get("/entries/chaozai-fakuan")).text
    assert f'href="/statutes/{quote("道路交通安全法")}#a92"' in page
    assert "这是测试用的第九十二条" in page
    assert 'datetime="2026-11-23"' in page
    assert "对处罚不服怎么办" in page
    assert re.search(r'href="/entries/jiazhao-huanzheng"[^>]*>换证的办法', page)
    assert "青山县交通运输局：12328" in page


async def test_an_entry_past_its_review_says_so(visitor):
    assert "请留意" in (await visitor.get("/entries/jiazhao-huanzheng")).text
    assert "请留意" not in (await visitor.get("/entries/chaozai-fakuan")).text


async def test_an_entrys_note_is_shown(visitor):
    assert "省里的网上办理入口未核实" in (await visitor.get("/entries/dajian-yunshu")).text


async def test_entries_are_listed_by_topic(visitor):
    page = (await visitor.get("/entries")).text
    assert "共 6 个问题" in page
    assert 'href="/entries/diandongche-dairen"' in page
    topic = (await visitor.get("/topics/货运超限")).text
    assert 'href="/entries/dajian-yunshu"' in topic
    assert "电动自行车" not in topic


@pytest.mark.parametrize("path", ["/entries", "/topics/货运超限", "/statutes/道路交通安全法"])
async def test_the_large_text_goes_on_to_the_questions_of_a_list(visitor, path):
    page = (await visitor.get(path, params={"size": "large"})).text
    assert 'href="/entries/chaozai-fakuan?size=large"' in page


@pytest.mark.parametrize(
    "path", ["/nope", "/offline", "/accessibility", "/mine", "/letter", "/about", "/"]
)
async def test_beside_the_hotline_stand_its_own_hours(make_application, visit, tmp_path, path):
    own = tmp_path / "data0" / "knowledge"
    own.mkdir(parents=True)
    profile = (FAKES / "knowledge" / "bureau.yaml").read_text(encoding="utf-8")
    (own / "bureau.yaml").write_text(f"{profile}\nhotline_hours: 全天\n", encoding="utf-8")
    async with visit(make_application()) as visitor:
        page = re.sub(r"\s", "", (await visitor.get(path)).text)
    assert "12328" in page
    assert not re.search("12328</a>（工作日|青山县交通运输局（工作日", page)


@pytest.mark.parametrize("path", ["/about", "/accessibility", "/mine"])
async def test_where_letters_are_read_pages_invite_them(staffed, visit, path):
    async with visit(staffed) as visitor:
        page = (await visitor.get(path)).text
    assert re.search("可以给工作人员留言|查条文、留言|写新留言", page)


@pytest.mark.parametrize("path", ["/about", "/accessibility", "/mine"])
async def test_where_nobody_reads_letters_none_is_invited(visitor, path):
    page = (await visitor.get(path)).text
    assert not re.search("可以给工作人员留言|查条文、留言|写新留言", page)


@pytest.mark.parametrize("path", ["/nope", "/entries/nope", "/topics/nope", "/statutes/nope"])
async def test_what_isnt_there_is_a_kind_404(visitor, path):
    response = await visitor.get(path)
    assert response.status_code == 404
    assert "没有找到这个页面" in response.text
    assert "12328" in response.text


async def test_the_sitemap_lists_every_entry(visitor):
    response = await visitor.get("/sitemap.xml")
    urls = [
        element.text
        for element in ElementTree.fromstring(response.text).iter()
        if element.tag.endswith("loc")
    ]
    assert "https://pufa.example.gov.cn/entries/chaozai-fakuan" in urls
    assert sum("/entries/" in url for url in urls) == 6


async def test_robots_keep_out_of_letters(visitor):
    text = (await visitor.get("/robots.txt")).text
    assert "Disallow: /receipts/" in text
    assert "Sitemap: https://pufa.example.gov.cn/sitemap.xml" in text


async def test_it_says_whether_it_is_well(visitor):
    response = await visitor.get("/healthz")
    assert response.json() == {
        "ok": True,
        "entries": 6,
        "database_writable": True,
        "database_in_place": True,
    }


async def test_it_is_not_well_when_the_file_was_removed_or_replaced(application, visitor, staffed):
    file = application.settings.database_file
    content = file.read_bytes()
    file.unlink()
    assert (await visitor.get("/healthz")).status_code == 503
    file.write_bytes(content)
    response = await visitor.get("/healthz")
    assert response.status_code == 503
    assert response.json()["database_in_place"] is False
    page = Chat("web", "a" * 32)
    with pytest.raises(StoreError, match="removed or replaced"):  # it would be lost with the file
        await staffed.letterbox.write(chat=page, asker="a", origin="", text="路灯坏了")


async def test_where_nothing_can_be_written_people_are_answered(application, visitor, logged):
    await application.database.write(refuse)
    for _ in range(3):
        page = await visitor.post("/", data={"text": "货车超载怎么处罚"})
        assert page.status_code == 200
        assert "由交警罚款" in page.text
        assert "有用" not in page.text
    assert len([line for line in logged if line["event"] == "not recorded"]) == 1


@pytest.mark.real_time
async def test_with_a_locked_database_people_are_answered_and_recorded_later(application, visitor):
    await visitor.post("/", data={"text": "货车超载怎么处罚"})
    lock = sqlite3.connect(application.settings.database_file, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    for _ in range(3):
        page = await visitor.post("/", data={"text": "货车超载怎么处罚"})
        assert "由交警罚款" in page.text
    assert time.monotonic() - began < 5
    assert (await visitor.get("/healthz")).status_code == 503
    lock.execute("COMMIT")
    lock.close()

    async def recorded():
        return await application.database.read(lambda db: db.table("questions").count)

    await until("they are recorded", recorded, (4).__eq__)


async def test_it_is_not_well_when_nothing_can_be_stored(application, visitor):
    await application.database.write(refuse)
    response = await visitor.get("/healthz")
    assert response.status_code == 503
    assert response.json()["database_writable"] is False


async def test_the_frame_snippet_names_the_public_address(visitor):
    page = (await visitor.get("/developers")).text
    assert "&lt;iframe src=&#34;https://pufa.example.gov.cn/embed&#34;" in page
    assert "&lt;script src=&#34;https://pufa.example.gov.cn/widget.js&#34;" in page
    assert "&lt;noscript&gt;&lt;a href=&#34;https://pufa.example.gov.cn/&#34;" in page


async def test_other_sites_may_load_the_button_and_nothing_else(visitor):
    response = await visitor.get("/widget.js")
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    page = await visitor.get("/")
    assert page.headers["cross-origin-resource-policy"] == "same-origin"


async def test_pages_stand_under_the_path_of_the_public_address(make_application, visit):
    application = make_application(public_url="https://county.gov.cn/pufa")
    async with visit(application) as visitor:
        page = (await visitor.get("/")).text
        answer = (await visitor.post("/", data={"text": "货车超载怎么处罚"})).text
    assert re.search(r'href="/pufa/static/\w+/base\.css"', page)
    assert 'href="/pufa/entries"' in page
    assert 'action="/pufa/#answer"' in page
    assert 'href="/pufa/entries/jiazhao-huanzheng"' in answer


async def test_head_is_answered_like_get(visitor):
    for path in ("/", "/entries", "/entries/chaozai-fakuan", "/robots.txt", "/healthz"):
        assert (await visitor.head(path)).status_code == 200


@pytest.mark.parametrize("is_read", [True, False])
async def test_what_skips_the_head_of_a_page_leads_to_something_on_it(
    application, visitor, is_read
):
    if is_read:
        await with_staff(application)
    for path in ("/", "/embed", "/letter", "/mine", "/entries", "/entries/chaozai-fakuan",
                 "/statutes", "/calendar", "/calc/speeding", "/about", "/nope"):  # fmt: skip
        page = (await visitor.get(path)).text
        target = re.search(r'class="skip" href="#(\w+)"', page)[1]
        assert f'id="{target}"' in page, path
