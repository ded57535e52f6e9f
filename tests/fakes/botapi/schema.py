"""The machine-readable Bot API: are required fields there, is every field known and of its type?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# The document has no constants; their fields say "must be article" or "always “creator”".
_CONSTANT = re.compile(r"(?:must be|always) [\"“]?(\w+)[\"”]?\.?$")
_PLAIN = {"String": str, "Integer": int, "Float": float, "Boolean": bool}


class Schema:
    """Checks calls and values against the methods and types of one document."""

    def __init__(self, path: Path) -> None:
        document = json.loads(path.read_text(encoding="utf-8"))
        self._methods = document["methods"]
        self._types = document["types"]

    def faults_in_call(self, method: str, given: dict[str, Any]) -> list[str]:
        return list(self._object(method, self._methods[method].get("fields", []), given))

    def faults_in_result(self, method: str, value: Any) -> list[str]:
        return list(self._any(f"result of {method}", self._methods[method]["returns"], value))

    def faults_in(self, type_name: str, value: Any) -> list[str]:
        return list(self._one(type_name, type_name, value))

    def _any(self, where: str, types: list[str], value: Any) -> Iterator[str]:
        attempts = [list(self._one(where, type_name, value)) for type_name in types]
        yield from min(attempts, key=len)

    def _one(self, where: str, type_name: str, value: Any) -> Iterator[str]:
        if type_name.startswith("Array of "):
            yield from self._array(where, type_name.removeprefix("Array of "), value)
        elif type_name in _PLAIN:
            yield from _plain(where, type_name, value)
        elif subtypes := self._types[type_name].get("subtypes"):
            yield from self._any(where, subtypes, value)
        else:
            yield from self._object(where, self._types[type_name].get("fields", []), value)

    def _array(self, where: str, type_name: str, value: Any) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{where}: {value!r} is no array of {type_name}"
            return
        for place, item in enumerate(value):
            yield from self._one(f"{where}[{place}]", type_name, item)

    def _object(self, where: str, fields: list[dict[str, Any]], value: Any) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{where}: {value!r} is no object"
            return
        known = {field["name"]: field for field in fields}
        for name in value.keys() - known.keys():
            yield f"{where}.{name}: unknown field"
        for name, field in known.items():
            if name in value:
                yield from self._any(f"{where}.{name}", field["types"], value[name])
                constant = _CONSTANT.search(field["description"])
                if constant and constant[1] != value[name]:
                    yield f"{where}.{name}: {value[name]!r} is not {constant[1]!r}"
            elif field["required"]:
                yield f"{where}.{name}: required, but absent"


def _plain(where: str, type_name: str, value: Any) -> Iterator[str]:
    wanted = (int, float) if type_name == "Float" else _PLAIN[type_name]
    is_wrong_bool = isinstance(value, bool) and type_name != "Boolean"
    if is_wrong_bool or not isinstance(value, wanted):
        yield f"{where}: {value!r} is no {type_name}"
