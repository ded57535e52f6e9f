"""How the bureau's pages look, and what a government page must show at its foot."""

import pytest

from bot.colours import READABLE, WHITE, Colour, contrast
from handlers.channels.web.looks import DARK_PAPER, looks

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
RECORDS = """icp: 浙ICP备12345678号-1
police_record: 浙公网安备 33010602000001号
site_code: "3301000001"
organiser: 青山县人民政府
links: {办事大厅: https://example.gov.cn/hall}
"""


@pytest.fixture
async def dressed(make_application, visit):
    """A visitor of pages whose bureau has these lines in its profile besides."""

    async def dressed(more, **pictures):
        application = make_application()
        settings = application.settings
        profile = (settings.knowledge_dir / "bureau.yaml").read_text(encoding="utf-8")
        settings.overlay_dir.mkdir(parents=True, exist_ok=True)
        for name, content in pictures.items():
            (settings.overlay_dir / f"emblem.{name}").write_bytes(content)
        (settings.overlay_dir / "bureau.yaml").write_text(profile + more, encoding="utf-8")
        await application.knowledge.reload()
        assert application.edition.faults == ()
        return visit(application)

    return dressed


async def test_the_foot_shows_the_records_of_a_government_site(dressed):
    async with await dressed(RECORDS) as visitor:
        page = (await visitor.get("/about")).text
    assert '<a href="https://beian.miit.gov.cn/" rel="noopener">浙ICP备12345678号-1</a>' in page
    assert "webSearch?code=33010602000001" in page
    assert "网站标识码：3301000001" in page
    assert "主办单位：青山县人民政府" in page
    assert '<a href="https://example.gov.cn/hall">办事大厅</a>' in page
    assert '<a href="/accessibility">无障碍声明</a>' in page


async def test_without_records_the_foot_shows_none_and_nothing_for_developers(visitor):
    page = (await visitor.get("/about")).text
    foot = page[page.index("<footer") :]
    assert "主办单位：青山县交通运输局" in foot
    for word in ("备案", "备号", "标识码", "接口", "嵌入"):
        assert word not in foot


async def test_the_accessibility_statement_names_standard_and_contact(visitor):
    page = (await visitor.get("/accessibility")).text
    assert "GB/T 37668—2019" in page
    assert 'href="tel:12328"' in page


async def test_the_bureaus_colour_and_emblem_are_on_every_page(dressed):
    async with await dressed('colour: "#7a1020"\nemblem: emblem.png\n', png=PNG) as visitor:
        page = (await visitor.get("/about")).text
        assert '<meta name="theme-color" content="#7a1020">' in page
        sheet = await visitor.get("/looks.css?v=7a1020")
        assert "--blue:#7a1020;" in sheet.text
        assert '"stylesheet" href="/looks.css?v=7a1020"' in page
        address = page[page.index("/emblem?v=") :].partition('"')[0]
        emblem = await visitor.get(address)
    assert emblem.content == PNG
    assert emblem.headers["content-type"] == "image/png"
    assert "sandbox" in emblem.headers["content-security-policy"]
    assert "immutable" in emblem.headers["cache-control"]


async def test_where_there_are_no_looks_of_its_own_nothing_is_asked_for(visitor):
    page = (await visitor.get("/about")).text
    assert "looks.css" not in page
    assert "/emblem" not in page
    for address in ("/looks.css", "/emblem"):
        assert (await visitor.get(address)).status_code == 404


@pytest.mark.parametrize("colour", ["#0a2f6b", "#7a1020", "#00563f", "#000000", "#b3181e"])
def test_words_in_any_allowed_colour_can_be_read_by_day_and_in_the_dark(colour):
    day, _, night = looks(Colour.parse(colour)).partition("@media")

    def of(sheet, name):
        return Colour.parse(sheet.partition(f"{name}:")[2][:7])

    assert contrast(of(day, "--blue"), WHITE) >= READABLE
    assert contrast(of(day, "--blue"), of(day, "--tint")) >= READABLE
    assert contrast(of(night, "--blue"), DARK_PAPER) >= READABLE
    assert contrast(of(night, "--blue"), of(night, "--tint")) >= READABLE
    assert contrast(of(night, "--brand"), WHITE) >= READABLE
