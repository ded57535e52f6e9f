from dataclasses import replace
from pathlib import Path

import pytest

from bot.frontmatter import FaultyFile
from bot.knowledge import items
from bot.knowledge.items import Form

ITEM = """\
---
form: 单选
case: 张某未取得道路运输经营许可，用货车为他人运沙，收运费8000元。
stem: 依照《道路运输条例》，应当处多少罚款？
options:
  - A. 200元以上2000元以下
  - B. 3000元以上1万元以下
  - C. 1万元以上5万元以下
key: B
mistakes:
  A: 这是别的行为
topic: 货运超限
audience: [执法]
aim: 幅度
basis:
  - 道路运输条例 第六十三条
reviewed: 2026-11-28
review_by: 2027-05-31
---

不足1万元的，3000元以上1万元以下。
"""
PATH = Path("货运超限/wuxu-fudu.md")


def faults(*changes: tuple[str, str]) -> list[str]:
    text = ITEM
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    try:
        items.parse(text, PATH)
    except FaultyFile as error:
        return [fault.message for fault in error.faults]
    return []


def test_it_reads_an_item_and_writes_it_back_to_the_byte():
    item = items.parse(ITEM, PATH)
    assert (item.slug, item.form, item.key) == ("wuxu-fudu", Form.SINGLE, ("B",))
    assert item.right == ("3000元以上1万元以下",)
    assert [option.id for option in item.options] == ["A", "B", "C"]
    assert items.render(item) == ITEM


def test_it_writes_what_it_can_read_again():
    item = items.parse(ITEM, PATH)
    changed = replace(item, stem="依照《道路运输条例》，罚多少？", source="")
    assert items.parse(items.render(changed), PATH) == changed


def test_a_changed_answer_is_another_answer_and_changed_words_are_not():
    item = items.parse(ITEM, PATH)
    reworded = items.parse(ITEM.replace("应当处多少罚款", "罚多少钱"), PATH)
    rekeyed = items.parse(ITEM.replace("key: B", "key: C").replace("A: 这", "B: 这"), PATH)
    assert item.answer == reworded.answer != rekeyed.answer
    assert len({item.revision, reworded.revision, rekeyed.revision}) == 3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("key: B", "key: D"), "D 不是选项"),
        (("key: B", "key: AB"), "只有一个答案"),
        (("form: 单选", "form: 多选"), "多选题要有4 到 6 个选项"),
        (("form: 单选", "form: 问答"), "没有form 问答"),
        (("C. 1万元以上5万元以下", "A. 1万元以上5万元以下"), "字母按"),
        (("C. 1万元以上5万元以下", "C. 200元以上2000元以下"), "有两个选项相同"),
        (("道路运输条例 第六十三条", "道路运输条例"), "依据要写到条"),
        (("[执法]", "[大家]"), "没有对象 大家"),
        (("aim: 幅度\n", ""), "缺“aim”"),
        (("  A: 这", "  E: 这"), "没有选项 E"),
        (("topic: ", "tpoic: 2\ntopic: "), "没有“tpoic”这一项"),
        (("reviewed: 2026-11-28", "reviewed: 昨天"), "应当是日期"),
        (("\n不足1万元的，3000元以上1万元以下。\n", ""), "没有解析"),
    ],
)
def test_it_names_what_is_wrong_and_how_to_mend_it(change, said):
    found = faults(change)
    assert any(said in one for one in found), found


FILL = """\
---
form: 填空
stem: 依照《行政处罚法》，对公民处____元以下、对单位处____元以下罚款的，可以当场处罚。
key: [200元, 3000元]
topic: 执法程序
audience: [执法]
aim: 规则
basis: [行政处罚法 第五十一条]
reviewed: 2026-11-28
review_by: 2027-05-31
---

公民200元，单位3000元。
"""


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("[200元, 3000元]", "[200元]", "2 个空"),
        ("[200元, 3000元]", "[200, 3000元]", "不是一个带单位的数字"),
        ("[200元, 3000元]", "[200日, 3000元]", "要印出单位“日”"),
    ],
)
def test_blanks_need_a_figure_and_its_unit_each(before, after, said):
    assert items.parse(FILL, PATH).right == ("200元", "3000元")
    with pytest.raises(FaultyFile, match=said):
        items.parse(FILL.replace(before, after), PATH)
