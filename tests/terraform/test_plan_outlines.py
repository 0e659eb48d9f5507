"""Rules of a plan are made only where its plain data does not say that they are about something else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smtp_iac.judging.lowering import Model, lowered
from smtp_iac.model import TCP, UDP, Protocol

from .plans import entry, plan, read

FIXTURES = sorted((Path(__file__).parents[2] / "fixtures" / "plans").glob("*/*.json"))
GROUP, SEPARATE = "aws_security_group.a", "aws_vpc_security_group_ingress_rule.a"
ASKED: list[tuple[int, tuple[Protocol, ...]]] = [(25, (TCP,)), (443, (TCP,)), (53, (UDP,)), (25, (TCP, UDP))]


def assert_none_is_missed(model: Model) -> None:
    every = model.rules
    for port, protocols in ASKED:
        near = model.about("rules", (port, protocols))
        about = [
            rule for rule in every if not all(rule.is_about_another(protocol, port) for protocol in protocols)
        ]
        assert [rule for rule in near if rule in about] == about
        assert [rule for rule in every if rule in near] == near


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_of_the_fixtures(path: Path) -> None:
    assert_none_is_missed(lowered(read(path.read_text())))


PORTS: Any = st.sampled_from(
    [0, 22, 25, 443, 65535, 65536, -1, True, False, None, "25", "x", 25.0, 25.5, "\ud800", [25]]
)
TOKENS: Any = st.sampled_from(
    ["tcp", "TCP", "6", "udp", "17", "-1", "all", "icmp", "1", "", "x", "\ud800", 6, -1, None, True]
)
MARKS: Any = st.sampled_from(
    [None, False, True, [{"from_port": True}], [{"from_port": False}], {"from_port": True}, []]
)


WAYS: Any = st.sampled_from(["ingress", "egress", "in", None, 5, []])


@settings(max_examples=200, deadline=None)
@given(st.tuples(PORTS, PORTS), TOKENS, WAYS, MARKS, MARKS)
def test_of_any_spelling(ports: Any, token: Any, way: Any, unknown: Any, sensitive: Any) -> None:
    ends = {**dict(zip(("from_port", "to_port"), ports, strict=True)), "cidr_blocks": ["10.0.0.0/8"]}
    rule = {**ends, "cidr_ipv4": "10.0.0.0/8", "protocol": token, "ip_protocol": token, "type": way}
    entries = [
        entry(GROUP, {"ingress": [rule]}, unknown={"ingress": unknown}, sensitive={"ingress": sensitive}),
        entry("aws_security_group.b", {"ingress": rule}),
        entry("aws_security_group.c", {"ingress": [rule, None]}),
        entry(SEPARATE, rule, unknown={"to_port": unknown}, sensitive={"ip_protocol": sensitive}),
        entry(
            "aws_security_group_rule.a", rule, unknown={"type": unknown}, sensitive={"from_port": sensitive}
        ),
    ]
    for each in entries:
        assert_none_is_missed(lowered(read(plan(each))))


def test_rules_about_other_ports_are_not_made() -> None:
    rule = {"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["0.0.0.0/0"]}
    model = lowered(
        read(plan(entry(GROUP, {"ingress": [rule]}), entry(SEPARATE, {**rule, "ip_protocol": "tcp"})))
    )
    assert not model.is_empty
    assert not model.about("rules", (25, (TCP,)))
    assert len(model.about("rules", (443, (TCP,)))) == len(model.about("rules")) == len(model.rules) == 2
    assert lowered(read(plan(entry(GROUP, {"ingress": []})))).is_empty
