"""Markdown files that begin with YAML: values with the line they stand on, faults with theirs."""

from __future__ import annotations

import os
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot import plainyaml
from bot.plainyaml import Loader, NotPlain
from bot.recalled import Yaml, recall

FENCE = "---\n"
MOST = 256 * 1024
"""Bytes of a file that people write; a law's text may be longer."""
YEARS = range(1900, 2100)
"""Dates of other years are slips of the hand, which people would be shown."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong in a file, on which line, and how to mend it."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        # A name that isn't UTF-8 could not be printed.
        path = os.fsencode(self.path).decode(errors="backslashreplace")
        return f"{path}:{self.line}: {self.message}"


class FaultyFile(ValueError):
    """A file that can't be used, with everything that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The YAML's values, the line of each key (and of each item in a list), and the body."""

    values: Mapping[str, Any]
    lines: Mapping[str, int]
    body: str
    body_line: int

    def line_of(self, key: str, item: int | None = None) -> int:
        return self.lines.get(key if item is None else f"{key}[{item}]", self.lines.get(key, 1))


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Whatever goes wrong while one file is read and understood is that file's fault: nobody can
    foresee what a file may hold, and the others are still sound.

    Raises:
        FaultyFile: in place of any other exception.
    """
    try:
        yield
    except FaultyFile:
        raise
    except Exception as error:
        message = f"can't be used: {type(error).__name__}: {error}"
        raise FaultyFile([Fault(path, 1, message)]) from error


def read_text(path: Path, *, most: int = MOST) -> str:
    """The file's text.

    Raises:
        FaultyFile: it can't be read, has more than `most` bytes, or isn't text in UTF-8 (Windows'
            editors like to write GBK).
    """
    try:
        if not path.is_file():  # opening a pipe would wait for ever
            raise FaultyFile([Fault(path, 1, "not a file that can be read: remove it")])
        with path.open("rb") as file:
            data = file.read(most + 1)
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise FaultyFile([Fault(path, 1, f"can't be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        if len(data) <= most:
            raise FaultyFile([Fault(path, 1, "not UTF-8: save the file as UTF-8")]) from error
    if len(data) > most:
        raise FaultyFile([Fault(path, 1, f"over {most // 1024} kB: split it into several files")])
    if "\0" in text:
        raise FaultyFile([Fault(path, 1, "not a text: save the file as UTF-8")])
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse(text: str, path: Path) -> FrontMatter:
    """Take a file's text apart.

    Raises:
        FaultyFile: there is no front matter, or it isn't a YAML mapping.
    """
    if not text.startswith(FENCE) or "\n---\n" not in text[3:]:
        raise FaultyFile(
            [Fault(path, 1, "no front matter: begin the file with --- and close it with ---")]
        )
    # Split before the fence's own end: the front matter may be empty.
    header, body = text[len(FENCE) - 1 :].split("\n---\n", 1)
    header = header.removeprefix("\n")
    values, lines = parse_yaml(header, path, first_line=2)
    body_line = text[: len(text) - len(body)].count("\n") + 1
    stripped = body.lstrip("\n")
    return FrontMatter(values, lines, stripped, body_line + len(body) - len(stripped))


def parse_yaml(text: str, path: Path, *, first_line: int = 1) -> Yaml:
    """A YAML mapping's values, and the line of each key and list item.

    Raises:
        FaultyFile: it isn't valid YAML, not plain, not a mapping, or a key stands twice.
    """
    return recall(text, first_line, lambda: _parse_yaml(text, path, first_line))


def _parse_yaml(text: str, path: Path, first_line: int) -> Yaml:
    loader = None
    try:
        plainyaml.check(text)
        loader = Loader(text)
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise FaultyFile([Fault(path, first_line, "expected `key: value` lines")])
        values: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + first_line
            key = _key(key_node, path, line)
            if key in values:
                raise FaultyFile([Fault(path, line, f"`{key}` stands twice: keep one")])
            values[key] = _value(loader, value_node, path, line)
            lines[key] = line
            if isinstance(value_node, yaml.SequenceNode):
                for number, item in enumerate(value_node.value):
                    lines[f"{key}[{number}]"] = item.start_mark.line + first_line
        return values, lines
    except NotPlain as error:
        raise FaultyFile([Fault(path, error.line + first_line, str(error))]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = (mark.line if mark else 0) + first_line
        raise FaultyFile([Fault(path, line, f"not valid YAML: {error.problem}")]) from error
    except yaml.YAMLError as error:
        reason = str(error).splitlines()[0]
        raise FaultyFile([Fault(path, first_line, f"not valid YAML: {reason}")]) from error
    finally:
        if loader:
            loader.dispose()


def _key(node: yaml.Node, path: Path, line: int) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise FaultyFile([Fault(path, line, "a key is a list or pairs: write one word")])
    return str(node.value)


def _value(loader: Loader, node: yaml.Node, path: Path, line: int) -> Any:  # noqa: ANN401
    try:
        value = loader.construct_object(node, deep=True)
    except ValueError as error:  # a date such as 2026-02-30
        raise FaultyFile([Fault(path, line, f"no such value: {error}")]) from error
    if odd := next((day for day in _dates(value) if day.year not in YEARS), None):
        message = f"the year {odd.year:04} is a slip: {YEARS[0]} to {YEARS[-1]} are read"
        raise FaultyFile([Fault(path, line, message)])
    return value


def _dates(value: Any) -> Iterator[date]:  # noqa: ANN401
    if isinstance(value, date):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _dates(one)


def pair_faults(matter: FrontMatter, key: str, path: Path) -> Iterator[Fault]:
    """Of pairs whose values must be texts or numbers: a list's text may be any size."""
    pairs = matter.values.get(key)
    for name, value in pairs.items() if isinstance(pairs, dict) else ():
        if not isinstance(value, str | int | float | date):
            message = f"`{key}`: {name} must be a text or a number"
            yield Fault(path, matter.line_of(key), message)


def render(values: Mapping[str, Any], body: str, *, inline: Container[str] = ()) -> str:
    """The file's text for these values and this body; lists and pairs of the `inline` keys stand
    on the key's own line."""
    header = "".join(
        yaml.dump(
            {key: value},
            Dumper=_Dumper,
            allow_unicode=True,
            sort_keys=False,
            width=10_000,
            default_flow_style=None if key in inline else False,
        )
        for key, value in values.items()
    )
    return f"{FENCE}{header}{FENCE}\n{body.strip()}\n"


class _Dumper(yaml.SafeDumper):
    """Indents the items of a list below their key, as people write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)
