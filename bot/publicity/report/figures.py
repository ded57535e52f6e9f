"""Figures: a number, what it counts, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.store.report import QUERIES, Row

_FIRST = ("days_observed", "core_days", "core_observed")
_LAST = ("entries", "added", "retired", "reviewed", "reviewed_here", "due", "laws")


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is None where nothing was there to be measured. `query` names the query that made
    it; for a figure from the knowledge files, `source` says how it is counted."""

    label: str
    value: int | float | None
    unit: str
    query: str = ""
    source: str = ""

    @property
    def text(self) -> str:
        """1234, 12.3% or 5.2 小时; a dash for nothing."""
        if self.value is None:
            return "—"
        if self.unit == "%":
            return f"{self.value:.1f}%"
        return f"{self.value:.1f}" if isinstance(self.value, float) else str(self.value)


def from_rows(rows: Mapping[str, Sequence[Row]]) -> dict[str, Figure]:
    """What the store counted."""
    (sent,), (held,), (asked,) = rows["sent"], rows["activities"], rows["questions"]
    (letters,), (reply,), (votes,) = rows["letters"], rows["reply_time"], rows["votes"]
    (knowledge,), (reviewed,) = rows["knowledge"], rows["reviewed"]
    (exams,), (quiz,), (masses,) = rows["exams"], rows["quiz"], rows["broadcasts"]
    hours = None if reply[0] is None else float(reply[0]) / 3600
    came = sum(_int(count) for _, count in rows["arrivals"])
    new = sum(_int(count) for _, count in rows["subscribers"])
    return {
        "campaigns": Figure("推送", _int(sent[0]), "次", "sent"),
        "listed": Figure("推送名单", _int(sent[1]), "人次", "sent"),
        "sent": Figure("推送送达", _int(sent[2]), "人次", "sent"),
        "reached": Figure("推送送达的订阅者", _int(sent[3]), "个", "sent"),
        "uncertain": Figure("推送结果不明", _int(sent[4]), "人次", "sent"),
        "blocked": Figure("已屏蔽机器人", _int(sent[5]), "人次", "sent"),
        "failed": Figure("推送失败", _int(sent[6]), "人次", "sent"),
        "skipped": Figure("未发（退订、到上限、免打扰）", _int(sent[7]), "人次", "sent"),
        "masses": Figure("公众号群发", _int(masses[0]), "次", "broadcasts"),
        "mass_sent": Figure("公众号群发送达", _int(masses[1]), "人次", "broadcasts"),
        "mass_failed": Figure("公众号群发失败", _int(masses[2]), "人次", "broadcasts"),
        "new_subscribers": Figure("新增订阅", new, "个", "subscribers"),
        "arrivals": Figure("扫海报二维码到访", came, "次", "arrivals"),
        "activities": Figure("线下活动", _int(held[0]), "场", "activities"),
        "people": Figure("线下活动参加人数", _int(held[1]), "人", "activities"),
        "materials": Figure("发放资料", _int(held[2]), "份", "activities"),
        "consultations": Figure("现场咨询", _int(held[3]), "次", "activities"),
        "asked": Figure("线上提问", _int(asked[0]), "次", "questions"),
        "answered": Figure("其中：直接回答", _int(asked[1]), "次", "questions"),
        "chosen": Figure("其中：从候选中选中", _int(asked[2]), "次", "questions"),
        "not_chosen": Figure("其中：给出候选未选", _int(asked[3]), "次", "questions"),
        "article": Figure("其中：指到条文", _int(asked[4]), "次", "questions"),
        "unknown": Figure("其中：未能回答", _int(asked[5]), "次", "questions"),
        "unknown_share": Figure("未答率", _share(asked[5], asked[0]), "%", "questions"),
        "letters": Figure("群众留言", _int(letters[0]), "件", "letters"),
        "replied": Figure("工作人员已答复", _int(letters[1]), "件", "letters"),
        "within_day": Figure("24 小时内答复", _int(letters[2]), "件", "letters"),
        "reply_hours": Figure("答复用时中位数", hours, "小时", "reply_time"),
        "votes": Figure("评价", _int(votes[0]), "次", "votes"),
        "helpful_share": Figure("满意率（认为有用）", _share(votes[1], votes[0]), "%", "votes"),
        "exams": Figure("学法用法考试", _int(exams[0]), "场", "exams"),
        "exam_due": Figure("应考", _int(exams[1]), "人次", "exams"),
        "exam_sat": Figure("实考", _int(exams[2]), "人次", "exams"),
        "exam_sat_share": Figure("参考率", _share(exams[2], exams[1]), "%", "exams"),
        "exam_passed": Figure("合格", _int(exams[3]), "人次", "exams"),
        "exam_passed_share": Figure("合格率", _share(exams[3], exams[2]), "%", "exams"),
        "quiz": Figure("公众学法答题", _int(quiz[0]), "次", "quiz"),
        "added": Figure("知识库新增条目", _int(knowledge[1]), "条", "knowledge"),
        "retired": Figure("知识库撤下条目", _int(knowledge[2]), "条", "knowledge"),
        "reviewed": Figure("复核过的条目", _int(reviewed[0]), "条", "reviewed"),
        "reviewed_here": Figure("其中由本单位审核发布", _int(reviewed[1]), "条", "reviewed"),
    }  # fmt: skip


def in_order(figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """The days first, the knowledge last."""
    others = [key for key in figures if key not in (*_FIRST, *_LAST)]
    return {key: figures[key] for key in (*_FIRST, *others, *_LAST)}


def number_of(query: str) -> int:
    """The place of a query in the appendix, from 1."""
    return list(QUERIES).index(query) + 1


def _int(value: str | int | float | None) -> int:
    return int(value or 0)


def _share(part: str | int | float | None, whole: str | int | float | None) -> float | None:
    return 100 * _int(part) / _int(whole) if whole else None
