"""Circles of resources, also where nobody has read these yet."""

from __future__ import annotations

import json
import random

import pytest

from smtp_iac.formats.cloudformation.dependencies import circles
from smtp_iac.formats.cloudformation.places import Places
from smtp_iac.formats.cloudformation.syntax import checked
from smtp_iac.formats.cloudformation.syntax.nodes import Entries
from smtp_iac.formats.cloudformation.template import Template, parse
from smtp_iac.source import Source

NAMES = ("A", "B", "C", "5", "P")


def found(text: str) -> list[list[str]]:
    node, is_json = parse(text)
    assert isinstance(node, Entries)
    source = Source("/t.json", text.encode())
    return circles(Template(Places(source), source, "t.json", node, is_json))


def reference(chance: random.Random) -> object:
    name, other = chance.choices(NAMES, k=2)
    return chance.choice(
        [
            {"Ref": name},
            {"Ref": 5},
            {"Fn::GetAtt": [name, "Id"]},
            {"Fn::GetAtt": f"{name}.Id"},
            {"Fn::Sub": f"${{{name}}}-${{!{other}}}-${{{other}.Id}}"},
            {"Fn::Sub": [f"${{{name}}} ${{{other}}}", {name: "x"}]},
            {"Fn::If": ["Some", {"Ref": name}, {"Ref": other}]},
            {"Fn::Transform": {"Name": "Macro", "Parameters": {"x": {"Ref": name}}}},
            {"Fn::Join": ["", ["a", {"Ref": name}]]},
            {"Ref": name, "b": 1},
            name,
        ]
    )


def template(chance: random.Random) -> str:
    resources: dict[str, object] = {}
    for name in NAMES[: chance.randint(1, 4)]:
        resource: dict[str, object] = {"Type": "AWS::S3::Bucket", "Properties": {"a": reference(chance)}}
        if chance.random() < 0.3:
            resource["DependsOn"] = chance.choice([chance.choice(NAMES), list(NAMES[:2]), 5, {"Ref": "A"}])
        if chance.random() < 0.2:
            resource["Condition"] = "Some"
        resources[name] = resource
    return json.dumps({"Parameters": {"P": {"Type": "String"}}, "Resources": resources})


def test_circles_are_the_same_whenever_resources_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(25)
    texts = [template(chance) for _ in range(400)]
    later = [found(text) for text in texts]
    monkeypatch.setattr(checked.Checker, "check", lambda *_: None)
    assert later == [found(text) for text in texts]
    assert 20 < sum(map(bool, later)) < 380
