"""The table of regular expressions says what Python's own compiler says."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest

from smtp_iac import pattern_table, patterns
from smtp_iac.patterns import pattern
from tests.pattern_table import compiled_by, expressions

REGENERATE = "run `python -m tests.pattern_table PYTHON...` with the versions that it names in MAGICS"
VERSIONS = ("python3.11", "python3.12", "python3.13")


def test_the_table_has_every_expression_and_no_other() -> None:
    assert set(pattern_table.ROWS) == set(expressions()), REGENERATE


def test_this_python_compiles_every_expression_to_the_same() -> None:
    if not patterns.table():
        pytest.skip("no table for this Python")
    for text in pattern_table.ROWS:
        made, compiled = pattern(text), re.compile(text)  # type: ignore[type-var]
        assert made == compiled, REGENERATE
        assert (made.groups, made.groupindex) == (compiled.groups, compiled.groupindex)


@pytest.mark.parametrize("python", VERSIONS)
def test_so_does_each_version_that_the_table_is_for(python: str) -> None:
    runs = shutil.which(python) and subprocess.run([python, "-c", ""], check=False).returncode == 0
    if not runs:
        pytest.skip(f"{python} is not installed")
    magic, rows = compiled_by(python, list(pattern_table.ROWS))
    assert magic in pattern_table.MAGICS
    assert rows == list(pattern_table.ROWS.values()), REGENERATE


def test_what_is_in_no_table_is_compiled() -> None:
    assert pattern(r"in no table (\d+)").fullmatch("in no table 25")


@pytest.mark.parametrize(
    "other",
    ["sys.implementation.name = 'other'", "from smtp_iac import pattern_table; pattern_table.MAGICS = ()"],
)
def test_another_python_compiles_as_ever(other: str) -> None:
    program = (
        f"import sys\n{other}\nfrom smtp_iac import patterns\nassert not patterns.table()\n"
        "assert patterns.pattern('(?i)a+').fullmatch('aA')\n"
        "from smtp_iac.formats.terraform.syntax.blocks import index\n"
        'print(len(index(b\'resource "a" "b" {\\n}\\n\')))'
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "1\n"


def test_an_own_expression_is_the_same_object_each_time() -> None:
    text = next(iter(pattern_table.ROWS))
    if patterns.table():
        assert pattern(text) is pattern(text)  # type: ignore[type-var]
