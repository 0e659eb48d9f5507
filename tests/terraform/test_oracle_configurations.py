"""Every stored configuration gives the instances and values that terraform 1.11.4 plans, or a counted gap."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from smtp_iac.discover import Candidate
from smtp_iac.formats.terraform import FORMATS
from smtp_iac.reading import Inputs, Reading
from smtp_iac.resource import Resource
from smtp_iac.source import Tree
from smtp_iac.value import Absent, Known

from .evaluating import Open, outputs, plain, write

CASES: list[dict[str, Any]] = [
    case
    for name in ("corner_cases.json", "override_cases.json", "block_cases.json")
    for case in json.loads((Path(__file__).parent.parent / "oracle" / name).read_text("utf-8"))
]


TYPES = {
    "aws_security_group",
    "aws_security_group_rule",
    "aws_vpc",
    "aws_vpc_security_group_ingress_rule",
}


def reading_of(case: dict[str, Any], directory: Path) -> Reading:
    write(directory, case["files"])
    files = [
        Candidate(str(path), "terraform")
        for path in sorted(directory.rglob("*"))
        if path.name.endswith((".tf", ".tf.json")) and path.parent == directory
    ]
    planned = (case["plan"] or {}).get("resource_changes", [])
    types = frozenset(change["type"] for change in planned) | TYPES
    tree = Tree(str(directory), str(directory))
    return FORMATS[0].read(files, tree, inputs_of(case, directory), types)


def inputs_of(case: dict[str, Any], directory: Path) -> Inputs:
    settings = []
    arguments = list(case["args"])
    while arguments:
        option = arguments.pop(0)
        value = arguments.pop(0) if "=" not in option else option.partition("=")[2]
        name = option.partition("=")[0]
        settings.append(
            ("file", os.path.join(str(directory), value)) if name == "-var-file" else ("var", value)
        )
    environment = {name.removeprefix("TF_VAR_"): value for name, value in case["env"].items()}
    return Inputs(settings, environment)


def compare_outputs(case: dict[str, Any], directory: Path) -> list[str]:
    problems = []
    found = outputs(directory, inputs_of(case, directory))
    for name, planned in case["plan"]["outputs"].items():
        if "value" not in planned:
            continue
        try:
            ours = plain(found[name])
        except (Open, ValueError) as error:
            problems.append(f"gap: output {name}: {error}")
            continue
        if not same(ours, planned["value"]):
            problems.append(f"wrong: output {name}: {ours} != {planned['value']}")
    return problems


def compare(case: dict[str, Any], reading: Reading) -> list[str]:
    """What differs: 'wrong …' or 'gap …'."""
    found = {r.address: r for r in reading.resources}
    problems = []
    planned = {change["address"]: change for change in case["plan"]["resource_changes"]}
    for address, resource in found.items():
        exists = resource.exists
        if isinstance(exists, Known) and exists.data is True and address not in planned:
            problems.append(f"wrong: {address} is not planned")
        if not isinstance(exists, Known):
            problems.append(f"gap: existence of {address}: {exists}")
    for address, change in planned.items():
        if address not in found:
            problems.append(f"gap: {address} not found")
            continue
        problems += differences(found[address], change["change"]["after"])
    return problems


def differences(resource: Resource, after: dict[str, Any]) -> list[str]:
    problems = []
    for name in resource.body.names():
        value = resource.body.value(name)
        if isinstance(value, Absent) or name not in after:
            continue
        try:
            ours = plain(value)
        except Open:
            problems.append(f"gap: {resource.address}.{name}: {value}")
            continue
        except ValueError as error:
            problems.append(f"wrong: {resource.address}.{name} refused: {error}")
            continue
        if not same(ours, after[name]):
            problems.append(f"wrong: {resource.address}.{name}: {ours} != {after[name]}")
    return problems


def same(ours: Any, theirs: Any) -> bool:
    if isinstance(theirs, dict):
        return isinstance(ours, dict) and all(
            same(ours.get(key), theirs[key])
            or (ours.get(key) is None and theirs[key] in ([], "", False, None))
            for key in theirs
        )
    if isinstance(theirs, list):
        ours = [ours] if isinstance(ours, dict) else ours or []
        return (
            isinstance(ours, list)
            and all(any(same(one, other) for one in ours) for other in theirs)
            and all(any(same(one, other) for other in theirs) for one in ours)
        )
    if ours is None or theirs is None:
        return ours is None and theirs in (None, "", False)
    if isinstance(theirs, (int, float)) and not isinstance(theirs, bool):
        return text(ours).replace(".", "", 1).isdecimal() and float(ours) == float(theirs)
    return text(ours) == text(theirs)


def text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


# What is not evaluated yet: unknown here, known to terraform. By title, the gaps.
GAPS = {
    "nullable = false: null takes the default (module argument)",
    "nested module: path.module, file() and path.root",
    "a variable's type with optional attributes",
}
# Unknown in terraform's plan too, where a Choice or an open element may say more.
SAID_MORE_EXACTLY = {
    "unknown condition: both ports are possible",
    "unknown for_each of a dynamic block",
    "self-referencing security group and security_groups set",
    "terraform.workspace selects",
}
# Refused by terraform for what reaches no rule, or for what is not checked here: judged all the same.
TOLERATED = {
    "ingress attribute with missing keys is an error",
    "try/can do not hide reference errors",
    "validation block and precondition",
    "local cycle",
    "variable without a default and without a value",
    "a validation in an override file",
    "a precondition in an override file",
    "an override file's aliased provider without a base",
    "depends_on in an override file",
    "json: blocks without all keys",
    "json: one object in place of a list",
    "an undeclared argument of a module",
    "for_each over a sensitive value",
    "a variable without a value that is not asked for",
    "a resource of itself",
    "a block where an argument is meant",
    "an argument in place of locals",
    "an unknown top-level block",
    "an argument at the top",
    "a name that is no identifier",
} | {  # Wrong types of what a rule takes, which the resources look at: see test_bad_input_terraform.py.
    "a port that is no number",
    "a port in a list",
    "sources that are no list",
    "sources in a list of lists",
}


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case["title"][:60] for case in CASES])
def test_configuration(number: int, tmp_path: Path) -> None:
    case = CASES[number]
    reading = reading_of(case, tmp_path)
    if case["plan"] is None:
        known = is_known(reading)
        reading.complete()
        assert not known or reading.unreadable or reading.diagnostics or case["title"] in TOLERATED
    else:
        problems = compare(case, reading) + compare_outputs(case, tmp_path)
        assert not [problem for problem in problems if problem.startswith("wrong")]
        assert bool(problems) == (case["title"] in GAPS | SAID_MORE_EXACTLY), problems
        reading.complete()
        assert not reading.unreadable


def is_known(reading: Reading) -> bool:
    """Whether every resource and every value of it is known, as if terraform had not refused anything."""
    try:
        for resource in reading.resources:
            values = [resource.exists, *[resource.body.value(name) for name in resource.body.names()]]
            for value in values:
                if not isinstance(value, Absent):
                    plain(value)
    except (Open, ValueError):
        return False
    return True
