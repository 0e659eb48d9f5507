from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from smtp_iac.formats.terraform.syntax.expressions import parse_expression
from smtp_iac.formats.terraform.values.conversion import convert, unify_arms
from smtp_iac.formats.terraform.values.type_expressions import type_constraint
from smtp_iac.formats.terraform.values.types import agrees, type_of
from smtp_iac.formats.terraform.values.unification import unify
from smtp_iac.value import (
    ABSENT,
    BOOLEAN,
    OTHER,
    Choice,
    Known,
    Many,
    Origin,
    Refused,
    Unknown,
    option,
)

from .expression_values import plain, unknown, value_of, value_of_node

STRINGS = ("list", "string")


def applied(text: str, value: Any) -> Any:
    return type_constraint(parse_expression(text.encode()), value_of_node).apply(value)


def test_collections_without_a_type_are_tuples_and_objects() -> None:
    assert type_of(value_of('[1, "a", [true]]')) == ("tuple", ("number", "string", ("tuple", ("bool",))))
    assert type_of(value_of("{b = 1, a = null}")) == ("object", (("a", "dynamic"), ("b", "number")))
    assert type_of(Known(Decimal("0.5"))) == "number"
    assert type_of(Known(None, type="string")) == "string"


def test_types_that_are_not_determined() -> None:
    either = Choice(unknown("c"), {option("a"): Known(1), OTHER: Known("x")})
    optional = Choice(unknown("c"), {option("a"): Known(1), OTHER: ABSENT})
    assert type_of(unknown("x")) == "dynamic"
    assert type_of(unknown("x", STRINGS)) == STRINGS
    assert type_of(Unknown("b", facts=BOOLEAN)) == "bool"
    assert type_of(either) == "dynamic"
    assert type_of(Known((optional,))) == "dynamic"
    assert type_of(Known((Many(Known(1)),))) == "dynamic"


def test_types_agree_as_far_as_they_are_determined() -> None:
    assert agrees(("list", "dynamic"), STRINGS)
    assert not agrees(("list", "number"), STRINGS)
    assert not agrees(("tuple", ("string",)), STRINGS)
    assert not agrees(("tuple", ("string",)), ("tuple", ("string", "string")))


def test_an_element_that_does_not_change_is_the_same_value() -> None:
    cidr = Known("0.0.0.0/0", Origin("written here", None))
    converted = convert(Known((cidr, Known(25))), STRINGS)
    assert isinstance(converted, Known)
    assert converted.data[0] is cidr
    assert plain(converted) == ["0.0.0.0/0", "25"]
    assert convert(converted, STRINGS) is converted


def test_an_unknown_of_unknown_type_keeps_its_id() -> None:
    converted = convert(unknown("var.x"), STRINGS)
    assert isinstance(converted, Unknown)
    assert (converted.id, converted.facts.type) == ("var.x", STRINGS)


def test_an_unknown_number_is_another_value_as_a_string() -> None:
    converted = convert(unknown("var.x", "number"), "string")
    assert isinstance(converted, Unknown)
    assert converted.id != "var.x"
    assert [cause.id for cause in converted.causes] == ["var.x"]
    assert isinstance(convert(unknown("var.x", "number"), STRINGS), Refused)


def test_an_unknown_bool_as_a_string_is_one_of_two_texts() -> None:
    converted = convert(Unknown("b", facts=BOOLEAN), "string")
    assert isinstance(converted, Choice)
    assert sorted(plain(each) for each in converted.options.values()) == ["false", "true"]


def test_open_elements_are_converted_where_they_stand() -> None:
    optional = Choice(unknown("c"), {option("a"): Known(1), OTHER: ABSENT})
    converted = convert(Known((Many(Known(2)), optional, unknown("x"))), STRINGS)
    assert isinstance(converted, Known)
    many, maybe, other = converted.data
    assert isinstance(many, Many)
    assert plain(many.value) == "2"
    assert plain(maybe.options[option("a")]) == "1"
    assert maybe.options[OTHER] is ABSENT
    assert other.id == "x"


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ('"x"', "number"),
        ("1", "bool"),
        ("[1]", "string"),
        ("{a = 1}", STRINGS),
        ('["a"]', ("map", "string")),
        ("{a = 1}", ("object", (("a", "number"), ("b", "number")))),
        ("[[1], 2]", ("list", "dynamic")),
        ("[1, 2]", ("tuple", ("number",))),
    ],
)
def test_no_such_conversion(value: str, wanted: Any) -> None:
    assert isinstance(convert(value_of(value), wanted), Refused)


