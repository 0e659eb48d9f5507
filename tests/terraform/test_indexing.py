from __future__ import annotations

import pytest

from smtp_iac.value import ABSENT, OTHER, Choice, Known, Many, Origin, Refused, Unknown, option

from .expression_values import given, plain, unknown, value_of


def test_attributes_of_an_unknown_read_well() -> None:
    result = value_of('vpc.subnets["a"].cidrs[0]', vpc=unknown("data.aws_vpc.v"))
    assert isinstance(result, Unknown)
    assert result.id == 'data.aws_vpc.v.subnets["a"].cidrs[0]'
    assert result.why is None
    assert [cause.id for cause in result.causes] == ['data.aws_vpc.v.subnets["a"].cidrs']


def test_the_type_of_a_part_is_known() -> None:
    type_ = ("object", (("cidrs", ("list", "string")), ("port", "number")))
    assert value_of("x.port", x=unknown("x", type_)).facts.type == "number"
    assert value_of("x.cidrs[0]", x=unknown("x", type_)).facts.type == "string"
    assert isinstance(value_of("x.nope", x=unknown("x", type_)), Refused)
    assert isinstance(value_of("x.a", x=unknown("x", "string")), Refused)
    assert isinstance(value_of("x[2]", x=unknown("x", ("tuple", ("string",)))), Refused)


def test_an_unknown_index_is_one_of_the_positions() -> None:
    result = value_of('["a", "b"][i]', i=unknown("i", "number"))
    assert isinstance(result, Choice)
    assert plain(result.options[option(1)]) == "b"
    assert isinstance(result.options[OTHER], Refused)
    by_text = value_of('["a", "b"][i]', i=unknown("i", "string"))
    assert plain(by_text.options[option("1")]) == "b"


def test_an_unknown_key_is_one_of_the_keys() -> None:
    result = value_of('{dev = ["10.0.0.0/8"], prod = ["0.0.0.0/0"]}[env]', env=unknown("var.env"))
    assert isinstance(result, Choice)
    assert result.symbol == "var.env"
    assert plain(result.options[option("prod")]) == ["0.0.0.0/0"]
    assert isinstance(result.options[OTHER], Refused)


def test_a_long_list_is_not_split() -> None:
    assert isinstance(value_of("range(1000)[i]", i=unknown("i")), Unknown)


def test_optional_elements_shift_the_others() -> None:
    optional = Choice(unknown("c"), {option("a"): Known("first"), OTHER: ABSENT})
    result = value_of("l[0]", l=Known((optional, Known("second"))))
    assert isinstance(result, Choice)
    assert plain(result.options[option("a")]) == "first"
    assert plain(result.options[OTHER]) == "second"


def test_behind_any_number_of_elements_nothing_is_known() -> None:
    elements = Known((Known("first"), Many(Known("x")), Known("last")))
    assert given("l[0]", l=elements) == "first"
    assert isinstance(value_of("l[1]", l=elements), Unknown)
    assert isinstance(value_of("l[2]", l=elements), Unknown)


def test_an_optional_entry_is_missing_in_some_options() -> None:
    entry = Choice(unknown("c"), {option("a"): Known(1), OTHER: ABSENT})
    result = value_of("m.k", m=Known({"k": entry}))
    assert plain(result.options[option("a")]) == 1
    assert isinstance(result.options[OTHER], Refused)


def test_an_element_knows_where_it_was_written_and_what_it_came_through() -> None:
    element = Known("0.0.0.0/0", Origin("element", None))
    taken = value_of("l[0]", l=Known((element,), Origin("list", None)))
    assert taken.origin.literal.what == "element"
    assert [cause.what for cause in taken.origin.causes] == ["list"]


@pytest.mark.parametrize(
    "text",
    ['"x"[0]', "null[0]", "null.a", "[1].a", "[1][1]", "[1][-1]", "[1][0.5]", "[1][true]", "toset([1])[0]"],
)
def test_refused(text: str) -> None:
    assert isinstance(value_of(text), Refused)


def test_the_old_spelling_of_an_index() -> None:
    assert given('["a", "b"].1') == "b"
