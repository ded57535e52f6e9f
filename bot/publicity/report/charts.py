"""Charts as PNG, in shades that a black-and-white printer keeps apart."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bot.publicity.report.gathering import Report
from bot.store.report import Row

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FONT = "Noto Sans CJK SC"
DARK, LIGHT, INK = "#0a2f6b", "#a9bcdc", "#222222"
WIDTH = 6.3
"""Inches between the margins of a page."""
MOST_TOPICS = 12


class MissingFont(RuntimeError):
    """There is no font with Chinese characters; the message says what to install."""


def questions(report: Report) -> bytes:
    """Questions a month or a day: answered, offered, not answered."""
    rows = _by_part(report, "questions_by_time")
    answered = [int(row[2] or 0) for row in rows]
    unknown = [int(row[3] or 0) for row in rows]
    offered = [int(row[1] or 0) - a - u for row, a, u in zip(rows, answered, unknown, strict=True)]
    layers: tuple[tuple[str, list[int], dict[str, Any]], ...] = (
        ("已答复", answered, {"color": DARK}),
        ("给出候选未选", offered, {"color": LIGHT}),
        ("未能回答", unknown, {"color": "white", "edgecolor": INK, "hatch": "////"}),
    )
    with _figure(2.7) as (figure, png):
        axes = figure.subplots()
        below = [0] * len(rows)
        for label, heights, style in layers:
            axes.bar(report.period.parts, heights, bottom=below, label=label, width=0.7, **style)
            below = [b + h for b, h in zip(below, heights, strict=True)]
        _label_parts(axes, report)
        axes.set_ylabel("次", rotation=0, loc="top")
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False)
    return png.getvalue()


def topics(report: Report) -> bytes:
    """Answered questions by topic, the most first; small topics together."""
    rows = [(str(name), int(count or 0)) for name, count in report.rows["questions_by_topic"]]
    if len(rows) > MOST_TOPICS:
        rest = rows[MOST_TOPICS - 1 :]
        rows = [*rows[: MOST_TOPICS - 1], (f"其余{len(rest)}个主题", sum(n for _, n in rest))]
    with _figure(0.5 + 0.25 * len(rows)) as (figure, png):
        axes = figure.subplots()
        bars = axes.barh([name for name, _ in rows], [count for _, count in rows], color=DARK)
        axes.bar_label(bars, padding=3)
        axes.invert_yaxis()
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)
        axes.tick_params(axis="y", length=0)
    return png.getvalue()


def reach(report: Report) -> bytes:
    """Whom notices reached, and who came to activities: each with a scale of its own."""
    panels = (
        ("推送送达（人次）", "sent_by_time", 1),
        ("线下活动参加（人）", "activities_by_time", 2),
    )
    with _figure(2.4) as (figure, png):
        for axes, (title, query, column) in zip(figure.subplots(1, 2), panels, strict=True):
            heights = [int(row[column] or 0) for row in _by_part(report, query)]
            axes.bar(report.period.parts, heights, color=DARK, width=0.7)
            axes.set_title(title, loc="left", fontsize=9)
            _label_parts(axes, report)
    return png.getvalue()


@contextmanager
def _figure(height: float) -> Iterator[tuple[Figure, io.BytesIO]]:
    """A drawing and where its picture is put once it is done."""
    # Slow to import, and needed for nothing else. Without pyplot there is no global state.
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    _find_font()
    png = io.BytesIO()
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(WIDTH, height), dpi=200, layout="constrained")
        FigureCanvasAgg(figure)
        yield figure, png
        figure.savefig(png, format="png")


_STYLE: Any = {
    "font.sans-serif": [FONT],
    "font.family": "sans-serif",
    "font.size": 8.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "axes.unicode_minus": False,
    "hatch.linewidth": 0.6,
}


def _find_font() -> None:
    """Raises: MissingFont."""
    from matplotlib import font_manager

    if any(font.name == FONT for font in font_manager.fontManager.ttflist):
        return
    # The list is kept from an earlier start: the font may have been installed since.
    for path in font_manager.findSystemFonts():
        if "NotoSansCJK" in path:
            font_manager.fontManager.addfont(path)
    if not any(font.name == FONT for font in font_manager.fontManager.ttflist):
        raise MissingFont(f"charts need the font {FONT}: apt-get install fonts-noto-cjk")


def _by_part(report: Report, query: str) -> Sequence[Row]:
    """A row for every month or day, also where nothing was."""
    rows: Mapping[object, Row] = {row[0]: row for row in report.rows[query]}
    return [rows.get(part, (part, 0, 0, 0)) for part in report.period.parts]


def _label_parts(axes: Axes, report: Report) -> None:
    from matplotlib.ticker import MaxNLocator

    parts: Iterable[int] = report.period.parts
    shown = [part for part in parts if not report.period.month or part % 5 == 0 or part == 1]
    axes.set_xticks(shown, [str(part) for part in shown], fontsize=7)
    axes.set_xlabel(report.period.part, loc="right", fontsize=7, labelpad=1)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
