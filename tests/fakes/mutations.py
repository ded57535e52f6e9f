"""Files as accidents and attackers leave them: bytes cut, doubled and swapped, values replaced by
what YAML can also hold."""

from __future__ import annotations

import random

ODD = (
    "", "null", "~", "true", "!!bool ja", "!!timestamp x", "!!binary x", "!!set {a, b}", "!!int x",
    "!!python/object:os.system x", "! x", "&a x", "*a", "<<", "{<<: *a}", "=", "[]", "{}", "[[]]",
    "[null]", "{a: }", "{1: 2}", "{[a]: b}", "{? [a] : b}", "{a: [b, {c: d}]}", "[1, 2]", "3",
    "-1", "1e400", ".inf", ".nan", "0x_", "0b_", "0o9", "1:99:99", "99999999999999999999", "'", '"',
    "2026-02-30", "0001-01-01", "9999-12-31", "2026-01-01 00:00:00+23:59", "2026-11-23T00:00:00Z",
    "|", ">", "|9", '"\\0"', '"\\e"', '"\\ud800"', '"\\x85"', "\u2028", "\u202e", "\ufeff", "\x07",
    "\x00", "12-04..99-99", "1-99999999999", "2-1", "1之1之1", "第零条", "法 第九九九九九九条",
    "{2027: 13-45}", "{0: 12-04}", "{2027: }", "[", "{", "]", "}", "[" * 30, "[" * 5_000, "- " * 25,
    "- " * 20_000, "? " * 50, "{a: " * 25, "x" * 70_000, "年" * 100_000, "(", "(?P<a", "%",
    "{bureau.hotline}", "{bureau.x}", "](entry:x)", "---", "...", "%YAML 9", "#", "\t", "\r",
)  # fmt: skip
"""What may stand where a value should."""


def mutate(content: bytes, chance: random.Random) -> bytes:
    """The file after one to three accidents."""
    for _ in range(chance.randint(1, 3)):
        content = chance.choice(_ACCIDENTS)(content, chance)
    return content


def _value_replaced(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    number = chance.randrange(len(lines))
    key, colon, _ = lines[number].partition(b":")
    lines[number] = key + colon + b" " + chance.choice(ODD).encode()
    return b"\n".join(lines)


def _item_replaced(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    number = chance.randrange(len(lines))
    lines[number] = b"  - " + chance.choice(ODD).encode()
    return b"\n".join(lines)


def _inserted(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + chance.choice(ODD).encode() + content[at:]


def _cut(content: bytes, chance: random.Random) -> bytes:
    begin = chance.randrange(len(content) + 1)
    end = begin + chance.choice((1, 3, 20, len(content)))
    return content[:begin] + content[end:]


def _bytes_changed(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(min(len(changed), chance.choice((1, 2, 20)))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _line_doubled(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))
    return b"\n".join(lines)


def _line_removed(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    del lines[chance.randrange(len(lines))]
    return b"\n".join(lines)


def _lines_swapped(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _fence_spoilt(content: bytes, chance: random.Random) -> bytes:
    spoilt = chance.choice((b"---\n---\n", b"--\n", b"---", b"\n---\n---\n", b"\xef\xbb\xbf---\n"))
    return content.replace(b"---\n", spoilt, 1)


def _recoded(content: bytes, chance: random.Random) -> bytes:
    coding = chance.choice(("gbk", "utf-16", "utf-8-sig", "big5"))
    return content.decode(errors="replace").encode(coding, errors="replace")


def _random(_: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(chance.choice((0, 1, 10, 1000)))


_ACCIDENTS = (
    *[_value_replaced] * 4, *[_item_replaced] * 2, _inserted, _cut, _bytes_changed, _line_doubled,
    _line_removed, _lines_swapped, _fence_spoilt, _recoded, _random,
)  # fmt: skip
