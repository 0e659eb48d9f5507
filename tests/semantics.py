"""Which rules let the internet in on TCP 25, in each spelling: docs/semantics.md, made from the fixtures.

A case of a fixture is what stands between one comment `# case: …` and the next. Of a security group or a
listener the answer is that of the findings there; of a network ACL, which is no finding by itself, it is what
the list lets in, and a comment `# admits: …` says what that must be.

`python -m tests.semantics` writes the page.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import smtp_iac
from smtp_iac.discover import discover
from smtp_iac.judging.lowering import Model, lowered
from smtp_iac.model import TCP
from smtp_iac.model.filter import SecurityGroup
from smtp_iac.network import covers_internet, internet
from smtp_iac.reading import Inputs
from smtp_iac.scan import read
from smtp_iac.source import Tree

from .fixtures_harness import FIXTURES

PAGE = FIXTURES.parent / "docs" / "semantics.md"
CASE = re.compile(r"\s*# (case|admits): (.*)")
SAID = {"exposed": "everyone", "undecided": "undecided"}


class Spelling(NamedTuple):
    """A column: its heading, and the fixture it is made from."""

    heading: str
    path: str


GROUPS = (
    Spelling("`aws_security_group`", "terraform/semantics_group/main.tf"),
    Spelling("`aws_security_group_rule`", "terraform/semantics_rule/main.tf"),
    Spelling("`aws_vpc_security_group_ingress_rule`", "terraform/semantics_ingress_rule/main.tf"),
    Spelling("`AWS::EC2::SecurityGroup`", "cloudformation/semantics_group.yaml"),
    Spelling("`AWS::EC2::SecurityGroupIngress`", "cloudformation/semantics_ingress.yaml"),
    Spelling("`awscc_ec2_security_group`", "terraform/semantics_awscc_group/main.tf"),
    Spelling("`awscc_ec2_security_group_ingress`", "terraform/semantics_awscc_ingress/main.tf"),
)
ACCESS_LISTS = (
    Spelling("`aws_network_acl`, blocks", "terraform/semantics_acl/main.tf"),
    Spelling("`aws_network_acl`, objects", "terraform/semantics_acl_objects/main.tf"),
    Spelling("`aws_default_network_acl`", "terraform/semantics_acl_default/main.tf"),
    Spelling("`aws_network_acl_rule`", "terraform/semantics_acl_rule/main.tf"),
    Spelling("`AWS::EC2::NetworkAclEntry`", "cloudformation/semantics_acl.yaml"),
    Spelling("`awscc_ec2_network_acl_entry`", "terraform/semantics_acl_awscc/main.tf"),
)
LISTENERS = (
    Spelling("`aws_lb_listener`", "terraform/semantics_listener/main.tf"),
    Spelling("`AWS::ElasticLoadBalancingV2::Listener`", "cloudformation/semantics_listener.yaml"),
    Spelling("`awscc_elasticloadbalancingv2_listener`", "terraform/semantics_listener_awscc/main.tf"),
    Spelling("`aws_elb`", "terraform/semantics_listener_classic/main.tf"),
    Spelling("`AWS::ElasticLoadBalancing::LoadBalancer`", "cloudformation/semantics_listener_classic.yaml"),
)
PUBLIC_PORTS = (
    Spelling("`aws_lightsail_instance_public_ports`", "terraform/semantics_lightsail/main.tf"),
    Spelling("`AWS::Lightsail::Instance`", "cloudformation/semantics_lightsail.yaml"),
    Spelling("`awscc_lightsail_instance`", "terraform/semantics_lightsail_awscc/main.tf"),
)


def cases(path: Path) -> list[tuple[int, str, str]]:
    """The line of each case of a fixture, what it is about, and what it says that a list must let in."""
    found: list[tuple[int, str, str]] = []
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        match = CASE.fullmatch(line)
        if match is not None and match[1] == "case":
            found.append((number, match[2], ""))
        elif match is not None:
            found[-1] = (*found[-1][:2], match[2])
    return found


def case_at(found: list[tuple[int, str, str]], line: int) -> str:
    """The case that a line belongs to."""
    return [case for number, case, _ in found if number <= line][-1]


def scanned(path: Path) -> Path:
    return path.parent if path.suffix == ".tf" else path


def model_of(spelling: Spelling) -> Model:
    path = str(scanned(FIXTURES / spelling.path))
    tree = Tree.for_paths([path], str(FIXTURES))
    return lowered(read(discover(tree, [path]), tree, Inputs()))


def answers(spelling: Spelling, policy: str) -> dict[str, str]:
    """What each case of a fixture lets in, by the findings of a policy; of what is none, by its rules."""
    path = FIXTURES / spelling.path
    found = cases(path)
    model = model_of(spelling)
    part = set()
    for rule in model.rules if policy == "SMTP001" else model.listeners:
        if not (SecurityGroup(None, [rule]).admitted(TCP, 25).possible & internet()).is_empty:
            part.add(case_at(found, rule.resource.header.line))
    worst = dict.fromkeys([case for _, case, _ in found], "")
    report = smtp_iac.check([str(scanned(path))], working_directory=str(FIXTURES))
    for finding in report.findings:
        if finding.policy != policy:
            continue
        case = case_at(found, finding.span.line)
        if worst[case] != "exposed":
            worst[case] = finding.verdict
    otherwise = {case: "part" if case in part else "nobody" for case in worst}
    return {case: SAID.get(verdict, otherwise[case]) for case, verdict in worst.items()}


def let_in(spelling: Spelling) -> dict[str, str]:
    """What each network ACL of a fixture lets in: everyone, part of the internet, nobody, or undecided."""
    found = cases(FIXTURES / spelling.path)
    said = {}
    for one in model_of(spelling).access_lists:
        assert one.resource is not None
        admission = one.admitted(TCP, 25)
        public = admission.certain & internet()
        if any(covers_internet(admission.certain, family) for family in (4, 6)):
            answer = "everyone"
        elif admission.certain != admission.possible or admission.loose.size(4) or admission.loose.size(6):
            answer = "undecided"
        else:
            answer = "nobody" if public.is_empty else "part"
        said[case_at(found, one.resource.header.line)] = answer
    return said


def admits(spelling: Spelling) -> dict[str, str]:
    """What the fixture says that its lists must let in."""
    return {case: must for _, case, must in cases(FIXTURES / spelling.path)}


def table(first: str, columns: dict[str, dict[str, str]]) -> list[str]:
    """A table of the cases of all columns; a dash where a spelling has no such case."""
    rows = list(dict.fromkeys([case for answers_ in columns.values() for case in answers_]))
    lines = [f"| {first} | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for row in rows:
        cells = [bold(answers_.get(row, "–")) for answers_ in columns.values()]
        lines.append(f"| {row} | " + " | ".join(cells) + " |")
    return [*lines, ""]


def bold(answer: str) -> str:
    return f"**{answer}**" if answer == "everyone" else answer


INTRODUCTION = """\
# What lets the internet in

