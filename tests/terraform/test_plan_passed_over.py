"""What is passed over in a plan is found by what refers to it, whether it was decoded on the way or not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import smtp_iac
from smtp_iac.formats.terraform.plan.document import Document
from smtp_iac.formats.terraform.plan.passed_over import PassedOver
from smtp_iac.formats.terraform.plan.reader import Plan
from smtp_iac.source import Source

from .plans import TYPES, block, entry, plan

FIXTURES = sorted((Path(__file__).parents[2] / "fixtures" / "plans").glob("*/*.json"))
OPEN = {"protocol": "tcp", "from_port": 25, "to_port": 25, "cidr_blocks": ["0.0.0.0/0"]}
# Each resource, what it refers to, and what else it has.
NETWORK: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "aws_vpc.main": ({}, {}),
    "aws_nat_gateway.out": ({}, {"note": 'the "first"'}),
    "aws_internet_gateway.in": ({"vpc_id": "aws_vpc.main"}, {}),
    "aws_subnet.private": ({"vpc_id": "aws_vpc.main"}, {"map_public_ip_on_launch": False}),
    "aws_subnet.public": ({"vpc_id": "aws_vpc.main"}, {"map_public_ip_on_launch": True}),
    "aws_route_table.private": ({"vpc_id": "aws_vpc.main"}, {}),
    "aws_route_table.public": ({"vpc_id": "aws_vpc.main"}, {}),
    "aws_route.private": (
        {"route_table_id": "aws_route_table.private", "nat_gateway_id": "aws_nat_gateway.out"},
        {"destination_cidr_block": "0.0.0.0/0"},
    ),
    "aws_route.public": (
        {"route_table_id": "aws_route_table.public", "gateway_id": "aws_internet_gateway.in"},
        {"destination_cidr_block": "0.0.0.0/0"},
    ),
    "aws_route_table_association.private": (
        {"route_table_id": "aws_route_table.private", "subnet_id": "aws_subnet.private"},
        {},
    ),
    "aws_route_table_association.public": (
        {"route_table_id": "aws_route_table.public", "subnet_id": "aws_subnet.public"},
        {},
    ),
    "aws_security_group.mx": ({"vpc_id": "aws_vpc.main"}, {"ingress": [OPEN]}),
    "aws_security_group.inner": ({"vpc_id": "aws_vpc.main"}, {"ingress": [OPEN]}),
    "aws_security_group.broker": ({"vpc_id": "aws_vpc.main"}, {"ingress": [OPEN]}),
    "aws_instance.mx": ({"subnet_id": "aws_subnet.public"}, {"vpc_security_group_ids": "mx"}),
    "aws_instance.inner": ({"subnet_id": "aws_subnet.private"}, {"vpc_security_group_ids": "inner"}),
    "aws_mq_broker.broker": ({}, {"security_groups": "broker", "tags": {"id": "aws_nat_gateway.out-id"}}),
}
GROUP_LISTS = ("vpc_security_group_ids", "security_groups")


def new() -> dict[str, Any]:
    """A plan that makes all of it: no id is known."""
    entries, blocks = [], []
    for address, (references, more) in NETWORK.items():
        written = {name: [f"{of}.id", of] for name, of in references.items()}
        after = dict(more)
        unknown: dict[str, Any] = dict.fromkeys((*references, "id", "arn"), True)
        for name in GROUP_LISTS:
            if name in after:
                of = f"aws_security_group.{after[name]}"
                after[name], unknown[name] = [None], [True]
                written[name] = [f"{of}.id", of]
        entries.append(entry(address, after, unknown=unknown))
        blocks.append(block(address, **written))
    return plan(*entries, configuration=blocks)


def there(spelled: Callable[[str], str] = lambda id_: id_) -> list[dict[str, Any]]:
    """The resources with their attributes, all of them known."""
    found = []
    for address, (references, more) in NETWORK.items():
        values = {**more, **{name: spelled(f"{of}-id") for name, of in references.items()}}
        for name in GROUP_LISTS:
            if name in values:
                values[name] = [spelled(f"aws_security_group.{values[name]}-id")]
        type_, _, name = address.partition(".")
        values |= {"id": spelled(f"{address}-id"), "arn": f"arn:{address}"}
        found.append({"address": address, "mode": "managed", "type": type_, "name": name, "values": values})
    return found


def deployed() -> dict[str, Any]:
    changes = [
        entry(one["address"], one["values"], before=one["values"], actions=["no-op"]) for one in there()
    ]
    return plan(*changes)


def state(spelled: Callable[[str], str] = lambda id_: id_) -> dict[str, Any]:
    return {"format_version": "1.0", "values": {"root_module": {"resources": there(spelled)}}}


def reaches(document: Any, directory: Path, **layout: Any) -> list[tuple[str, str]]:
    path = directory / "made.json"
    path.write_text(json.dumps(document, **layout), encoding="utf-8")
    report = smtp_iac.check([str(path)], working_directory=str(directory))
    assert not report.unreadable
    found = [(one.resource, one.reach.text if one.reach else "") for one in report.findings]
    return sorted(found)


def assert_in_every_layout(document: Any, directory: Path) -> list[tuple[str, str]]:
    found = reaches(document, directory, indent=1)
    assert reaches(document, directory, separators=(",", ":")) == found
    assert reaches(document, directory, separators=(",", ":"), sort_keys=True) == found
    return found


@pytest.mark.parametrize(
    "document",
    [new(), deployed(), state(), state(lambda id_: f'é"{id_}')],
    ids=["new", "deployed", "state", "state with odd ids"],
)
def test_what_is_passed_over_is_referred_to(document: Any, tmp_path: Path) -> None:
    broker, inner, mx = [text for _, text in assert_in_every_layout(document, tmp_path)]
    assert mx.startswith("reachable: attached to aws_instance.mx (instance) in aws_subnet.public")
    assert inner.startswith("closed: aws_route_table.private has no route to an internet gateway")
    assert "aws_mq_broker.broker" in broker


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_fixtures_in_every_layout(path: Path, tmp_path: Path) -> None:
    assert assert_in_every_layout(json.loads(path.read_bytes()), tmp_path)


def test_the_first_with_an_id_of_its_own() -> None:
    values: list[dict[str, Any]] = [
        {"nested": {"id": "x"}},
        {"id": 5, "arn": "y"},
        {"id": "x"},
        {"arn": "x"},
        {"id": "é\\"},
    ]
    changes = [entry(f"aws_s3_bucket.b[{number}]", one) for number, one in enumerate(values)]
    changes += [entry("aws_s3_bucket.gone", {"id": "x"}, actions=["delete"]), entry("aws_s3_object.o", {})]
    for text in (json.dumps(plan(*changes), **layout) for layout in LAYOUTS):
        source = Source("/estate/plan.json", text.encode())
        document = Document(source.data, TYPES)
        passed = PassedOver(Plan("plan.json", source, document), [one[:2] for one in document.others])
        assert [one.address for one in passed.with_id("x")] == ["aws_s3_bucket.b[2]", "aws_s3_bucket.b[3]"]
        assert [one.address for one in passed.with_id("y")] == ["aws_s3_bucket.b[1]"]
        assert [one.address for one in passed.with_id("é\\")] == ["aws_s3_bucket.b[4]"]
        assert not passed.with_id("5")
        assert [one.address for one in passed.of_block("aws_s3_object.o")] == ["aws_s3_object.o"]
        assert len(passed.of_block("aws_s3_bucket.b")) == len(values)
        assert not passed.of_block("aws_s3_bucket.gone")


LAYOUTS: list[Any] = [{"separators": (",", ":")}, {"separators": (",", ":"), "ensure_ascii": False}]
