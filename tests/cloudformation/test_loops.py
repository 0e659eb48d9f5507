"""`Fn::ForEach`: what loops make, of collections that are known, open or unknown."""

from __future__ import annotations

from typing import Any

import pytest

from smtp_iac.formats.cloudformation.functions import loops
from smtp_iac.reading import Reading
from smtp_iac.value import Refused

from .helpers import plain, read, written

EXTENDED = """
Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList, Default: "web,mail"}
  Open: {Type: CommaDelimitedList}
  Word: {Type: String}
  Env: {Type: String, AllowedValues: [dev, prod]}
Mappings:
  Names:
    dev: {List: [web], Cidr: 10.0.0.0/8}
    prod: {List: [web, mail], Cidr: 0.0.0.0/0}
  Cidrs:
    web: {Cidr: 10.0.0.0/8}
    mail: {Cidr: 0.0.0.0/0}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
"""


def looped(resources: str) -> Reading:
    return read(EXTENDED + "Resources:\n" + resources)


def shown(reading: Reading, name: str = "CidrIp") -> list[tuple[str, Any, Any]]:
    return [(each.address, plain(each.exists), plain(each.body.value(name))) for each in reading.resources]


RULE = '{"Rule${Name}": {Type: AWS::EC2::SecurityGroupIngress, Properties: {CidrIp: %s}}}'


def rules(collection: str, cidr: str = "!Ref Name") -> list[tuple[str, Any, Any]]:
    return shown(looped(f"  Fn::ForEach::Rules: [Name, {collection}, {RULE % cidr}]\n"))


ENV = "stack.yaml:Ref Env"


@pytest.mark.parametrize(
    ("collection", "expected"),
    [
        ("[web, mail]", [("Ruleweb", True, "web"), ("Rulemail", True, "mail")]),
        ("[25, 'yes', yes]", [("Rule25", True, "25"), ("Ruleyes", True, "yes"), ("Ruletrue", True, "true")]),
        ("!Ref Names", [("Ruleweb", True, "web"), ("Rulemail", True, "mail")]),
        ('!Split ["-", "a-b"]', [("Rulea", True, "a"), ("Ruleb", True, "b")]),
        ("!FindInMap [Names, prod, List]", [("Ruleweb", True, "web"), ("Rulemail", True, "mail")]),
        ("[!Ref AWS::NoValue, b]", [("Ruleb", True, "b")]),
        ("[]", []),
        # the collection depends on what is open
        (
            "!FindInMap [Names, !Ref Env, List]",
            [("Ruleweb", True, "web"), ("Rulemail", (ENV, {"dev": False, "prod": True}), "mail")],
        ),
        (
            "[web, !If [IsProd, mail, !Ref AWS::NoValue]]",
            [("Ruleweb", True, "web"), ("Rulemail", (ENV, {"prod": True, "dev": False}), "mail")],
        ),
        (
            "!If [IsProd, [mail], !Ref Names]",
            [("Ruleweb", (ENV, {"dev": True, "prod": False}), "web"), ("Rulemail", True, "mail")],
        ),
        # any number of items that nobody knows
        (
            "!Ref Open",
            [("Rule${Name}", "<any(stack.yaml:Ref Open)>", "<element(stack.yaml:Ref Open)>")],
        ),
        ("[a, !Ref Word]", [("Rulea", True, "a"), ("Rule${Name}", True, "<stack.yaml:Ref Word>")]),
        # what CloudFormation refuses
        (
            "text",
            [
                (
                    "Rule${Name}",
                    "refused: the collection of Fn::ForEach must be a list",
                    "refused: the collection of Fn::ForEach must be a list",
                )
            ],
        ),
        (
            "[[a]]",
            [
                (
                    "Rule${Name}",
                    "refused: an item of Fn::ForEach must be a text",
                    "refused: an item of Fn::ForEach must be a text",
                )
            ],
        ),
        (
            "[a, a]",
            [("Rulea", True, "a"), ("Rulea", "refused: the logical id Rulea is declared twice", "a")],
        ),
    ],
)
def test_collections(collection: str, expected: object) -> None:
    assert rules(collection) == expected


