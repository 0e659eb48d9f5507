"""Terraform's stored answers to expressions of literals, operators and functions.

What the small evaluator of these tests does not know (`for`, splats, `try`) is left to the comparison of the
whole evaluator.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from smtp_iac.formats.terraform.syntax import SyntaxProblem
from smtp_iac.formats.terraform.values.types import type_of
from smtp_iac.identity import symbols
from smtp_iac.value import Choice, Known, Refused, Unknown

from .expression_values import Unsupported, as_type, plain, same_data, unknown, value_of

STORED = json.loads((Path(__file__).parent.parent / "oracle" / "function_cases.json").read_text())
RESOURCES = ("terraform_data.c", "terraform_data.f", "terraform_data.z")
CASES = [case for case in STORED["cases"] if not any(name in case["expr"] for name in RESOURCES)]
NAMES: dict[str, Any] = {
    "terraform_data": Known(
        {
            "u": Known(
                {
                    "id": unknown("u.id", "string", not_null=True),
                    "output": unknown("u.output"),
                    "input": Known("x"),
                }
            )
        }
    ),
    "path": Known({"module": Known("."), "root": Known(".")}),
}
GAPS = 0
"""Cases that terraform knows and we do not: functions of a later issue."""


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> str:
    root = tmp_path_factory.mktemp("root")
    for name, text in STORED["files"].items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    (root / "prelude.tf").write_text(STORED["prelude"])
    return str(root)


def answer(case: dict[str, Any], directory: str) -> str:
    """same, gap (unknown where terraform knows), other, or skipped."""
    try:
        ours = value_of(case["expr"], directory, **NAMES)
    except (Unsupported, SyntaxProblem):
        return "skipped"
    if "error" in case:
        return "same" if isinstance(ours, Refused) else "gap" if isinstance(ours, Unknown) else "other"
    if "unknown" in case:
        return "same" if allows(ours, case["unknown"], case.get("value")) else "other"
    if isinstance(ours, (Unknown, Choice)) or symbols(ours):
        return "gap"
    same = same_data(plain(ours), case["value"]) and type_of(ours) == as_type(case["type"])
    return "same" if same else "other"


def allows(ours: Any, unknown_parts: Any, value: Any) -> bool:
    if unknown_parts is True:
        return not isinstance(ours, Refused)
    if not unknown_parts:
        return same_data(plain(ours), value)
    if isinstance(ours, (Unknown, Choice)):
        return True
    if isinstance(unknown_parts, list):
        parts = zip(ours.data, unknown_parts, value, strict=True)
        return all(allows(*part) for part in parts)
    known = all(same_data(plain(ours.data[key]), each) for key, each in value.items())
    return known and all(allows(ours.data[key], part, None) for key, part in unknown_parts.items())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["expr"][:60])
def test_no_answer_differs_from_terraforms(case: dict[str, Any], directory: str) -> None:
    assert answer(case, directory) != "other"


def test_the_gaps_are_counted(directory: str) -> None:
    answers = [answer(case, directory) for case in CASES]
    assert answers.count("gap") == GAPS
    assert answers.count("same") >= 446
