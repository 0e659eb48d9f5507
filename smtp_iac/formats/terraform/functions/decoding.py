"""jsondecode, yamldecode and csvdecode. What is decoded from a file keeps its place in it."""

from __future__ import annotations

from ....identity import derived
from ....patterns import pattern
from ....value import Known, Refuse
from ..values import arithmetic, few_elements, short_text
from ..values.interpolation import normal_text
from .placed import JsonPlaces, Placed, file_of, place_in
from .signatures import Function, from_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ....source import Source
    from ....value import Outcome, Value
    from .signatures import Call

    Decoder = Callable[[str, Source | None], Any]
    """Plain data of a text; the scalars Placed if the text is that of a file."""

_CSV_FIELD = r'"((?:[^"]|"")*)"|([^",\n]*?)(?=\r?(?:\n|\Z)|[",])'


def _decoded(decode: Decoder) -> Function:
    """A function from text to a value of any type."""

    def compute(call: Call, text: Value) -> Outcome:
        if not isinstance(text, Known):
            return derived(call.name, text, origin=call.origin)
        short_text(len(text.data))
        return from_plain(decode(text.data, file_of(text)), "dynamic", call.origin)

    return Function(compute, "string")


def _json_data(text: str, source: Source | None) -> Any:
    from json import JSONDecodeError, loads

    try:
        data = loads(text, parse_int=_number, parse_float=_number, parse_constant=_no_number)
    except JSONDecodeError as error:
        raise Refuse(f"no valid JSON: {error.msg} at character {error.pos + 1}") from None
    composed = _composed(data)
    return composed if source is None else JsonPlaces(source).placed(composed)


def _number(text: str) -> Any:
    return arithmetic.parse(text)


def _no_number(text: str) -> Any:
    raise Refuse(f"no valid JSON: {text}")


def _composed(data: Any) -> Any:
    """Strings in composed form, and without halves of surrogate pairs."""
    if isinstance(data, str):
        return data if data.isascii() else normal_text(pattern("[\ud800-\udfff]").sub("\ufffd", data))
    if isinstance(data, list):
        return [_composed(each) for each in data]
    if isinstance(data, dict):
        return {_composed(key): _composed(each) for key, each in data.items()}
    return data


def _yaml_data(text: str, source: Source | None) -> Any:
    from .yaml_reading import read

    return read(text, source)


def _csv_rows(text: str, source: Source | None) -> list[list[Any]]:
    """The fields of each line; from the second line on, placed."""
    rows: list[list[Any]] = []
    row: list[Any] = []
    one_field = pattern(_CSV_FIELD)
    at = 0
    while at < len(text):
        found = one_field.match(text, at)
        assert found is not None
        field = found[2] if found[1] is None else found[1].replace('""', '"').replace("\r\n", "\n")
        placed = source is not None and rows
        row.append(Placed(field, place_in(source, *found.span())) if placed else field)  # type: ignore[arg-type]
        at = found.end()
        if text[at : at + 2] in ("\r\n", "\r"):
            at += 1
        if at < len(text) and text[at] not in ",\n":
            raise Refuse('CSV parse error: bare or missing "')
        if at >= len(text) or text[at] == "\n":
            if len(row) > 1 or found[0]:
                rows.append(row)
                few_elements(len(rows))
            row = []
        elif at + 1 == len(text):
            rows.append([*row, ""])
        at += 1
    return rows


def _csvdecode(call: Call, text: Value) -> Outcome:
    if not isinstance(text, Known):
        return derived(call.name, text, origin=call.origin)
    short_text(len(text.data))
    rows = _csv_rows(text.data, file_of(text))
    if not rows:
        raise Refuse("missing header line")
    names = rows[0]
    if len(set(names)) != len(names):
        raise Refuse("duplicate column name")
    if any(len(row) != len(names) for row in rows):
        raise Refuse("wrong number of fields")
    data = [dict(zip(names, row, strict=True)) for row in rows[1:]]
    type_ = ("list", ("object", tuple([(name, "string") for name in sorted(names)])))
    return Known(from_plain(data, "dynamic", call.origin).data, call.origin, type_)


TABLE = {
    "jsondecode": _decoded(_json_data),
    "yamldecode": _decoded(_yaml_data),
    "csvdecode": Function(_csvdecode, "string"),
}
