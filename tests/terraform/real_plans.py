"""Compares what we find in plans of real modules with a second reading of the same plans:

    python -m tests.terraform.real_plans [--module NAMESPACE/NAME/PROVIDER=DIRECTORY …] DIRECTORY…

Each DIRECTORY is a checkout; its root, its examples and its modules are planned with the fake provider.
Nothing of the checkouts is kept.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import smtp_iac
from tests.oracle.fakeaws.oracle import Oracle

from .plan_reference import findings
from .real_modules import directories_of, required

RULES = ("aws_security_group", "aws_default_security_group", "aws_vpc_security_group_ingress_rule")
TYPES = (*RULES, "aws_security_group_rule")
PORTS = (25, 22, 80, 443, 3306)
"""Few real modules open port 25; the question is the same for others."""


def ours(plan: dict[str, Any], port: int) -> tuple[set[str], set[str]]:
    """The addresses with exposed and with undecided findings, of groups and their rules."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "plan.json"
        path.write_text(json.dumps(plan), encoding="utf-8")
        report = smtp_iac.check(
            [str(path)], working_directory=directory, only_policies=["SMTP001"], ports=[port]
        )
    assert not report.unreadable
    found: dict[str, set[str]] = {"exposed": set(), "undecided": set()}
    for finding in report.findings:
        if any(f"{type_}." in finding.resource for type_ in TYPES):
            found[finding.verdict].add(finding.resource)
    return found["exposed"], found["undecided"]


def compared(plan: dict[str, Any], port: int = 25) -> tuple[list[str], tuple[int, int]]:
    """What differs, in words; and how many exposed and undecided ones both find."""
    apart = with_lists(plan)
    mine, reference = [[one - apart for one in pair] for pair in (ours(plan, port), findings(plan, port))]
    texts = []
    for verdict, here, there in zip(("exposed", "undecided"), mine, reference, strict=True):
        texts += [f"{verdict} only to us: {address}" for address in sorted(here - there)]
        texts += [f"{verdict} only to the reference: {address}" for address in sorted(there - here)]
    exposed, undecided = [len(here & there) for here, there in zip(mine, reference, strict=True)]
    return texts, (exposed, undecided)


def with_lists(plan: dict[str, Any]) -> set[str]:
    """The addresses of rules from prefix lists, which the reference does not know."""
    found = set()
    for one in plan.get("resource_changes", []):
        after, unknown = [one["change"].get(side) or {} for side in ("after", "after_unknown")]
        listed = [after, unknown, *(after.get("ingress") or []), *as_list(unknown.get("ingress"))]
        if any(rule.get("prefix_list_ids") or rule.get("prefix_list_id") for rule in listed):
            found.add(one["address"])
    return found


def as_list(mask: Any) -> list[dict[str, Any]]:
    return mask if isinstance(mask, list) else []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("directory", nargs="+", type=Path)
    parser.add_argument("--module", action="append", default=[], metavar="NAMESPACE/NAME/PROVIDER=DIRECTORY")
    parser.add_argument("--only", default="", help="directories whose path contains this")
    given = parser.parse_args()
    pairs = [one.partition("=") for one in given.module]
    modules = {name: Path(directory) for name, _, directory in pairs}
    print(
        "| checkout | plans | rules and groups | exposed | undecided | different |\n|---|---|---|---|---|---|"
    )
    for checkout in given.directory:
        measure(checkout.resolve(), modules, given.only)


def measure(checkout: Path, modules: dict[str, Path], only: str) -> None:
    plans = resources = exposed = undecided = different = 0
    left = [str(one.relative_to(checkout)) for one in directories_of(checkout)]
    left = [sub for sub in left if only in sub]
    for unknown_data in (True, False):
        refused = []
        with Oracle([checkout], modules, unknown_data=unknown_data) as oracle:
            for sub in left:
                try:
                    plan, _ = oracle.plan(checkout, sub, required(checkout / sub))
                except subprocess.TimeoutExpired:
                    plan = None
                if plan is None:
                    refused.append(sub)
                    continue
                plans += 1
                resources += sum(one["type"] in TYPES for one in plan.get("resource_changes", []))
                for port in PORTS:
                    texts, (both_exposed, both_undecided) = compared(plan, port)
                    exposed += both_exposed
                    undecided += both_undecided
                    different += len(texts)
                    for text in texts:
                        print(f"  {checkout.name} {sub}: port {port}: {text}")
        left = refused
    for sub in left:
        print(f"  {checkout.name}: terraform refuses {sub}")
    print(f"| {checkout.name} | {plans} | {resources} | {exposed} | {undecided} | {different} |", flush=True)


if __name__ == "__main__":
    main()
