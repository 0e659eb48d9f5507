"""Policies: ours load, every mistake has its line and the allowed words, and `where:` selects."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from smtp_iac import plugins
from smtp_iac.policy import Policy, PolicyError
from smtp_iac.policy_file import KINDS, THRESHOLD, load

PORTS = "a list of port numbers"
SIZES = "a number of addresses for each family"
QUESTIONS = {
    "internet-can-open": {"ports": PORTS},
    "any-rule": {},
    "wide": {"ports": PORTS, "protocol": "a protocol", "threshold": SIZES},
}
TYPES = ("aws_security_group", "AWS::EC2::SecurityGroup")

GOOD = """\
id: TEST001
name: a test
severity: high
gate: true
asks: internet-can-open
ports: [25, 587]
rationale: why
remediation: >-
  what to
  do
references:
  - CWE-668
"""

WIDE = GOOD.replace("internet-can-open", "wide")


def write(folder: Path, text: str, name: str = "TEST001.yaml") -> Path:
    (folder / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    return folder / name


def one(folder: Path, text: str) -> Policy:
    write(folder, text)
    (policy,) = load(str(folder), QUESTIONS, TYPES)
    return policy


def mistake(folder: Path, text: str, name: str = "TEST001.yaml") -> PolicyError:
    path = write(folder, text, name)
    with pytest.raises(PolicyError) as caught:
        load(str(folder), QUESTIONS, TYPES)
    assert caught.value.path == str(path)
    assert str(caught.value) == f"{path}:{caught.value.line}: {caught.value.message}"
    return caught.value


def test_every_parameter_of_every_question_can_be_read() -> None:
    for question in plugins.load("smtp_iac.questions"):
        assert set(vars(question)["PARAMETERS"].values()) <= set(KINDS)


def test_every_field_is_read(tmp_path: Path) -> None:
    policy = one(tmp_path, GOOD)
    assert (policy.id, policy.name, policy.severity, policy.gate) == ("TEST001", "a test", "high", True)
    assert policy.parameters == {"ports": (25, 587)}
    assert policy.remediation == "what to do"
    assert policy.references == ("CWE-668",)
    assert policy.where == ""


def test_a_byte_order_mark_and_json_are_yaml_too(tmp_path: Path) -> None:
    assert one(tmp_path, "\ufeff" + GOOD).id == "TEST001"
    text = (
        '{"id": "TEST001", "name": "n", "severity": "low", "gate": false, "asks": "any-rule",'
        ' "rationale": "r", "remediation": "r", "references": ["x"]}'
    )
    assert one(tmp_path, text).parameters == {}


def test_policies_are_sorted_and_other_files_are_left_alone(tmp_path: Path) -> None:
    for name in ("B1", "A1", "C1"):
        write(tmp_path, GOOD.replace("TEST001", name), f"{name}.yaml")
    write(tmp_path, "not yaml: [", "README.md")
    assert [policy.id for policy in load(str(tmp_path), QUESTIONS)] == ["A1", "B1", "C1"]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        (
            "severity: high",
            "severity: hgih",
            3,
            "severity: 'hgih' is none of critical, high, medium, low, info",
        ),
        (
            "asks: internet-can-open",
            "asks: internet",
            5,
            "asks: 'internet' is none of internet-can-open, any-rule, wide",
        ),
        ("gate: true", "gate: yess", 4, "gate: 'yess' is not true or false"),
        ("gate: true", "gate: yes", 4, "gate: 'yes' is not true or false"),
        ("gate: true", 'gate: "true"', 4, "gate: 'true' is not true or false"),
        ("gate: true", "gate: 1", 4, "gate: '1' is not true or false"),
        ("gate: true", "gate: [true]", 4, "gate: a sequence is not true or false"),
        ("name: a test", "name: 25", 2, "name: '25' is not text"),
        ("name: a test", 'name: " "', 2, "name: is empty"),
        ("name: a test", "name:", 2, "name: '' is not text"),
        ("name: a test", "name: {a: b}", 2, "name: a mapping is not text"),
        ("id: TEST001", "id: TEST002", 1, "id: 'TEST002' is not the name of its file, 'TEST001.yaml'"),
        ("ports: [25, 587]", "ports: 25", 6, "ports: is not a list with at least one item"),
        ("ports: [25, 587]", "ports: []", 6, "ports: is not a list with at least one item"),
        (
            "ports: [25, 587]",
            "ports:\n  - 25\n  - 65536",
            8,
            "ports: '65536' is not a port, 0 to 65535",
        ),
        ("ports: [25, 587]", "ports: ['25']", 6, "ports: '25' is not a port, 0 to 65535"),
        ("ports: [25, 587]", "ports: [025]", 6, "ports: '025' is not a port, 0 to 65535"),
        ("ports: [25, 587]", "ports: [-1]", 6, "ports: '-1' is not a port, 0 to 65535"),
        ("ports: [25, 587]", "ports: [1:30]", 6, "ports: '1:30' is not a port, 0 to 65535"),
        ("  - CWE-668", "  - CWE-668\n  - 7", 13, "references: '7' is not text"),
        ("gate: true", "gate: true\ngate: false", 5, "gate: is given twice"),
        ("gate: true", "? [a]\n: b", 4, "a key is a word"),
        ("gate: true\n", "", 1, "gate: is missing"),
        (
            "gate: true",
            "gate: true\ntypes: [aws_sg]",
            5,
            "types: 'aws_sg' is no resource type; they are AWS::EC2::SecurityGroup, aws_security_group",
        ),
        (
            "gate: true",
            "gate: true\ntypes: aws_security_group",
            5,
            "types: is not a list with at least one item",
        ),
        ("gate: true", "gate: true\ndirection: egress", 5, "direction: 'egress' is none of ingress"),
        ("gate: true", "gate: true\nthreshold: {ipv4: 1}", 5, "threshold: is no key here"),
        ("name: a test", "name: TCP {prot}", 2, "name: '{prot}' is none of {port}"),
        ("name: a test", "name: TCP {port.__class__}", 2, "name: '{port.__class__}' is none of {port}"),
        ("ports: [25, 587]", f"ports: {list(range(101))}", 6, "ports: holds more than 100 ports"),
        ("ports: [25, 587]", f"ports: [{'9' * 5000}]", 6, f"ports: '{'9' * 40}' is not a port, 0 to 65535"),
        ("gate: true", "gate: true\nexamples: [x]", 5, "examples: is a map of keys"),
        ("gate: true", "gate: true\nexamples:\n- language: hcl", 6, "examples: finds: is missing"),
        ("asks: internet-can-open\n", "", 1, "asks: is missing"),
    ],
)
def test_a_mistake_has_its_line_and_the_allowed_words(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    assert old in GOOD
    error = mistake(tmp_path, GOOD.replace(old, new, 1))
    assert error.line == line
    assert error.message.startswith(message)


def test_an_unknown_key_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    error = mistake(tmp_path, GOOD + "portz: [25]\n")
    assert error.line == 13
    assert error.message == (
        "portz: is no key here; the keys are id, name, severity, gate, asks, rationale, remediation,"
        " references, ports, direction, types, where, examples"
    )


def test_a_parameter_of_another_question_is_unknown(tmp_path: Path) -> None:
    error = mistake(tmp_path, GOOD.replace("internet-can-open", "any-rule"))
    assert (error.line, error.message.split(";")[0]) == (6, "ports: is no key here")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("# only a comment\n", 1),
        ("- id: TEST001\n", 1),
        ("text", 1),
        ("id: TEST001\nname: [\n", 3),
        ("id: TEST001\n\tname: x\n", 2),
        ("id: TEST001\n---\nid: TEST001\n", 2),
        ("id: *nothing\n", 1),
        ("id: \x00\n", 1),
        ("id: caf\udce9\n", 1),
        ("[" * 40_000, 1),
        ("&a [" + "*a, " * 16_000, 1),
        ("#" * (64 << 10) + "\n" + GOOD, 1),
    ],
)
def test_what_is_no_policy_is_an_error_with_a_line(tmp_path: Path, text: str, line: int) -> None:
    assert mistake(tmp_path, text).line == line


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("{ipv4: /16}", {4: 65536, 6: 1 << 96}),
        ("{ipv4: 65536, ipv6: /48}", {4: 65536, 6: 1 << 80}),
        ("{ipv4: 0, ipv6: 0}", {4: 0, 6: 0}),
        ("{ipv4: /0, ipv6: /128}", {4: 1 << 32, 6: 1}),
    ],
)
def test_a_threshold_is_a_number_or_a_prefix_length(
    tmp_path: Path, written: str, found: dict[int, int]
) -> None:
    policy = one(tmp_path, WIDE + f"threshold: {written}\n")
    assert policy.parameters["threshold"] == found


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("/16", "threshold: is a map of keys"),
        ("{ipv5: /16}", "threshold: ipv5: is no key here; the keys are ipv4, ipv6"),
        ("{ipv4: /33}", "threshold: ipv4: '/33' is not a number of addresses or a prefix length, /0 to /32"),
        (
            "{ipv6: /129}",
            "threshold: ipv6: '/129' is not a number of addresses or a prefix length, /0 to /128",
        ),
        ("{ipv4: -1}", "threshold: ipv4: '-1' is not a number"),
        ("{ipv4: //16}", "threshold: ipv4: '//16' is not a number"),
        ("{ipv4: [1]}", "threshold: ipv4: '' is not a number"),
        (f"{{ipv6: {'9' * 5000}}}", f"threshold: ipv6: '{'9' * 40}' is not a number"),
    ],
)
def test_a_threshold_that_is_none(tmp_path: Path, written: str, message: str) -> None:
    error = mistake(tmp_path, WIDE + f"threshold: {written}\n")
    assert error.line == 13
    assert error.message.startswith(message)


def test_what_is_not_given_is_the_default(tmp_path: Path) -> None:
    text = GOOD.replace("internet-can-open", "wide").replace("ports: [25, 587]\n", "")
    policy = one(tmp_path, text)
    assert policy.parameters == {"ports": (25,), "protocol": "tcp", "threshold": THRESHOLD}
    (other,) = load(str(tmp_path), QUESTIONS, TYPES, (587, 25))
    assert other.ports == (587, 25)


def test_every_further_key_is_read(tmp_path: Path) -> None:
    more = """\
