"""Values: what they are, where they were written, which are equal, and which inputs they wait for."""

from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtp_iac.identity import (
    choices_in,
    derived,
    identity,
    missing_inputs,
    same,
    shorten,
    symbols,
    unknowns_of,
)
from smtp_iac.network import AddressSet
from smtp_iac.source import Source, Span
from smtp_iac.value import (
    ABSENT,
    FALSE,
    NOWHERE,
    OTHER,
    TRUE,
    Choice,
    Facts,
    Known,
    Many,
    Missing,
    Origin,
    Refused,
    Unknown,
    option,
    passed_on,
    text_of,
    with_origin,
)

from .algebra import allowed, boolean, listed, open_input, value_of

ENV = open_input("var.env")
SPLIT = Choice(boolean("var.p"), {TRUE: Known(1), FALSE: Known(2)})
SOURCE = Source("/estate/variables.tf", b'default = ["0.0.0.0/0"]\n')
PLACES = [Span(SOURCE, start, start + 1) for start in range(4)]


@pytest.mark.parametrize(
    "value",
    [Known(0), Known(True), Known(()), ENV, SPLIT, ABSENT, Refused("a reason"), Many(Known(1)), AddressSet()],
)
def test_no_value_has_a_truth_value(value: object) -> None:
    with pytest.raises(TypeError):
        bool(value)
    with pytest.raises(TypeError):
        _ = not value


def test_options_of_different_types_never_meet() -> None:
    found = [option(data) for data in (25, "25", True, 1, None, "true", "None", False, 0)]
    assert len(set(found)) == len(found)
    assert option(True) == TRUE
    assert option(False) == FALSE
    assert OTHER not in found


def test_options_as_a_person_writes_them() -> None:
    texts = [text_of(one) for one in (option("prod"), option(25), TRUE, FALSE, option(None), OTHER)]
    assert texts == ['"prod"', "25", "true", "false", "null", "any other value"]


def test_an_origin_leads_back_to_the_literal() -> None:
    literal = Origin('default of variable "cidrs"', PLACES[0])
    value = passed_on(
        passed_on(Known("0.0.0.0/0", literal), "passed to module.mail", PLACES[1]), "", PLACES[2]
    )
    origin = value.origin
    assert origin.span is PLACES[2]
    assert origin.written is not None
    assert origin.written.what == "passed to module.mail"
    assert origin.literal is literal


def test_an_element_remembers_the_collection_it_was_taken_out_of() -> None:
    collection = Origin("local.cidrs", PLACES[3])
    value = passed_on(Known("a", Origin("", PLACES[0])), "", PLACES[1], (collection,))
    assert value.origin.causes == (collection,)


@pytest.mark.parametrize("value", [Known(["a"], type="list"), ENV, SPLIT, Refused("a reason")])
def test_seen_through_one_more_link_a_value_is_the_same(value: Any) -> None:
    link = Origin("passed on", PLACES[0])
    moved = with_origin(value, link)
    assert type(moved) is type(value)
    assert moved is not value
    assert moved.origin is link
    assert repr(moved) == repr(value)
    assert identity(moved) == identity(value)


def test_nothing_stays_nothing_wherever_it_is_seen() -> None:
    assert with_origin(ABSENT, Origin("passed on", PLACES[0])) is ABSENT
    assert ABSENT.origin is NOWHERE


def test_an_unknown_passed_on_keeps_what_is_known_of_it() -> None:
    port = allowed("Port", 25, 587).unknown
    moved = passed_on(port, "passed on", PLACES[0])
    assert isinstance(moved, Unknown)
    assert (moved.id, moved.why, moved.facts) == (port.id, port.why, port.facts)


# Identity

scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 30), st.sampled_from(["", "25", "a,b", "[a]", "'", '"', "true"])
)
data = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.sampled_from(["a", "b", "a,b", "'"]), inner, max_size=3),
    ),
    max_leaves=6,
)


def typed(item: Any) -> Any:
    """Python's data with its types, which `==` alone would not tell apart."""
    if isinstance(item, tuple):
        return ("list", tuple(map(typed, item)))
    if isinstance(item, dict):
        return ("map", tuple((key, typed(item[key])) for key in sorted(item)))
    return (type(item).__name__, item)


@given(data, data)
def test_plain_values_are_equal_if_their_data_is(one: Any, two: Any) -> None:
    assert same(value_of(one), value_of(two)) is (typed(one) == typed(two))


def test_where_a_value_was_written_is_no_part_of_it() -> None:
    assert same(Known("a", Origin("here", PLACES[0])), Known("a", Origin("there", PLACES[1])))


def test_numbers_of_every_kind_have_an_identity() -> None:
    assert same(Known(Decimal("2.5")), Known(Decimal("2.5")))
    assert not same(Known(Decimal("2.5")), Known("2.5"))


def test_the_order_of_entries_and_options_is_no_part_of_a_value() -> None:
    one, two = {"a": Known(1), "b": Known(2)}, {"b": Known(2), "a": Known(1)}
    assert same(Known(one), Known(two))
    turned = Choice(SPLIT.unknown, dict(reversed(SPLIT.options.items())))
    assert same(SPLIT, turned)


