"""What a form comes to: the entry that it makes where it is to stand, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from bot.editing.forms import LABELS, Flaw, Form, parse
from bot.knowledge.checking.structure import LENGTH, MIN_ASK
from bot.knowledge.entries import AUDIENCES, MAX_BASIS, MAX_SLUG, SLUG, Entry
from bot.knowledge.library import LINK, NAMED, PLACEHOLDER, Library
from bot.knowledge.statutes import citations, naming
from bot.knowledge.statutes.citations import Citation
from bot.masking import mask
from bot.text import marking
from bot.text.normalise import same
from bot.text.sounds import spelled

_NEEDED = ("question", "ask", "topic", "basis", "body")
_ELSEWHERE = {
    "basis": "；没有法条的本地事情（地点、时间、电话、办法）不写条目，审核人在工作台“地方事项”里填"
}
"""Where it goes, if it isn't there for a reason."""
_ISO = re.compile(r"(\d{4})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?")
_NUMBERED = re.compile(r"[》\s]*第?[0-9一二三四五六七八九十百千〇零]+[条條]|[》\s]")
_NEW = re.compile(r"\s*[（(]新[)）]$")
LONGEST_TOPIC = 12
YEAR = 365
SPREAD = 60
"""Days that review dates are spread over: never one date for all."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What staff's words come to: an entry where there are no flaws; warnings never stop it."""

    entry: Entry | None
    flaws: tuple[Flaw, ...] = ()
    warnings: tuple[Flaw, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry is to stand: in this library, under this name (None: not yet named); `base`
    is the version it was made from."""

    library: Library
    today: date
    slug: str = ""
    base: Entry | None = None
    taken: frozenset[str] = field(default=frozenset())


def read(text: str, place: Place) -> Reading:
    """The entry that these words make in that place, or what is wrong with them."""
    form = parse(text)
    flaws = sorted({*form.flaws, *_flaws(form, place)})
    warnings = (*_warnings(form), *_new_topic(form, place.library))
    if flaws:
        return Reading(None, tuple(flaws), warnings)
    return Reading(_entry(form, place), (), warnings)


def name_for(question: str, taken: frozenset[str]) -> str:
    """A new entry's name, by the sound of its question."""
    sounds = [re.sub(r"[^a-z0-9]", "", sound.lower()) for sound in spelled(question)]
    name = ""
    for sound in filter(None, sounds):
        if len(name) + len(sound) + 1 > MAX_SLUG - 4:
            break
        name = f"{name}-{sound}" if name else sound
    name = name or "tiaomu"  # a question of signs alone
    numbers = (f"{name}-{number}" for number in range(2, 1000))
    return next(free for free in (name, *numbers) if free not in taken)


def _flaws(form: Form, place: Place) -> Iterator[Flaw]:
    for key in _NEEDED:
        if not form.text(key) and not form.flaws:
            label, inside = LABELS[key], form.line_in_answer(key)
            what_to_do = (
                f"第 {inside} 行的“{label}：”算在答案里了，请把它移到“答案：”前面"
                if inside
                else f"请加一行“{label}：……”{_ELSEWHERE.get(key, '')}"
            )
            yield Flaw(0, f"缺“{label}”：{what_to_do}")
    if len(form.parts.get("question", ())) > 1:
        yield Flaw(form.line("question"), "问题只写一行")
    if 0 < len(form.items("ask")) < MIN_ASK:
        count = len(form.items("ask"))
        yield Flaw(form.line("ask"), f"问法只有 {count} 种，请写到 {MIN_ASK} 种或更多")
    yield from _name_flaws(form, place)
    yield from _choice_flaws(form, place.library)
    yield from _basis_flaws(form, place.library)
    yield from _owned_phrases(form, place)
    yield from _body_flaws(form, place)
    yield from _date_flaws(form, place.today)


def _name_flaws(form: Form, place: Place) -> Iterator[Flaw]:
    name, line = form.text("slug"), form.line("slug")
    if not name:
        return
    if not SLUG.fullmatch(name) or len(name) > MAX_SLUG:
        yield Flaw(line, f"条目名只用小写字母、数字和连字符，最多 {MAX_SLUG} 个")
    elif place.base and name != place.base.slug:
        yield Flaw(line, f"条目名不能改，原来是 {place.base.slug}")
    elif not place.base and name != place.slug and name in place.taken:
        yield Flaw(line, f"条目名 {name} 已经有了，请换一个")


def _choice_flaws(form: Form, library: Library) -> Iterator[Flaw]:
    topic, is_new = _topic(form)
    if len(form.parts.get("topic", ())) > 1 or any(sign in topic for sign in '/\\.:*?"<>|（）'):
        yield Flaw(form.line("topic"), "主题只写一个词，不带符号")
    elif len(topic) > LONGEST_TOPIC:
        yield Flaw(form.line("topic"), f"主题最多 {LONGEST_TOPIC} 个字，现在 {len(topic)} 个")
    elif topic and topic not in library.topics and not is_new:
        known = "、".join(library.topics)
        yield Flaw(
            form.line("topic"),
            f"没有主题“{topic}”，请用：{known}；真要新开一个，写成“主题：{topic}（新）”",
        )
    for line, name in form.items("audience"):
        if name not in AUDIENCES:
            yield Flaw(line, f"没有对象“{name}”，请用：{'、'.join(AUDIENCES)}")
    for line, name in form.items("blocks"):
        if name not in library.blocks:
            yield Flaw(line, f"没有附段“{name}”，请用：{'、'.join(library.blocks)}")
    for line, words in form.items("figures"):
        if "=" not in words:
            yield Flaw(line, f"“{words}”看不懂：请写成“数字 = 出处”")


def _topic(form: Form) -> tuple[str, bool]:
    """The topic, and whether it is said to be a new one: a slip of the pen must not open one."""
    words = form.text("topic")
    name = _NEW.sub("", words)
    return name, name != words


def _basis_flaws(form: Form, library: Library) -> Iterator[Flaw]:
    found = form.items("basis")
    if len(found) > MAX_BASIS:
        yield Flaw(
            form.line("basis"),
            f"依据有 {len(found)} 条，请留最要紧的 {MAX_BASIS} 条，别的写到“{LABELS['also']}”",
        )
    for line, words in (*found, *form.items("also")):
        citation = _citation(words, library)
        if citation is None:
            yield Flaw(line, _unread(words, library))
        elif citation.article and citations.names_several(naming.plain(words)):
            yield Flaw(line, f"“{words}”不止一条，一行写一条，每条都带法规名")
        elif citation.article and _is_missing(citation, library):
            yield Flaw(line, f"{citation.display}不存在，请核对条号")


def _unread(words: str, library: Library) -> str:
    """Why these words cite nothing, and what to do."""
    known = library.register.find_law(words)
    if known:
        return f"看不懂依据“{words}”，要写成“{known.short} 第几条”"
    name = library.register.find_unknown(words) or _NUMBERED.split(words.strip("《》 "))[0]
    return (
        f"看不懂依据“{words}”，法规名录里没有《{name.strip('《》 ')}》："
        "请核对名称；本省、本市的法规由审核人在“法规”里登记后再引用"
    )


def _citation(words: str, library: Library) -> Citation | None:
    """What staff cite, by the law's short title; None where it can't be told."""
    if found := library.register.find_citation(words):
        return found
    law = library.register.find(words)
    return Citation(law.short) if law else None


def _cited(form: Form, key: str, library: Library) -> tuple[Citation, ...]:
    """What the part cites, each article once."""
    found = [_citation(words, library) for _, words in form.items(key)]
    return tuple(dict.fromkeys(citation for citation in found if citation))


def _is_missing(citation: Citation, library: Library) -> bool:
    statute = library.register.statutes[citation.law]
    return citation.article is not None and statute.knows(citation.article) is False


def _owned_phrases(form: Form, place: Place) -> Iterator[Flaw]:
    phrases = [(form.line("question"), form.text("question")), *form.items("ask")]
    for line, phrase in phrases:
        owner = place.library.owners.get(same(phrase))
        if owner and owner.slug != place.slug:
            yield Flaw(line, f"“{phrase}”已经是条目“{owner.question}”（{owner.slug}）的问法")


def _body_flaws(form: Form, place: Place) -> Iterator[Flaw]:
    for line, words in form.parts.get("body", ()):
        for match in LINK.finditer(words):
            if match[1] not in place.library.entries and match[1] != place.slug:
                yield Flaw(line, f"链接到的条目 {match[1]} 不存在")
        for match in PLACEHOLDER.finditer(words):
            if match[1] not in NAMED:
                names = "、".join(f"{{bureau.{name}}}" for name in NAMED)
                yield Flaw(line, f"没有 {match[0]} 这个代号，请用：{names}")


def _date_flaws(form: Form, today: date) -> Iterator[Flaw]:
    if not form.text("review_by"):
        return
    until = _date(form.text("review_by"))
    if until is None:
        yield Flaw(form.line("review_by"), "复核期限要写成 2027-06-30 这样的日期")
    elif until <= today:
        yield Flaw(form.line("review_by"), f"复核期限 {until} 已经过去")


def _date(words: str) -> date | None:
    match = _ISO.fullmatch(words.strip())
    if match is None:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None


def _warnings(form: Form) -> Iterator[Flaw]:
    length = len("".join(form.text("body").split()))
    if length and length not in LENGTH:
        yield Flaw(0, f"答案有 {length} 字；{LENGTH[0]} 到 {LENGTH[-1]} 字最好读")
    for one in marking.unshown(form.text("body")):
        body = form.parts.get("body", ())
        line = next((number for number, words in body if one.words in words), 0)
        yield Flaw(line, f"“{one.words[:30]}”：{one.reason}")
    for lines in form.parts.values():
        for number, words in lines:
            if mask(words) != words:
                yield Flaw(number, "像是指向个人的号码、姓名或门牌号：公开的条目里不要写")


def _new_topic(form: Form, library: Library) -> Iterator[Flaw]:
    topic, is_new = _topic(form)
    if is_new and topic not in library.topics:
        yield Flaw(form.line("topic"), f"会新开主题“{topic}”，群众按主题看问题时会看到它")


def _entry(form: Form, place: Place) -> Entry:
    library, base = place.library, place.base
    name = form.text("slug") or place.slug or name_for(form.text("question"), place.taken)
    topic, _ = _topic(form)
    asked = {same(phrase): phrase for _, phrase in reversed(form.items("ask"))}
    asked.pop(same(form.text("question")), None)
    basis, also = (_cited(form, key, library) for key in ("basis", "also"))
    pairs = [words.partition("=") for _, words in form.items("figures")]
    return Entry(
        slug=name,
        question=form.text("question"),
        ask=tuple(reversed(asked.values())),
        topic=topic,
        basis=basis,
        also=tuple(citation for citation in also if citation not in basis),
        body=form.text("body"),
        reviewed=place.today,
        review_by=_date(form.text("review_by")) or _due(name, place.today),
        audience=tuple(dict.fromkeys(name for _, name in form.items("audience"))),
        key_points=tuple(words for _, words in form.items("key_points")),
        blocks=tuple(name for _, name in form.items("blocks")),
        figures={what.strip(): source.strip() for what, _, source in pairs},
        note=form.text("note"),
        fingerprints=base.fingerprints if base else {},
        common=bool(base and base.common),
        facets=base.facets if base else {},
        calculator=base.calculator if base else "",
        path=Path("entries") / topic / f"{name}.md",
    )


def _due(name: str, today: date) -> date:
    """About a year from now, spread by the name."""
    return today + timedelta(days=YEAR - SPREAD // 2 + sum(name.encode()) % SPREAD)
