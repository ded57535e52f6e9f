"""A paper's blueprint as the fields of a form, and back: sections are lines that people write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TypeVar

from pydantic import ValidationError

from bot.knowledge.statutes.register import Register
from bot.staff.refusals import Flawed
from bot.training.blueprints import Blueprint, Section

Read = TypeVar("Read")
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


def to_blueprint(
    given: Mapping[str, str], audience: tuple[str, ...], register: Register
) -> Blueprint:
    """
    Raises:
        Flawed: with what to do, by field.
    """
    faults: dict[str, str] = {}
    sections = list(_each_line(given, "sections", _section, faults))
    articles = list(_each_line(given, "articles", partial(_article, register), faults))
    values = {
        name: given.get(name, "").strip()
        for name in ("title", "minutes", "attempts", "passing", "good", "excellent", "multiple")
    }
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
    if blueprint.good < blueprint.passing:
        faults.setdefault("good", "良好线不能低于合格线")
    if blueprint.excellent < blueprint.good:
        faults.setdefault("excellent", "优秀线不能低于良好线")
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


def _each_line(
    given: Mapping[str, str], name: str, read: Callable[[str], Read], faults: dict[str, str]
) -> Iterator[Read]:
    """What each line of a field says; the first that can't be read is told of."""
    for line in filter(None, map(str.strip, given.get(name, "").splitlines())):
        try:
            yield read(line)
        except ValueError as error:
            faults.setdefault(name, str(error))


def _section(line: str) -> Section:
    """Raises: ValueError: with what to do."""
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError(f"看不懂“{line}”：写成 单选 25题 每题2分")
    topics = tuple(filter(None, re.split(r"[、，,\s]+", match["topics"] or "")))
    numbers = {"count": int(match["count"]), "points": int(match["points"])}
    try:
        return Section.model_validate({"form": match["form"], **numbers, "topics": topics})
    except ValidationError as error:
        raise ValueError(f"“{line}”：题数写 1 到 100，每题写 1 到 20 分") from error


def _article(register: Register, line: str) -> str:
    """However it is written: 《道路运输条例》第63条, 道条 第六十三条, a law alone.

    Raises:
        ValueError: with what to do.
    """
    if citation := register.find_citation(line):
        law = register.statutes[citation.law]
        if citation.article and law.knows(citation.article) is False:
            raise ValueError(f"《{citation.law}》没有{citation.article}")
        return str(citation)
    if found := register.find(line):
        return found.short
    raise ValueError(f"不认识“{line}”：写成 道路运输条例 第六十三条，或者只写法名")


def _line(section: Section) -> str:
    topics = f"（{'、'.join(section.topics)}）" if section.topics else ""
    return f"{section.form} {section.count}题 每题{section.points}分{topics}"