def test_different_shapes_are_different() -> None:
    shapes: list[Any] = [
        listed(),
        Known({}),
        listed(listed()),
        listed("a"),
        Known("a"),
        ABSENT,
        Refused("a"),
        ENV,
        Many(ENV),
        Many(Known("a")),
        SPLIT,
        derived("==", ENV, Known("a")),
        derived("==", Known("a"), ENV),
        derived("!=", ENV, Known("a")),
    ]
    assert len({identity(shape) for shape in shapes}) == len(shapes)


def test_a_computed_unknown_is_a_new_one_with_its_own_id() -> None:
    upper = derived("upper", ENV)
    assert upper.id not in (ENV.id, derived("lower", ENV).id)
    assert same(upper, derived("upper", open_input("var.env")))
    assert upper.why is None
    assert upper.causes == (ENV,)


def test_long_identities_are_shortened_and_still_tell_values_apart() -> None:
    one, two = listed(*["a" * 200, "b"]), listed(*["a" * 200, "c"])
    assert len(identity(one)) < 170
    assert not same(one, two)
    assert shorten("short") == "short"
    texts = [end + "\udcff" * length for length in (160, 3000, 5000) for end in "ab"]
    assert len({shorten(text) for text in texts}) == len(texts)
    assert all(len(shorten(text)) < 40 and shorten(text) == shorten(f"{text}") for text in texts)


def test_identity_does_not_depend_on_the_hash_seed() -> None:
    program = (
        "from tests.algebra import *\n"
        "from smtp_iac.identity import identity\n"
        "from smtp_iac.model.filter import SecurityGroup\n"
        "lists = [conditional(boolean(f'var.b{n}'), listed(n), listed()) for n in range(6)]\n"
        "value = Known({'a': concat(*lists), 'b': derived('f', *lists), 'c': allowed('Port', 25, 587)})\n"
        "group = SecurityGroup('sg.id', [rule('r', value.data['a'], value.data['c'])])\n"
        "print(identity(value), identity(value.data['b']), group.combinations()[:7])\n"
    )
    answers = set()
    for seed in ("0", "1", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        run = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
        )
        answers.add(run.stdout)
    (answer,) = answers
    assert "Port" in answer


# What a value is made of


def test_symbols_of_collections_and_choices() -> None:
    value = Known({"a": listed(ENV, SPLIT), "b": Many(open_input("var.more"))})
    assert symbols(value) == {"var.env", "var.p", "var.more"}
    assert symbols(listed("a")) == frozenset()
    assert symbols(ABSENT) == frozenset()


def test_every_choice_inside_is_found_those_in_options_too() -> None:
    inner = Choice(boolean("var.q"), {TRUE: Known(1), FALSE: SPLIT})
    assert choices_in(listed("a", Many(inner))) == [inner, SPLIT]
    assert choices_in(ENV) == []


def test_unknowns_are_listed_once_and_in_order() -> None:
    more = open_input("var.more")
    value = listed(more, SPLIT, ENV, more, derived("f", ENV))
    assert [unknown.id for unknown in unknowns_of((value,))] == ["var.more", "var.p", "var.env", "f(var.env)"]


def test_missing_inputs_are_read_off_the_causes_and_sorted() -> None:
    value = derived("f", derived("g", ENV, open_input("var.b")), open_input("var.a"), ENV)
    assert [missing.what for missing in missing_inputs(value)] == ["var.a", "var.b", "var.env"]
    assert missing_inputs(listed("nothing open")) == []


def test_an_input_that_is_missing_for_two_reasons_is_listed_twice() -> None:
    reasons = ("known after apply", "is not supported yet")
    values = [Unknown(f"x{why}", Missing("x", why, "nobody can know")) for why in reasons]
    assert [missing.why for missing in missing_inputs(*values)] == sorted(reasons)


def test_causes_in_a_circle_come_to_an_end() -> None:
    first = Unknown("first")
    second = Unknown("second", None, NOWHERE, causes=(first, ENV))
    first.causes = (second,)
    assert [missing.what for missing in missing_inputs(first)] == ["var.env"]


def test_values_that_share_their_parts_are_walked_once() -> None:
    value: Any = listed(ENV, SPLIT)
    for _ in range(60):
        value = listed(value, value)
    assert same(value, listed(*value.data))
    assert symbols(value) == {"var.env", "var.p"}
    assert [unknown.id for unknown in unknowns_of((value,))] == ["var.env", "var.p"]
    assert choices_in(value) == [SPLIT]
    assert derived("f", value).causes == (ENV, SPLIT.unknown)


def test_a_value_may_be_nested_deeply_when_it_is_made_step_by_step() -> None:
    value: Any = ENV
    for _ in range(5000):
        value = listed(value)
        assert symbols(value) == {"var.env"}
        assert len(identity(value)) < 170
    assert [missing.what for missing in missing_inputs(value)] == ["var.env"]


def test_facts_keep_what_is_not_replaced() -> None:
    facts = Facts(domain=(TRUE,), prefix="10.", aws_owned=True, not_null=True, range=(20, 30))
    other = facts.but(range=(25, 25), block=(8, 4))
    assert (other.range, other.block) == ((25, 25), (8, 4))
    kept = set(Facts.__slots__) - {"range", "block"}
    assert {name: getattr(other, name) for name in kept} == {name: getattr(facts, name) for name in kept}
