"""Patterns, templates and YAML that is written: 600 expressions evaluate to what terraform 1.11.4 says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from smtp_iac.value import Known
from tests.oracle import exproracle

from .evaluating import module_at, write
from .test_oracle_expressions import verdict

STORED = json.loads((Path(__file__).parent.parent / "oracle" / "pattern_cases.json").read_text("utf-8"))
CASES: list[dict[str, Any]] = STORED["cases"]

# What is not terraform's answer, and why.
DIFFERENT = {
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


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    directory = tmp_path_factory.mktemp("patterns")
    write(directory, {**STORED["files"], "prelude.tf": STORED["prelude"]})
    for number, case in enumerate(CASES):
        text = f'output "c{number}" {{\n  value = [\n{case["expr"]}\n]\n}}\n'
        (directory / f"c{number:05}.tf").write_text(text, encoding="utf-8")
    module = module_at(directory)
    found = []
    for number in range(len(CASES)):
        value = module.output(f"c{number}", None) if f"c{number}" in module.configuration.outputs else None
        found.append(value.data[0] if isinstance(value, Known) else value)
    return found


def test_no_answer_differs(answers: list[Any]) -> None:
    found = {
        case["expr"]: said
        for case, answer in zip(CASES, answers, strict=True)
        if (said := verdict(case, answer)) != "right"
    }
    assert found == DIFFERENT


@pytest.mark.skipif(
    exproracle.version() != STORED["terraform"], reason=f"needs terraform {STORED['terraform']}"
)
def test_the_stored_answers_are_still_what_terraform_says() -> None:
    answers = exproracle.evaluate([case["expr"] for case in CASES], STORED["prelude"], STORED["files"])
    for case, answer in zip(CASES, answers, strict=True):
        assert ("error" in answer) == ("error" in case), case["expr"]
        for key in ("type", "value", "unknown", "phase"):
            assert answer.get(key) == case.get(key), (case["expr"], key)
