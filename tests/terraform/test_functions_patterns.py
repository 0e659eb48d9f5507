"""Patterns that need no compiler to be known as right."""

from __future__ import annotations

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from smtp_iac.formats.terraform.functions.patterns import _SIMPLE, Pattern
from smtp_iac.value import Refuse


@given(st.from_regex(_SIMPLE, fullmatch=True).filter(lambda text: len(text) <= 200))
def test_simple_patterns_compile_and_have_no_groups(text: str) -> None:
    assert re2.compile(text.encode()).groups == 0
    assert Pattern(text).names == []


@pytest.mark.parametrize("text", ["okta", "(?i:okta)", "^[a-zA-Z0-9-]+$", r"^\d+\.\d*$", "[^a-z/]", "a b:c"])
def test_what_many_patterns_look_like_is_simple(text: str) -> None:
    assert _SIMPLE.fullmatch(text)
    [spans] = Pattern(text).matches(b"okta") if "okta" in text else [[(0, 4)]]
    assert spans == [(0, 4)]


@pytest.mark.parametrize(
    "text", ["a**", "*a", "[z-a]", "[a", "(a)", "a{2}", "[a-", "é", "a|b", "(?i:a b)", "\\C"]
)
def test_others_are_left_to_the_compiler(text: str) -> None:
    assert _SIMPLE.fullmatch(text) is None


@pytest.mark.parametrize("text", ["a**", "*a", "[z-a]", "[a", "\\C", "(?P<é>a)"])
def test_what_is_wrong_is_refused_before_a_text_is_seen(text: str) -> None:
    with pytest.raises(Refuse):
        Pattern(text)
