"""Random templates with open parameters, and a plain evaluator of what each assignment deploys.

    python -m tests.cloudformation.random_templates COUNT FIRST_SEED

A template is judged as it is, and once for each assignment with everything put in by the plain evaluator,
which shares nothing with the program's own.
"""

from __future__ import annotations

import copy
import itertools
import json
import random
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import smtp_iac

NO_VALUE = object()
ENV, FLAG, ITEM = ["a", "b", "c"], ["true", "false"], "Item"
CIDRS = ["0.0.0.0/0", "10.0.0.0/8", "0.0.0.0/1", "128.0.0.0/1"]
MAPPINGS = {
    "M": {
        "a": {"cidr": "0.0.0.0/0", "port": "25", "list": ["x", "y"], "size": "0"},
        "b": {"cidr": "10.0.0.0/8", "port": 25, "list": ["y"], "size": "8"},
        "c": {"cidr": "128.0.0.0/1", "port": 443, "list": ["x", "z"], "size": "1"},
    },
    "Items": {
        "x": {"cidr": "0.0.0.0/0", "port": 25},
        "y": {"cidr": "10.0.0.0/8", "port": 443},
        "z": {"cidr": "0.0.0.0/1", "port": 25},
    },
}


class Maker:
    """Makes one template. in_loop: whether `Item` is an identifier there."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.conditions: list[str] = []
        self.in_loop = False

    def one(self, *makers: Any) -> Any:
        chosen = self.chance.choice(makers)
        return chosen() if callable(chosen) else copy.deepcopy(chosen)

    def condition(self, depth: int = 2) -> Any:
        simple: list[Any] = [
            lambda: {"Fn::Equals": [{"Ref": "Env"}, self.chance.choice([*ENV, "d"])]},
            lambda: {"Fn::Equals": ["true", {"Ref": "Flag"}]},
        ]
        if self.conditions:
            simple.append(lambda: {"Condition": self.chance.choice(self.conditions)})
        if not depth:
            return self.one(*simple)
        return self.one(
            *simple,
            lambda: {"Fn::Not": [self.condition(depth - 1)]},
            lambda: {"Fn::And": [self.condition(depth - 1), self.condition(depth - 1)]},
            lambda: {"Fn::Or": [self.condition(depth - 1), self.condition(depth - 1)]},
        )

    def choose(self, make: Any) -> Any:
        return {"Fn::If": [self.chance.choice(self.conditions), make(), make()]}

    def cidr(self, depth: int = 2) -> Any:
        simple = [*CIDRS, {"Ref": "Cidr"}, {"Fn::FindInMap": ["M", {"Ref": "Env"}, "cidr"]}]
        if self.in_loop:
            simple += [{"Fn::FindInMap": ["Items", {"Ref": ITEM}, "cidr"]}] * 4
        if not depth:
            return self.one(*simple)
        return self.one(
            *simple,
            lambda: self.choose(lambda: self.cidr(depth - 1)),
            lambda: {"Fn::Select": [self.index(), [self.cidr(0), self.cidr(0)]]},
            lambda: {"Fn::Select": [self.index(), {"Fn::Split": [",", self.joined()]}]},
            lambda: {"Fn::Sub": ["${Ip}/${Size}", {"Ip": "0.0.0.0", "Size": self.size()}]},
            lambda: {"Fn::Join": ["/", ["0.0.0.0", self.size()]]},
        )

    def joined(self) -> Any:
        return {"Fn::Join": [",", [self.cidr(0), self.cidr(0)]]}

    def index(self) -> Any:
        return self.one(0, "1", lambda: self.choose(lambda: self.chance.choice([0, 1])))

    def size(self) -> Any:
        by_env = {"Fn::FindInMap": ["M", {"Ref": "Env"}, "size"]}
        return self.one("0", "8", by_env, lambda: self.choose(lambda: self.chance.choice(["0", "32"])))

    def port(self) -> Any:
        ports = [25, "25", 22, 65535, {"Fn::FindInMap": ["M", {"Ref": "Env"}, "port"]}]
        if self.in_loop:
            ports += [{"Fn::FindInMap": ["Items", {"Ref": ITEM}, "port"]}] * 3
        return self.one(*ports, lambda: self.choose(lambda: self.chance.choice([25, 80])))

    def rule(self) -> dict[str, Any]:
        protocol = self.one("tcp", "tcp", -1, "udp", lambda: self.choose(lambda: self.one("tcp", "udp")))
        last = self.port()
        first = self.one(last, last, 20, 0)
        return {"IpProtocol": protocol, "FromPort": first, "ToPort": last, "CidrIp": self.cidr()}

    def item(self) -> Any:
        none = {"Ref": "AWS::NoValue"}
        return self.one(
            self.rule, lambda: {"Fn::If": [self.chance.choice(self.conditions), self.rule(), none]}
        )

    def group(self) -> dict[str, Any]:
        rules: Any = [self.item() for _ in range(self.chance.randint(0, 3))]
        if self.chance.random() < 0.2:
            rules = {"Fn::If": [self.chance.choice(self.conditions), rules, {"Ref": "AWS::NoValue"}]}
        return self.under("AWS::EC2::SecurityGroup", {"SecurityGroupIngress": rules})

    def separate(self, of: Any, group: dict[str, Any]) -> dict[str, Any]:
        """A rule of a group; CloudFormation refuses one whose group is not made."""
        made = self.under("AWS::EC2::SecurityGroupIngress", {"GroupId": of, **self.rule()})
        return {**made, "Condition": group["Condition"]} if "Condition" in group else made

    def under(self, kind: str, properties: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = {"Type": kind, "Properties": properties}
        if self.chance.random() < 0.3:
            made["Condition"] = self.chance.choice(self.conditions)
        return made

    def loop(self, number: int) -> dict[str, Any]:
        collection = self.one(
            ["x", "y"],
            {"Ref": "List"},
            {"Fn::FindInMap": ["M", {"Ref": "Env"}, "list"]},
            lambda: ["x", {"Fn::If": [self.chance.choice(self.conditions), "z", {"Ref": "AWS::NoValue"}]}],
        )
        self.in_loop = True
        name = f"L{number}${{{ITEM}}}"
        group = self.group()
        inside = {name: group, f"{name}r": self.separate({"Ref": {"Fn::Sub": name}}, group)}
        self.in_loop = False
        return {f"Fn::ForEach::Loop{number}": [ITEM, collection, inside]}

    def template(self) -> dict[str, Any]:
        conditions: dict[str, Any] = {}
        for number in range(3):
            conditions[f"C{number}"] = self.condition()
            self.conditions.append(f"C{number}")
        resources: dict[str, Any] = {}
        for number in range(self.chance.randint(1, 2)):
            resources[f"G{number}"] = self.group()
            for other in range(self.chance.randint(0, 2)):
                of = self.one({"Ref": f"G{number}"}, {"Fn::GetAtt": [f"G{number}", "GroupId"]})
                resources[f"R{number}{other}"] = self.separate(of, resources[f"G{number}"])
        resources.update(self.loop(0))
        parameters = {
            "Env": {"Type": "String", "AllowedValues": ENV},
            "Flag": {"Type": "String", "AllowedValues": FLAG},
            "Cidr": {"Type": "String", "Default": "0.0.0.0/0"},
            "List": {"Type": "CommaDelimitedList", "Default": "y,z"},
        }
        return {
            "Transform": "AWS::LanguageExtensions",
            "Parameters": parameters,
            "Mappings": MAPPINGS,
            "Conditions": conditions,
            "Resources": resources,
        }


class Plain:
    """A template under one assignment, without a function in it but references to its groups."""

    def __init__(self, template: dict[str, Any], assignment: dict[str, Any]) -> None:
        self.conditions = template["Conditions"]
        self.names: dict[str, Any] = {"Cidr": "0.0.0.0/0", "List": ["y", "z"], **assignment}

    def resources(self, section: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, made in section.items():
            if name.startswith("Fn::ForEach"):
                identifier, collection, inside = made
                for item in self.value(collection):
                    self.names[identifier] = item
                    keyed = {key.replace(f"${{{ITEM}}}", item): each for key, each in inside.items()}
                    found.update(self.resources(keyed))
                self.names.pop(identifier, None)
            elif "Condition" not in made or self.holds({"Condition": made["Condition"]}):
                found[name] = {"Type": made["Type"], "Properties": self.value(made["Properties"])}
        return found

    def holds(self, condition: Any) -> bool:
        ((name, argument),) = condition.items()
        if name == "Condition":
            return self.holds(self.conditions[argument])
        if name == "Fn::Equals":
            first, second = [str(self.value(each)) for each in argument]
            return first == second
        answers = [self.holds(each) for each in argument]
        return {"Fn::Not": not answers[0], "Fn::And": all(answers), "Fn::Or": any(answers)}[name]

    def value(self, given: Any) -> Any:
        if isinstance(given, list):
            return [each for each in map(self.value, given) if each is not NO_VALUE]
        if not isinstance(given, dict):
            return given
        if len(given) == 1:
            ((name, argument),) = given.items()
            if name == "Ref" or name.startswith("Fn::"):
                return self.call(name, argument)
        values = {key: self.value(each) for key, each in given.items()}
        return {key: each for key, each in values.items() if each is not NO_VALUE}

    def call(self, name: str, argument: Any) -> Any:
        if name == "Fn::If":
            return self.value(argument[1 if self.holds({"Condition": argument[0]}) else 2])
        if name == "Fn::GetAtt":
            return {name: argument}
        if name == "Ref":
            named = self.value(argument)
            return NO_VALUE if named == "AWS::NoValue" else self.names.get(named, {"Ref": named})
        operands = self.value(argument)
        if name == "Fn::FindInMap":
            mapping: Any = MAPPINGS[operands[0]]
            return mapping[operands[1]][operands[2]]
        if name == "Fn::Join":
            return operands[0].join([str(each) for each in operands[1]])
        if name == "Fn::Split":
            return operands[1].split(operands[0])
        if name == "Fn::Select":
            return operands[1][int(operands[0])]
        assert name == "Fn::Sub"
        text, variables = operands if isinstance(operands, list) else (operands, {})
        known = {**self.names, **variables}
        return re.sub(r"\$\{(\w+)\}", lambda found: str(known[found[1]]), text)


class Judged:
    """The resources of a template that are exposed (alone, or with the rest of their group) or undecided."""

    def __init__(self, template: dict[str, Any], folder: Path) -> None:
        path = folder / "template.json"
        path.write_text(json.dumps(template, indent=1))
        report = smtp_iac.check([str(path)], working_directory=str(folder), only_policies=["SMTP001"])
        assert not report.unreadable, [one.reason for one in report.unreadable]
        exposed = [one for one in report.findings if one.verdict == "exposed"]
        self.alone = {one.resource for one in exposed if not any(is_rule(link) for link in one.related)}
        self.exposed = {one.resource for one in exposed}
        beside = [link.what for one in exposed for link in one.related if is_rule(link)]
        self.beside = {what.rpartition(": ")[2] for what in beside}
        self.undecided = {one.resource for one in report.findings if one.verdict == "undecided"}

    @property
    def named(self) -> set[str]:
        return self.exposed | self.undecided | self.beside


def is_rule(link: Any) -> bool:
    return " too: " in link.what or "by itself: " in link.what


def groups(names: set[str]) -> set[str]:
    """The groups of rules: R10 is of G1, L0xr of L0x."""
    return {f"G{name[1]}" if name[0] == "R" else name.removesuffix("r") for name in names}


def mistakes(seed: int, folder: Path) -> list[str]:
    """Where the judgement of the open template and those of its assignments contradict each other."""
    template = Maker(seed).template()
    judged = Judged(template, folder)
    answers: dict[str, set[bool]] = {name: set() for name in groups(judged.named)}
    found: list[str] = []
    for env, flag in itertools.product(ENV, FLAG):
        resources = Plain(template, {"Env": env, "Flag": flag}).resources(template["Resources"])
        plain = Judged({"Resources": resources or {"T": {"Type": "AWS::SNS::Topic"}}}, folder)
        missed = (plain.alone - judged.named) | (groups(plain.exposed) - groups(judged.named))
        found += [f"{seed} {env} {flag}: {name} is exposed, not named" for name in sorted(missed)]
        found += [f"{seed} {env} {flag}: {name} is undecided" for name in sorted(plain.undecided)]
        for name, seen in answers.items():
            seen.add(name in groups(plain.exposed))
    always, perhaps = groups(judged.exposed), groups(judged.undecided)
    found += [f"{seed}: {name} is not always exposed" for name in sorted(always) if False in answers[name]]
    found += [f"{seed}: {name} is never exposed" for name in sorted(perhaps) if True not in answers[name]]
    return found


def main(count: int, first: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, first + count):
            for mistake in mistakes(seed, Path(folder)):
                print(mistake)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
