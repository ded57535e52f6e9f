"""A paper's blueprint as the fields of a form, and back: sections are lines that people write."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pydantic import ValidationError

from bot.staff.refusals import Flawed
from bot.training.blueprints import Blueprint, Section

_LINE = re.compile(
    r"(?P<form>判断|单选|多选|填空|纠错|案例)题?\s*(?P<count>\d{1,3})\s*[题道]?\s*[，,、\s]*"
    r"(?:每[题道])?\s*(?P<points>\d{1,2})\s*分?\s*(?:[（(](?P<topics>[^（）()]*)[）)])?\s*"
)


def of_blueprint(blueprint: Blueprint) -> dict[str, str | list[str]]:
    return {
        "title": blueprint.title,
        "audience": list(blueprint.audience),
        "minutes": str(blueprint.minutes),
        "attempts": str(blueprint.attempts),
        "passing": str(blueprint.passing),
        "good": str(blueprint.good),
        "excellent": str(blueprint.excellent),
        "multiple": blueprint.multiple,
        "sections": "\n".join(map(_line, blueprint.sections)),
        "articles": "\n".join(blueprint.articles),
    }


def to_blueprint(given: Mapping[str, str], audience: tuple[str, ...]) -> Blueprint:
    """
    Raises:
        Flawed: with what to do, by field.
    """
    faults: dict[str, str] = {}
    sections: list[dict[str, object]] = []
    for line in filter(None, map(str.strip, given.get("sections", "").splitlines())):
        match = _LINE.fullmatch(line)
        if match is None:
            faults.setdefault("sections", f"看不懂“{line}”：写成 单选 25题 每题2分")
            continue
        topics = tuple(filter(None, re.split(r"[、，,\s]+", match["topics"] or "")))
        numbers = {"count": int(match["count"]), "points": int(match["points"])}
        sections.append({"form": match["form"], **numbers, "topics": topics})
    values = {
        name: given.get(name, "").strip()
        for name in ("title", "minutes", "attempts", "passing", "good", "excellent", "multiple")
    }
    articles = tuple(filter(None, map(str.strip, given.get("articles", "").splitlines())))
    if not audience:
        faults["audience"] = "选考的人"
    try:
        blueprint = Blueprint.model_validate(
            {**values, "audience": audience, "sections": sections, "articles": articles}
        )
    except ValidationError as error:
        for one in error.errors():
            name = str(one["loc"][0])
            faults.setdefault(name, _NEEDS.get(name, "写得不对"))
        raise Flawed(faults) from error
    if faults:
        raise Flawed(faults)
    return blueprint


_NEEDS = {
    "title": "写一个名称，2 到 60 个字",
    "minutes": "限时写 5 到 240 之间的整数",
    "attempts": "次数写 1 到 5",
    "passing": "合格线写 1 到 100 的整数",
    "good": "良好线写 1 到 100 的整数",
    "excellent": "优秀线写 1 到 100 的整数",
    "sections": "至少写一行：单选 25题 每题2分",
    "multiple": "选一种",
}


def _line(section: Section) -> str:
    topics = f"（{'、'.join(section.topics)}）" if section.topics else ""
    return f"{section.form} {section.count}题 每题{section.points}分{topics}"
