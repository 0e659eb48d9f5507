"""The stored truth is recomputed where this very terraform is present, so that it cannot rot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.oracle import exproracle

STORED = json.loads((Path(__file__).parent.parent / "oracle" / "function_cases.json").read_text("utf-8"))


@pytest.mark.skipif(
    exproracle.version() != STORED["terraform"], reason=f"needs terraform {STORED['terraform']}"
)
def test_expressions_are_still_what_terraform_says() -> None:
    expressions = [case["expr"] for case in STORED["cases"]]
    answers = exproracle.evaluate(expressions, STORED["prelude"], STORED["files"])
    for case, answer in zip(STORED["cases"], answers, strict=True):
        assert ("error" in answer) == ("error" in case), case["expr"]
        for key in ("type", "value", "unknown", "phase"):
            assert answer.get(key) == case.get(key), (case["expr"], key)
