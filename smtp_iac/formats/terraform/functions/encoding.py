"""jsonencode and jsondecode, csvdecode, base64 and digests; YAML has a file of its own."""

from __future__ import annotations

import re

from ....identity import derived, symbols
from ....value import Known, Refuse
from ..values import arithmetic
from ..values.interpolation import STRING, normal_text
from ..values.limits import few_elements, short_text
from .signatures import Call, Function, from_plain, plain, plain_data

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ....value import Outcome, Value

_CSV_FIELD = re.compile(r'"((?:[^"]|"")*)"|([^",\r\n]*)')


def json_text(data: Any) -> str:
    """Plain data as terraform writes JSON: sorted keys, no blanks, `<`, `>` and `&` escaped."""
    if data is None or isinstance(data, bool):
        return {None: "null", True: "true", False: "false"}[data]
    if isinstance(data, str):
        return _json_string(data)
    if isinstance(data, list):
        return "[" + ",".join([json_text(each) for each in data]) + "]"
    if isinstance(data, dict):
        return "{" + ",".join([f"{_json_string(key)}:{json_text(data[key])}" for key in sorted(data)]) + "}"
    return arithmetic.text_of_number(data)


def _json_string(text: str) -> str:
    from json import dumps

    written = dumps(text, ensure_ascii=False)
    written = written.replace("\\b", "\\u0008").replace("\\f", "\\u000c") if "\\" in written else written
    for character in "<>&\u2028\u2029":
        written = written.replace(character, f"\\u{ord(character):04x}")
    return written


def _jsonencode(call: Call, value: Value) -> Outcome:
    if not isinstance(value, Known) or symbols(value):
        return derived(call.name, value, facts=STRING, origin=call.origin)
    text = json_text(plain_data(value))
    short_text(len(text))
    return Known(text, call.origin)


def _decoded(decode: Callable[[str], Any]) -> Function:
    """A function from text to a value of any type."""

    def compute(call: Call, text: Value) -> Outcome:
        if not isinstance(text, Known):
            return derived(call.name, text, origin=call.origin)
        short_text(len(text.data))
        return from_plain(decode(text.data), "dynamic", call.origin)

    return Function(compute, "string")


def _json_data(text: str) -> Any:
    from json import JSONDecodeError, loads

    try:
        data = loads(text, parse_int=_number, parse_float=_number, parse_constant=_no_number)
    except JSONDecodeError as error:
        raise Refuse(f"no valid JSON: {error.msg} at character {error.pos + 1}") from None
    return _composed(data)


def _yaml_data(text: str) -> Any:
    from .yaml_reading import read

    return read(text)


def _number(text: str) -> Any:
    return arithmetic.parse(text)


def _no_number(text: str) -> Any:
    raise Refuse(f"no valid JSON: {text}")


def _composed(data: Any) -> Any:
    """Strings in composed form, and without halves of surrogate pairs."""
    if isinstance(data, str):
        return data if data.isascii() else normal_text(re.sub("[\ud800-\udfff]", "\ufffd", data))
    if isinstance(data, list):
        return [_composed(each) for each in data]
    if isinstance(data, dict):
        return {_composed(key): _composed(each) for key, each in data.items()}
    return data


def _csv_rows(text: str) -> list[list[str]]:
    rows: list[list[str]] = []
    row: list[str] = []
    at = 0
    while at < len(text):
        found = _CSV_FIELD.match(text, at)
        assert found is not None
        row.append(found[2] if found[1] is None else found[1].replace('""', '"'))
        at = found.end()
        if text.startswith("\r\n", at):
            at += 1
        if at < len(text) and text[at] not in ",\n":
            raise Refuse('CSV parse error: bare or missing "')
        if at >= len(text) or text[at] == "\n":
            if row != [""] or found[1] is not None:
                rows.append(row)
                few_elements(len(rows))
            row = []
        elif at + 1 == len(text):
            rows.append([*row, ""])
        at += 1
    return rows


def _csvdecode(text: str) -> list[dict[str, str]]:
    rows = _csv_rows(text)
    if not rows:
        raise Refuse("missing header line")
    names = rows[0]
    if len(set(names)) != len(names):
        raise Refuse("duplicate column name")
    if any(len(row) != len(names) for row in rows):
        raise Refuse("wrong number of fields")
    return [dict(zip(names, row, strict=True)) for row in rows[1:]]


def _csv_list(call: Call, text: Value) -> Outcome:
    if not isinstance(text, Known):
        return derived(call.name, text, origin=call.origin)
    short_text(len(text.data))
    rows = from_plain(_csvdecode(text.data), "dynamic", call.origin)
    names = sorted(_csv_rows(text.data)[0])
    type_ = ("list", ("object", tuple([(name, "string") for name in names])))
    return Known(rows.data, call.origin, type_)


def _base64encode(text: str) -> str:
    from base64 import b64encode

    return b64encode(text.encode("utf-8", "surrogatepass")).decode()


def _base64decode(text: str) -> str:
    from base64 import b64decode
    from binascii import Error

    try:
        return b64decode(text.replace("\r", "").replace("\n", ""), validate=True).decode()
    except (Error, ValueError):
        raise Refuse("failed to decode base64 data") from None


def _digest(name: str) -> Function:
    def compute(text: str) -> str:
        from hashlib import new

        return new(name, text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()

    return plain(compute, "string", result="string")


def _urlencode(text: str) -> str:
    from urllib.parse import quote_plus

    return quote_plus(text, safe="")


TABLE = {
    "jsonencode": Function(_jsonencode, "dynamic", nullable=(0,)),
    "jsondecode": _decoded(_json_data),
    "yamldecode": _decoded(_yaml_data),
    "csvdecode": Function(_csv_list, "string"),
    "base64encode": plain(_base64encode, "string", result="string"),
    "base64decode": plain(_base64decode, "string", result="string"),
    "urlencode": plain(_urlencode, "string", result="string"),
    "md5": _digest("md5"),
    "sha1": _digest("sha1"),
    "sha256": _digest("sha256"),
    "sha512": _digest("sha512"),
}
