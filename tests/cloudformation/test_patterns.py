"""AllowedPattern: what it lets through, and the shortest prefix length that it allows."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smtp_iac.formats.cloudformation.parameters.patterns import matches, shortest_prefix

OCTET = "([0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])"
ADDRESS = rf"({OCTET}\.){{3}}{OCTET}"


@pytest.mark.parametrize(
    ("pattern", "length"),
    [
        (rf"^{ADDRESS}(\/(1[6-9]|2[0-8]))$", 16),
        (rf"{ADDRESS}/(1[6-9]|2[0-8])", 16),
        (rf"^({ADDRESS})(?:/(?:3[0-2]|[12][0-9]|[1-9]))$", 1),
        (r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})/32", 32),
        (r"^10\.0\.0\.0/8$", 8),
        (r"^(10\.0\.0\.0/8)$", 8),
        (r"^\d+\.\d+\.\d+\.\d+/\d$", 0),
        (r"^\d+\.\d+\.\d+\.\d+/[1-9]\d$", 10),
        (r"^[0-9.]+/(0[0-9]|8)$", 0),
        # not clear, or everything is allowed
        (rf"^{ADDRESS}(\/([0-9]|[1-2][0-9]|3[0-2]))$", 0),
        (rf"^{ADDRESS}(\/(1[6-9]|2[0-8]))?$", 0),
        (r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})/(\d{1,2})", 0),
        (r"0\.0\.0\.0/0|10\.0\.0\.0/8", 0),
        (r"^0\.0\.0\.0/0$|^10\.0\.0\.0/8$", 0),
        (r"(0\.0\.0\.0/0|10\.0\.0\.0/8)", 0),
        (r"(.*|10\.0\.0\.0/8)", 0),
        (r"([(0].*|b[)]/16)", 0),
        (r"\(.*|b\)/16", 0),
        (r"(?x) .* # only a comment /8", 0),
        (r"\Q(\E.*|\Q)\Eb/16", 0),
        (r"[0-9./&&[^8]]+/8", 0),
        (".*", 0),
        ("/16", 16),
        ("", 0),
        ("(", 0),
    ],
)
def test_the_shortest_prefix(pattern: str, length: int) -> None:
    assert shortest_prefix(pattern) == length


PIECES = ["0", "1", "/", r"\/", "[0-9]", "[1-9]", "(", ")", "|", "(?:", "?", r"\d", ".", "*", "^", "$", "8"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=12),
    st.sampled_from(["0/0", "1/0", "/0", "8/00", "0/000", "0"]),
)
def test_a_pattern_with_a_shortest_prefix_lets_no_zero_through(pieces: list[str], text: str) -> None:
    pattern = "".join(pieces)
    if not shortest_prefix(pattern):
        return
    try:
        compiled = re.compile(pattern)
    except re.error:  # RE2 has repetitions of repetitions
        return
    assert compiled.fullmatch(text) is None


def test_what_only_java_has_allows_everything() -> None:
    assert matches("(?=a)b", "c")
    assert matches(r"(a)\1", "c")
    assert not matches("a+", "ab")
    assert matches("a+", "aa")
    assert matches("x" * 5000, "c")


def test_classes_of_classes_are_not_judged() -> None:
    assert matches("[0-9[./]]+", "0.0.0.0/0")
    assert matches("[0-9./&&[^8]]+", "0.0.0.0/0")
    assert matches(r"[\[a[b]]+", "a")
    assert not matches(r"[\[a]+b[c]", "ac")


def test_without_google_re2_every_value_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    pattern = r"^10\.0\.0\.0/8$"
    assert not matches(pattern, "mail")
    monkeypatch.setitem(sys.modules, "re2", None)
    assert matches(pattern, "mail")
    assert shortest_prefix(pattern) == 0