Who of the internet each rule lets in on TCP 25, as smtp-iac judges it, in every spelling of AWS that has
such a rule. **everyone** is an exposure; *part* is a part of the internet, *nobody* nobody of it; *undecided*
depends on something that is not known, or that would be refused. A dash: the spelling has no such case. The
page is made from the fixtures whose names begin with `semantics_`, by `python -m tests.semantics`; a test
holds it to what they give.

Where no source is named, it is 0.0.0.0/0. That holds no IPv6 address, and ::/0 no IPv4 address: everyone is
everyone of either family.
"""
ACCESS_LISTS_TEXT = """\
## Network ACLs

The rules of a list are taken by their numbers, and the first that matches decides; what no rule matches is
denied.
"""
LISTENERS_TEXT = """\
## Listeners

Of network load balancers that face the internet, and classic ones, behind a security group that is open on
port 25, where nothing else is said.
"""


def page() -> str:
    groups = {one.heading: answers(one, "SMTP001") for one in GROUPS}
    lists = {one.heading: let_in(one) for one in ACCESS_LISTS}
    listeners = {one.heading: answers(one, "SMTP004") for one in LISTENERS}
    ports = {one.heading: answers(one, "SMTP004") for one in PUBLIC_PORTS}
    return "\n".join(
        [
            INTRODUCTION,
            "## Rules of security groups\n",
            *table("rule", groups),
            ACCESS_LISTS_TEXT,
            *table("rules", lists),
            LISTENERS_TEXT,
            *table("listener on port 25", listeners),
            "## Public ports of Lightsail\n",
            *table("port", ports),
        ]
    )


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
