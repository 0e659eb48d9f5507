"""The limits of choices: an answer that is not known, never an exception and never a hang."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from smtp_iac.choice import (
    DEPTH,
    conditional,
    depth,
    equal,
    leaves,
    lift,
    restrict,
)
from smtp_iac.identity import derived, missing_inputs, same
from smtp_iac.value import (
    FALSE,
    LIMIT,
    TRUE,
    Known,
    Unknown,
    option,
)

from .algebra import (
    boolean,
    concrete,
    open_input,
)

if TYPE_CHECKING:
    from smtp_iac.value import Outcome

ENV = open_input("var.env")
P, Q = boolean("var.p"), boolean("var.q")


def text_of_all(*parts: Outcome) -> Outcome:
    if any(isinstance(part, Unknown) for part in parts):
        return derived("text", *parts)
    return Known("".join([str(part.data) for part in parts if isinstance(part, Known)]))


def bits(count: int) -> list[Outcome]:
    return [conditional(boolean(f"var.b{number}"), Known("1"), Known("0")) for number in range(count)]


def test_as_many_leaves_as_the_limit_are_kept() -> None:
    value = lift(text_of_all, *bits(8))
    assert leaves(value) == LIMIT
    assert concrete(restrict(value, {f"var.b{number}": TRUE for number in range(8)})) == "11111111"


@pytest.mark.parametrize("count", [9, 12, 40, 400])
def test_more_leaves_than_the_limit_are_unknown(count: int) -> None:
    value = lift(text_of_all, *bits(count))
    assert isinstance(value, Unknown)
    missing = missing_inputs(value)
    assert any(one.camp == "not supported yet" for one in missing)
    assert "var.b0" in [one.what for one in missing]


def test_what_was_too_much_is_equal_to_itself_and_to_nothing_else() -> None:
    one, again, other = (lift(text_of_all, *bits(count)) for count in (12, 12, 13))
    assert same(one, again)
    assert not same(one, other)


def test_many_options_that_agree_are_no_limit() -> None:
    every = [conditional(boolean(f"var.b{number}"), Known(number), Known(-1)) for number in range(10)]
    assert concrete(lift(lambda *_: Known("one"), *every)) == "one"


@pytest.mark.parametrize("count", [9, 40, 300])
def test_nested_conditions_beyond_the_limit_are_unknown(count: int) -> None:
    value: Outcome = Known("end")
    for number in range(count):
        value = conditional(boolean(f"var.b{number}"), conditional(Q, value, Known(number)), value)
    assert leaves(value) <= LIMIT


def test_a_long_chain_of_conditions_is_kept_and_a_longer_one_is_unknown() -> None:
    value: Outcome = Known("end")
    for number in range(DEPTH):
        value = conditional(boolean(f"var.b{number}"), Known(number), value)
    assert leaves(value) == DEPTH + 1
    assert concrete(restrict(value, {f"var.b{number}": FALSE for number in range(DEPTH)})) == "end"
    assert isinstance(conditional(P, Known(True), value), Unknown)


def test_a_chain_of_comparisons_with_one_input_is_kept() -> None:
    value: Outcome = Known("none of them")
    for number in range(DEPTH):
        value = conditional(equal(ENV, Known(f"e{number}")), Known(number), value)
    assert concrete(restrict(value, {"var.env": option("e7")})) == 7
    assert concrete(restrict(value, {"var.env": option("x")})) == "none of them"


def test_depth_and_leaves_grow_with_each_condition() -> None:
    value = conditional(P, conditional(Q, Known(1), Known(2)), Known(3))
    assert (depth(Known(1)), depth(value), leaves(value)) == (0, 2, 3)
