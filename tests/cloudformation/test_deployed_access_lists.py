"""Truth by deployment: the network ACLs of our templates have the rules in moto that we read from them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ..access_list_lines import lines_in
from ..fixtures_harness import FIXTURES
from .deployed_template import load

pytest.importorskip("moto", reason="moto and boto3 are not installed (the dev extra)")
pytest.importorskip("boto3", reason="moto and boto3 are not installed (the dev extra)")

from .deployed_access_lists import deployed
from .deployed_account import opened

FIXTURE = FIXTURES / "cloudformation" / "semantics_acl.yaml"
REFUSED = ("nobody knows", "100 twice", "a protocol that is none")
"""Cases that cannot be deployed, or need a value."""


def deployable(template: dict[str, Any], vpc: str) -> dict[str, Any]:
    """The template without the cases that EC2 refuses, in a VPC that is there."""
    found = {}
    for name, resource in template["Resources"].items():
        properties = dict(resource["Properties"])
        if "VpcId" in properties:
            properties["VpcId"] = vpc
        found[name] = {**resource, "Properties": properties}
    out = {name for name in found if any(word in _case_of(name) for word in REFUSED)}
    return {"Resources": {name: each for name, each in found.items() if name not in out}}


def _case_of(name: str) -> str:
    """The comment that stands before the list of a resource."""
    lines = FIXTURE.read_text("utf-8").split("\n")
    case = ""
    for line in lines:
        if "# case: " in line:
            case = line.partition("# case: ")[2]
        elif line.strip() == f"{name}:":
            return case
    return case


def test_the_rules_of_network_acls_are_those_that_are_deployed(tmp_path: Path) -> None:
    template = load(FIXTURE)
    assert template is not None
    with opened() as account:
        given = deployable(template, account.vpc)
        path = tmp_path / "template.json"
        path.write_text(json.dumps(given))
        made = deployed(account, given)
    assert lines_in(path) == made
    assert len(made) > 20
    assert sum(map(len, made.values())) > 30
