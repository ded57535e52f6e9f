"""A day of a 服务号 and one of an unverified 订阅号 over the double of WeChat, as they happen:

python benchmarks/wechat_day.py > docs/wechat-days.md
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog

from bot.config import ROOT

sys.path.insert(0, str(ROOT))

from tests.fakes.waitless import WaitlessLoop
from tests.fakes.wechat import Kind
from tests.fakes.wechat import day as days
from tests.fakes.wechat.day import Day

OPENING = """\
用 `python benchmarks/wechat_day.py` 在微信的替身上跑出来的：消息加密推送，〔〕里的是可以点的选项，
字节数是微信计的长度（上限 2048）。甲、乙、丙、丁是替身里的群众。"""


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    print("# 公众号的一天\n")
    print(OPENING)
    for kind, (title, happens) in days.DAYS.items():
        with asyncio.Runner(loop_factory=WaitlessLoop) as runner:
            print(f"\n## {title}")
            print(runner.run(_told(kind, happens)))


async def _told(kind: Kind, happens: Callable[[Day], Awaitable[None]]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        async with days.account(Path(folder), kind) as day:
            await happens(day)
            return day.told.text


if __name__ == "__main__":
    main()
