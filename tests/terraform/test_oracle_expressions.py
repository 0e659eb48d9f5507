"""Every stored expression evaluates to what terraform 1.11.4 says, but for those that are listed here."""

from __future__ import annotations

from pathlib import Path

import pytest

from .live import needs_terraform
from .stored_expressions import Stored

# A short circuit holds for everything that the unknown can be; terraform 1.11 leaves it unknown.
KNOWN_ALL_THE_SAME = {
    'true || terraform_data.u.id == "a"': "known",
    'terraform_data.u.id == "a" || true': "known",
    'false && terraform_data.u.id == "a"': "known",
}
PATTERNS = {
    # The escape of HCL itself is refused: the expression cannot be parsed.
    'regex("\\\\t\\\\n\\\\r\\\\f\\\\v\\\\a", "\\t\\n\\r\\f\\u000b\\u0007")': "gap",
    # Equal arms of an unknown condition.
    'templatefile("t/ifu.tpl", {u = terraform_data.u.id == "a"})': "known",
    # terraform knows from the provider that an id is a string, which has no elements.
    'templatefile("t/foru.tpl", {u = terraform_data.u.id})': "gap",
    'templatefile("t/foru.tpl", {u = terraform_data.u.output})': "gap",
    # A third is no finite decimal.
    "yamlencode(1/3)": "gap",
    # A key called `for` is the beginning of a for expression.
    'templatefile("t/only.tpl", {for = 1, p = 2})': "accepted",
}
FUNCTIONS = {
    # Python's codecs for encodings of several bytes are not quite Go's.
    'textencodebase64("€", "Shift_JIS")': "gap",
    # Compressed bytes differ from program to program.
    'base64gzip("hello")': "gap",
    # Marks are not followed through computations.
    'issensitive("x${sensitive(1)}")': "gap",
    "issensitive(length(sensitive([1])))": "gap",
    "issensitive(sensitive(1) + 1)": "gap",
    "issensitive(sensitive([1])[0])": "gap",
    "issensitive(sensitive(true) ? 1 : 2)": "gap",
    # A year of five digits, a prefix of negative length.
    'timeadd("9999-12-31T23:59:59Z", "1s")': "gap",
    'cidrsubnet("10.0.0.0/16", -17, 0)': "gap",
    # A refusal, where we say that it is not supported.
    'formatlist("%s", tostring(null))': "gap",
    # Texts of numbers that are no finite decimals, or very large.
    'format("%g", 1/3)': "gap",
    'format("%v", 1/3)': "gap",
    'format("%s", 1/3)': "gap",
    'format("%v", 10000000/3)': "gap",
    'format("%v", 1.5e300)': "gap",
    'format("%.160f", 1/3)': "gap",
    # Literals only.
    'provider::terraform::decode_tfvars("a = 1 + 2")': "gap",
}
FILES = {
    "function_cases.json": KNOWN_ALL_THE_SAME,
    "more_function_cases.json": FUNCTIONS,
    "pattern_cases.json": PATTERNS,
}


@pytest.mark.parametrize("name", FILES)
def test_no_answer_differs(name: str, tmp_path: Path) -> None:
    assert Stored(name).others(tmp_path) == FILES[name]


@needs_terraform
@pytest.mark.parametrize("name", FILES)
def test_it_is_still_what_terraform_says(name: str) -> None:
    Stored(name).check_against_terraform()
