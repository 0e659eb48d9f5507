"""States as `terraform show -json` prints them: what is there, each rule once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from smtp_iac.value import SENSITIVE, Known

from .plans import ADDRESS, read, refused, resource

GROUP = "aws_security_group.a"


def managed(address: str, values: Any, **more: Any) -> dict[str, Any]:
    match = ADDRESS.fullmatch(address)
    assert match is not None
    _, type_, name = match.groups()
    return {"address": address, "mode": "managed", "type": type_, "name": name, "values": values, **more}


def state(*resources: Any, children: Any = (), **more: Any) -> dict[str, Any]:
    root = {"resources": list(resources), "child_modules": list(children)}
    return {"format_version": "1.0", "terraform_version": "1.11.4", "values": {"root_module": root}, **more}


def addresses(document: Any) -> list[str]:
    reading = read(document)
    assert not reading.unreadable and reading.files
    return [one.address for one in reading.resources]


@pytest.mark.parametrize(
    "document",
    [
        {"format_version": "1.0"},
        {"format_version": "1.0", "terraform_version": "1.11.4"},
        {"format_version": "1.0", "values": None},
        {"format_version": "1.0", "values": {"outputs": {}, "root_module": {}}},
        state(),
    ],
)
def test_an_empty_state(document: Any) -> None:
    assert addresses(document) == []


def test_the_resources_of_every_module() -> None:
    address = 'module.a["x.aws_security_group.y"].module.b[0].aws_security_group.c["k.aws_security_group.c"]'
    inner = {"address": "module.b", "resources": [managed(address, {}), managed("aws_instance.x", {})]}
    document = state(
        managed(GROUP, {"name": "a"}),
        {**managed(GROUP, {}), "mode": "data"},
        children=[{"address": "module.a", "child_modules": [inner]}],
    )
    assert addresses(document) == [GROUP, address]


def test_everything_is_known() -> None:
    rule = {"cidr_blocks": ["0.0.0.0/0"], "protocol": "tcp", "from_port": 25, "to_port": 25}
    found = resource(state(managed(GROUP, {"ingress": [rule]}, sensitive_values={"ingress": True})), GROUP)
    ingress = found.body.value("ingress")
    assert isinstance(ingress, Known)
    [cidr] = ingress.data[0].data["cidr_blocks"].data
    assert (cidr.data, cidr.type) == ("0.0.0.0/0", SENSITIVE)
    assert (found.made_from, found.span.line) == ("the configuration that was applied", 1)


def test_a_deposed_object_is_still_there() -> None:
    document = state(managed(GROUP, {}), managed(GROUP, {}, deposed_key="ab12cd34"))
    assert addresses(document) == [GROUP, f"{GROUP} (deposed object ab12cd34)"]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (state(25), "an entry of it is no object"),
        (state(managed(GROUP, None)), "no valid 'values'"),
        (state({**managed(GROUP, {}), "address": 5}), "no valid 'address'"),
        (state(managed(GROUP, {}), managed(GROUP, {})), "stands twice"),
        ({"format_version": "1.0", "values": []}, "values is not an object"),
        ({"format_version": "1.0", "values": {"root_module": []}}, "a module in values is not an object"),
        ({"format_version": "1.0", "values": {"root_module": {"resources": {}}}}, "is not a list"),
        ({"format_version": "1.0", "values": {"root_module": {"child_modules": 1}}}, "is not a list"),
        ({**state(), "format_version": "4.0"}, "format_version 4.0 is not known"),
    ],
)
def test_a_state_that_cannot_be_read(document: Any, reason: str) -> None:
    [(line, said)] = refused(document)
    assert reason in said and line in (None, 1)


def test_absurd_nesting_of_modules() -> None:
    text = json.dumps(state(children=["DEEP"]))
    deep = '{"child_modules":[' * 5000 + "]}" * 5000
    [(_, reason)] = refused(text.replace('"DEEP"', deep))
    assert reason == "nested too deeply"
