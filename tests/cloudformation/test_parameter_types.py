"""A value becomes one of its parameter's type."""

from __future__ import annotations

from typing import Any

import pytest

from smtp_iac.formats.cloudformation.parameters.parameter_types import is_list, number_of, of_type
from smtp_iac.value import ABSENT, Choice, Known, Many, Missing, Refused, Unknown, option

from .helpers import plain

OPEN = Unknown("open", Missing("open", "has no value", "nobody can know"))


def either(first: str, second: str) -> Choice:
    return Choice(OPEN, {option("a"): Known(first), option("b"): Known(second)})


def texts(*items: Any) -> Known:
    return Known(tuple([Known(each) if isinstance(each, (str, bool)) else each for each in items]))


@pytest.mark.parametrize(
    "kind", ["CommaDelimitedList", "List<Number>", "List<String>", "List<AWS::EC2::Subnet::Id>"]
)
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Known("a"), ["a"]),
        (Known("a, b ,c"), ["a", "b", "c"]),
        (Known(""), [""]),
        (Known("a,"), ["a", ""]),
        (Known(True), ["true"]),
        (texts("a", "b,c"), ["a", "b", "c"]),
        (texts("a", OPEN), ["a", "<open>"]),
        (texts(either("a", "b")), [("open", {"a": "a", "b": "b"})]),
        (
            texts(either("a", "b,c"), OPEN, either("d", "e")),
            (
                "open",
                {
                    "a": ["a", "<open>", ("open", {"a": "d", "b": "e"})],
                    "b": ["b", "c", "<open>", ("open", {"a": "d", "b": "e"})],
                },
            ),
        ),
        (either("a", "b,c"), ("open", {"a": ["a"], "b": ["b", "c"]})),
        (OPEN, "<open>"),
        (ABSENT, None),
        (Known({}), "refused: a parameter is a text or a list"),
        (Refused("no"), "refused: no"),
    ],
)
def test_lists(kind: str, value: Any, expected: object) -> None:
    assert is_list(kind)
    assert plain(of_type(value, kind)) == expected


@pytest.mark.parametrize("kind", ["String", "Number", "AWS::EC2::VPC::Id", "AWS::SSM::Parameter::Name"])
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Known("a, b"), "a, b"),
        (Known(False), "false"),
        (texts("a"), "a"),
        (texts("a", "b"), "a,b"),
        (texts(OPEN), "<open>"),
        (texts("a", OPEN), "<Fn::Join(str ',',str 'a',open)>"),
        (texts("a", either("b", "c")), ("open", {"a": "a,b", "b": "a,c"})),
        (texts(Many(Known("a"))), "<Fn::Join(str ',',many(str 'a'))>"),
        (texts(), ""),
        (OPEN, "<open>"),
        (Known({}), "refused: a parameter is a text or a list"),
    ],
)
def test_texts(kind: str, value: Any, expected: object) -> None:
    assert not is_list(kind)
    assert plain(of_type(value, kind)) == expected


def test_a_list_of_ssm_is_a_list() -> None:
    assert is_list("AWS::SSM::Parameter::Value<List<String>>")
    assert not is_list("AWS::SSM::Parameter::Value<String>")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("25", 25),
        (" 2.5 ", 2.5),
        ("-1", -1),
        ("1e3", 1000),
        ("x", None),
        ("", None),
        ("nan", None),
        ("inf", None),
    ],
)
def test_numbers(text: str, number: float | None) -> None:
    assert number_of(text) == number
