"""Open elements: what functions pass on of collections that are not known to the end."""

from __future__ import annotations

from typing import Any

from smtp_iac.choice import conditional, restrict
from smtp_iac.formats.terraform.values.open_elements import entries
from smtp_iac.formats.terraform.values.types import type_of
from smtp_iac.identity import identity, missing_inputs
from smtp_iac.value import (
    ABSENT,
    BOOLEAN,
    FALSE,
    OTHER,
    TRUE,
    Choice,
    Known,
    Many,
    Refused,
    Unknown,
    option,
)

from .expression_values import given, plain, unknown, value_of

STRINGS = ("list", "string")


def boolean(name: str) -> Unknown:
    return Unknown(name, facts=BOOLEAN)


def maybe(condition: Unknown, text: str) -> Any:
    """`condition ? [text] : []`"""
    return conditional(condition, value_of(text), value_of("[]"))


def test_a_literal_beside_an_unknown_list_stays_known() -> None:
    result = value_of('concat(extra, ["0.0.0.0/0"])', extra=unknown("var.extra", STRINGS))
    many, literal = result.data
    assert isinstance(many, Many)
    assert many.of is not None
    assert many.of.id == "var.extra"
    assert type_of(many) == "string"
    assert plain(literal) == "0.0.0.0/0"
    assert [missing.what for missing in missing_inputs(result)] == ["var.extra"]


def test_nine_conditions_are_nine_elements() -> None:
    names = {f"c{at}": maybe(boolean(f"b{at}"), f"[{at}]") for at in range(9)}
    result = value_of(f"concat({','.join(names)})", **names)
    assert len(result.data) == 9
    everything = restrict(result, {f"b{at}": TRUE for at in range(9)})
    assert plain(everything) == list(range(9))
    assert isinstance(value_of("length(l)", l=result), Unknown)


def test_a_few_conditions_are_counted() -> None:
    names = {f"c{at}": maybe(boolean(f"b{at}"), f"[{at}]") for at in range(3)}
    count = value_of("length(concat(c0, c1, c2, [7]))", **names)
    assert plain(restrict(count, {"b0": TRUE, "b1": FALSE, "b2": TRUE})) == 3


def test_flatten_opens_unknown_lists_and_leaves_scalars() -> None:
    result = value_of('flatten([x, ["a"], s])', x=unknown("x", STRINGS), s=unknown("s", "string"))
    many, literal, scalar = result.data
    assert isinstance(many, Many)
    assert plain(literal) == "a"
    assert scalar.id == "s"


def test_a_list_of_one_unknown_has_one_element() -> None:
    assert given("length([x])", x=unknown("x")) == 1
    assert given("length(toset([x]))", x=unknown("x")) == 1
    assert isinstance(value_of('length(toset([x, "a"]))', x=unknown("x")), Unknown)


def test_contains() -> None:
    x = unknown("x")
    assert given('contains(["a", x], "a")', x=x) is True
    assert given('contains(concat(x, ["a"]), "a")', x=x) is True
    assert isinstance(value_of('contains(concat(x, ["a"]), "b")', x=x), Unknown)
    split = value_of('contains(["dev", "prod"], x)', x=x)
    assert plain(restrict(split, {"x": option("prod")})) is True
    assert plain(restrict(split, {"x": option("test")})) is False


def test_lookup_by_an_unknown_key_has_the_default_elsewhere() -> None:
    result = value_of('lookup({prod = "0.0.0.0/0"}, env, "10.0.0.0/8")', env=unknown("var.env"))
    assert isinstance(result, Choice)
    assert plain(result.options[option("prod")]) == "0.0.0.0/0"
    assert plain(result.options[OTHER]) == "10.0.0.0/8"


def test_what_an_unknown_map_may_override_is_a_choice() -> None:
    extra = unknown("var.extra")
    over = value_of("merge({port = 25}, extra).port", extra=extra)
    assert isinstance(over, Choice)
    assert plain(over.options[FALSE]) == 25
    assert identity(over.options[TRUE]) == 'var.extra["port"]'
    assert given("merge(extra, {port = 25}).port", extra=extra) == 25
    assert value_of("merge(extra, {port = 25}).other", extra=extra).id == 'var.extra["other"]'


