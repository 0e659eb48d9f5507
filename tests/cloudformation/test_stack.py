"""Templates as resources: places, origins, what cannot be looked into, and what is no template."""

from __future__ import annotations

import json

import pytest

from smtp_iac.value import Choice, Known, Refused, Unknown

from .helpers import only, plain, read, written

MAIL = """\
Parameters:
  Cidr:
    Type: String
    Default: 0.0.0.0/0
Conditions:
  Public: !Equals [!Ref Cidr, 0.0.0.0/0]
Mappings:
  Ranges:
    all: {v4: 0.0.0.0/0, list: [10.0.0.0/8, 0.0.0.0/0]}
Resources:
  Mail:
    Type: AWS::EC2::SecurityGroup
    Metadata: {"aws:cdk:path": Stack/Mail/Resource}
    Properties:
      GroupDescription: mail
      SecurityGroupIngress:
        - IpProtocol: tcp
          FromPort: 25   # smtp
          ToPort: 25
          CidrIp: 0.0.0.0/0
        - {IpProtocol: tcp, FromPort: 25, ToPort: 25, CidrIp: !Ref Cidr}
        - CidrIp:
            Fn::FindInMap: [Ranges, all, v4]
        - !If [Public, {CidrIp: "::/0"}, !Ref AWS::NoValue]
        - CidrIp: !Sub "${Cidr}"
        - CidrIp: !Select [1, !FindInMap [Ranges, all, list]]

  Other: {Type: AWS::SNS::Topic}
"""


def rules() -> list[dict[str, object]]:
    ingress = only(MAIL).body.value("SecurityGroupIngress")
    assert isinstance(ingress, Known)
    return [each.data for each in ingress.data]


def test_a_resource_has_its_places_and_its_names() -> None:
    mail = only(MAIL)
    assert (mail.type, mail.address, mail.root, mail.id) == (
        "AWS::EC2::SecurityGroup",
        "Mail",
        "stack.yaml",
        "stack.yaml:Mail",
    )
    assert mail.header.line == 11
    assert written(mail.header) == "Mail"
    assert written(mail.span).startswith("Type: AWS::EC2")
    assert written(mail.span).endswith("list]]")
    assert mail.body.names() == ["GroupDescription", "SecurityGroupIngress"]
    assert plain(mail.body.value("VpcId")) is None
    assert mail.notes == ("CDK path Stack/Mail/Resource",)


@pytest.mark.parametrize(
    ("rule", "value", "here", "literal", "named"),
    [
        (0, "0.0.0.0/0", "0.0.0.0/0", "0.0.0.0/0", ""),
        (1, "0.0.0.0/0", "!Ref Cidr", "0.0.0.0/0", "default of parameter Cidr"),
        (
            2,
            "0.0.0.0/0",
            "Fn::FindInMap: [Ranges, all, v4]",
            "0.0.0.0/0",
            "entry all.v4 of mapping Ranges",
        ),
        (3, "::/0", '"::/0"', '"::/0"', ""),
        (4, "0.0.0.0/0", '!Sub "${Cidr}"', '!Sub "${Cidr}"', ""),
        (
            5,
            "0.0.0.0/0",
            "!Select [1, !FindInMap [Ranges, all, list]]",
            "0.0.0.0/0",
            "entry all.list of mapping Ranges",
        ),
    ],
)
def test_where_a_value_stands_and_where_it_is_written(
    rule: int, value: str, here: str, literal: str, named: str
) -> None:
    cidr = rules()[rule]["CidrIp"]
    assert isinstance(cidr, Known)
    assert cidr.data == value
    assert written(cidr.origin.span) == here
    assert written(cidr.origin.literal.span) == literal
    assert cidr.origin.literal.what == named


def test_a_computed_text_names_its_parts() -> None:
    cidr = rules()[4]["CidrIp"]
    assert isinstance(cidr, Known)
    (part,) = cidr.origin.causes
    assert part.literal.what == "default of parameter Cidr"
    assert part.literal.span is not None
    assert part.literal.span.line == 4


def test_an_open_condition_says_which() -> None:
    resource = only(MAIL.replace("    Default: 0.0.0.0/0\n", ""))
    ingress = resource.body.value("SecurityGroupIngress")
    assert isinstance(ingress, Known)
    item = ingress.data[3]
    assert isinstance(item, Choice)
    assert written(item.origin.span).startswith("!If [Public")
    (condition,) = item.origin.causes
    assert condition.what == "condition Public"
    assert condition.span is not None
    assert condition.span.line == 5


