"""Types that are read without a parse say what the parser says of them, or are left to it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtp_iac.formats.terraform.syntax import SyntaxProblem
from smtp_iac.formats.terraform.syntax.expressions import parse_own
from smtp_iac.formats.terraform.values.type_expressions import (
    Constraint,
    Defaults,
    WrongType,
    type_constraint,
)
from smtp_iac.formats.terraform.values.type_texts import written_constraint
from smtp_iac.value import Known, Refused

from .expression_values import Unsupported, plain, value_of, value_of_node

OBJECT = """map(object({
    # what it is
    name  = string // "a name"
    ports : optional(list(number), []),
    rules = optional(object({ cidrs = list(string), open = optional(bool, false) }), {})

    tags  = optional(map(string))
    kinds = optional(set(string), ["a", "b"])
    other = any
}))"""


def evaluated(default: Any) -> Any:
    try:
        return value_of_node(default)
    except Unsupported as error:
        return Refused(str(error))


def read(text: str) -> Constraint | None:
    return written_constraint(text.encode(), lambda default, _: evaluated(parse_own(default)))


def shape(constraint: Constraint) -> Any:
    return constraint.type, _shape(constraint.defaults)


def _shape(defaults: Defaults) -> Any:
    values = {name: repr(plain(default.value)) for name, default in defaults.values.items()}
    return values, {name: _shape(inside) for name, inside in defaults.inside.items()}


@pytest.mark.parametrize(
    "text",
    [
        "string", "any", "map", "list(string)", "set( any )", "map(list(map(number)))", "object({})",
        "object({ for-a = string, in = bool, null = any })", "list(object({ a = list, }))", OBJECT,
    ],
)  # fmt: skip
def test_what_is_read_is_what_the_parser_says(text: str) -> None:
    found = read(text)
    assert found is not None
    assert shape(found) == shape(type_constraint(parse_own(text.encode()), evaluated))


@pytest.mark.parametrize(
    "text",
    [
        "", "strin", "list(strin)", "list(string", "list(string))", "list(string), any", "list()",
        "object({}", "object({\r\n a = any })", "object({ a = any /* a */ })", "object({ é = any })",
        "object({ a = string b = any })", "object({ a = string,, b = any })", "tuple([any])",
        'object({ a = string(any, "x") })', "object({ a = any, 1) })", "object({ for = any })", "x = string",
        "object({ any })", "object({ a = any, a = optional(any) })", "optional(string)",
        "object({ a = any # })", "object({ a = optional(any, ) })",
        "list(object({ a = any }), )", "object({ a = optional(any, 1 + 1) })", "any\n", '"string"',
        "object({ a = " * 16 + "any" + " })" * 16, "object({ a = list(set(map(list(any)))) })}",
    ],
)  # fmt: skip
def test_the_rest_is_left_to_the_parser(text: str) -> None:
    assert read(text) is None


PIECES = ["\n", " ", ",", "(", ")", "{", "}", "any", "list(", "object({", "})", "optional(", '"x"', "[]", "=",
          ":", "# c\n", "// d\n", "for", "\r\n", "/*x*/", "a = ", "null", "1", '["x", "y"]']  # fmt: skip
CHANGE = st.tuples(st.integers(0, len(OBJECT)), st.integers(0, 4), st.sampled_from(["", *PIECES]))


@given(st.lists(CHANGE, max_size=4))
def test_a_change_anywhere_is_read_as_the_parser_reads_it(changes: list[tuple[int, int, str]]) -> None:
    text = OBJECT
    for at, size, instead in changes:
        text = text[:at] + instead + text[at + size :]
    found = read(text)
    try:
        parsed = type_constraint(parse_own(text.encode()), evaluated)
    except SyntaxProblem:
        assert found is None
        return
    if found is not None:
        assert not isinstance(parsed, WrongType)
        assert shape(found) == shape(parsed)


def test_a_default_is_evaluated_when_a_value_needs_it() -> None:
    asked: list[tuple[bytes, int]] = []

    def evaluate(text: bytes, offset: int) -> Known:
        asked.append((text, offset))
        return Known(25)

    constraint = written_constraint(b"map(object({ port = optional(number, 25) }))", evaluate)
    assert constraint is not None
    assert plain(constraint.apply(Known({}))) == {}
    assert asked == []
    assert plain(constraint.apply(value_of("{ a = {}, b = {} }"))) == {"a": {"port": 25}, "b": {"port": 25}}
    assert asked == [(b"25", 37)]
