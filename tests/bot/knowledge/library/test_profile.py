"""The bureau's profile: what its pages must name, and how they look."""

import pytest

from bot.frontmatter import FaultyFile
from bot.knowledge import library as libraries
from bot.knowledge.library import profile
from tests.fakes import FAKES

NEEDED = """name: 青山县交通运输局
hotline: "12328"
address: 青山县交通大道1号
hours: 工作日 8:30–17:30
website: https://example.gov.cn
"""
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture
def read(tmp_path):
    def read(more=""):
        file = tmp_path / "bureau.yaml"
        file.write_text(NEEDED + more, encoding="utf-8")
        return profile.read(file)

    return read


def test_it_needs_no_more_than_name_and_how_to_reach_it(read):
    bureau = read()
    assert bureau.name == "青山县交通运输局"
    assert (bureau.icp, bureau.colour, bureau.emblem, bureau.links) == ("", "", None, {})


def test_it_names_what_a_government_site_must_show(read):
    bureau = read(
        "icp: 浙ICP备12345678号-1\npolice_record: 浙公网安备 33010602000001号\n"
        'site_code: "3301000001"\norganiser: 青山县人民政府\n'
        "links: {办事大厅: https://example.gov.cn/hall}\n"
    )
    assert bureau.icp == "浙ICP备12345678号-1"
    assert bureau.links == {"办事大厅": "https://example.gov.cn/hall"}


@pytest.mark.parametrize("name", profile.EMBLEMS)
def test_it_shows_the_picture_beside_it(read, tmp_path, name):
    content = PNG if name.endswith("png") else b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    (tmp_path / name).write_bytes(content)
    emblem = read(f"emblem: {name}\n").emblem
    assert emblem.content == content
    assert emblem.media_type == profile.EMBLEMS[name]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("icp: 浙B2-12345678", "浙ICP备12345678号-1"),
        ("police_record: 京ICP备12345678号", "浙公网安备 33010602000001号"),
        ('site_code: "33"', "ten digits, or bm and eight"),
        ("site_code: 3301000001", "must be text"),
        ('hotline_hours: "全天\\n周末休息"', "must be one line"),
        ("colour: red", "not a colour"),
        ('colour: "#e0a030"', "too pale: words in it would have a contrast of 2.1"),
        ("links: [a]", "up to 6 lines"),
        ("links: {办事: 'javascript:alert(1)'}", "found 办事: javascript:alert(1)"),
        ("emblem: logo.gif", "name it emblem.png or emblem.svg"),
        ("emblem: ../emblem.png", "name it emblem.png or emblem.svg"),
        ("emblem: emblem.png", "put emblem.png beside bureau.yaml"),
        ("emblem: 3", "must be text"),
        ("reply_days: 0", "1 to 60"),
        ("reply_days: 两天", "1 to 60"),
        ("fax: x", "unknown key `fax`"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(read, more, told):
    with pytest.raises(FaultyFile) as caught:
        read(more)
    (fault,) = caught.value.faults
    assert fault.line == 6
    assert told in fault.message


@pytest.mark.parametrize(
    ("content", "told"), [(b"GIF89a", "isn't a picture of that kind"), (PNG * 4000, "over 64 kB")]
)
def test_an_emblem_is_a_small_picture(read, tmp_path, content, told):
    (tmp_path / "emblem.png").write_bytes(content)
    with pytest.raises(FaultyFile, match=told):
        read("emblem: emblem.png\n")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("到 {bureau.name} 办", "到青山县交通运输局办"),
        ("- {bureau.name}：窗口", "- 青山县交通运输局：窗口"),
        ("打 {bureau.hotline} 问", "打 12328 问"),
        ("**{bureau.name}**", "**青山县交通运输局**"),
    ],
)
def test_a_chinese_name_stands_among_chinese_words_without_a_gap(written, shown):
    assert libraries.load([FAKES / "knowledge"]).fill(written) == shown