def test_an_anchored_rule_stands_where_its_alias_does() -> None:
    reading = read("""
Resources:
  A:
    Type: AWS::EC2::SecurityGroup
    Properties: {SecurityGroupIngress: &rules [{CidrIp: 0.0.0.0/0}]}
  B:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress: *rules
  C:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - <<: {CidrIp: 10.0.0.0/8}
""")
    _, second, third = [each.body.value("SecurityGroupIngress") for each in reading.resources]
    assert isinstance(second, Known)
    cidr = second.data[0].data["CidrIp"]
    assert written(cidr.origin.span) == "*rules"
    assert written(cidr.origin.literal.span) == "0.0.0.0/0"
    assert cidr.origin.literal.what == "anchor &rules"
    assert plain(third) == [{"CidrIp": "10.0.0.0/8"}]


def test_json_says_the_same() -> None:
    template = {
        "Parameters": {"Cidr": {"Type": "String", "Default": "0.0.0.0/0"}},
        "Resources": {
            "Mail": {
                "Type": "AWS::EC2::SecurityGroup",
                "Properties": {"SecurityGroupIngress": {"FromPort": 25, "CidrIp": {"Ref": "Cidr"}}},
            }
        },
    }
    for indent in (None, 1, 4):
        mail = only(json.dumps(template, indent=indent), "stack.json")
        ingress = mail.body.value("SecurityGroupIngress")
        assert plain(ingress) == {"FromPort": "25", "CidrIp": "0.0.0.0/0"}
        assert isinstance(ingress, Known)
        cidr = ingress.data["CidrIp"]
        assert json.loads(written(cidr.origin.span)) == {"Ref": "Cidr"}
        assert written(cidr.origin.literal.span) == '"0.0.0.0/0"'


def test_carriage_returns_move_no_line() -> None:
    mail = only(MAIL.replace("\n", "\r\n").encode())
    assert mail.header.line == 11
    ingress = mail.body.value("SecurityGroupIngress")
    assert ingress.data[1].data["CidrIp"].origin.span.line == 21  # type: ignore[union-attr]


def test_wide_characters_move_no_column() -> None:
    text = '{"Resources": {"é😀": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"VpcId": "x"}}}}'
    vpc = only(text).body.value("VpcId")
    span = vpc.origin.span
    assert written(span) == '"x"'
    assert span is not None
    assert span.source.position(span.start) == (1, text.index('"x"') + 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "just text",
        "[1, 2]",
        "Resources: []",
        "Resources: {A: {Type: Pod}}",
        "Resources: {Fn::Transform: {Name: AWS::Include}}",
        "Resources: {A: b, C: [d]}",
        "Resources:\n  requests: {cpu: 1}\nType: AWS::X\n",
        "kind: ConfigMap\ndata:\n  t.yaml: |\n    Resources:\n      A: {Type: AWS::SNS::Topic}\n",
        '[{"ParameterKey": "Resources", "ParameterValue": "Type: AWS::SNS"}]',
        '{"Parameters": {"Resources": "a::b"}}',
        "apiVersion: v1\n---\nkind: Pod\n",
        "a: [",
        '{"Resources": ',
        "\x00\x01\x02",
        "{{- if .Values.Resources }}\nType: a\n",
    ],
)
def test_what_is_no_template_is_passed_over(text: str) -> None:
    reading = read(text)
    assert not (
        reading.files or reading.unreadable or reading.resources or reading.opaque or reading.diagnostics
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Resources:\n  A:\n    Type: AWS::SNS::Topic\n   B: c\n", 4),
        ("Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties: {a: [\n", 5),
        ("Resources:\n  A:\n    Type: AWS::SNS::Topic\n\tB: c\n", 4),
        ("  AWSTemplateFormatVersion: x\n  Resources:\n    A: {Type: AWS::X::Y\n", 4),
        ("Resources:\n  A: {Type: AWS::SNS::Topic}\n  A: {Type: AWS::SNS::Topic}\n", 3),
        ("Resources:\n  A: {Type: AWS::SNS::Topic}\n---\na: b\n", 3),
        ('{"Resources": {"A": {"Type": "AWS::SNS::Topic",\n "Properties": {"a": ', 2),
        ('{\n"Resources": {\n"A": {"Type": "AWS::SNS::Topic"},\n"A": {"Type": "AWS::SNS::Topic"}}}', 4),
        ("Resources:\n  A:\n    Type: AWS::SNS::Topic\n    B: " + "[" * 10_000, 4),
        ("Resources:\n  A:\n    Type: AWS::SNS::Topic\n<<<<<<< HEAD\n", 4),
        ("Resources:\n  A:\n    Type: AWS::SNS::Topic\n    B: !Base64 !Sub x\n", 4),
        ("Resources:\n  A:\n    Type: AWS::SNS::Topic\n    B: '\x01'\n", 4),
    ],
)
def test_a_broken_template_is_unreadable_at_its_line(text: str, line: int) -> None:
    reading = read(text)
    (unreadable,) = reading.unreadable
    assert unreadable.line == line
    assert unreadable.reason
    assert "\n" not in unreadable.reason
    assert reading.files == {"/repo/stack.yaml"}
    assert reading.resources == []


