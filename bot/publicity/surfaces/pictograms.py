"""Simple drawings, one for each field of transport."""

from __future__ import annotations

from markupsafe import Markup

from bot.knowledge.entries import Entry

_DRAWINGS = {
    "crossing": (
        '<circle cx="25" cy="6" r="4.2" fill="currentColor" stroke="none"/>'
        '<path d="M24.5 13 L22.5 24 L29 29.5 L30.5 37.5 M22.5 24 L19.5 31.5 L13.5 36.5'
        ' M24.5 14 L17 18.5 L15.5 24 M25 15 L29.5 20 L35 21.5" stroke-width="3.8"/>'
        '<path d="M4 44 h7 M16 44 h7 M28 44 h7 M40 44 h5" stroke-width="4.4"'
        ' stroke-linecap="butt"/>'
    ),
    "truck": (
        '<path d="M3 12 h25 v22 h-25 z" fill="currentColor"/>'
        '<path d="M28 19 h9 l8 9 v6 h-17 z"/>'
        '<circle cx="12" cy="37" r="4.6" fill="currentColor"/>'
        '<circle cx="36" cy="37" r="4.6" fill="currentColor"/>'
    ),
    "bus": (
        '<path d="M10 5 h28 a4 4 0 0 1 4 4 v29 h-36 v-29 a4 4 0 0 1 4 -4 z"/>'
        '<path d="M11.5 12 h25 v11 h-25 z" fill="currentColor"/>'
        '<path d="M12 31 h4 M32 31 h4" stroke-width="4"/>'
        '<path d="M13 39 v5 M35 39 v5" stroke-width="5.5" stroke-linecap="butt"/>'
    ),
    "car": (
        '<path d="M5 26 L10.5 13.5 A4 4 0 0 1 14 11 H34 A4 4 0 0 1 37.5 13.5 L43 26 V37 H5 Z"/>'
        '<path d="M10.5 23 L14 15 H34 L37.5 23 Z" fill="currentColor" stroke="none"/>'
        '<path d="M12 31 h4 M32 31 h4" stroke-width="4"/>'
        '<path d="M11 38 v5 M37 38 v5" stroke-width="6" stroke-linecap="butt"/>'
    ),
    "ship": (
        '<path d="M4 26 h40 l-6 12 h-28 z" fill="currentColor"/>'
        '<path d="M12 25 v-9 h21 v9 M20 15 v-9 h7 v9"/>'
        '<path d="M4 44 q5 -4 10 0 t10 0 t10 0 t10 0" stroke-width="2.6"/>'
    ),
    "bicycle": (
        '<circle cx="11" cy="32" r="8.5"/><circle cx="37" cy="32" r="8.5"/>'
        '<path d="M11 32 L19 18 H32 L37 32 M19 18 L25 32 L32 18 M11 32 H25 M15 13 h8 M19 18 v-5'
        ' M32 18 l-2 -8 h7" stroke-width="2.8"/>'
    ),
    "scales": (
        '<path d="M24 5 V41 M13 42 h22 M7 12 h34" stroke-width="3.2"/>'
        '<path d="M8.5 13 L2.5 28 M8.5 13 L14.5 28 M39.5 13 L33.5 28 M39.5 13 L45.5 28"'
        ' stroke-width="2"/>'
        '<path d="M2 28 h13 a6.5 6.5 0 0 1 -13 0 z M33 28 h13 a6.5 6.5 0 0 1 -13 0 z"'
        ' fill="currentColor" stroke="none"/>'
    ),
    "helmet": (
        '<path d="M4 32 h40 v6 h-40 z" fill="currentColor"/>'
        '<path d="M20 21 V9 h8 v12 M8.5 31 v-4 a14 14 0 0 1 11 -13.6 M39.5 31 v-4'
        ' a14 14 0 0 0 -11 -13.6" stroke-width="3.4"/>'
    ),
    "wheel": (
        '<circle cx="24" cy="24" r="19" stroke-width="4.2"/>'
        '<circle cx="24" cy="25" r="5" fill="currentColor"/>'
        '<path d="M6 22 h14 M28 22 h14 M24 30 v12" stroke-width="4.2"/>'
    ),
    "warning": (
        '<path d="M24 6 L45 42 H3 Z" stroke-width="3.6"/>'
        '<path d="M24 18 v11" stroke-width="4.2"/><path d="M24 35.6 v.4" stroke-width="4.6"/>'
    ),
    "road": (
        '<path d="M17 5 L4 43 M31 5 L44 43" stroke-width="3.6"/>'
        '<path d="M24 7 v6 M24 20 v7 M24 34 v9" stroke-width="3.6"/>'
    ),
}
_OF_TOPICS = {
    "货运超限": "truck",
    "危货": "truck",
    "客运": "bus",
    "公交地铁": "bus",
    "网约车出租车": "car",
    "车辆登记检验": "car",
    "停车": "car",
    "水运港口船员": "ship",
    "电动车非机动车": "bicycle",
    "执法程序与救济": "scales",
    "普法宣传": "scales",
    "许可办事": "scales",
    "安全生产": "helmet",
    "驾培维修租赁": "wheel",
    "驾驶证记分": "wheel",
    "交通事故赔偿": "warning",
    "公路路政收费": "road",
}
_OF_WORDS = {"斑马线": "crossing", "行人": "crossing", "校车": "bus", "船": "ship"}
"""What a headline names goes before the field that its first question belongs to."""


def pictogram(headline: str, questions: tuple[Entry, ...], colour: str) -> Markup:
    """The drawing as SVG; a road where nothing fits better."""
    topics = [_OF_TOPICS[entry.topic] for entry in questions if entry.topic in _OF_TOPICS]
    named = (drawing for word, drawing in _OF_WORDS.items() if word in headline)
    return _drawn(next(named, topics[0] if topics else "road"), colour)


def of_topic(topic: str, colour: str) -> Markup:
    """The drawing of a topic of the knowledge base as SVG; a road where it has none."""
    return _drawn(_OF_TOPICS.get(topic, "road"), colour)


def _drawn(name: str, colour: str) -> Markup:
    # The colour stands in each drawing: WeasyPrint hands none down.
    return Markup(  # noqa: S704 - our own drawings
        '<svg viewBox="0 0 48 48" fill="none" stroke="currentColor" stroke-width="3"'
        f' stroke-linecap="round" stroke-linejoin="round">{_DRAWINGS[name]}</svg>'.replace(
            "currentColor", colour
        )
    )
