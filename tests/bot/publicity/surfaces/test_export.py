"""All surfaces of a campaign as files, each with the address that it leads to."""

import io
import zipfile

import pytest
import zxingcpp
from PIL import Image

from bot.publicity.surfaces.composition import Design
from bot.publicity.surfaces.export import Order, Surface, archive, export, write
from bot.publicity.surfaces.signs import Unshowable
from bot.store.campaigns import State
from tests.printing import needs_pango

LINKS = {name: f"https://p.cn/?from={name}" for name in ("公众号", "网页横幅", "海报")}
PLACES = {
    "汽车站": "https://p.cn/?from=qcz-1d7e&c=12",
    "3路公交": "https://p.cn/?from=3lgj-0360&c=12",
}
ALL = LINKS | PLACES


def only(*surfaces, **changed):
    return Order(surfaces=frozenset(surfaces), **changed)


@needs_pango
def test_one_campaign_gives_every_surface(about):
    made = export(about("traffic-safety-day"), Order(places=("汽车站", "3路公交")), ALL)
    assert [file.name for file in made.files] == [
        "LED屏-UTF8.txt", "LED屏-GB2312.txt", "公交屏-UTF8.txt", "公交屏-GB2312.txt",
        "海报-汽车站-A3.pdf", "海报-汽车站-A4.pdf", "海报-汽车站.png",
        "海报-3路公交-A3.pdf", "海报-3路公交-A4.pdf", "海报-3路公交.png",
        "公众号文章.html", "公众号二维码.png", "网页横幅.html",
    ]  # fmt: skip
    assert made.warnings == ()


@needs_pango
def test_each_place_has_a_code_of_its_own(about):
    order = only(Surface.POSTER, places=tuple(PLACES), design=Design.NOTICE)
    files = {file.name: file.content for file in export(about("fire-day"), order, ALL).files}
    for name, link in PLACES.items():
        (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(files[f"海报-{name}.png"])))
        assert code.text == link


def test_the_articles_picture_leads_to_its_own_place(about):
    _, picture = export(about("fire-day"), only(Surface.WECHAT), ALL).files
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.content)))
    assert code.text == LINKS["公众号"]


def test_sign_software_gets_one_line_without_marks_around_it(about):
    made = export(about("traffic-safety-day"), only(Surface.SIGNS), {})
    led = about("traffic-safety-day").led
    utf8, gb2312 = made.files[:2]
    assert utf8.content.decode("utf-8") == led
    assert gb2312.content.decode("gb2312") == led


def test_a_sign_that_cannot_show_its_text_stops_everything(saying):
    with pytest.raises(Unshowable, match="公交屏：45 个字"):
        export(saying("字" * 45, "正文。"), only(Surface.SIGNS), {})


def test_samples_say_so_in_each_files_name(about):
    order = only(Surface.SIGNS, Surface.WECHAT, Surface.BANNER)
    made = export(about("fire-day", state=State.IN_REVIEW), order, ALL)
    assert all(file.name.startswith("样稿-") for file in made.files)
    assert "还没有审核通过" in made.warnings[0]
    article = next(file for file in made.files if "文章" in file.name)
    assert "样稿-公众号二维码.png" in article.content.decode()


def test_a_message_changed_since_the_signs_were_written_is_told(about):
    made = export(about("fire-day", body="改过。"), only(Surface.SIGNS), {})
    assert "通知的正文改过" in made.warnings[0]


@needs_pango
def test_points_without_room_are_told(saying):
    long = "- " + "\n- ".join("这一条写得很长很长，" * 6 for _ in range(3))
    material = saying("标题很长，真的很长，一行放不下的标题，还没有完", long)
    made = export(material, only(Surface.POSTER, design=Design.NOTICE), ALL)
    left_out = [warning for warning in made.warnings if "放不下最后" in warning]
    assert len(left_out) <= 1


@needs_pango
def test_a_places_name_never_leads_out_of_the_folder(about, tmp_path):
    name = "../汽车/站"
    made = export(about("fire-day"), only(Surface.POSTER, places=(name,)), {name: "https://p.cn"})
    paths = write(tmp_path / "new" / "folder", made.files)
    assert {path.parent for path in paths} == {tmp_path / "new" / "folder"}
    assert paths[0].name == "海报-.._汽车_站-A3.pdf"


def test_writing_again_replaces_whole_files(about, tmp_path):
    made = export(about("fire-day"), only(Surface.SIGNS), {})
    write(tmp_path, made.files)
    (tmp_path / "LED屏-UTF8.txt").write_text("旧的", encoding="utf-8")
    write(tmp_path, made.files)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(f.name for f in made.files)
    assert (tmp_path / "LED屏-UTF8.txt").read_text(encoding="utf-8") == about("fire-day").led


def test_an_archive_holds_them_all_by_their_names(about):
    made = export(about("fire-day"), only(Surface.SIGNS), {})
    packed = zipfile.ZipFile(io.BytesIO(archive("推送12.zip", made.files).content))
    assert packed.namelist() == [file.name for file in made.files]
    assert packed.read("LED屏-UTF8.txt").decode() == about("fire-day").led


def test_only_places_of_what_is_wanted_get_codes():
    assert only(Surface.SIGNS, places=("汽车站",)).names == ()
    assert Order(places=("汽车站", "汽车站")).names == ("汽车站", "公众号", "网页横幅")