def test_a_missing_entry_refuses_the_option_that_needs_it() -> None:
    assert rules("!FindInMap [Names, !Ref Word, List]") == [
        (
            "Ruleweb",
            (
                "stack.yaml:Ref Word",
                {"dev": True, "prod": True, None: "refused: there is no such entry ? of mapping Names"},
            ),
            "web",
        ),
        (
            "Rulemail",
            (
                "stack.yaml:Ref Word",
                {"dev": False, "prod": True, None: "refused: there is no such entry ? of mapping Names"},
            ),
            "mail",
        ),
    ]


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("!Ref Name", "a-1"),
        ('!Sub "${Name}"', "a-1"),
        ('!Sub "${Name}.${!Name}.&{Name}.&{Other}"', "a-1.${Name}.a1.&{Other}"),
        ('!Sub ["${Name}${X}", {X: !Ref Name}]', "a-1a-1"),
        ('"${Name}/&{Name}/${Other}"', "a-1/a1/${Other}"),
        ('!Join ["/", [!Ref Name, "&{Name}"]]', "a-1/a1"),
        ("{key: [!Ref Name]}", {"key": ["a-1"]}),
        ('{"k&{Name}": v}', {"ka1": "v"}),
        ("!FindInMap [Cidrs, !Ref Name, Cidr, {DefaultValue: !Ref Name}]", "a-1"),
        ('{Ref: "Rule&{Name}"}', "<stack.yaml:Rulea1.id>"),
        (
            '{Ref: !Sub "Rule${Name}x"}',
            "refused: Rulea-1x is neither a parameter nor a resource of the template",
        ),
        ('!GetAtt "Rule&{Name}.Id"', "<stack.yaml:Rulea1.Id>"),
        ('!GetAtt [!Sub "Rule&{Name}", Id]', "<stack.yaml:Rulea1.Id>"),
        ('!If [!Sub "Is${Name}", a, b]', "refused: condition Isa-1 is not declared"),
    ],
)
def test_every_spelling_of_an_identifier(spelling: str, expected: object) -> None:
    reading = looped(f"  Fn::ForEach::R: [Name, [a-1], {RULE.replace('$', '&') % spelling}]\n")
    assert shown(reading) == [("Rulea1", True, expected)]


def test_loops_in_loops_know_all_identifiers() -> None:
    reading = looped("""
  Fn::ForEach::Outer:
    - Env2
    - [dev, prod]
    - Net${Env2}: {Type: AWS::EC2::VPC}
      Fn::ForEach::Inner:
        - Name
        - !FindInMap [Names, !Ref Env2, List]
        - Rule${Env2}${Name}:
            Type: AWS::EC2::SecurityGroupIngress
            Properties: {CidrIp: !FindInMap [Cidrs, !Ref Name, Cidr], ToPort: !Sub "${Env2}${Name}"}
""")
    assert shown(reading) == [
        ("Ruledevweb", True, "10.0.0.0/8"),
        ("Ruleprodweb", True, "10.0.0.0/8"),
        ("Ruleprodmail", True, "0.0.0.0/0"),
    ]
    assert plain(reading.resources[2].body.value("ToPort")) == "prodmail"


def test_a_loop_stands_at_what_it_repeats_and_an_item_where_it_is_written() -> None:
    resource = looped("""
  Fn::ForEach::Rules:
    - Cidr
    - [0.0.0.0/0]
    - Rule&{Cidr}:
        Type: AWS::EC2::SecurityGroupIngress
        Properties:
          CidrIp: !Ref Cidr
""").resources[0]
    cidr = resource.body.value("CidrIp")
    assert resource.address == "Rule00000"
    assert written(resource.header) == "Rule&{Cidr}"
    assert written(cidr.origin.span) == "!Ref Cidr"
    assert written(cidr.origin.literal.span) == "0.0.0.0/0"


def test_references_to_what_loops_make() -> None:
    reading = looped("""
  Fn::ForEach::Groups: [Name, !Ref Names, {"Group${Name}": {Type: AWS::EC2::SecurityGroup}}]
  Fn::ForEach::Nets:
    - N
    - [a]
    - Net${N}: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Sub "10.1.0.0/1${N}"}}
  A:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: !Ref Groupmail, CidrIp: !GetAtt Neta.CidrBlock}
  B: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !GetAtt Groupftp.GroupId}}
""")
    a, b = [each.body for each in reading.resources[2:]]
    assert plain(a.value("GroupId")) == "<stack.yaml:Groupmail.id>"
    assert plain(a.value("CidrIp")) == "10.1.0.0/1a"
    assert isinstance(b.value("GroupId"), Refused)


