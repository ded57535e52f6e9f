"""What the console's pages may not say: buttons that tell nothing, emptiness that helps nobody."""

import re

from handlers.channels.console.console import HERE

SAYS_NOTHING = re.compile(r">\s*(确定|确认|取消|提交|好的|OK)\s*</(a|button)>|暂无|确定吗|操作成功")
"""A button or link names what it does (取消这场考试); an empty list, what will appear there."""


def test_pages_say_what_their_buttons_do_and_what_will_appear():
    pages = (HERE / "templates").rglob("*.html")
    assert [page.name for page in pages if SAYS_NOTHING.search(page.read_text("utf-8"))] == []
