from pathlib import Path

import pytest

from bot.frontmatter import FaultyFile
from bot.knowledge import cases
from tests.fakes.cases import CASE

PATH = Path("货运超限/chaozai-1.md")


def faults(*changes: tuple[str, str]) -> list[str]:
    text = CASE
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    with pytest.raises(FaultyFile) as error:
        cases.parse(text, PATH)
    return [fault.message for fault in error.value.faults]


def test_a_card_reads_as_it_was_written_and_back():
    case = cases.parse(CASE, PATH)
    assert list(case.sections) == ["案情", "处理结果", "释法"]
    assert case.outcome == "罚款 500 元。"
    assert cases.render(case) == CASE
    doubted = cases.parse(cases.render(cases.parse(CASE, PATH)), PATH)
    assert doubted == case


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("published: 测试用，不是真实案例\n", ""), "缺“published”"),
        (("## 释法", "## 启示"), "没有“启示”这一节：用案情、争议与查明、处理结果、释法"),
        (("## 处理结果\n\n罚款 500 元。某公司没有申请复议。\n\n", ""), "缺“处理结果”"),
        (("第九十二条", ""), "依据要写到条"),
        (("https://example.com/cases/1", "见网站"), "网址打不开"),
        (("典型案例\nbasis", "听说的\nbasis"), "没有来源类别 听说的"),
        (("2026-03-02", "三月二日"), "日期，写成 2026-11-28"),
        (("## 案情", "发生了一件事\n\n## 案情"), "正文分节写，从“## 案情”开始"),
    ],
)
def test_each_fault_says_what_to_do(change, said):
    assert any(said in one for one in faults(change)), faults(change)