def test_a_reference_may_be_to_what_an_open_loop_makes() -> None:
    reading = looped("""
  Fn::ForEach::Groups: [Name, !Ref Open, {"Group${Name}": {Type: AWS::EC2::SecurityGroup}}]
  A: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !Ref Groupmail}}
""")
    assert plain(reading.resources[1].body.value("GroupId")) == "<stack.yaml:Groupmail.id>"


def test_conditions_in_loops() -> None:
    reading = read("""
Transform: AWS::LanguageExtensions
Parameters:
  A: {Type: String, Default: open}
  B: {Type: String, AllowedValues: [open, shut]}
Conditions:
  Fn::ForEach::Are:
    - N
    - [A, B]
    - Is${N}: !Equals [!Ref "${N}", open]
      Not${N}: !Not [!Condition "Is${N}"]
      Not2${N}: !Not [{Condition: !Sub "Not${N}"}]
Resources:
  Fn::ForEach::Rules:
    - N
    - [A, B]
    - Rule${N}:
        Type: AWS::EC2::SecurityGroupIngress
        Condition: !Sub Not2${N}
        Properties: {CidrIp: !If ["Not${N}", no, !If [!Sub "Is${N}", yes, never]]}
""")
    b = "stack.yaml:Ref B"
    assert shown(reading) == [
        ("RuleA", True, True),
        ("RuleB", (b, {"open": True, "shut": False}), (b, {"open": True, "shut": False})),
    ]
    assert reading.unreadable == []


def test_a_circle_of_conditions_in_a_loop() -> None:
    reading = read("""
Transform: AWS::LanguageExtensions
Conditions:
  Fn::ForEach::Are: [N, [A], {"Is${N}": !Not [!Condition "Not${N}"], "Not${N}": !Not [!Condition IsA]}]
  Asks: !Equals [a, a]
  Fn::ForEach::Circle: [N, !If [Asks, [B], []], {"Is${N}": !Equals [a, a]}]
Resources:
  Group: {Type: AWS::EC2::SecurityGroup, Condition: IsB}
""")
    assert [(one.line, one.reason) for one in reading.unreadable] == [(4, "condition NotA depends on itself")]
    assert plain(reading.resources[0].exists) == "<stack.yaml:condition IsB>"


def test_properties_in_loops() -> None:
    body = (
        looped("""
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      Fn::ForEach::Sides: [Side, [Ingress], {"SecurityGroup${Side}": [{IpProtocol: !Ref Side}]}]
      Fn::ForEach::Others: [X, !Ref Open, {"Tag${X}": a, "${X}Id": !Ref X}]
      GroupDescription: {Fn::ForEach::K: [K, [a, b], {"${K}": !Ref K}], c: d}
      GroupName: {Fn::ForEach::K: [K, !Ref Open, {"${K}": a}]}
      Description: {Fn::ForEach::K: [K, [a, b], {k: a}]}
""")
        .resources[0]
        .body
    )
    assert plain(body.value("SecurityGroupIngress")) == [{"IpProtocol": "Ingress"}]
    assert plain(body.value("SecurityGroupEgress")) is None
    assert plain(body.value("TagList")) == "<entry Tag${X}(element(stack.yaml:Ref Open))>"
    assert plain(body.value("VpcId")) == "<entry ${X}Id(element(stack.yaml:Ref Open))>"
    assert plain(body.value("GroupDescription")) == {"a": "a", "b": "b", "c": "d"}
    assert plain(body.value("GroupName")) == "<entry ${K}(element(stack.yaml:Ref Open))>"
    assert plain(body.value("Description")) == {"k": "refused: k is made twice"}
    assert body.names() == ["Description", "GroupDescription", "GroupName", "SecurityGroupIngress"]


GROUPS = """Resources:
  Fn::ForEach::Groups: [Name, [a], {"Group${Name}": {Type: %s}}]
  A: {Type: AWS::SNS::Topic}
"""


