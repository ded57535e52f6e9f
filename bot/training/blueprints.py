"""Blueprints of papers: which forms, how many, from which topics, and the rule they are marked by.

What exams in practice have in common: 50 to 100 questions, 100 points, 60 to 90 minutes, 60 to
pass, 80 good, 90 excellent, two or three attempts of which the best counts; of several options all
and no other (陕西 2020, 济宁 2021, 内蒙古 2016, 湖南 2020).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot import frontmatter
from bot.frontmatter import Fault, FaultyFile
from bot.knowledge.items import Form

FOLDER = "papers"
CASE = "案例"
MOST_TRUE_FALSE = 0.2
"""Of a paper's points: half of them are right by chance."""
FEWEST = 40
"""Questions of a paper that somebody may fail: below, chance decides too much."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Section(_Frozen):
    """So many questions of a form, or of cases (linked questions of any form but 判断), from these
    topics; from all where none is named."""

    form: Form | Literal["案例"]
    count: int = Field(ge=1, le=100)
    points: int = Field(ge=1, le=20)
    topics: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.form}（{'、'.join(self.topics)}）" if self.topics else str(self.form)


class Blueprint(_Frozen):
    """`articles` limits it to items that rest on one of these (行政处罚法 第五十一条) or on these
    laws: so a change of law makes a paper."""

    title: str = Field(min_length=2, max_length=60)
    audience: tuple[str, ...] = ("执法",)
    minutes: int = Field(ge=5, le=240)
    attempts: int = Field(default=2, ge=1, le=5)
    passing: int = Field(default=60, ge=1, le=100)
    good: int = Field(default=80, ge=1, le=100)
    excellent: int = Field(default=90, ge=1, le=100)
    multiple: Literal["all", "partial"] = "all"
    sections: tuple[Section, ...] = Field(min_length=1)
    articles: tuple[str, ...] = ()
    note: str = ""

    @property
    def count(self) -> int:
        return sum(section.count for section in self.sections)

    @property
    def total(self) -> int:
        return sum(section.count * section.points for section in self.sections)

    def grade(self, score: float) -> str:
        """By percent of the points."""
        share = 100 * score / self.total
        if share < self.passing:
            return "不合格"
        return "优秀" if share >= self.excellent else "良好" if share >= self.good else "合格"

    def passes(self, score: float) -> bool:
        return 100 * score / self.total >= self.passing

    @property
    def rule(self) -> str:
        """What is printed before the start."""
        marked = (
            "多选题少选、多选、错选均不得分"
            if self.multiple == "all"
            else "多选题少选的按选对的比例得分，错选不得分"
        )
        often = f"可考{self.attempts}次，取最高分" if self.attempts > 1 else "只能考1次"
        needed = -(-self.total * self.passing // 100)
        return (
            f"本卷{self.count}题，{self.total}分，限时{self.minutes}分钟，{needed}分合格。{marked}；"
            f"填空题按空给分。每答一题自动保存，断线可接着答；到时自动交卷。{often}。"
        )

    @property
    def advice(self) -> list[str]:
        """What makes a pass mean less, in words for whoever makes the paper."""
        halves = sum(one.count * one.points for one in self.sections if one.form is Form.TRUE_FALSE)
        found = []
        if halves > MOST_TRUE_FALSE * self.total:
            found.append(f"判断题占{halves}分，超过两成：猜也能对一半")
        if self.count < FEWEST:
            found.append(f"只有{self.count}题，不到{FEWEST}题：适合练习，作合格与否的考试偏少")
        return found


def parse(text: str, path: Path) -> Blueprint:
    """Raises: FaultyFile."""
    values, lines = frontmatter.parse_yaml(text, path)
    try:
        return Blueprint.model_validate(values)
    except ValidationError as error:
        raise FaultyFile(
            [
                Fault(path, lines.get(str(one["loc"][0]), 1), _said(".".join(map(str, one["loc"]))))
                for one in error.errors()
            ]
        ) from error


def load(folders: Iterable[Path]) -> tuple[dict[str, Blueprint], list[Fault]]:
    """The shipped ones and the bureau's own, which win, by name; one with a fault wins over
    nothing."""
    found: dict[str, Blueprint] = {}
    faults: list[Fault] = []
    for folder in folders:
        for path in sorted((folder / FOLDER).glob("*.yaml")):
            try:
                found[path.stem] = parse(frontmatter.read_text(path), path)
            except FaultyFile as error:
                faults += error.faults
    return found, faults


def _said(where: str) -> str:
    return f"“{where}”写得不对：照 knowledge/{FOLDER} 里的例子改"
