"""Posters that people can print, read and scan."""

import io
from functools import cache, partial

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from bot.printing import CannotPrint
from bot.publicity.surfaces import poster
from bot.publicity.surfaces.composition import Design
from bot.store.campaigns import State
from tests.printing import needs_pango

pytestmark = needs_pango

LINK = "https://pufa.example.gov.cn/?from=qcz-1d7e&c=12"
MILLIMETRE = 72 / 25.4


@pytest.fixture
def printed(about):
    def printed(key="traffic-safety-day", design=Design.BOLD, **options):
        return poster.make(about(key, **options), design, "汽车站", LINK)

    return printed


@pytest.fixture(scope="module")
def of_the_day(about):
    """The day's poster in a design, printed once for all that only look at it."""
    made = cache(partial(poster.make, about("traffic-safety-day")))
    return lambda design: made(design, "汽车站", LINK)


def pages(pdf):
    """Each page's size in millimetres, and its words."""
    document = pypdfium2.PdfDocument(pdf)
    found = [
        (
            tuple(round(length / MILLIMETRE) for length in page.get_size()),
            page.get_textpage().get_text_bounded(),
        )
        for page in document
    ]
    document.close()
    return found


@pytest.mark.parametrize("design", Design)
def test_one_sheet_has_it_all(of_the_day, design):
    made = of_the_day(design)
    for pdf, size in ((made.a3, (297, 420)), (made.a4, (210, 297))):
        ((found, words),) = pages(pdf)
        assert found == size
        for said in (
            "全国交通安全日", "斑马线前", "停车让人", "必须停车让行，不让记3分", "20元", "200元",
            "某某县交通运输局", "12328", "《道路交通安全法》第四十七条", "汽车站",
        ):  # fmt: skip
            assert said in words
        assert "样稿" not in words
    assert made.left_out == 0


@pytest.mark.parametrize("design", Design)
def test_a_phone_reads_its_code_also_from_a_grey_copy(of_the_day, design):
    picture = Image.open(io.BytesIO(of_the_day(design).picture))
    for copy in (picture, picture.convert("L").resize((561, 794))):
        (code,) = zxingcpp.read_barcodes(copy)
        assert code.text == LINK


@pytest.mark.parametrize("design", Design)
def test_printed_in_grey_the_words_stand_out(of_the_day, design):
    """The darkest and the lightest of each band differ by far more than paper and pencil do."""
    grey = Image.open(io.BytesIO(of_the_day(design).picture)).convert("L")
    width, height = grey.size
    for top in range(4, 96, 8):
        band = grey.crop((0, height * top // 100, width, height * (top + 8) // 100))
        darkest, lightest = band.getextrema()
        assert lightest - darkest > 128


def test_the_picture_is_large_enough_to_be_shared(of_the_day):
    assert Image.open(io.BytesIO(of_the_day(Design.BOLD).picture)).size == (1684, 2382)


def test_a_sample_says_so_across_the_sheet(printed):
    ((_, words),) = pages(printed(state=State.DRAFT).a3)
    assert "样稿 未经审核" in words


def test_markup_in_words_is_shown_as_it_was_typed(saying):
    made = poster.make(saying("<b>标题</b> & 更多", "正文。"), Design.NOTICE, "<i>站</i>", LINK)
    ((_, words),) = pages(made.a3)
    words = "".join(words.splitlines())
    assert "<b>标题</b> & 更多" in words
    assert "<i>站</i>" in words


def test_without_a_chinese_font_it_says_what_to_install(printed, tmp_path, monkeypatch):
    listing = tmp_path / "fc-list"
    listing.write_text("#!/bin/sh\n", encoding="utf-8")
    listing.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(CannotPrint, match="apt-get install fonts-noto-cjk"):
        printed()


def test_without_pango_it_says_what_to_install(printed, monkeypatch, capsys):
    def missing(name, *more):
        if name == "weasyprint":
            print("-----\nWeasyPrint could not import some external libraries.")  # noqa: T201
            raise OSError("cannot load library 'libpango-1.0-0': no such file\nmore lines")
        return imported(name, *more)

    imported = __import__
    monkeypatch.setattr("builtins.__import__", missing)
    with pytest.raises(CannotPrint) as refusal:
        printed()
    assert str(refusal.value) == (
        "做 PDF 缺系统库 libpango-1.0-0：apt-get install"
        " libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"
    )
    assert capsys.readouterr().out == ""
