"""Values that variables of many types are given become what terraform 1.11.4 makes of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from smtp_iac.value import Unknown
from tests.oracle import typeoracle

from .evaluating import module_at
from .live import needs_terraform, todays
from .stored_expressions import verdict
from .type_pairs import selection

STORED = json.loads((Path(__file__).parent.parent / "oracle" / "type_cases.json").read_text("utf-8"))
CASES: list[dict[str, Any]] = STORED["cases"]
PAIRS = [(case["variable"], case["given"]) for case in CASES]

# Refused by terraform: an unused null default, and a quoted name in an object's type.
LENIENT = {
    ("default = null\nnullable = false", '"x"'): "accepted",
    ('type = object({ "a" = string, b: number })', "{ a = 1, b = 2 }"): "accepted",
}


def ours(directory: Path) -> list[Any]:
    module = module_at(directory)
    return [module.output(name, None) for name in typeoracle.names(CASES)]


def test_no_answer_differs(tmp_path: Path) -> None:
    typeoracle.write(tmp_path, PAIRS)
    gaps, others = [], {}
    for case, pair, answer in zip(CASES, PAIRS, ours(tmp_path), strict=True):
        found = verdict(case, answer)
        if found == "gap" and "error" in case:
            gaps.append((pair, answer))
        elif found != "right":
            others[pair] = found
    assert others == LENIENT
    # what terraform asks for, or cannot parse, is unknown here
    assert all(isinstance(answer.data[0], Unknown) for _, answer in gaps)
    assert {pair[1] for pair, _ in gaps} == {None, "null", "[1, 'a']"}


@needs_terraform
def test_the_answers_are_still_what_terraform_says() -> None:
    assert selection() == PAIRS
    for case, answer in zip(todays(CASES), typeoracle.answers(todays(PAIRS)), strict=True):
        assert answer == {key: case[key] for key in answer}, case
