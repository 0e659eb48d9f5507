"""Plans of changes: what terraform would do where an older configuration is deployed.

`python -m tests.terraform.prior_states` makes fixtures/plans/deltas/plan.json anew; it needs terraform.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from tests.oracle.fakeaws.oracle import Oracle
from tests.oracle.fakeaws.provider import placeholder
from tests.oracle.fakeaws.schemas import RESOURCES

DELTAS = Path(__file__).parents[2] / "fixtures" / "plans" / "deltas"
OLD = "main.tf.before"
"""The older configuration, beside main.tf."""
REPLACED = ("aws_security_group.replaced", "aws_security_group_rule.replaced")
PROVIDER = 'provider["registry.terraform.io/hashicorp/aws"]'
TIMESTAMP = "2026-01-01T00:00:00Z"
# Each type of a separate rule: its protocol, and the lists or single values of its sources.
SEPARATE = {
    "aws_security_group_rule": ("protocol", "cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids"),
    "aws_vpc_security_group_ingress_rule": ("ip_protocol", "cidr_ipv4", "cidr_ipv6", "prefix_list_id"),
}


def plan_of_change(directory: Path) -> dict[str, Any]:
    """The plan of a directory's main.tf where its main.tf.before is deployed. One root module, no keys."""
    with tempfile.TemporaryDirectory() as scratch:
        old, new = Path(scratch, "old"), Path(scratch, "new")
        for folder, source in ((old, OLD), (new, "main.tf")):
            folder.mkdir()
            (folder / "main.tf").write_text((directory / source).read_text())
        with Oracle([old, new]) as oracle:
            first, error = oracle.plan(old)
            assert first is not None, error
            (oracle.copy(new) / "terraform.tfstate").write_text(json.dumps(deployed(first)))
            plan, error = oracle.plan(new, arguments=[f"-replace={address}" for address in REPLACED])
    assert plan is not None, error
    del plan["relevant_attributes"]  # in another order each time
    return {**plan, "timestamp": TIMESTAMP}


def deployed(plan: dict[str, Any]) -> dict[str, Any]:
    """The state after a plan that only creates. What is computed has a stand-in, and a group's `ingress`
    shows its separate rules too, as the provider reads them back."""
    entries = {one["address"]: one for one in plan["resource_changes"]}
    values = {address: values_of(entry) for address, entry in entries.items()}
    for block in plan["configuration"]["root_module"]["resources"]:
        if block["type"] in SEPARATE:
            expression = block["expressions"]["security_group_id"]
            rule = values[block["address"]]
            if "references" in expression:
                group = values[expression["references"][-1]]
                rule["security_group_id"] = group["id"]
                group["ingress"].append(as_inline(block["type"], rule))
    return {
        "version": 4,
        "terraform_version": "1.11.4",
        "serial": 1,
        "lineage": "fixture",
        "outputs": {},
        "resources": [in_state(entry, values[address]) for address, entry in entries.items()],
    }


def values_of(entry: dict[str, Any]) -> dict[str, Any]:
    type_, change = entry["type"], entry["change"]
    schema = RESOURCES[type_]
    values = dict.fromkeys((*schema["attributes"], *schema["blocks"]))
    values |= change["after"]
    for name, attribute in schema["attributes"].items():
        if change["after_unknown"].get(name) is True:
            values[name] = placeholder(type_, (name,), attribute["type"])
    values["id"] = ("sg-" if "ingress" in schema["attributes"] else "sgr-") + entry["name"]
    return values


def as_inline(type_: str, rule: dict[str, Any]) -> dict[str, Any]:
    """How a group lists a separate rule."""
    protocol, *sources = SEPARATE[type_]
    lists = [[one] if isinstance(one, str) else one or [] for one in (rule[name] for name in sources)]
    return {
        "cidr_blocks": lists[0],
        "description": "",
        "from_port": rule["from_port"],
        "ipv6_cidr_blocks": lists[1],
        "prefix_list_ids": lists[2],
        "protocol": rule[protocol],
        "security_groups": [],
        "self": False,
        "to_port": rule["to_port"],
    }


def in_state(entry: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    schema = RESOURCES[entry["type"]]
    return {
        "mode": "managed",
        "type": entry["type"],
        "name": entry["name"],
        "provider": PROVIDER,
        "instances": [{"schema_version": schema["version"], "attributes": values}],
    }


if __name__ == "__main__":
    (DELTAS / "plan.json").write_text(json.dumps(plan_of_change(DELTAS), indent=2) + "\n")
