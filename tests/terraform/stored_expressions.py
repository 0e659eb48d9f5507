"""Expressions with the answers of terraform 1.11.4, stored under `tests/oracle/`, and what we say to them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from smtp_iac.formats.terraform.values.types import type_of
from smtp_iac.reading import Inputs
from smtp_iac.value import Known
from tests.oracle import exproracle

from .evaluating import Open, module_at, plain, write

ORACLE = Path(__file__).parent.parent / "oracle"


class Stored:
    """One file of expressions: the prelude and files that they stand among, and the cases."""

    def __init__(self, name: str) -> None:
        content = json.loads((ORACLE / name).read_text("utf-8"))
        self.prelude: str = content["prelude"]
        self.files: dict[str, str] = content["files"]
        self.cases: list[dict[str, Any]] = content["cases"]

    def verdicts(self, directory: Path) -> dict[str, str]:
        """What each expression's answer of ours is: see `verdict`."""
        write(directory, {**self.files, "prelude.tf": self.prelude})
        for number, case in enumerate(self.cases):
            text = f'output "c{number}" {{\n  value = [\n{case["expr"]}\n]\n}}\n'
            (directory / f"c{number:05}.tf").write_text(text, encoding="utf-8")
        module = module_at(directory, Inputs(workspace=("default", "as in the stored answers")))
        found = {}
        for number, case in enumerate(self.cases):
            name = f"c{number}"
            value = module.output(name, None) if name in module.configuration.outputs else None
            found[case["expr"]] = verdict(case, value.data[0] if isinstance(value, Known) else value)
        return found

    def others(self, directory: Path) -> dict[str, str]:
        """The verdicts that are not "right"."""
        return {expression: said for expression, said in self.verdicts(directory).items() if said != "right"}

    def check_against_terraform(self) -> None:
        """The stored answers are what the terraform of this machine says."""
        expressions = [case["expr"] for case in self.cases]
        answers = exproracle.evaluate(expressions, self.prelude, self.files)
        for case, answer in zip(self.cases, answers, strict=True):
            assert ("error" in answer) == ("error" in case), case["expr"]
            for key in ("type", "value", "unknown", "phase"):
                assert answer.get(key) == case.get(key), (case["expr"], key)


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
