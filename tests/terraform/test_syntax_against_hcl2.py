"""Our expression parser against python-hcl2, whose grammar it runs, and the shipped table against both."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from smtp_iac.formats.terraform.syntax import SyntaxProblem, grammar_table
from smtp_iac.formats.terraform.syntax.expressions import parse_own
from tests.grammar_table import TABLE, digest, render
from tests.terraform.hcl2_tree import ours, theirs
from tests.terraform.whole_file import attributes_of

ROOT = Path(__file__).parent.parent.parent
CASES = json.loads((ROOT / "tests/oracle/function_cases.json").read_text())["cases"]
REGENERATE = "run `python -m tests.grammar_table`, read the difference, and commit it"

# What python-hcl2 refuses and terraform accepts, or reads otherwise.
HCL2_READS_OTHERWISE = "syntax_seldom_met"  # a folder of fixtures
OTHERWISE = {'"  ${~ "x" ~}  "', '"a ${~ 1} b"'}
# The oracle asks inside brackets, where a new line means nothing; on its own terraform refuses these two.
ONLY_IN_BRACKETS = {"true ?\n  1 :\n  2", "1 +\n  1"}


def test_the_shipped_table_is_what_the_installed_python_hcl2_gives() -> None:
    assert digest() == grammar_table.GRAMMAR_SHA256, f"python-hcl2's grammar has changed: {REGENERATE}"
    assert render() == TABLE.read_text(encoding="utf-8"), REGENERATE


@pytest.mark.parametrize("text", [case["expr"] for case in CASES])
def test_the_oracles_expressions_parse(text: str) -> None:
    if text in ONLY_IN_BRACKETS:
        with pytest.raises(SyntaxProblem):
            parse_own(text.encode())
        text = f"({text})"
    assert parse_own(text.encode())


def test_oracle_expressions_have_python_hcl2s_tree() -> None:
    different = []
    for case in CASES:
        text = case["expr"]
        if text not in OTHERWISE | ONLY_IN_BRACKETS and not same_tree(text):
            different.append(text)
    assert different == []


@pytest.mark.parametrize(
    "text",
    [
        "a - b - c", "a - (b - c)", "a || b && c == d < e + f * -g", "!a ? b : c ? d : e", "x.0.y", "(a).b",
        "{a = b, (c) = d, e.f = 1}", "x[*].a[0].b", "x.*.a.b", "f(g(h...))", "1.5e3", '"${"${a["b"]}"}"',
        '"a${b}c%{if d}e%{else}f%{endif}%{for k, v in m}${k}%{endfor}"',
        '{in = 1, null = 2, "${a}" = 3, f(b) = 4}',
        "{for k, v in m : k => v... if k != null}", '[for x in [for y in z : y] : {"a" : x}]',
    ],
)  # fmt: skip
def test_tree_is_python_hcl2s(text: str) -> None:
    assert same_tree(text)


def test_comparison_sees_a_difference() -> None:
    assert ours(parse_own(b"a - (b - c)"), b"a - (b - c)") != theirs("a - b - c")
    assert ours(parse_own(b"x.*.a"), b"x.*.a") != theirs("x.a")


def test_fixtures_have_python_hcl2s_tree() -> None:
    different, compared = [], 0
    for path in sorted((ROOT / "fixtures").rglob("*.tf")):
        if path.parent.name == HCL2_READS_OTHERWISE:
            continue
        try:
            attributes, _ = attributes_of(path.read_bytes())
        except SyntaxProblem:
            continue  # meant to be unreadable
        for attribute in attributes:
            compared += 1
            if not same_tree(attribute.text.decode()):
                different.append((path.parent.name, attribute.text.decode()))
    assert different == []
    assert compared or not list((ROOT / "fixtures").rglob("*.tf"))


@cache
def same_tree(text: str) -> bool:
    """Whether both trees are equal; also where both refuse the text, or python-hcl2 cannot read it."""
    try:
        node = parse_own(text.encode())
    except SyntaxProblem:
        node = None
    try:
        tree = theirs(text)
    except Exception:  # python-hcl2's ways to refuse are many
        return True if node is None else known_to_refuse(text)
    if node is None:
        return False
    if "~}" in text:
        return True  # the literals differ by what `~` trims
    return bool(ours(node, text.encode()) == tree)


def known_to_refuse(text: str) -> bool:
    """Whether terraform accepts what python-hcl2 refuses for one of the reasons that we know."""
    return "${\n" in text or "::" in text or "!!" in text or not text.isascii() or "*/" in text
