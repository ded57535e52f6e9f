"""An entry as staff write it: lines with Chinese labels, or a Markdown file; faults in plain words.

问题：货车超载怎么处罚？
问法：
- 超载罚多少钱
主题：货运超限
依据：道路交通安全法 第九十二条
答案：
超载由交警罚款……
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot import frontmatter
from bot.editing import differing
from bot.frontmatter import FENCE, FaultyFile
from bot.knowledge.entries import Entry

LONGEST = 20_000
"""Characters of a draft: a hundred times what reads well on a phone."""

SHOWN = 3
"""Lines without a label that are named one by one."""

LABELS = {
    "slug": "条目名",
    "question": "问题",
    "ask": "问法",
    "topic": "主题",
    "audience": "对象",
    "basis": "依据",
    "also": "其他依据",
    "key_points": "要点",
    "blocks": "附段",
    "figures": "数字",
    "note": "说明",
    "review_by": "复核期限",
    "body": "答案",
}
"""What staff call an entry's parts; the answer goes on to the end."""

TEMPLATE = """\
问题：群众会怎么问？写一句完整的问话
问法：
- 另一种问法（至少五种，一行一种）
-
-
-
-
主题：货运超限
对象：货运
依据：
- 道路交通安全法 第九十二条
答案：
第一段用一两句话把结论说清楚。

- 细节、步骤、去哪里办，写在后面。"""

_OTHER_NAMES = {"受众": "audience", "相似问法": "ask", "法律依据": "basis", "提醒": "note"}
_KEYS = {label: key for key, label in LABELS.items()} | _OTHER_NAMES
_SPACED = "|".join(
    r"[ \u3000\u00a0]*".join(label) for label in sorted(_KEYS, key=len, reverse=True)
)
_LABEL = re.compile(
    rf"\s*[*#]*\s*(?:[（(]?[一二三四五六七八九十\d]{{1,3}}[)）、.．]\s*)?({_SPACED})"
    r"\s*[*]*\s*[：:]\s*[*]*(.*)"
)
"""问题：, also 一、问题： and 问　题：, as Word has them."""
_BULLET = re.compile(
    r"^\s*(?:[-*•·●○■□◆➢\uf000-\uf0ff]|[①-⑳⑴-⒇⒈-⒛]|[（(]\s*[\d一二三四五六七八九十]{1,3}\s*[)）]"
    r"|\d{1,2}(?:[、)）]|[.．]\s)|[一二三四五六七八九十]{1,3}、)\s*"
)
_WORDS_BULLET = re.compile(r"^\s*[•●○■□◆◇➢❖✓\uf000-\uf0ff]\s*")
_LISTS = {"ask": r"[；;|｜]", "key_points": r"[；;|｜]", "figures": r"[；;|｜]"}
"""What stands between items on one line; a line that begins with a bullet is one item."""
_WORDS = {
    "audience": r"[、，,；;\s]+", "basis": r"[、，,；;|｜]", "also": r"[、，,；;|｜]",
    "blocks": r"[、，,；;]",
}  # fmt: skip
"""The same, also after a bullet: these items hold no such signs."""


@dataclass(frozen=True, slots=True, order=True)
class Flaw:
    """What is wrong on a line of what staff wrote."""

    line: int
    words: str

    def __str__(self) -> str:
        return f"第 {self.line} 行：{self.words}" if self.line else self.words


@dataclass(frozen=True, slots=True)
class Form:
    """The parts that were found, each as lines with their numbers; `emptied` are labels with
    nothing behind them. `is_file` tells that it is a Markdown file with front matter."""

    parts: Mapping[str, Sequence[tuple[int, str]]]
    flaws: tuple[Flaw, ...] = ()
    emptied: frozenset[str] = frozenset()
    is_file: bool = False

    def line(self, key: str) -> int:
        return self.parts[key][0][0] if self.parts.get(key) else 0

    def line_in_answer(self, key: str) -> int:
        """Where the part's label stands in the answer, which goes on to the end; 0: nowhere."""
        for number, words in self.parts.get("body", ()):
            label = _LABEL.fullmatch(words)
            if label and _KEYS[re.sub(r"\s", "", label[1])] == key:
                return number
        return 0

    def text(self, key: str) -> str:
        return "\n".join(words for _, words in self.parts.get(key, ())).strip()

    def items(self, key: str) -> list[tuple[int, str]]:
        """A list's items: one a line, or several on a line with something between them."""
        found = []
        for number, words in self.parts.get(key, ()):
            bare = _BULLET.sub("", words)
            between = _WORDS.get(key) or (_LISTS[key] if bare == words else "")
            parts = re.split(between, bare) if between else [bare]
            found += [(number, part.strip()) for part in parts if part.strip()]
        return found


def parse(text: str) -> Form:
    """Take the words apart, whatever is in them."""
    text = text.replace("\r\n", "\n").lstrip("\ufeff")
    return _of_markdown(text.lstrip()) if text.lstrip().startswith(FENCE) else _of_lines(text)


def write(entry: Entry) -> str:
    """The entry as labelled lines, to be changed and sent back."""

    def bullets(items: Iterator[str]) -> str:
        return "".join(f"\n- {item}" for item in items)

    parts = {
        "question": entry.question,
        "ask": bullets(iter(entry.ask)),
        "topic": entry.topic,
        "audience": "、".join(entry.audience),
        "basis": bullets(str(citation) for citation in entry.basis),
        "also": bullets(str(citation) for citation in entry.also),
        "key_points": bullets(iter(entry.key_points)),
        "blocks": "、".join(entry.blocks),
        "figures": bullets(f"{what} = {source}" for what, source in entry.figures.items()),
        "note": " ".join(entry.note.split()),
        "body": f"\n{entry.body}",
    }
    return "\n".join(f"{LABELS[key]}：{words}" for key, words in parts.items() if words)


