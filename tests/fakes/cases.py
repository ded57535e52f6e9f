"""A case card for tests: nobody's, of no bureau."""

from __future__ import annotations

CASE = """\
---
title: 某公司货车载物超重案
topic: 货运超限
rank: 典型案例
basis:
  - 道路交通安全法 第九十二条
published: 测试用，不是真实案例
decided: 2026-03-02
link: https://example.com/cases/1
reviewed: 2026-11-01
review_by: 2027-11-01
---

## 案情

某公司的货车在某县被查获，载物超过核定载质量。

## 处理结果

罚款 500 元。某公司没有申请复议。

## 释法

载物超过核定载质量，由公安机关交通管理部门处罚。
"""


def write(folder, slug: str = "chaozai-1", text: str = CASE, topic: str = "货运超限") -> None:
    path = folder / "cases" / topic / f"{slug}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
