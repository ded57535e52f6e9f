"""Markdown to HTML: safe for any text, and fit for the page it is put on."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from handlers.channels.web.emphasis import with_calls, with_figures
from handlers.channels.web.rendering import to_html, to_words

PIECES = [*"*_[]()<>#->`!\\\n 1.:&\"'a路=/", "script", " onload=", "](javascript:", "<img src="]
MARKDOWN = st.lists(st.sampled_from(PIECES) | st.characters(codec="utf-8")).map("".join)


def test_links_to_entries_lead_to_their_pages():
    assert 'href="/entries/a-b"' in to_html("[看](entry:a-b)")
    assert 'href="/pufa/entries/a-b"' in to_html("[看](entry:a-b)", root="/pufa")


def test_headings_go_under_the_pages_own():
    assert "<h3>怎么办</h3>" in to_html("## 怎么办", headings_from=3)
    assert "<h3>怎么办</h3>" in to_html("# 怎么办", headings_from=3)


def test_a_bold_line_is_a_heading_and_bold_words_are_not():
    assert to_html("**法律依据**", headings_from=3) == "<h3>法律依据</h3>"
    assert to_html("**说明**：有").startswith("<p><strong>")


def test_a_range_of_figures_is_two_parts_that_stay_whole():
    assert with_figures(Markup("<p>罚200元以上500元以下，记3分。</p>")) == (
        '<p>罚<b class="figure main">200元以上</b><b class="figure to">500元以下</b>，'
        '记<b class="figure">3分</b>。</p>'
    )


@pytest.mark.parametrize(
    ("words", "main"),
    [
        ("血液酒精每100毫升80毫克以上就是醉酒，5年内不能考", "80毫克以上"),
        ("达到80毫克/100毫升就是醉酒", "80毫克"),
        ("超速不超过50%的，警告或罚款20元以上200元以下", "20元以上"),
        ("超速<strong>超过50%</strong>的罚200元以上2000元以下", "200元以上"),
        ("违法所得没有或不足2万元罚1万元以上10万元以下", "1万元以上"),
        ("收到决定后15日内不缴款的，每天按罚款的3%加处", "3%"),
        ("也承担不超过10%的责任", "10%"),
        ("暂扣6个月，罚1000元以上2000元以下", "6个月"),
        ("驾龄不满1年", "1年"),
        ("超过1吨的，每超1吨罚500元，最高3万元", "500元"),
        ("每工作2个月有不少于5日年休假", "5日"),
        ("5座车坐6人就是超20%，记3分", "3分"),
        ("小型非营运客车6年以内每2年检验1次，超过6年每年1次", "2年"),
        ("1万元以内50元，1万到10万元2.5%", "50元"),
        ("由60周岁改为63周岁", "63周岁"),
        ("由5万元以上10万元以下提到10万元以上20万元以下", "10万元以上"),
        ("按上一年度收入算20年", "20年"),
        ("判六个月以上一年以下", "六个月以上"),
        ("第二天投案，也罚200元以上", "200元以上"),
        ("要批准（紧急的24小时内补办），60日内复议", "60日"),
        ("满分100分，90分合格", "90分"),
        ("连续驾驶不得超过4小时，停车休息20分钟", "4小时"),
        ("违法所得超过2万元的没收，罚2倍以上10倍以下", "2倍以上"),
        ("免费带1名6周岁及以下的孩子", "6周岁及以下"),
    ],
)
def test_what_stands_out_most_is_the_answers_figure_and_no_condition(words, main):
    marked = str(with_figures(Markup(f"<p>{words}</p>")))
    assert re.findall(r'<b class="figure main">(.*?)</b>', marked) == [main]
    assert re.sub("<.*?>", "", marked) == re.sub("<.*?>", "", words)


@pytest.mark.parametrize(
    ("words", "called"),
    [
        ("拨打<strong>12328</strong>", ["12328"]),
        ("<strong>122</strong>或12345报修", ["122", "12345"]),
        ("有危险打110、120，没人理打12389", ["110", "120", "12389"]),
        ("找城管（12345），收费问 12315", ["12345", "12315"]),
        ("打局里的电话：0571-87654321", ["0571-87654321"]),
        ("先打 120，同时报警 122（或 110）", ["120", "122", "110"]),
        ("投诉<em>12378</em>", ["12378"]),
        ("在“交管12123”查，12306网站也行", []),
        ("限速120公里，开到110，最低110元", []),
        ('<a href="/x">打12345</a>', []),
    ],
)
def test_a_number_in_words_on_whom_to_call_is_a_link(words, called):
    linked = str(with_calls(Markup(f"<p>{words}</p>")))
    assert re.findall(r'href="tel:(.*?)"', linked) == called
    assert re.sub("<.*?>", "", linked) == re.sub("<.*?>", "", words)


def test_tags_are_shown_as_typed():
    assert to_html("<script>x</script>") == "<p>&lt;script&gt;x&lt;/script&gt;</p>"


def test_a_dangerous_link_loses_its_address():
    assert "javascript" not in to_html("[x](javascript:alert(1))").lower()


def test_deep_nesting_is_shown_plainly():
    assert "&gt;" in to_html("> " * 2000 + "x")


def test_words_alone_for_a_description():
    assert to_words("罚**200元**，看[这里](entry:a)。") == "罚200元，看这里。"


@given(MARKDOWN)
def test_no_text_makes_markup_beyond_plain_formatting(text):
    html = to_html(text)
    tags = set(re.findall(r"<\s*([a-zA-Z]\w*)", html))
    assert tags <= {
        "p", "br", "hr", "ul", "ol", "li", "strong", "em", "del", "code", "pre", "blockquote",
        "a", "h2", "h3", "h4", "h5", "h6", "s", "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    for tag in re.findall(r"<[a-z][^>]*>", html):
        assert not re.search(r"""\s(on\w+|style|src)\s*=(?=(?:[^"]*"[^"]*")*[^"]*$)""", tag)
    assert not re.search(r'href="\s*(javascript|data|vbscript):', html, re.IGNORECASE)
