"""jsonencode, and the escapes of URLs."""

from __future__ import annotations

from ....identity import derived, symbols
from ....patterns import pattern
from ....value import Known, Refuse
from ..values import arithmetic, short_text
from ..values.interpolation import STRING, normal_text
from .signatures import Call, Function, plain, plain_data

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ....value import Outcome, Value


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


def _urlencode(text: str) -> str:
    from urllib.parse import quote_plus

    return quote_plus(text, safe="")


def _urldecode(text: str) -> str:
    """OpenTofu's."""
    from urllib.parse import unquote_plus

    if pattern("%(?![0-9A-Fa-f]{2})").search(text):
        raise Refuse("invalid URL escape")
    try:
        return normal_text(unquote_plus(text, errors="strict"))
    except UnicodeDecodeError:
        raise Refuse("the decoded text is not valid UTF-8") from None


TABLE = {
    "jsonencode": Function(_jsonencode, "dynamic", nullable=(0,)),
    "urldecode": plain(_urldecode, "string", result="string"),
    "urlencode": plain(_urlencode, "string", result="string"),
}