def test_a_loop_without_its_transform_is_named() -> None:
    (opaque,) = read(GROUPS % "AWS::EC2::SecurityGroup").opaque
    assert opaque.missing.why == "Fn::ForEach needs the transform AWS::LanguageExtensions"
    assert opaque.span.line == 2
    assert read(GROUPS % "AWS::SNS::Topic").opaque == []


@pytest.mark.parametrize("loop", ["[]", "text", "[Name, [a]]", "[[Name], [a], {b: c}]", "[Name, [a], b]"])
def test_a_loop_of_another_shape_is_named(loop: str) -> None:
    reading = looped(f"  Fn::ForEach::Loop: {loop}\n  A: {{Type: AWS::SNS::Topic}}\n")
    assert [each.missing.why for each in reading.opaque] == [
        "Fn::ForEach takes an identifier, a collection and a mapping"
    ]
    assert reading.resources == []


def test_rounds_have_a_limit_over_all_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "MOST_MADE", 10)
    reading = looped("""
  Fn::ForEach::Outer:
    - A
    - [a, b, c]
    - Fn::ForEach::Inner: [B, [a, b, c, d], {"R${A}${B}": {Type: AWS::EC2::SecurityGroup}}]
""")
    assert [each.address for each in reading.resources] == [f"R{a}{b}" for a in "ab" for b in "abcd"]
    (opaque,) = reading.opaque
    assert (opaque.address, opaque.missing.camp) == ("Fn::ForEach::Outer", "not supported yet")


def test_types_may_be_made_by_a_loop() -> None:
    reading = looped("""
  Fn::ForEach::Rules:
    - Way
    - [Ingress, Egress]
    - Rule${Way}: {Type: "AWS::EC2::SecurityGroup${Way}"}
  Fn::ForEach::Stacks: [N, [a], {"Stack${N}": {Type: AWS::CloudFormation::Stack}}]
""")
    assert [(each.address, each.type) for each in reading.resources] == [
        ("RuleIngress", "AWS::EC2::SecurityGroupIngress")
    ]
    assert [each.address for each in reading.opaque] == ["Stacka"]


def test_a_suggestion_for_an_item_prints_its_loop() -> None:
    resource = looped("""
  Other: {Type: AWS::SNS::Topic}
  Fn::ForEach::Rules:
    - Cidr
    - [0.0.0.0/0]
    - Rule&{Cidr}: {Type: AWS::EC2::SecurityGroupIngress, Properties: {CidrIp: !Ref Cidr}}
""").resources[0]
    assert resource.suggest is not None
    text = resource.suggest(resource.body.value("CidrIp").origin.literal.span)  # type: ignore[arg-type]
    assert text.splitlines()[:4] == [
        "Fn::ForEach::Rules:",
        "  - Cidr",
        "  - - <the address range of your mail relays, such as 192.0.2.0/24>",
        "  - Rule&{Cidr}:",
    ]


def test_a_condition_that_is_found_in_a_map_may_be_none() -> None:
    """As in the request for comments of Fn::ForEach: an item without an entry has no condition."""
    reading = read("""
Transform: AWS::LanguageExtensions
Parameters: {Count: {Type: String, AllowedValues: ["1", "2"]}}
Mappings: {Items: {Condition: {B: Two}}}
Conditions: {Two: !Equals [!Ref Count, "2"]}
Resources:
  Fn::ForEach::Rules:
    - Name
    - [A, B]
    - Rule${Name}:
        Type: AWS::EC2::SecurityGroupIngress
        Condition: !FindInMap [Items, Condition, !Ref Name, {DefaultValue: !Ref AWS::NoValue}]
""")
    assert [(each.address, plain(each.exists)) for each in reading.resources] == [
        ("RuleA", True),
        ("RuleB", ("stack.yaml:Ref Count", {"2": True, "1": False})),
    ]


def test_a_condition_of_an_item_that_nobody_knows_is_open() -> None:
    reading = looped("""
  Fn::ForEach::Rules:
    - Name
    - !Ref Open
    - Rule${Name}: {Type: AWS::EC2::SecurityGroupIngress, Condition: !Sub "Is${Name}"}
""")
    symbol, options = plain(reading.resources[0].exists)
    assert symbol == "any(stack.yaml:Ref Open)"
    assert options[True].startswith("<Condition(text(")
    assert options[False] is False
