"""The algebra of choices: what it computes while inputs are open is what each world gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from smtp_iac.choice import (
    choice,
    conditional,
    elements,
    equal,
    lift,
    merged_options,
    optional,
    restrict,
)
from smtp_iac.identity import identity, missing_inputs, same, symbols
from smtp_iac.value import (
    ABSENT,
    FALSE,
    OTHER,
    TRUE,
    Absent,
    Choice,
    Known,
    Many,
    Refuse,
    Refused,
    Unknown,
    option,
)

from .algebra import (
    ENVIRONMENTS,
    FINITE_WORLDS,
    INPUTS,
    Expression,
    Stop,
    World,
    allowed,
    assignment_of,
    boolean,
    concat,
    concrete,
    conditions,
    finite_lists,
    index,
    listed,
    negation,
    open_input,
    ports,
    scalars,
)

if TYPE_CHECKING:
    from smtp_iac.value import Outcome

ENV = open_input("var.env")
P, Q = boolean("var.p"), boolean("var.q")
IS_PROD = equal(ENV, Known("prod"))


def result_in(world: World, expression: Expression) -> Any:
    try:
        return expression.of(world)
    except Stop:
        return "refused"


def concrete_or_refused(value: Any) -> Any:
    try:
        return concrete(value)
    except Stop:
        return "refused"


def assert_sound(expression: Expression) -> None:
    for world in FINITE_WORLDS:
        restricted = restrict(expression.value, assignment_of(world))
        assert concrete_or_refused(restricted) == result_in(world, expression), world


@settings(max_examples=80, deadline=None)
@given(conditions)
def test_conditions_hold_in_every_world(expression: Expression) -> None:
    assert_sound(expression)


@settings(max_examples=120, deadline=None)
@given(finite_lists)
def test_lists_hold_in_every_world(expression: Expression) -> None:
    assert_sound(expression)


@settings(max_examples=60, deadline=None)
@given(ports)
def test_lookups_and_allowed_values_hold_in_every_world(expression: Expression) -> None:
    assert_sound(expression)


@settings(max_examples=60, deadline=None)
@given(scalars, scalars)
def test_equality_of_open_values_holds_in_every_world(one: Expression, two: Expression) -> None:
    def of(world: World) -> bool:
        first, second = one.of(world), two.of(world)
        return (type(first), first) == (type(second), second)

    assert_sound(Expression(equal(one.value, two.value), of))


@settings(max_examples=60, deadline=None)
@given(scalars)
def test_equality_with_an_open_input_refines_its_split(one: Expression) -> None:
    assert_sound(Expression(equal(one.value, ENV), lambda world: one.of(world) == world["var.env"]))


@settings(max_examples=60, deadline=None)
@given(scalars, scalars)
def test_a_lifted_function_holds_in_every_world(one: Expression, two: Expression) -> None:
    def joined(first: Outcome, second: Outcome) -> Outcome:
        assert isinstance(first, Known)
        assert isinstance(second, Known)
        if first.data == 25:
            raise Refuse("no text")
        return Known(f"{first.data}-{second.data}")

    def of(world: World) -> str:
        first, second = one.of(world), two.of(world)
        if first == 25:
            raise Stop
        return f"{first}-{second}"

    assert_sound(Expression(lift(joined, one.value, two.value), of))


@settings(max_examples=60, deadline=None)
@given(finite_lists, st.sampled_from(FINITE_WORLDS), st.sets(st.sampled_from(sorted(INPUTS))))
def test_inputs_may_be_decided_one_after_the_other(
    expression: Expression, world: World, first: set[str]
) -> None:
    whole = assignment_of(world)
    partial = restrict(expression.value, {name: whole[name] for name in first})
    assert symbols(partial).isdisjoint(first)
    assert identity(restrict(partial, whole)) == identity(restrict(expression.value, whole))


@settings(max_examples=60, deadline=None)
@given(finite_lists, st.sets(st.sampled_from(ENVIRONMENTS)))
def test_what_an_input_is_not_leaves_the_other_options(expression: Expression, excluded: set[str]) -> None:
    left = restrict(expression.value, {"var.env": frozenset(map(option, excluded))})
    for world in FINITE_WORLDS:
        if world["var.env"] not in excluded:
            found = concrete_or_refused(restrict(left, assignment_of(world)))
            assert found == result_in(world, expression)


@settings(max_examples=60, deadline=None)
@given(finite_lists)
def test_no_option_says_the_same_as_all_the_others(expression: Expression) -> None:
    value = expression.value
    if isinstance(value, Choice):
        assert len({identity(outcome) for outcome in value.options.values()}) > 1


def test_equal_options_collapse_only_when_every_option_is_named() -> None:
    assert same(choice(P, {TRUE: Known(1), FALSE: Known(1)}), Known(1))
    assert same(choice(ENV, {option("prod"): Known(1), OTHER: Known(1)}), Known(1))
    incomplete = choice(ENV, {option("prod"): Known(1), option("dev"): Known(1)})
    assert isinstance(incomplete, Choice)


def test_a_refused_option_stays_named() -> None:
    one = choice(ENV, {option("prod"): Refused("no such key"), OTHER: Known(1)})
    assert isinstance(one, Choice)
    assert isinstance(restrict(one, {"var.env": option("prod")}), Refused)
    assert concrete(restrict(one, {"var.env": option("dev")})) == 1


def test_all_options_refused_is_refused() -> None:
    assert isinstance(choice(P, {TRUE: Refused("a"), FALSE: Refused("b")}), Refused)


def test_a_value_outside_the_allowed_ones_is_refused() -> None:
    port = allowed("Port", 25, 587)
    assert isinstance(restrict(port, {"Port": option(465)}), Refused)


def test_equality_with_a_value_that_is_not_allowed_is_known() -> None:
    port = allowed("Port", 25, 587)
    assert concrete(equal(port, Known(465))) is False
    assert concrete(equal(port.unknown, Known(465))) is False
    assert symbols(equal(port.unknown, Known(25))) == {"Port"}


def test_types_never_meet() -> None:
    assert concrete(equal(Known(25), Known("25"))) is False
    assert concrete(equal(Known(1), Known(True))) is False
    assert concrete(equal(listed(25), listed("25"))) is False
    assert concrete(equal(listed("a"), listed("a"))) is True


def test_unknowns_of_one_id_are_equal_and_of_two_are_open() -> None:
    assert concrete(equal(ENV, open_input("var.env"))) is True
    between = equal(ENV, open_input("var.region"))
    assert isinstance(between, Unknown)
    assert between.facts.domain == (TRUE, FALSE)
    assert same(between, equal(open_input("var.region"), ENV))
    assert [missing.what for missing in missing_inputs(between)] == ["var.env", "var.region"]


def test_collections_with_something_open_inside_are_equal_only_if_they_are_the_same() -> None:
    assert concrete(equal(listed(ENV), listed(ENV))) is True
    assert isinstance(equal(listed(ENV), listed("prod")), Unknown)


def test_a_condition_and_its_negation_decide_each_other() -> None:
    inner = conditional(negation(P), Known("no"), Known("yes"))
    assert identity(conditional(P, inner, Known("no"))) == identity(conditional(P, Known("yes"), Known("no")))


def test_an_arm_is_seen_under_its_condition() -> None:
    value = conditional(IS_PROD, ENV, Known("none"))
    assert isinstance(value, Choice)
    assert concrete(value.options[option("prod")]) == "prod"


def test_a_refused_arm_that_is_not_taken_is_no_error() -> None:
    assert concrete(conditional(Known(True), Known(1), Refused("not this one"))) == 1
    assert isinstance(conditional(Refused("no condition"), Known(1), Known(2)), Refused)
    assert conditional(ABSENT, Known(1), Known(2)) is ABSENT


def test_splits_of_one_symbol_refine_each_other() -> None:
    is_dev = equal(ENV, Known("dev"))
    assert isinstance(IS_PROD, Choice)
    assert isinstance(is_dev, Choice)
    assert merged_options([IS_PROD, is_dev]) == (option("prod"), option("dev"), OTHER)
    assert concrete(conditional(IS_PROD, is_dev, Known(False))) is False


def test_a_boolean_has_no_other() -> None:
    value = conditional(P, Known(1), Known(2))
    assert isinstance(value, Choice)
    assert set(value.options) == {TRUE, FALSE}


def test_a_condition_of_unknown_type_is_split_like_a_boolean() -> None:
    value = conditional(ENV, Known(1), Known(1))
    assert concrete(value) == 1


def test_an_unknown_list_is_any_number_of_one_unknown_element() -> None:
    extra = open_input("var.extra")
    (one,) = elements(extra)
    assert isinstance(one, Many)
    assert isinstance(one.value, Unknown)
    assert one.value.id != extra.id
    assert one.of is extra
    assert [missing.what for missing in missing_inputs(one)] == ["var.extra"]


def test_elements_of_a_choice_are_optional_and_not_combined() -> None:
    lists = [conditional(boolean(f"var.b{number}"), listed(number), listed()) for number in range(12)]
    joined = concat(*lists, listed("always"))
    assert len(joined.data) == 13
    first = joined.data[0]
    assert isinstance(first, Choice)
    assert isinstance(first.options[FALSE], Absent)
    assert concrete(restrict(joined, {f"var.b{number}": FALSE for number in range(12)})) == ["always"]


def test_an_optional_element_of_any_number_stays_any_number() -> None:
    of = conditional(P, Known(1), Known(2))
    assert isinstance(of, Choice)
    element = optional(of, TRUE, Many(Known("a"), ENV))
    assert isinstance(element, Many)
    assert element.of is ENV
    assert restrict(element, {"var.p": FALSE}).value is ABSENT


def test_a_refused_list_refuses_its_elements() -> None:
    assert [type(element) for element in elements(Refused("no list"))] == [Refused]
    (element,) = elements(conditional(P, Refused("no list"), listed()))
    assert isinstance(restrict(element, {"var.p": TRUE}), Refused)
    assert restrict(element, {"var.p": FALSE}) is ABSENT


def test_a_missing_key_is_refused_and_a_default_is_not() -> None:
    sources = Known({"dev": Known("10.0.0.0/8"), "prod": Known("0.0.0.0/0")})
    found = index(sources, ENV)
    assert isinstance(restrict(found, {"var.env": option("stage")}), Refused)
    assert concrete(restrict(index(sources, ENV, Known("none")), {"var.env": option("stage")})) == "none"


def test_restrict_leaves_alone_what_does_not_depend_on_it() -> None:
    value = listed("a", {"b": 1}, ENV)
    assert restrict(value, {"var.p": TRUE}) is value
    assert restrict(value, {"var.env": option("prod")}).data[0] is value.data[0]