def test_unify() -> None:
    assert unify(["number", "string"]) == "string"
    assert unify(["number", "bool"]) is None
    assert unify([("tuple", ("number",)), ("tuple", ())]) == ("list", "number")
    assert unify([("object", (("a", "number"),)), ("object", (("b", "string"),))]) == ("map", "string")
    assert unify([("list", "string"), "dynamic"]) == "dynamic"
    assert unify([("list", "string"), ("object", ())]) is None
    assert unify([]) == "dynamic"


def test_arms_of_a_conditional() -> None:
    yes, no = unify_arms(Known(1), Known("x"))
    assert (plain(yes), plain(no)) == ("1", "x")
    yes, no = unify_arms(Known(None), Known(1))
    assert type_of(yes) == "number"
    free = unknown("x")
    assert unify_arms(free, value_of("[1]"))[0] is free
    assert all(isinstance(arm, Refused) for arm in unify_arms(Known(1), value_of("[1]")))


def test_a_type_fills_in_defaults_for_omitted_and_null_attributes() -> None:
    text = """list(object({
      from = number
      to   = optional(number)
      desc = optional(string, "none")
      nest = optional(object({ a = optional(bool, true), b = optional(string) }), {})
    }))"""
    value = value_of('[{ from = 25, to = "25", desc = null, extra = 1 }, { from = "587", nest = { b = 5 } }]')
    assert plain(applied(text, value)) == [
        {"from": 25, "to": 25, "desc": "none", "nest": {"a": True, "b": None}},
        {"from": 587, "to": None, "desc": "none", "nest": {"a": True, "b": "5"}},
    ]


def test_defaults_are_filled_in_for_each_option() -> None:
    port = Choice(unknown("c"), {option("a"): Known(None), OTHER: Known(587)})
    filled = applied("object({ port = optional(number, 25) })", Known({"port": port}))
    assert plain(filled.data["port"].options[option("a")]) == 25
    assert plain(filled.data["port"].options[OTHER]) == 587


def test_a_default_keeps_its_origin() -> None:
    written = Known((Known("0.0.0.0/0", Origin("here", None)),))
    node = parse_expression(b"object({ cidrs = optional(list(string), []) })")
    found = type_constraint(node, lambda each: written).apply(Known({}))
    assert isinstance(found, Known)
    element = found.data["cidrs"].data[0]
    assert (element.data, element.origin.what) == ("0.0.0.0/0", "here")


@pytest.mark.parametrize(
    "text", ["strin", "list", "list(number", "object([])", "tuple(string)", "list(a, b)", "1"]
)
def test_wrong_types_are_refused_not_crashed(text: str) -> None:
    if text == "list":
        assert plain(applied(text, value_of('["a"]'))) == ["a"]
    elif text != "list(number":
        assert isinstance(applied(text, Known("x")), Refused)


def test_any_takes_the_type_of_its_elements() -> None:
    assert type_of(applied("list(any)", value_of('[1, "a", true]'))) == STRINGS
    assert type_of(applied("map(any)", value_of("{a = 1}"))) == ("map", "number")
    assert type_of(applied("any", value_of("[1]"))) == ("tuple", ("number",))
    assert isinstance(applied("list(any)", value_of("[1, [2]]")), Refused)


def test_sets_are_in_terraforms_order() -> None:
    assert plain(convert(value_of("[80, 587, 25, 80]"), ("set", "number"))) == [25, 80, 587]
    assert plain(convert(value_of("[80, 587, 25]"), ("set", "string"))) == ["25", "587", "80"]
    assert plain(convert(value_of('["b", null, "a"]'), ("set", "string"))) == ["a", "b", None]


def test_the_order_of_a_set_with_unknown_elements_means_nothing() -> None:
    listed = value_of('tolist(toset(["b", x]))', x=unknown("x"))
    assert isinstance(value_of("l[0]", l=listed), Unknown)
    assert isinstance(value_of("length(l)", l=listed), Unknown)
    assert plain(listed)[-1] == "b"


def test_nesting_without_end_is_unknown() -> None:
    value: Any = Known(1)
    for _ in range(5000):
        value = Known((value,))
    assert isinstance(convert(value, STRINGS), (Known, Unknown))
    assert all(isinstance(arm, Unknown) for arm in unify_arms(value, value_of("[1]")))
