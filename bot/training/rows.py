"""An item as a row of the customary table: 题型 题干 选项A–F 答案 依据 解析, and what only our
items have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot import frontmatter
from bot.knowledge.items import BLANK, RIGHT, WRONG, Aim, Form, Item
from bot.knowledge.items.item import MAX_BASIS
from bot.knowledge.library import Library
from bot.knowledge.statutes.citations import Citation
from bot.training import fields

LETTERS = "ABCDEF"
BEYOND = "GHIJ"
"""Letters of options that no item may have; told of, not left out."""
OPTIONS = tuple(f"选项{letter}" for letter in LETTERS)
MISTAKES, FIGURES, ENTRY = (fields.LABELS[name] for name in ("mistakes", "figures", "entry"))
COLUMNS = (
    "题目名", "题型", "案情", "题干", *OPTIONS, "答案", "解析", "依据", "主题", "对象", "考查点",
    MISTAKES, FIGURES, ENTRY,
)  # fmt: skip
NEEDED = ("题型", "题干", "答案")
KNOWN = {name: name for name in COLUMNS} | {
    **{
        name: f"选项{letter}"
        for number, letter in enumerate(LETTERS + BEYOND, start=1)
        for name in (letter, f"选项{letter}", f"选项 {letter}", f"{letter}选项", f"选项{number}")
    },
    "题目": "题干", "试题": "题干", "类型": "题型", "试题类型": "题型", "正确答案": "答案",
    "试题解析": "解析", "答案解析": "解析", "法律依据": "依据", "出处": "依据", "分类": "主题",
    "难度": "难度", "知识点": "考查点",
}  # fmt: skip
_FORMS = {
    "判断": Form.TRUE_FALSE, "是非": Form.TRUE_FALSE, "单选": Form.SINGLE, "单项": Form.SINGLE,
    "多选": Form.MULTIPLE, "多项": Form.MULTIPLE, "不定项": Form.MULTIPLE, "填空": Form.FILL,
    "纠错": Form.FAULT,
}  # fmt: skip
_YES = {"对", "正确", "√", "✓", "是", "T", "TRUE", "A", "Y"}
_NO = {"错", "错误", "×", "✗", "否", "F", "FALSE", "B", "N", "X"}
_BLANK = re.compile(r"_{2,}|[（(]\s*[）)]")
_APART = re.compile(r"[\s,，、;；/]+")
_MANY = re.compile(r"[\n；;，,、]|(?<=条)和|(?<=条)及")
_TIME = re.compile(r"[日月年]")
REVIEW_AFTER = 365
"""Days."""


@dataclass(frozen=True, slots=True)
class Written:
    """A row as an item's file, and what could not be read: column and what to do."""

    text: str
    topic: str
    basis: tuple[Citation, ...]
    doubts: tuple[tuple[str, str], ...]


def cells(item: Item) -> list[str]:
    texts = {option.id: option.text for option in item.options}
    key = "；".join(item.key) if item.form is Form.FILL else "".join(item.key)
    return [
        item.slug, item.form, item.case, item.stem, *(texts.get(one, "") for one in LETTERS), key,
        item.explanation, "；".join(one.display for one in item.basis), item.topic,
        "、".join(item.audience), item.aim, fields.joined(item.mistakes),
        fields.joined(item.figures), item.entry,
    ]  # fmt: skip


def write(row: Mapping[str, str], library: Library, today: date) -> Written:
    """The row as an item's file, as far as it goes: what is missing there stays for an editor.

    Raises:
        LookupError: there is no form of that name.
    """
    doubts: list[tuple[str, str]] = []
    form = form_of(row)
    basis = tuple(_basis(row.get("依据") or row.get("解析", ""), library))[:MAX_BASIS]
    if not basis:
        doubts.append(("依据", "没有认出具体条文，写成《行政处罚法》第五十一条"))
    aim = row.get("考查点", "") or _aim(form, row.get("答案", ""))
    if aim not in set(Aim):
        doubts.append(("考查点", f"没有“{aim}”：用 {' '.join(Aim)}"))
    if beyond := [f"选项{letter}" for letter in BEYOND if row.get(f"选项{letter}")]:
        doubts.append((beyond[0], f"最多六个选项（A 到 F）：没有收“{row[beyond[0]][:20]}”"))
    topic = row.get("主题", "") or topic_of(basis, library)
    stem = row.get("题干", "")
    values = {
        "form": form.value,
        "case": row.get("案情", ""),
        "stem": _BLANK.sub(BLANK, stem) if form is Form.FILL else stem,
        "options": [f"{name[-1]}. {row[name]}" for name in OPTIONS if row.get(name)]
        if form is not Form.TRUE_FALSE
        else [],
        "key": _key(form, row.get("答案", "")),
        "mistakes": fields.pairs(row.get(MISTAKES, "")),
        "topic": topic,
        "audience": list(filter(None, _APART.split(row.get("对象", "")))) or ["执法"],
        "aim": aim,
        "basis": [str(citation) for citation in basis],
        "figures": fields.pairs(row.get(FIGURES, "")),
        "entry": row.get(ENTRY, ""),
        "note": f"难度：{row['难度']}" if row.get("难度") else "",
        "reviewed": today,
        "review_by": date.fromordinal(today.toordinal() + REVIEW_AFTER),
    }
    kept = {name: value for name, value in values.items() if value}
    text = frontmatter.render(kept, row.get("解析", ""), inline=("audience", "figures"))
    return Written(text, topic, basis, tuple(doubts))


def form_of(row: Mapping[str, str]) -> Form:
    """Raises: LookupError: there is none of that name."""
    written = row.get("题型", "")
    found = [form for word, form in _FORMS.items() if word in written]
    if not found:
        raise LookupError(f"不认识题型“{written}”：用 {' '.join(Form)}")
    return found[0]


def _aim(form: Form, answer: str) -> str:
    """What an item without a word on it most likely finds out: an editor looks at it anyway."""
    return (Aim.TIME if form is Form.FILL and _TIME.search(answer) else Aim.RULE).value


def _key(form: Form, written: str) -> object:
    written = unicodedata.normalize("NFKC", written).strip()  # Ａ，Ｂ
    if form is Form.TRUE_FALSE:
        plain = written.upper()
        return RIGHT if plain in _YES else WRONG if plain in _NO else written
    if form is Form.FILL:
        return [part for part in re.split(r"[；;|\n]", written) if part.strip()]
    return "".join(sorted(set(_APART.sub("", written.upper()))))


def _basis(written: str, library: Library) -> Iterator[Citation]:
    law = ""
    for part in _MANY.split(written):
        found = library.register.find_citation(part) or library.register.find_citation(law + part)
        if found and found.article:
            law = found.law
            yield found


def topic_of(basis: tuple[Citation, ...], library: Library) -> str:
    """The topic of the entries that rest on the same article, else on the same law."""
    for citation in basis:
        entries = library.by_citation.get(citation) or library.by_law.get(citation.law, ())
        topics = [entry.topic for entry in entries]
        if topics:
            return max(set(topics), key=lambda topic: (topics.count(topic), topic))
    return "执法程序与救济"
