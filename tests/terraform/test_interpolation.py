from __future__ import annotations

from smtp_iac.value import BOOLEAN, Choice, Known, Refused, Unknown

from .expression_values import given, plain, unknown, value_of


def test_known_parts() -> None:
    assert given('"a${1}b${true}"') == "a1btrue"
    assert given('"${1 + 1}${2}"') == "22"
    assert isinstance(value_of('"x${null}"'), Refused)
    assert isinstance(value_of('"x${[1]}"'), Refused)


def test_a_literal_prefix_length_makes_one_block() -> None:
    names = {"x": unknown("x"), "n": Known(32)}
    assert value_of('"${x}/32"', **names).facts.block == (32, None)
    assert value_of('"${x}/${n}"', **names).facts.block == (32, None)
    assert value_of('"${x}0.0/16"', **names).facts.block == (16, None)
    assert value_of('"${x}::/64"', **names).facts.block == (64, 6)
    assert value_of('format("%s/24", x)', **names).facts.block == (24, None)
    assert value_of('join("", [x, "/24"])', **names).facts.block == (24, None)


def test_what_is_no_block() -> None:
    names = {"x": unknown("x")}
    for text in (
        '"${x}/0"',
        '"0.0.0.0/${x}"',
        '"${x}/129"',
        '"${x}/8a"',
        '"/${x}"',
        '"${x}/24 "',
        '"${x}/024"',
    ):
        assert value_of(text, **names).facts.block is None, text


def test_the_beginning_is_known() -> None:
    result = value_of('"10.${x}.0.0"', x=unknown("x"))
    assert isinstance(result, Unknown)
    assert result.facts.prefix == "10."
    assert (result.facts.type, result.facts.not_null) == ("string", True)
    assert [cause.id for cause in result.causes] == ["x"]
    nested = value_of('"${y}-z"', y=result)
    assert nested.facts.prefix == "10."


def test_equal_texts_are_one_value() -> None:
    names = {"x": unknown("x")}
    assert value_of('"a${x}b"', **names).id == value_of('"${"a"}${x}b"', **names).id
    assert value_of('"${x}/32"', **names).id == value_of('format("%s/32", x)', **names).id
    assert value_of('"${x}/32"', **names).id != value_of('"${x}/24"', **names).id


def test_each_option_is_a_text() -> None:
    result = value_of('"enabled: ${b}"', b=Unknown("b", facts=BOOLEAN))
    assert isinstance(result, Choice)
    assert sorted(plain(each) for each in result.options.values()) == ["enabled: false", "enabled: true"]


def test_many_conditions_in_one_text_are_unknown() -> None:
    names = {f"b{at}": Unknown(f"b{at}", facts=BOOLEAN) for at in range(30)}
    parts = "".join(f"${{b{at}}}" for at in range(30))
    assert isinstance(value_of(f'"x{parts}"', **names), Unknown)


def test_a_text_is_in_composed_form() -> None:
    assert given('"${a}\\u0301"', a=Known("e")) == "é"
