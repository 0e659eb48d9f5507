"""Functions with arguments of every kind: 1213 expressions evaluate to what terraform 1.11.4 says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from smtp_iac.value import Known
from tests.oracle import exproracle

from .evaluating import module_at, write
from .live import needs_terraform
from .test_oracle_expressions import verdict

STORED = json.loads((Path(__file__).parent.parent / "oracle" / "more_function_cases.json").read_text("utf-8"))
CASES: list[dict[str, Any]] = STORED["cases"]

# Unknown here, known to terraform.
GAPS = {
    # Python's codecs for encodings of several bytes are not quite Go's.
    'textencodebase64("€", "Shift_JIS")',
    # Compressed bytes differ from program to program.
    'base64gzip("hello")',
    # Marks are not followed through computations.
    'issensitive("x${sensitive(1)}")',
    "issensitive(length(sensitive([1])))",
    "issensitive(sensitive(1) + 1)",
    "issensitive(sensitive([1])[0])",
    "issensitive(sensitive(true) ? 1 : 2)",
    # A year of five digits, a prefix of negative length.
    'timeadd("9999-12-31T23:59:59Z", "1s")',
    'cidrsubnet("10.0.0.0/16", -17, 0)',
    # A refusal, where we say that it is not supported.
    'formatlist("%s", tostring(null))',
    # Texts of numbers that are no finite decimals, or very large.
    'format("%g", 1/3)',
    'format("%v", 1/3)',
    'format("%s", 1/3)',
    'format("%v", 10000000/3)',
    'format("%v", 1.5e300)',
    'format("%.160f", 1/3)',
    # Literals only.
    'provider::terraform::decode_tfvars("a = 1 + 2")',
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    directory = tmp_path_factory.mktemp("functions")
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
    found: dict[str, set[str]] = {}
    for case, answer in zip(CASES, answers, strict=True):
        found.setdefault(verdict(case, answer), set()).add(case["expr"])
    assert len(found.pop("right")) == len(CASES) - len(GAPS)
    assert found == {"gap": GAPS}


@needs_terraform
def test_it_is_still_what_terraform_says() -> None:
    expressions = [case["expr"] for case in CASES]
    found = exproracle.evaluate(expressions, STORED["prelude"], STORED["files"])
    for case, answer in zip(CASES, found, strict=True):
        assert ("error" in answer) == ("error" in case), case["expr"]
        for key in ("type", "value", "unknown", "phase"):
            assert answer.get(key) == case.get(key), (case["expr"], key)