def render(form: Form) -> str:
    """The parts as labelled lines, in the usual order."""
    told = []
    for key, label in LABELS.items():
        lines = [words for _, words in form.parts.get(key, ())]
        if not lines:
            continue
        is_short = len(lines) == 1 and key != "body" and not _BULLET.match(lines[0])
        told.append(f"{label}：{lines[0]}" if is_short else "\n".join([f"{label}：", *lines]))
    return "\n".join(told).rstrip()


def merged(before: str, sent: str) -> str:
    """What was sent for a draft of these words: a whole form takes their place; parts of one take
    the place of those parts, and a label with nothing behind it takes its part away.

    Raises:
        ValueError: no label is in it.
    """
    new = parse(sent)
    if is_whole(sent) or new.is_file:
        return sent
    if not new.parts and not new.emptied:
        raise ValueError("no label")
    old = parse(before)
    parts = {**old.parts, **new.parts}
    return render(Form({key: lines for key, lines in parts.items() if key not in new.emptied}))


def is_whole(text: str) -> bool:
    """Whether it is a form with a question and an answer, and not parts of one."""
    parts = parse(text).parts
    return "question" in parts and "body" in parts


def joined(first: str, rest: str) -> str:
    """The two halves of a text that a program cut in two, which drops the space between them."""
    is_new_line = first.rstrip().endswith(_ENDS) or bool(
        _BULLET.match(rest) or _LABEL.match(rest) or rest.startswith("#")
    )
    return first + ("\n" if is_new_line else "") + rest


_ENDS = ("。", "！", "？", "；", "：", "!", "?", ";", ":")


def difference(before: Entry | None, after: Entry) -> str:
    """What changes, as staff write it."""
    return changes(write(before) if before else "", write(after))


def changes(before: str, after: str) -> str:
    """What changes, line by line: － what goes, ＋ what comes, and ～ lines of which words change,
    〔－these〕 for 〔＋those〕."""
    return "\n".join(map(differing.told, differing.lines(before, after)))


def _of_lines(text: str) -> Form:
    parts: dict[str, list[tuple[int, str]]] = {}
    flaws: list[Flaw] = []
    key = ""
    for number, line in enumerate(text.split("\n"), start=1):
        match = _LABEL.fullmatch(line) if key != "body" else None
        if match:
            label = re.sub(r"\s", "", match[1])
            key = _KEYS[label]
            if key in parts:
                flaws.append(Flaw(number, f"“{label}”写了两次，请合成一处"))
            words = match[2].strip()
            parts.setdefault(key, []).extend([(number, words)] if words else [])
        elif key and (line.strip() or key == "body"):
            parts[key].append((number, _listed(line) if key == "body" else line))
        elif line.strip():
            flaws.append(Flaw(number, "前面没有标签：请以“问题：”这样的行开头"))
    emptied = frozenset(key for key, lines in parts.items() if not lines)
    found = {key: lines for key, lines in parts.items() if lines}
    more = [Flaw(0, f"还有 {len(flaws) - SHOWN} 处这样的问题")] if len(flaws) > SHOWN else []
    return Form(found, (*flaws[:SHOWN], *more), emptied)


def _of_markdown(text: str) -> Form:
    try:
        matter = frontmatter.parse(text, Path("draft.md"))
    except FaultyFile as error:
        faults = tuple(Flaw(fault.line, _plain(fault.message)) for fault in error.faults)
        return Form({}, faults, is_file=True)
    parts: dict[str, list[tuple[int, str]]] = {}
    flaws: list[Flaw] = []
    for key, value in matter.values.items():
        line = matter.line_of(key)
        if key not in LABELS:
            if key not in ("reviewed", "fingerprints", "common", "facets", "calculator"):
                flaws.append(Flaw(line, f"不认识“{key}”这一项，请删去"))
        elif isinstance(value, list):
            parts[key] = [
                (matter.line_of(key, place), f"- {item}") for place, item in enumerate(value)
            ]
        elif isinstance(value, dict):
            parts[key] = [(line, f"- {what} = {source}") for what, source in value.items()]
        elif value:
            parts[key] = [(line, str(value))]
    body = matter.body.rstrip().split("\n")
    parts["body"] = [(matter.body_line + place, _listed(words)) for place, words in enumerate(body)]
    return Form({key: lines for key, lines in parts.items() if lines}, tuple(flaws), is_file=True)


def _listed(line: str) -> str:
    """A line of the answer, with Word's bullet as the one that all channels show."""
    return _WORDS_BULLET.sub("- ", line)


def _plain(message: str) -> str:
    """What a file's fault is, in words for staff."""
    if "no front matter" in message:
        return "文件头没有结束：请用单独一行 --- 把它和答案隔开"
    if "stands twice" in message:
        return f"{message.partition(' ')[0]} 写了两次，请合成一处"
    if "levels deep" in message or "aren't read" in message:
        return "文件头里不要用 & * ! 这样的记号，也不要一层套一层：每行写“名称: 内容”"
    if "can't be shown" in message:
        return "这里有一个看不见的控制字符，请删掉重打"
    if "is a slip" in message:
        return "这个年份不对，请核对日期"
    if "no such value" in message:
        return "这个日期不存在"
    return "文件头的格式不对：每行应是“名称: 内容”，有冒号或引号的内容要加引号"
