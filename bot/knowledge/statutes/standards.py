"""National standards, of which nothing is registered: GB 1589, 电动自行车国标."""

from __future__ import annotations

import re

_NUMBER = re.compile(
    r"(?<![A-Za-z])(?P<kind>GB(?:\s*/?\s*T)?|JT\s*/?\s*T|国标)\s*(?P<number>[0-9]{3,6})"
    r"(?:\s*[-—.]\s*(?P<year>[0-9]{4}))?",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?P<name>[\u4e00-\u9fff]{0,12}?)的?(?:新|老|旧)?(?:国标|国家标准)")
IS_STANDARD = "标准"


def named(question: str) -> str:
    """What a message calls the standard that it names, "" where it names none.

    >>> named("治超的gb1589"), named("GB/T 19056-2021"), named("电动自行车国标"), named("国标是啥")
    ('国家标准 GB 1589', '国家标准 GB/T 19056-2021', '电动自行车的国家标准', '')
    """
    if found := _NUMBER.search(question):
        kind = re.sub(r"[\s/]", "", found["kind"].upper()).replace("国标", "GB")
        kind = f"{kind[:2]}/T" if kind.endswith("T") and kind != "GB" else kind
        year = f"-{found['year']}" if found["year"] else ""
        whose = "行业标准" if kind.startswith("JT") else f"国家{IS_STANDARD}"
        return f"{whose} {kind} {found['number']}{year}"
    found = _NAME.match(question.strip())
    return f"{found['name']}的国家{IS_STANDARD}" if found and found["name"] else ""
