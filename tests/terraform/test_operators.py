from __future__ import annotations

from typing import Any

import pytest

from smtp_iac.choice import restrict
from smtp_iac.value import BOOLEAN, FALSE, OTHER, TRUE, Choice, Facts, Known, Many, Refused, Unknown, option

from .expression_values import given, plain, unknown, value_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('25 == "25"', False),
        ('"25" == "25"', True),
        ("tolist([1]) == [1]", False),
        ("toset([1, 2]) == toset([2, 1])", True),
        ('slice(tolist(["a"]), 0, 0) == tolist([])', False),
        ("tolist([]) == distinct([])", True),
        ('slice(tolist(["a"]), 0, 0) == slice(tolist(["b"]), 0, 0)', True),
        ("{a = null} == {a = 1}", False),
        ("[null] == [null]", True),
        ("0.1 + 0.2 == 0.3", True),
        ("1 / 3 * 3 == 1", True),
        ('"2" < 10', True),
        ("7 % -3", 1),
        ("-7 % 3", -1),
        ("9007199254740993 + 0", 9007199254740993),
        ('true && "true"', True),
    ],
)
def test_known(text: str, expected: Any) -> None:
    assert given(text) == expected


@pytest.mark.parametrize(
    "text", ["null + 1", "!null", "null && true", '1 < "a"', "!1", "0 / 0", "-[]", "null < 1"]
)
def test_refused(text: str) -> None:
    assert isinstance(value_of(text), Refused)


def test_equality_with_a_scalar_splits_the_unknown() -> None:
    result = value_of('env == "prod"', env=unknown("var.env"))
    assert isinstance(result, Choice)
    assert result.symbol == "var.env"
    assert {chosen: plain(each) for chosen, each in result.options.items()} == {
        option("prod"): True,
        OTHER: False,
    }


def test_a_number_and_its_text_are_two_options() -> None:
    result = value_of('x == 25 || x == "25"', x=unknown("x"))
    assert {option(25), option("25")} <= set(result.options)


def test_the_type_of_an_unknown_decides_an_equality() -> None:
    assert given('x == "25"', x=unknown("x", "number")) is False
    assert given("x == []", x=unknown("x", ("list", "string"))) is False
    assert isinstance(value_of('x == "25"', x=unknown("x", "string")), Choice)


def test_null() -> None:
    assert given("x == null", x=unknown("x", not_null=True)) is False
    assert given("x != null", x=unknown("x", not_null=True)) is True
    result = value_of("x == null", x=unknown("x"))
    assert plain(restrict(result, {"x": option(None)})) is True
    assert plain(restrict(result, {"x": option("a")})) is False


def test_equal_ids_are_equal() -> None:
    assert given("x == y", x=unknown("a"), y=unknown("a")) is True
    result = value_of("x == y", x=unknown("a"), y=unknown("b"))
    assert isinstance(result, Unknown)
    assert result.facts.domain == (TRUE, FALSE)
    assert result.id == value_of("y == x", x=unknown("a"), y=unknown("b")).id


def test_collections_are_compared_element_by_element() -> None:
    assert given("[1, x] == [2, x]", x=unknown("x")) is False
    assert given("[1, x] == [1, x]", x=unknown("x")) is True
    assert isinstance(value_of("[1, x] == [1, 2]", x=unknown("x")), Choice)
    open_list = Known((Many(Known(1)),))
    assert isinstance(value_of("x == [1]", x=open_list), Unknown)


def test_comparisons_of_one_unknown_agree() -> None:
    names = {"x": unknown("x", "number")}
    assert given("x < x", **names) is False
    assert given("x >= x", **names) is True
    assert given("x < 5 && x >= 5", **names) is False
    assert given("x > 5 || x <= 5", **names) is True


def test_and_and_or_are_exact() -> None:
    names = {"a": Unknown("a", facts=BOOLEAN), "b": Unknown("b", facts=BOOLEAN)}
    assert given("a && !a", **names) is False
    assert given("a || !a", **names) is True
    assert given("(a && b) || (a && !b) || !a", **names) is True
    assert given("true || a", **names) is True
    assert given("false && a", **names) is False
    assert value_of("true && a", **names).id == "a"


def test_an_operand_that_is_refused_refuses() -> None:
    assert isinstance(value_of("false && (1 / 0 == {})[0]"), Refused)


def test_arithmetic_with_an_unknown_is_a_number() -> None:
    result = value_of("x + 1", x=unknown("x"))
    assert isinstance(result, Unknown)
    assert (result.facts.type, result.facts.not_null) == ("number", True)
    assert result.id == value_of("x + 1", x=unknown("x")).id
    assert [cause.id for cause in result.causes] == ["x"]


def test_of_choices() -> None:
    port = Choice(unknown("c"), {option("a"): Known(25), OTHER: Known(26)}, Known(1).origin)
    result = value_of("p - 1", p=port)
    assert sorted(plain(each) for each in result.options.values()) == [24, 25]


def test_numbers_without_end_are_unknown() -> None:
    assert isinstance(value_of('"${1e9999} "'), Unknown)
    assert isinstance(value_of("x * x", x=Known(10**3000)), (Known, Unknown))
    assert isinstance(value_of('"1e99999999999" + 1'), Unknown)
    assert isinstance(value_of("-x", x=Unknown("u", facts=Facts(type="number"))), Unknown)
