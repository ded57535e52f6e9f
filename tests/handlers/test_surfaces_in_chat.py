"""Staff get a campaign's surfaces in the chat; people who come by a poster's link are counted."""

import io
import zipfile

import pytest
import zxingcpp
from PIL import Image

from bot.store import campaigns, places
from tests.bot.publicity.surfaces.conftest import NOW
from tests.handlers.conftest import Person
from tests.printing import needs_pango

STAFF = "telegram:7:campaigner"
PUBLIC = "https://pufa.example.gov.cn"


@pytest.fixture
def application(start):
    return start(staff=STAFF, public_url=PUBLIC)


@pytest.fixture
def wang(application):
    return Person(application, "7")


@pytest.fixture
async def campaign(application):
    number = await application.database.write(
        campaigns.insert,
        notice=campaigns.Notice("全国交通安全日", "货车超载的，由交警罚款并扣车。"),
        day="traffic-safety-day/2026",
        author="telegram:7",
        created_at=NOW,
        send_at=None,
    )
    await application.database.write(
        lambda db: db.execute("UPDATE campaigns SET state = 'approved'").rowcount
    )
    return number


@pytest.fixture
def arrived(application):
    async def arrived():
        found = await application.database.read(places.everywhere)
        return {place.name: place.count for place in found if place.count}

    return arrived


@needs_pango
async def test_one_line_gets_posters_and_everything_in_an_archive(wang, campaign):
    said = await wang.says(f"/export {campaign} 汽车站、3路公交 白底")
    assert "**LED屏**：12月2日全国交通安全日：不超载，不超速。" in said
    assert "**公交屏**：全国交通安全日：不超载，不超速" in said
    assert f"- 汽车站：{PUBLIC}/?from=qcz-1d7e&c={campaign}" in said
    station, bus, everything = wang.heard.files
    assert (station.name, bus.name) == ("海报-汽车站.png", "海报-3路公交.png")
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(station.content)))
    assert code.text == f"{PUBLIC}/?from=qcz-1d7e&c={campaign}"
    assert everything.name == f"推送{campaign}.zip"
    packed = zipfile.ZipFile(io.BytesIO(everything.content)).namelist()
    assert {"海报-汽车站-A3.pdf", "公众号文章.html", "LED屏-GB2312.txt"} < set(packed)


async def test_without_a_number_it_says_how(wang):
    for words in ("/export", "/export 汽车站"):
        assert "/export 12 汽车站 3路公交" in await wang.says(words)


async def test_what_cannot_be_done_is_said(wang, campaign):
    assert "没有 99 号推送" in await wang.says("/export 99")
    assert "一次最多 6 个地点" in await wang.says(f"/export {campaign} 一 二 三 四 五 六 七")
    assert "1 到 20 个字" in await wang.says(f"/export {campaign} {'站' * 21}")


async def test_to_citizens_the_command_is_not_there(zhang, campaign):
    said = await zhang.says(f"/export {campaign}")
    assert "海报" not in said
    assert zhang.heard.files == ()


async def test_staff_are_told_of_the_command(wang):
    assert "/export" in await wang.says("/staff")


@pytest.mark.parametrize("parameter", ["from_qcz-1d7e", "from_qcz-1d7e_c1", "from_qcz-1d7e_c999"])
async def test_who_comes_by_a_bots_link_is_counted_and_welcomed(
    application, zhang, arrived, parameter
):
    await application.database.write(places.keep, name="汽车站", codes=["qcz-1d7e"], now=NOW)
    assert "普法问答" in await zhang.says(f"/start {parameter}")
    assert await arrived() == {"汽车站": 1}


async def test_a_subscriber_from_a_poster_keeps_the_place_alone(application, zhang, stored):
    await application.database.write(places.keep, name="汽车站", codes=["qcz-1d7e"], now=NOW)
    await zhang.says("/start from_qcz-1d7e_c1")
    await zhang.presses("订阅")
    assert [row["place"] for row in stored()["subscribers"]] == ["qcz-1d7e"]


async def test_a_link_from_nowhere_is_welcomed_and_not_counted(zhang, arrived):
    assert "普法问答" in await zhang.says("/start from_nowhere-1")
    assert await arrived() == {}
