"""What terraform makes of a value that a variable of some type is given: many pairs in one plan.

Each pair becomes a variable with an output of what its module sees, and a tfvars file with the value. Pairs
that terraform reports an error for are dropped and recorded; the rest is planned and read back.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .exproracle import diagnostics, run

SEEN = "[var.%s, try(length(var.%s), null), can(var.%s[0]), can(tolist(var.%s)), can(keys(var.%s))]"
"""The value itself, and what depends on its type alone."""


def variable(name: str, type_: str) -> str:
    seen = SEEN.replace("%s", name)
    type_ = type_.replace("NAME", name)
    return f'variable "{name}" {{\n{type_}\n}}\noutput "{name}" {{\n  value = {seen}\n}}\n'


def setting(name: str, value: str) -> str:
    return f"{name} = {value}\n"


def names(pairs: Sequence[Any]) -> list[str]:
    return [f"c{at:05}" for at in range(len(pairs))]


def write(directory: Path, pairs: Sequence[tuple[str, str | None]]) -> None:
    """The configuration of these pairs: the body of a variable block, in which NAME stands for the variable's
    own name, and its value in a tfvars file."""
    for name, (type_, value) in zip(names(pairs), pairs, strict=True):
        (directory / f"{name}.tf").write_text(variable(name, type_), encoding="utf-8")
        if value is not None:
            (directory / f"{name}.auto.tfvars").write_text(setting(name, value), encoding="utf-8")


def answers(pairs: Sequence[tuple[str, str | None]]) -> list[dict[str, Any]]:
    """For each pair `type` and `value` of the output, or `error`."""
    found: list[dict[str, Any]] = [{} for _ in pairs]
    with tempfile.TemporaryDirectory(prefix="tftypes") as made:
        directory = Path(made)
        write(directory, pairs)
        while bad := wrong(directory):
            for name, message in bad.items():
                found[int(name[1:])] = {"error": message}
                (directory / f"{name}.tf").unlink(missing_ok=True)
                (directory / f"{name}.auto.tfvars").unlink(missing_ok=True)
        plan = json.loads(run(directory, "show", "-json", "p").stdout)
    for name, output in plan["planned_values"].get("outputs", {}).items():
        found[int(name[1:])] = {"type": output["type"], "value": output["value"]}
    return found


def wrong(directory: Path) -> dict[str, str]:
    """The pairs that terraform reports an error for, with the first."""
    bad: dict[str, str] = {}
    for found in diagnostics(directory, "plan"):
        if found["severity"] == "error":
            name = Path((found.get("range") or {})["filename"]).name.partition(".")[0]
            bad.setdefault(name, found["summary"])
    return bad