def test_resources_that_are_no_resources() -> None:
    reading = read("""
Resources:
  A: text
  B: {Properties: {}}
  C: {Type: [AWS]}
  D: {Type: AWS::EC2::SecurityGroup, Properties: []}
  E: {Type: AWS::EC2::SecurityGroup, Properties: !If [a, b, c]}
  F: {Type: AWS::EC2::SecurityGroup}
""")
    assert [(each.line, each.message) for each in reading.diagnostics] == [
        (3, "resource A has no Type"),
        (4, "resource B has no Type"),
        (5, "resource C has no Type"),
    ]
    d, e, f = [each.body.value("VpcId") for each in reading.resources]
    assert isinstance(d, Refused)
    assert isinstance(e, Refused)
    assert plain(f) is None


def test_what_cannot_be_looked_into_is_named() -> None:
    reading = read("""
Transform: [AWS::Serverless-2016-10-31, AWS::LanguageExtensions, Own, {Name: Other}]
Conditions: {C: !Equals [a, b]}
Resources:
  Child: {Type: AWS::CloudFormation::Stack, Condition: C}
  App: {Type: AWS::Serverless::Application}
  Mod: {Type: Acme::Mail::Group::MODULE}
  Fn::ForEach::Groups: [N, {"G${N}": {Type: AWS::EC2::SecurityGroup}}]
  Fn::ForEach::Topics: [N, {"T${N}": {Type: AWS::SNS::Topic}}]
  Fn::Transform: {Name: AWS::Include}
""")
    assert [(each.address, each.missing.what, each.span.line) for each in reading.opaque] == [
        ("Transform/Own", "macro Own", 2),
        ("Transform/Other", "macro Other", 2),
        ("Child", "nested stack Child", 5),
        ("App", "nested stack App", 6),
        ("Mod", "module Acme::Mail::Group::MODULE Mod", 7),
        ("Fn::ForEach::Groups", "Fn::ForEach::Groups", 8),
        ("Fn::Transform", "file of AWS::Include", 10),
    ]
    ours = [each for each in reading.opaque if each.missing.camp == "not supported yet"]
    assert [each.address for each in ours] == ["Transform/Own", "Transform/Other", "Mod"]
    assert [plain(each.exists) for each in reading.opaque] == [True, True, False, True, True, True, True]


def test_resources_may_come_from_an_include_alone() -> None:
    reading = read("AWSTemplateFormatVersion: x\nResources:\n  Fn::Transform: {Name: AWS::Include}\n")
    assert [each.address for each in reading.opaque] == ["Fn::Transform"]


def test_an_include_may_add_properties() -> None:
    reading = read("""
Resources:
  A:
    Type: AWS::EC2::SecurityGroup
    Properties: {VpcId: vpc, Fn::Transform: {Name: AWS::Include}}
  B:
    Type: AWS::EC2::SecurityGroup
    Fn::Transform: {Name: AWS::Include}
""")
    a, b = [each.body for each in reading.resources]
    assert plain(a.value("VpcId")) == "vpc"
    assert isinstance(a.value("SecurityGroupIngress"), Unknown)
    assert isinstance(b.value("SecurityGroupIngress"), Unknown)


def test_null_is_refused_where_it_stands() -> None:
    vpc = only("Resources: {A: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: }}}").body.value("VpcId")
    assert plain(vpc) == "refused: null values are not allowed in templates"
