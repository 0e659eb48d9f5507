"""Checks large plans and states, and compares time and memory with `json.loads` of the same file.

    .venv/bin/python benchmarks/large_plans.py [MEGABYTES...]          # of the installed smtp-iac: 20 and 200

Each file is generated as terraform writes one: on one line, what is planned beside what changes, the state
before and the configuration; modules with groups, separate rules, and more of other resources.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RUNS = 3
PROGRAM = [str(Path(sys.executable).parent / "smtp-iac"), "check"]
NOTHING_OPEN = ["--ports", "9999"]
LOADS = [
    sys.executable,
    "-c",
    "import gc, json, sys; gc.disable(); json.loads(open(sys.argv[1], encoding='utf-8').read())",
]
OPEN_EVERY = 50
"""Of the modules, one has a rule that is open."""
PROVIDER = "registry.terraform.io/hashicorp/aws"
RULE = {
    "description": "",
    "ipv6_cidr_blocks": [],
    "prefix_list_ids": [],
    "protocol": "tcp",
    "security_groups": [],
    "self": False,
}
TAGS = {"Environment": "production", "ManagedBy": "terraform", "Team": "messaging", "CostCentre": "4711"}
STATEMENT = {
    "Effect": "Allow",
    "Action": ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "kms:Decrypt"],
    "Resource": "arn:aws:s3:::bucket/*",
}

Made = tuple[str, str, dict[str, Any], dict[str, Any]]
"""Type, name, attributes, and what of them is unknown."""


def rule(port: int, cidrs: list[str]) -> dict[str, Any]:
    return {**RULE, "from_port": port, "to_port": port, "cidr_blocks": cidrs}


def made(number: int) -> Iterator[Made]:
    """The resources of one module, a third of them groups and rules; every other module is new, the rest
    exists."""
    new = number % 2 == 0
    unknown = {"arn": True, "id": True, "owner_id": True, "tags_all": {}} if new else {}
    known = {} if new else {"arn": f"arn:aws:ec2:eu-central-1:123456789012:x/{number}", "owner_id": "1234"}
    anywhere = "0.0.0.0/0" if number % OPEN_EVERY == 0 else f"10.{number % 256}.0.0/16"
    for part in range(2):
        group = {
            **known,
            "name": f"service-{number}-{part}",
            "description": f"of part {part} of service {number}",
            "egress": [rule(0, ["0.0.0.0/0"])],
            "ingress": [rule(443, ["0.0.0.0/0"]), rule(8080 + part, [f"10.{number % 256}.{part}.0/24"])],
            "revoke_rules_on_delete": False,
            "tags": TAGS,
            "tags_all": TAGS,
            "timeouts": None,
            "vpc_id": "vpc-0123456789abcdef0",
        }
        if not new:
            group["id"] = f"sg-{number:08x}{part}"
        yield "aws_security_group", f"part_{part}", group, unknown
    for part in range(4):
        separate = {
            "cidr_ipv4": anywhere,
            "cidr_ipv6": None,
            "description": None,
            "from_port": 22 + part,
            "ip_protocol": "tcp",
            "prefix_list_id": None,
            "referenced_security_group_id": None,
            "security_group_id": None if new else f"sg-{number:08x}{part % 2}",
            "tags": TAGS,
            "to_port": 22 + part,
        }
        pending = {"security_group_id": True, **unknown} if new else {}
        yield "aws_vpc_security_group_ingress_rule", f"in_{part}", separate, pending
    yield from others(number, known, unknown)


def others(number: int, known: dict[str, Any], unknown: dict[str, Any]) -> Iterator[Made]:
    policy = json.dumps({"Version": "2012-10-17", "Statement": [STATEMENT] * 6})
    name = f"service-{number}"
    for part in range(3):
        bucket = {"bucket": f"{name}-{part}", "force_destroy": False, "policy": policy}
        yield "aws_s3_bucket", f"store_{part}", {**known, **bucket, "tags": TAGS}, unknown
        blocked = dict.fromkeys(("block_public_acls", "block_public_policy", "ignore_public_acls"), True)
        yield "aws_s3_bucket_public_access_block", f"store_{part}", {**blocked, "bucket": name}, unknown
    for part in range(2):
        role = {"assume_role_policy": policy, "max_session_duration": 3600, "path": "/", "tags": TAGS}
        yield "aws_iam_role", f"part_{part}", {**known, **role, "name": f"{name}-{part}"}, unknown
        yield "aws_iam_policy", f"part_{part}", {**known, "name": name, "policy": policy}, unknown
    container = {
        "image": "registry.example.com/mail/relay:1.2.3",
        "environment": [{"name": "A", "value": "b"}] * 20,
    }
    task = {
        "container_definitions": json.dumps([container] * 2),
        "cpu": "256",
        "family": name,
        "memory": "512",
    }
    yield "aws_ecs_task_definition", "this", {**known, **task, "tags": TAGS}, unknown
    script = {"ami": "ami-0123456789abcdef0", "user_data": "#!/bin/sh\n" + "exec service --quiet\n" * 40}
    yield "aws_launch_template", "this", {**known, **script, "tags": TAGS}, unknown


def plan(modules: int) -> dict[str, Any]:
    changes, planned, before = [], [], []
    for number in range(modules):
        address = f'module.service["{number}"]'
        new = number % 2 == 0
        values = []
        for type_, name, attributes, unknown in made(number):
            full = f"{address}.{type_}.{name}"
            key = {"mode": "managed", "type": type_, "name": name}
            change = {
                "actions": ["create"] if new else ["no-op"],
                "before": None if new else attributes,
                "after": attributes,
                "after_unknown": unknown,
                "before_sensitive": False if new else {},
                "after_sensitive": {"tags": {}},
            }
            provider = {"provider_name": PROVIDER}
            changes.append({"address": full, "module_address": address, **key, **provider, "change": change})
            schema = {"schema_version": 1, "values": attributes, "sensitive_values": {"tags": {}}}
            values.append({"address": full, **key, **provider, **schema})
        planned.append({"resources": values, "address": address})
        if not new:
            before.append({"resources": values, "address": address})
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"child_modules": planned}},
        "resource_changes": changes,
        "prior_state": state(before),
        "configuration": {"root_module": {"module_calls": {"service": call()}}},
        "applyable": True,
        "complete": True,
        "errored": False,
    }


def state(modules: list[Any]) -> dict[str, Any]:
    values = {"root_module": {"child_modules": modules}}
    return {"format_version": "1.0", "terraform_version": "1.11.4", "values": values}


def call() -> dict[str, Any]:
    resources = []
    for type_, name, attributes, _ in made(0):
        written: dict[str, Any] = {one: {"references": ["var.settings"]} for one in attributes}
        if type_ == "aws_vpc_security_group_ingress_rule":
            group = f"aws_security_group.part_{int(name[-1]) % 2}"
            written["security_group_id"] = {"references": [f"{group}.id", group]}
        key = {"address": f"{type_}.{name}", "mode": "managed", "type": type_, "name": name}
        resources.append({**key, "provider_config_key": "aws", "expressions": written, "schema_version": 1})
    return {
        "source": "./service",
        "for_each_expression": {"references": ["var.services"]},
        "module": {"resources": resources},
    }


def write(path: Path, megabytes: int, *, as_state: bool = False) -> None:
    """A plan, or the state that it leads to."""
    modules = megabytes * 10
    while True:
        document = plan(modules)
        if as_state:
            document = state(document["planned_values"]["root_module"]["child_modules"])
        text = json.dumps(document, separators=(",", ":"))
        if len(text) >= megabytes * 990_000:
            path.write_text(text, encoding="utf-8")
            return
        modules = modules * megabytes * 1_000_000 // len(text) + 1


def measured(command: list[str]) -> tuple[float, float]:
    """The least processor time of some runs in milliseconds, and the most memory of one in MB."""
    least, most = float("inf"), 0.0
    for _ in range(RUNS):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(process.pid, 0)
        least = min(least, (usage.ru_utime + usage.ru_stime) * 1000)
        most = max(most, usage.ru_maxrss / 1024)
    return least, most


def main() -> None:
    sizes = [int(one) for one in sys.argv[1:]] or [20, 200]
    print(
        "| file | json.loads | check | time | memory of json.loads | of check | memory |\n" + "|---" * 7 + "|"
    )
    with tempfile.TemporaryDirectory() as directory:
        for megabytes in sizes:
            for name, more in (("plan", []), ("plan, nothing open,", NOTHING_OPEN), ("state", [])):
                path = Path(directory) / "large.json"
                write(path, megabytes, as_state=name == "state")
                loads, checked = measured([*LOADS, str(path)]), measured([*PROGRAM, *more, str(path)])
                print(
                    f"| {name} of {path.stat().st_size / 1_000_000:.0f} MB "
                    f"| {loads[0]:.0f} ms | {checked[0]:.0f} ms | {checked[0] / loads[0]:.2f} "
                    f"| {loads[1]:.0f} MB | {checked[1]:.0f} MB | {checked[1] / loads[1]:.2f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