def test_an_optional_entry_leaves_what_is_below() -> None:
    entry = Choice(boolean("b"), {TRUE: Known(587), FALSE: ABSENT})
    port = value_of("merge({port = 25}, m).port", m=Known({"port": entry}))
    assert plain(restrict(port, {"b": TRUE})) == 587
    assert plain(restrict(port, {"b": FALSE})) == 25


def test_a_map_of_one_condition_is_merged_by_option() -> None:
    extra = conditional(boolean("b"), value_of("{open = 1}"), value_of("{}"))
    result = value_of("merge({a = 1}, extra)", extra=extra)
    assert plain(restrict(result.data["open"], {"b": TRUE})) == 1
    assert restrict(result.data["open"], {"b": FALSE}) is ABSENT
    assert plain(result.data["a"]) == 1


def test_entries_of_open_maps_and_lists() -> None:
    merged = value_of("merge(x, {a = 1})", x=unknown("x"))
    (free, many), (key, element) = entries(merged)
    assert isinstance(free, Unknown)
    assert isinstance(many, Many)
    assert (plain(key), plain(element)) == ("a", 1)
    assert [plain(key) for key, _ in entries(value_of('["p", "q"]'))] == [0, 1]
    assert [plain(key) for key, _ in entries(value_of('toset(["q", "p"])'))] == ["p", "q"]


def test_coalesce_takes_an_unknown_unless_it_is_empty() -> None:
    result = value_of('coalesce(x, "0.0.0.0/0")', x=unknown("x", "string"))
    assert plain(restrict(result, {"x": option("")})) == "0.0.0.0/0"
    assert plain(restrict(result, {"x": option(None)})) == "0.0.0.0/0"
    assert plain(restrict(result, {"x": option("a")})) == "a"
    assert value_of("coalesce(x, 1)", x=unknown("x", "number", not_null=True)).id == "x"


def test_coalescelist() -> None:
    result = value_of('coalescelist(x, ["0.0.0.0/0"])', x=unknown("x", STRINGS))
    assert isinstance(result, Choice)
    assert plain(result.options[option(0)]) == ["0.0.0.0/0"]
    assert identity(result.options[OTHER]) == "x"


def test_compact_drops_what_may_be_empty() -> None:
    result = value_of('compact([x, "", "a", "${x}/32"])', x=unknown("x"))
    optional, literal, block = result.data
    assert optional.options[option("")] is ABSENT
    assert plain(literal) == "a"
    assert block.facts.block == (32, None)


def test_formatlist_of_an_unknown_list() -> None:
    (many,) = value_of('formatlist("%s/32", ips)', ips=unknown("var.ips", STRINGS)).data
    assert isinstance(many, Many)
    assert isinstance(many.value, Unknown)
    assert many.value.facts.block == (32, None)


def test_element_of_an_unknown_position_is_one_of_them() -> None:
    result = value_of('element(["a", "b"], n)', n=unknown("n"))
    assert isinstance(result, Choice)
    assert [plain(each) for each in result.options.values()] == ["a", "b"]


def test_subnets_of_unknown_prefixes_are_blocks() -> None:
    names = {"v": unknown("var.cidr"), "n": unknown("n")}
    assert value_of("cidrsubnet(v, 8, 0)", **names).facts.block == (8, None)
    assert value_of('cidrsubnet("10.0.0.0/8", 8, n)', **names).facts.block == (16, 4)
    assert value_of("cidrsubnet(v, n, 0)", **names).facts.block is None
    assert value_of("cidrsubnet(v, 0, 0)", **names).facts.block is None
    assert value_of('cidrsubnet("${v}/16", 8, 1)', **names).facts.block == (24, None)
    assert [each.facts.block for each in value_of("cidrsubnets(v, 4, 8)", **names).data] == [
        (4, None),
        (8, None),
    ]


def test_a_refused_option_stays_named() -> None:
    key = unknown("k")
    result = value_of("upper({a = 1, b = [1]}[k])", k=key)
    assert plain(result.options[option("a")]) == "1"
    assert isinstance(result.options[option("b")], Refused)
    assert isinstance(result.options[OTHER], Refused)


def test_setproduct_of_optional_elements() -> None:
    result = value_of('setproduct(["p"], concat(c, ["q"]))', c=maybe(boolean("b"), '["o"]'))
    assert plain(restrict(result.data[0], {"b": TRUE})) == ["p", "o"]
    assert restrict(result.data[0], {"b": FALSE}) is ABSENT
    assert plain(result.data[1]) == ["p", "q"]
