"""An article that survives being pasted into the editor."""

import re
from html.parser import HTMLParser

import pytest

from bot.publicity.surfaces import wechat
from bot.store.campaigns import State

LINK = "https://pufa.example.gov.cn/?from=gzh-f2b9&c=12"
DROPPED = ("position", "transform", "url(", "var(", "float", "z-index")


class Elements(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.open = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture
def article(about):
    return str(wechat.article(about("traffic-safety-day")))


def test_it_has_the_fact_the_message_the_points_and_the_basis(article):
    for said in (
        "斑马线上有行人正在通过，必须停车让行，不让记3分",
        "12月2日是全国交通安全日，122是交通事故报警电话。",
        "出了事故先停车，有人受伤马上抢救并报警。",
        "《道路交通安全法》第四十七条、第七十条、第九十条",
        "斑马线车不让人、过马路危险，找谁管，不让行怎么罚？",
        "某某县交通运输局",
    ):
        assert said in article


def test_it_has_only_what_the_editor_keeps(saying):
    body = (
        "一段**要紧**的话，[链接](https://elsewhere.example)和[条目](entry:x)。\n\n"
        "- 甲\n- 乙\n\n> 引文\n\n| 表 | 头 |\n|---|---|\n| 1 | 2 |\n\n<script>alert(1)</script>"
    )
    html = str(wechat.article(saying("标题", body)))
    elements = Elements(html)
    assert elements.open == []
    tags = {tag for tag, _ in elements.found}
    assert tags.isdisjoint({"a", "script", "style", "div", "img", "iframe"})
    assert {name for _, attrs in elements.found for name in attrs} == {"style"}
    assert not any(word in html for word in DROPPED)
    assert "链接和条目" in re.sub(r"<[^>]+>", "", html)
    assert "&lt;script&gt;" in html


def test_every_element_that_shows_words_has_a_style_of_its_own(article):
    for tag, attrs in Elements(article).found:
        assert "style" in attrs, tag


def test_a_list_in_the_notice_is_not_repeated_as_points(saying):
    html = str(wechat.article(saying("标题", "先说一句。\n\n- 公交改道。")))
    assert html.count("公交改道。") == 1


def test_the_page_tells_staff_what_goes_where(about):
    page = wechat.page(about("traffic-safety-day"), LINK, "公众号二维码.png")
    assert "复制正文" in page
    assert LINK.replace("&", "&amp;") in page
    assert "公众号二维码.png" in page
    assert "样稿" not in page


def test_a_sample_says_so(about):
    page = wechat.page(about("traffic-safety-day", state=State.IN_REVIEW), LINK, "x.png")
    assert "样稿，未经审核" in page


def test_title_and_summary_keep_to_the_editors_limits(saying):
    page = wechat.page(saying("题" * 80, "正文。"), LINK, "x.png")
    assert f"{'题' * 63}…" in page