protocol: any
types: [aws_security_group]
direction: ingress
examples:
  - language: terraform
    finds: |
      a
    instead: b
"""
    policy = one(tmp_path, GOOD.replace("internet-can-open", "wide") + more)
    assert policy.parameters["protocol"] == "any"
    assert policy.types == ("aws_security_group",)
    assert [(each.language, each.finds, each.instead) for each in policy.examples] == [
        ("terraform", "a", "b")
    ]


def test_the_name_follows_the_ports(tmp_path: Path) -> None:
    policy = one(tmp_path, GOOD.replace("name: a test", 'name: "{port} is open, {port}"'))
    assert policy.name == "25 or 587 is open, 25 or 587"
    assert policy.named((1, 2, 3), "and") == "1, 2 and 3 is open, 1, 2 and 3"
    error = mistake(tmp_path, GOOD.replace("internet-can-open", "any-rule").replace("a test", "TCP {port}")
                    .replace("ports: [25, 587]\n", ""))  # fmt: skip
    assert error.message == "name: '{port}' is none of (none: the question takes no ports)"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "TEST001.yaml")
    with pytest.raises(PolicyError, match="no regular file"):
        load(str(tmp_path), QUESTIONS)


@pytest.mark.parametrize("policy_id", ["all", "a,b", "1st", "x" * 65, "-a"])
def test_an_id_that_options_could_not_name(tmp_path: Path, policy_id: str) -> None:
    error = mistake(tmp_path, GOOD.replace("TEST001", policy_id), f"{policy_id}.yaml")
    assert error.line == 1
    assert "is not a letter" in error.message


def test_a_file_that_ends_in_yml_is_not_passed_over(tmp_path: Path) -> None:
    assert "ends in .yaml" in mistake(tmp_path, GOOD, "TEST001.yml").message


def test_a_directory_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="cannot be read"):
        load(str(tmp_path / "none"), QUESTIONS)
    (tmp_path / "TEST001.yaml").mkdir()
    with pytest.raises(PolicyError, match="cannot be read"):
        load(str(tmp_path), QUESTIONS)


RESOURCE: dict[str, Any] = {
    "type": "aws_security_group",
    "address": "module.mx.aws_security_group.mx",
    "attributes": {
        "name": "mail-in",
        "tags": {"env": "prod", "owner": None},
        "ingress": [{"from_port": 25, "cidr_blocks": ["10.0.0.0/8"]}, {"from_port": 443}],
    },
}


def where(folder: Path, path: str) -> Policy:
    quoted = path.replace("'", "''")
    return one(folder, f"{GOOD}where: '{quoted}'\n")


@pytest.mark.parametrize(
    ("path", "selected"),
    [
        ('$[?(@.attributes.tags.env == "dev")]', False),
        ('$[?(@.attributes.tags.env == "prod")]', True),
        ('$[?(@.type == "aws_default_security_group")]', False),
        ('$[?(@.type == "aws_security_group")]', True),
        ('$[?(@.attributes.name =~ "^web")]', False),
        ('$[?(@.attributes.name =~ "^mail")]', True),
        ('$[?(@.address =~ "^module[.]mx[.]")]', True),
        ('$[?(@.type == "aws_security_group" && @.attributes.tags.env == "dev")]', False),
        ('$[?(@.type == "aws_security_group" && @.attributes.tags.env == "prod")]', True),
        ("$[*].attributes.ingress[?(@.from_port == 26)]", False),
        ("$[*].attributes.ingress[?(@.from_port == 25)]", True),
        ("$[*].attributes.description", False),
        ("$[*].attributes.tags.owner", True),
    ],
)
def test_where_selects_a_resource(tmp_path: Path, path: str, selected: bool) -> None:
    policy = where(tmp_path, path)
    assert policy.where == path
    assert policy.selects(RESOURCE) is selected


def test_the_paths_of_the_documentation_work(tmp_path: Path) -> None:
    text = (Path(__file__).parents[1] / "docs" / "policies.md").read_text("utf-8")
    paths = re.findall(r"^\| `(\$\[.*)` \|", text, re.MULTILINE)
    selected = {path: where(tmp_path, path).selects(RESOURCE) for path in paths}
    assert len(selected) == 5
    assert [path for path, chosen in selected.items() if not chosen] == [
        '$[?(@.type == "aws_default_security_group")]',
        "$[*].attributes.ingress[?(@.description)]",
    ]


def test_without_where_every_resource_is_meant(tmp_path: Path) -> None:
    policy = one(tmp_path, GOOD)
    assert policy.selects(RESOURCE) is True
    assert policy.reads("name") is False


@pytest.mark.parametrize(
    ("path", "reads", "not_read"),
    [
        ('$[?(@.attributes.tags.env == "prod")]', "tags", "name"),
        ('$[*].attributes[?(@.name =~ "^a*..")]', "name", "tags"),
        ("$[*].attributes.*", "tags", None),
        ("$[*]..env", "tags", None),
        ('$[*].attributes["name"]', "name", "tags"),
    ],
)
def test_what_where_reads(tmp_path: Path, path: str, reads: str, not_read: str | None) -> None:
    policy = where(tmp_path, path)
    assert policy.reads(reads)
    assert not_read is None or not policy.reads(not_read)


def test_where_that_is_no_jsonpath(tmp_path: Path) -> None:
    error = mistake(tmp_path, GOOD + "where: '$[?(@.a == ]'\n")
    assert error.line == 13
    assert error.message.startswith("where: '$[?(@.a == ]' is no JSONPath: ")


def test_where_that_is_long(tmp_path: Path) -> None:
    path = "$[?(@.a == " + "(" * 1000 + ")]"
    assert mistake(tmp_path, f"{GOOD}where: '{path}'\n").message == "where: is longer than 1,000 characters"


def test_where_that_is_nested(tmp_path: Path) -> None:
    path = "$[?(@.a == " + "(" * 900 + ")]"
    assert "is no JSONPath" in mistake(tmp_path, f"{GOOD}where: '{path}'\n").message


def test_where_that_could_never_select(tmp_path: Path) -> None:
    """The path is asked of a list: `$.type` would find nothing, and the policy would fall silent."""
    assert mistake(tmp_path, GOOD + "where: $.type\n").message == "where: '$.type' does not begin with '$['"


def test_where_that_fails_when_it_is_asked_is_no_silence(tmp_path: Path) -> None:
    policy = where(tmp_path, '$[?(@.attributes.name =~ "(")]')
    with pytest.raises(PolicyError, match=r"where: cannot be asked of module\.mx") as caught:
        policy.selects(RESOURCE)
    assert caught.value.line == 13


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(.*)*c"])
def test_a_pattern_of_where_takes_no_longer_than_its_text(tmp_path: Path, pattern: str) -> None:
    """Python's `re` would take longer than the universe is old."""
    policy = where(tmp_path, f'$[?(@.attributes.name =~ "{pattern}")]')
    assert not policy.selects({**RESOURCE, "attributes": {"name": "a" * 100 + "!"}})


def test_a_pattern_of_where_is_re2(tmp_path: Path) -> None:
    policy = where(tmp_path, '$[?(@.attributes.name =~ "^(?=a)")]')
    with pytest.raises(PolicyError, match=r"invalid regular expression: invalid perl operator: \(\?="):
        policy.selects(RESOURCE)


def test_where_has_no_sub(tmp_path: Path) -> None:
    path = "$[*].attributes.name.`sub(/(a+)+$/, b)`"
    assert mistake(tmp_path, f"{GOOD}where: '{path}'\n").message.endswith(
        "has `sub()`, which is not supported"
    )


def test_imports_are_paid_only_by_who_needs_them(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    program = f"""
import sys
sys.path[:0] = {sys.path!r}
import smtp_iac.policy_file as policy
print(*[name for name in ("yaml", "jsonpath_ng") if name in sys.modules])
policy.load({str(tmp_path)!r}, {QUESTIONS!r})
print(*[name for name in ("yaml", "jsonpath_ng") if name in sys.modules])
"""
    run = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "\nyaml\n"
