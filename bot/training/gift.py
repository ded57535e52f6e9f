"""Items as GIFT, which Moodle and others read and write (docs.moodle.org, GIFT format)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from bot.knowledge.items import BLANK, RIGHT, WRONG, Form, Item
from bot.training import fields
from bot.training.rows import BEYOND, LETTERS, MISTAKES

_SPECIAL = re.compile(r"([~=#{}:\\])")
_QUESTION = re.compile(
    r"(?:::(?P<name>(?:\\.|[^\\])*?)::)?(?P<stem>(?:\\.|[^\\{])*)\{(?P<body>(?:\\.|[^\\}])*)\}"
    r"(?P<after>.*)",
    re.DOTALL,
)
_ANSWER = re.compile(r"(?P<sign>[~=])(?P<words>(?:\\.|[^\\~=])*)")
_WEIGHT = re.compile(r"^\s*%(?P<percent>-?[\d.]+)%")
_COMMENT = re.compile(r"^\s*(?://|\$CATEGORY).*$", re.MULTILINE)
_OURS = re.compile(
    rf"^// (?P<topic>\S+) (?P<form>{'|'.join(Form)}) (?P<audience>\S+) (?P<aim>\S+)$", re.MULTILINE
)
"""What GIFT has no words for stands in a comment before the question."""
_CITED = re.compile(r"（(?P<basis>《[^（）]+)）$")
_LINE_ENDS = re.compile(r"(?<!\\)\\n")
_TRUTH = {"T": RIGHT, "TRUE": RIGHT, "F": WRONG, "FALSE": WRONG}


def render(items: Iterable[Item]) -> str:
    return "\n\n".join(map(_question, items)) + "\n"


def read(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each question as a row of the table, with the line it begins on. Forms that no item has
    (essays, matching, numbers), and what is no question, come without a 题型."""
    for block in re.finditer(r"\S(?:.|\n(?!\s*\n))*", text.replace("\r\n", "\n")):
        bare = _COMMENT.sub("", block[0]).strip()
        if not bare:
            continue
        match = _QUESTION.fullmatch(bare)
        row = dict(_row(match)) | _ours(_OURS.search(block[0])) if match else {"题干": bare}
        yield text.count("\n", 0, block.start()) + 1, row


def _row(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    yield "题目名", _words(match["name"] or "")
    body, _, told = match["body"].partition("####")
    told = _words(told)
    cited = _CITED.search(told)
    yield "解析", told[: cited.start()] if cited else told
    yield "依据", cited["basis"] if cited else ""
    *case, stem = _LINE_ENDS.split(match["stem"].strip())
    yield "案情", _words("\n".join(case))
    yield "题干", _words(stem + ("（ ）" + match["after"] if match["after"].strip() else ""))
    truth = _TRUTH.get(body.partition("#")[0].strip().upper())
    answers = list(_ANSWER.finditer(body))
    if truth:
        yield from (("题型", Form.TRUE_FALSE), ("答案", truth))
    elif answers and all(one["sign"] == "=" for one in answers):
        yield from (("题型", Form.FILL), ("答案", _words(answers[0]["words"].partition("#")[0])))
    elif answers and "->" not in body:
        yield from _choices(answers)


def _choices(answers: list[re.Match[str]]) -> Iterator[tuple[str, str]]:
    right = ""
    mistakes = {}
    for letter, answer in zip(LETTERS + BEYOND, answers, strict=False):
        weight = _WEIGHT.match(answer["words"])
        words = _WEIGHT.sub("", answer["words"])
        text, *told = re.split(r"(?<!\\)#", words, maxsplit=1)
        yield f"选项{letter}", _words(text)
        if answer["sign"] == "=" or (weight and float(weight["percent"]) > 0):
            right += letter
        elif told:
            mistakes[letter] = _words(told[0])
    yield MISTAKES, fields.joined(mistakes)
    yield from (("题型", Form.MULTIPLE if len(right) > 1 else Form.SINGLE), ("答案", right))


def _ours(said: re.Match[str] | None) -> dict[str, str]:
    if said is None:
        return {}
    found = {"主题": said["topic"], "对象": said["audience"], "考查点": said["aim"]}
    return found | ({"题型": said["form"]} if said["form"] == Form.FAULT else {})


def _words(text: str) -> str:
    text = re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], text)
    return text.strip()


def _question(item: Item) -> str:
    stem = _plain(f"{item.case}\n{item.stem}".strip())
    told = _plain(f"{item.explanation}（{'、'.join(one.display for one in item.basis)}）")
    said = f"// {item.topic} {item.form} {'、'.join(item.audience)} {item.aim}"
    head = f"{said}\n::{_plain(item.slug)}::"
    match item.form:
        case Form.TRUE_FALSE:
            return f"{head}{stem} {{{'T' if item.key == (RIGHT,) else 'F'}####{told}}}"
        case Form.FILL:
            # GIFT has one blank a question: the figures are typed in order.
            key = _plain("；".join(item.key))
            return f"{head}{stem.replace(BLANK, '（　）')} {{={key}####{told}}}"
        case Form.MULTIPLE | Form.SINGLE | Form.FAULT:
            return "\n".join([f"{head}{stem} {{", *_options(item), f"####{told}", "}"])


def _options(item: Item) -> Iterator[str]:
    many = item.form is Form.MULTIPLE
    wrong = len(item.options) - len(item.key)
    for option in item.options:
        is_right = option.id in item.key
        if many:
            weight = 100 / len(item.key) if is_right else -100 / wrong
            sign = f"~%{weight:.5f}%"
        else:
            sign = "=" if is_right else "~"
        mixed_up = item.mistakes.get(option.id, "")
        yield f"{sign}{_plain(option.text)}" + (f"#{_plain(mixed_up)}" if mixed_up else "")


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("\n", "\\n")
