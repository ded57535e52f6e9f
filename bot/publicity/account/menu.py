"""The account's menu: what it may hold, what it holds where nobody said otherwise, and changes."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot import plainyaml

FILE = "wechat-menu.yaml"
MOST, MOST_BELOW = 3, 5
WIDEST, WIDEST_BELOW = 8, 16
"""Widths of a name in half characters: what is longer is cut when it is shown."""
LONGEST_SAYS = 128
LONGEST_OPENS = 1024
"""Bytes of a key and of an address."""


class BadMenu(ValueError):
    """In words for staff."""


@dataclass(frozen=True, slots=True)
class Item:
    """A button that says something, opens an address, or has others below; one with none of these
    was made elsewhere and can't be made by us."""

    name: str
    says: str = ""
    opens: str = ""
    below: tuple[Item, ...] = ()

    @property
    def is_foreign(self) -> bool:
        return not (self.says or self.opens or self.below) or any(
            item.is_foreign for item in self.below
        )


def usual(page_url: str) -> tuple[Item, ...]:
    """The menu where the bureau has written none."""
    page = (Item("网上问答", opens=f"{page_url}/"),) if page_url else ()
    return (
        Item("常见问题", says="/topics"),
        Item("算一算", says="/calc"),
        Item(
            "服务",
            below=(
                *page,
                Item("普法日历", says="/calendar"),
                Item("找工作人员", says="/human"),
                Item("我们存了什么", says="/privacy"),
                Item("怎么用", says="/help"),
            ),
        ),
    )


def load(data_dir: Path, page_url: str) -> tuple[Item, ...]:
    """The bureau's own, else the usual one.

    Raises:
        BadMenu: the file has a fault.
    """
    path = data_dir / FILE
    if not path.exists():
        return usual(page_url)
    try:
        text = path.read_text(encoding="utf-8-sig")
        plainyaml.check(text)
        told = yaml.load(text, Loader=plainyaml.Loader)  # noqa: S506 - a safe loader
    except (OSError, UnicodeDecodeError, yaml.YAMLError, plainyaml.NotPlain) as error:
        raise BadMenu(f"{path} 读不懂：{error}") from error
    if not isinstance(told, list):
        raise BadMenu(f"{path} 应该是一个列表，每项有 name，和 says、opens、below 之一")
    return checked(tuple(_item(one) for one in told))


def checked(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Raises: BadMenu: the platform wouldn't take it, or would cut it."""
    if not 1 <= len(items) <= MOST:
        raise BadMenu(f"一级菜单要有 1 到 {MOST} 个，现在有 {len(items)} 个")
    for item in items:
        _check(item, WIDEST)
        if len(item.below) > MOST_BELOW:
            raise BadMenu(f"“{item.name}”下面最多 {MOST_BELOW} 个，现在有 {len(item.below)} 个")
        for below in item.below:
            if below.below:
                raise BadMenu(f"“{below.name}”下面不能再有菜单")
            _check(below, WIDEST_BELOW)
    return items


def differences(before: tuple[Item, ...], after: tuple[Item, ...]) -> list[str]:
    """Line by line: `- ` goes, `+ ` comes, two spaces stay."""
    lines = difflib.ndiff(list(_lines(before)), list(_lines(after)))
    return [line for line in lines if not line.startswith("?")]


def as_data(items: tuple[Item, ...]) -> list[dict[str, Any]]:
    return [
        {"name": one.name, "says": one.says, "opens": one.opens, "below": as_data(one.below)}
        for one in items
    ]


def from_data(told: list[dict[str, Any]]) -> tuple[Item, ...]:
    return tuple(
        Item(one["name"], one["says"], one["opens"], from_data(one["below"])) for one in told
    )


def _lines(items: tuple[Item, ...], indent: str = "") -> Iterator[str]:
    for item in items:
        does = f"打开 {item.opens}" if item.opens else f"相当于说“{item.says}”"
        if item.below:
            does = "有下级"
        elif item.is_foreign:
            does = "在公众平台上设的图文或文字"
        yield f"{indent}{item.name}：{does}"
        yield from _lines(item.below, f"{indent}　")


def _check(item: Item, widest: int) -> None:
    if not item.name.strip():
        raise BadMenu("有一个菜单没有名字")
    if _width(item.name) > widest:
        raise BadMenu(f"“{item.name}”太长：这一级最多 {widest // 2} 个汉字，长了会被截断")
    if sum(map(bool, (item.says, item.opens, item.below))) != 1:
        raise BadMenu(f"“{item.name}”要有 says、opens、below 之一，不能多也不能少")
    if len(item.says.encode()) > LONGEST_SAYS:
        raise BadMenu(f"“{item.name}”的 says 太长，最多 {LONGEST_SAYS} 字节")
    if item.opens and not item.opens.startswith(("https://", "http://")):
        raise BadMenu(f"“{item.name}”的网址要以 https:// 开头")
    if len(item.opens.encode()) > LONGEST_OPENS:
        raise BadMenu(f"“{item.name}”的网址太长，最多 {LONGEST_OPENS} 字节")


def _item(told: object) -> Item:
    if not isinstance(told, Mapping) or set(told) - {"name", "says", "opens", "below"}:
        raise BadMenu("菜单的每一项只能有 name、says、opens、below")
    below = told.get("below") or []
    if not isinstance(below, list):
        raise BadMenu(f"“{told.get('name', '')}”的 below 应该是一个列表")
    words = {name: str(told.get(name) or "") for name in ("name", "says", "opens")}
    return Item(**words, below=tuple(_item(one) for one in below))


def _width(name: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in name)
