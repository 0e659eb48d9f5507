"""Every stored expression evaluates to what terraform 1.11.4 says, or is a gap that is counted here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from smtp_iac.formats.terraform.values.types import type_of
from smtp_iac.reading import Inputs
from smtp_iac.value import Known

from .evaluating import Open, module_at, plain, write

STORED = json.loads((Path(__file__).parent.parent / "oracle" / "function_cases.json").read_text("utf-8"))
CASES: list[dict[str, Any]] = STORED["cases"]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    directory = tmp_path_factory.mktemp("expressions")
    write(directory, {**STORED["files"], "prelude.tf": STORED["prelude"]})
    for number, case in enumerate(CASES):
        text = f'output "c{number}" {{\n  value = [\n{case["expr"]}\n]\n}}\n'
        (directory / f"c{number:05}.tf").write_text(text, encoding="utf-8")
    module = module_at(directory, Inputs(workspace=("default", "as in the stored answers")))
    found = []
    for number in range(len(CASES)):
        value = module.output(f"c{number}", None) if f"c{number}" in module.configuration.outputs else None
        found.append(value.data[0] if isinstance(value, Known) else value)
    return found


def verdict(case: dict[str, Any], answer: Any) -> str:
    """right, gap (unknown or refused where terraform knows more), or wrong."""
    try:
        value = plain(answer) if answer is not None else None
    except Open:
        return "right" if "unknown" in case else "gap"
    except ValueError:
        return "right" if "error" in case else "refused"
    if answer is None:
        return "right" if "error" in case else "unreadable"
    if "error" in case:
        return "accepted"
    if "unknown" in case:
        return "known"
    return "right" if same(value, case["value"]) and same_type(answer, case["type"]) else "wrong"


def same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(same(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is theirs
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
        return ours == theirs or abs(ours - theirs) < 1e-9 * abs(theirs)
    return bool(ours == theirs)


def same_type(answer: Any, theirs: Any) -> bool:
    def as_json(type_: Any) -> Any:
        if isinstance(type_, str):
            return type_
        if type_[0] == "object":
            return ["object", {name: as_json(part) for name, part in type_[1]}]
        if type_[0] == "tuple":
            return ["tuple", [as_json(part) for part in type_[1]]]
        return [type_[0], as_json(type_[1])]

    return bool(as_json(type_of(answer)) == theirs)


# A short circuit holds for everything that the unknown can be; terraform 1.11 leaves it unknown.
KNOWN_ALL_THE_SAME = {
    'true || terraform_data.u.id == "a"',
    'terraform_data.u.id == "a" || true',
    'false && terraform_data.u.id == "a"',
}


def test_no_answer_differs(answers: list[Any]) -> None:
    found: dict[str, list[str]] = {}
    for case, answer in zip(CASES, answers, strict=True):
        found.setdefault(verdict(case, answer), []).append(case["expr"])
    found.pop("right")
    assert set(found.pop("known")) == KNOWN_ALL_THE_SAME
    assert found == {}
