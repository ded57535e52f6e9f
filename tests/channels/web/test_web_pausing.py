"""Where a question may break over lines."""

import re

from handlers.channels.web.pausing import pausing


def test_short_clauses_stay_whole():
    question = "电动自行车能带人吗，带小孩到几岁，载人罚多少？"
    assert pausing(question) == question


def test_a_clause_longer_than_a_line_may_break_but_not_before_a_sign():
    shown = str(pausing("县里的机关可以“委托”别的单位办许可吗，<b>找谁？"))
    assert "县<wbr>里" in shown
    assert "吗，&lt;b&gt;找谁？" in shown
    assert not re.search("<wbr>[，？”]", shown)
