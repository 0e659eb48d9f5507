"""What the functions of templates say, in their short and long forms."""

from __future__ import annotations

import pytest

from smtp_iac.identity import missing_inputs
from smtp_iac.value import Choice, Known, Refused, Unknown

from .helpers import plain, value

PARAMETERS = """
    Parameters:
      Given: {Type: String, Default: 10.0.0.0/8}
      Number: {Type: Number, Default: 25}
      Word: {Type: String, Default: yes}
      Listed: {Type: CommaDelimitedList, Default: "10.0.0.0/8, 0.0.0.0/0"}
      Numbers: {Type: List<Number>, Default: "25,587"}
      Open: {Type: String}
      OpenList: {Type: CommaDelimitedList}
      Env: {Type: String, AllowedValues: [dev, prod]}
      Single: {Type: String, AllowedValues: [only]}
      Secret: {Type: "AWS::SSM::Parameter::Value<String>", Default: /mail/cidr}
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("!Ref Given", "10.0.0.0/8"),
        ("{Ref: Given}", "10.0.0.0/8"),
        ("!Ref Number", "25"),
        ("!Ref Word", "true"),
        ("!Ref Listed", ["10.0.0.0/8", "0.0.0.0/0"]),
        ("!Ref Numbers", ["25", "587"]),
        ("!Ref Open", "<stack.yaml:Ref Open>"),
        ("!Ref Secret", "<stack.yaml:Ref Secret>"),
        ("!Ref Single", "only"),
        ("!Ref Env", ("stack.yaml:Ref Env", {"dev": "dev", "prod": "prod"})),
        ("!Ref AWS::Region", "<stack.yaml:Ref AWS::Region>"),
        ("!Ref AWS::NoValue", None),
        ("!Ref Other", "<stack.yaml:Other.id>"),
        ("!Ref Nobody", "refused: Nobody is neither a parameter nor a resource of the template"),
        ("!Ref [Given]", "refused: Ref takes a name"),
    ],
)
def test_ref(expression: str, expected: object) -> None:
    assert plain(value(expression, PARAMETERS)) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('!Sub "${Given}"', "10.0.0.0/8"),
        ('{"Fn::Sub": "a-${Given}-${!Given}"}', "a-10.0.0.0/8-${Given}"),
        ('!Sub ["${Base}.0.0/${Bits}", {Base: "10.0", Bits: 16}]', "10.0.0.0/16"),
        ('!Sub ["${Given}", {Given: "map wins"}]', "map wins"),
        ('!Sub "${Open}"', "<stack.yaml:Ref Open>"),
        ('!Sub "${Open}/32"', "<text(str '',stack.yaml:Ref Open,str '/32')>"),
        ('!Join ["", [!Ref Open, "/32"]]', "<text(str '',stack.yaml:Ref Open,str '/32')>"),
        ('!Sub "${Env}.x"', ("stack.yaml:Ref Env", {"dev": "dev.x", "prod": "prod.x"})),
        ('!Sub "${Other.Id}"', "<stack.yaml:Other.Id>"),
        ('!Sub "${Listed}"', "refused: only a text can be a part of a text"),
        ('!Sub "${a-b}"', "refused: ${a-b} in Fn::Sub is no name"),
        ("!Sub [a]", "a"),
        ("!Sub [a, b, c]", "refused: Fn::Sub takes a text, or a list of a text and a mapping"),
        ('!Sub "plain"', "plain"),
        ('!Join [".", [10, 0, 0, "0/8"]]', "10.0.0.0/8"),
        (
            '!Join ["/", [!Ref Env, !Ref AWS::NoValue]]',
            ("stack.yaml:Ref Env", {"dev": "dev", "prod": "prod"}),
        ),
        ('!Join [",", !Ref Listed]', "10.0.0.0/8,0.0.0.0/0"),
        ('!Join [",", !Ref OpenList]', "<Fn::Join(str ',',stack.yaml:Ref OpenList)>"),
        ('!Join [!Sub "-", [a, b]]', "refused: Fn::Join takes a delimiter and a list"),
        ('{"Fn::Join": !Split [",", ",,a"]}', "refused: Fn::Join takes a delimiter and a list"),
        ('!Join [","]', "refused: Fn::Join takes a delimiter and a list"),
        ('!Join [",", text]', "refused: Fn::Join takes a delimiter and a list"),
        ('"{{resolve:ssm:/mail/cidr}}"', "<stack.yaml:{{resolve:ssm:/mail/cidr}}>"),
        ('!Sub "{{resolve:ssm:/${Given}}}"', "<stack.yaml:{{resolve:ssm:/10.0.0.0/8}}>"),
    ],
)
def test_texts(expression: str, expected: object) -> None:
    assert plain(value(expression, PARAMETERS)) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("!Select [1, [a, b]]", "b"),
        ('!Select ["0", !Ref Listed]', "10.0.0.0/8"),
        ('!Select [1, !Split [",", "a,b"]]', "b"),
        ("!Select [2, [a, b]]", "refused: the index of Fn::Select is not in the list"),
        ("!Select [-1, [a, b]]", "refused: the index of Fn::Select is not in the list"),
        ("!Select [0]", "refused: Fn::Select takes an index and a list"),
        ("!Select [0, text]", "refused: Fn::Select takes an index and a list"),
        ("!Select [0, [!Ref AWS::NoValue, a]]", "a"),
        ("!Select [0, !Ref OpenList]", "<Fn::Select(str '0',stack.yaml:Ref OpenList)>"),
        (
            "!Select [!Ref Open, [a, b]]",
            (
                "stack.yaml:Ref Open",
                {"0": "a", "1": "b", None: "refused: the index of Fn::Select is not in the list"},
            ),
        ),
        ('!Split ["|", "a||b"]', ["a", "", "b"]),
        ('!Split ["", "ab"]', "refused: Fn::Split takes a delimiter and a text"),
        ("!Length [a, b]", "refused: Fn::Length needs the transform AWS::LanguageExtensions"),
        ("!Cidr [10.0.0.0/16, 2, 8]", ["10.0.0.0/24", "10.0.1.0/24"]),
        ("!Cidr [10.0.0.0/30, 3, 1]", "refused: Fn::Cidr has no room for so many blocks"),
        ("!Cidr [10.0.0.0/16]", "refused: Fn::Cidr takes a block, a count and a number of host bits"),
        ('{"Fn::Cidr": ["192.168.0.0/30", "2", "1"]}', ["192.168.0.0/31", "192.168.0.2/31"]),
        ("!Cidr ['2001:db8::/56', 2, 64]", ["2001:db8::/64", "2001:db8:0:1::/64"]),
        ("!Cidr [!Ref Given, 1, 8]", ["10.0.0.0/24"]),
        ("!Cidr [10.0.0.0/16, 0, 8]", "refused: Fn::Cidr needs a number from 1 to 256 here"),
        ("!Cidr [10.0.0.0/8, 257, 8]", "refused: Fn::Cidr needs a number from 1 to 256 here"),
        ("!Cidr [10.0.0.0/8, 1, 129]", "refused: Fn::Cidr needs a number from 1 to 128 here"),
        ("!Cidr [10.0.0.0/8, 1, few]", "refused: Fn::Cidr needs a number from 1 to 128 here"),
        ("!Select [1, !Cidr [10.0.0.0/16, 2, 8]]", "10.0.1.0/24"),
        ('!GetAZs ""', "<stack.yaml:Fn::GetAZs(str '')>"),
        ("!GetAZs {Ref: AWS::Region}", "<stack.yaml:Fn::GetAZs(stack.yaml:Ref AWS::Region)>"),
        ("!Select [0, !GetAZs eu-west-1]", "<Fn::Select(str '0',stack.yaml:Fn::GetAZs(str 'eu-west-1'))>"),
        ("!GetAZs [eu-west-1]", "refused: Fn::GetAZs takes the name of a region"),
    ],
)
def test_lists(expression: str, expected: object) -> None:
    assert plain(value(expression, PARAMETERS)) == expected


MAPPINGS = (
    PARAMETERS
    + """
    Mappings:
      Net:
        dev: {cidr: 10.0.0.0/8, all: [10.0.0.0/8]}
        prod: {cidr: 0.0.0.0/0}
      Aliases:
        all: {production: prod}
"""
)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("!FindInMap [Net, dev, cidr]", "10.0.0.0/8"),
        ("!FindInMap [Net, dev, all]", ["10.0.0.0/8"]),
        (
            "!FindInMap [Net, !Ref Env, cidr]",
            ("stack.yaml:Ref Env", {"dev": "10.0.0.0/8", "prod": "0.0.0.0/0"}),
        ),
        (
            "!FindInMap [Net, !Ref Open, cidr]",
            (
                "stack.yaml:Ref Open",
                {
                    "dev": "10.0.0.0/8",
                    "prod": "0.0.0.0/0",
                    None: "refused: there is no such entry ? of mapping Net",
                },
            ),
        ),
        ("!FindInMap [Net, test, cidr]", "refused: there is no entry test of mapping Net"),
        ("!FindInMap [Net, dev, none]", "refused: there is no entry dev.none of mapping Net"),
        (
            "!FindInMap [Net, test, cidr, {DefaultValue: 10.1.0.0/16}]",
            "refused: a DefaultValue needs the transform AWS::LanguageExtensions",
        ),
        (
            '!FindInMap [!Join ["", [N, et]], !Select [0, [dev]], !Sub "ci${D}"]',
            "refused: D is neither a parameter nor a resource of the template",
        ),
        ("!FindInMap [Net, !FindInMap [Aliases, all, production], cidr]", "0.0.0.0/0"),
        ("!FindInMap [Nets, dev, cidr]", "refused: there is no mapping Nets"),
        ("!FindInMap [Net, dev]", "refused: Fn::FindInMap takes a mapping's name and two keys"),
        ("!FindInMap [Net, [dev], cidr]", "refused: a key of Fn::FindInMap must be a text"),
    ],
)
def test_find_in_map(expression: str, expected: object) -> None:
    assert plain(value(expression, MAPPINGS)) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("!FindInMap [Net, dev, cidr, {DefaultValue: 10.1.0.0/16}]", "10.0.0.0/8"),
        ("!FindInMap [Net, test, cidr, {DefaultValue: 10.1.0.0/16}]", "10.1.0.0/16"),
        ("!FindInMap [None, test, cidr, {DefaultValue: !Ref Given}]", "10.0.0.0/8"),
        ("!FindInMap [Net, test, cidr, {DefaultValue: [a, !Ref AWS::NoValue]}]", ["a"]),
        ("!FindInMap [Net, test, cidr, {DefaultValue: !Ref AWS::NoValue}]", None),
        (
            "!FindInMap [Net, !Ref Open, cidr, {DefaultValue: 10.1.0.0/16}]",
            ("stack.yaml:Ref Open", {"dev": "10.0.0.0/8", "prod": "0.0.0.0/0", None: "10.1.0.0/16"}),
        ),
        ("!Length [a, b]", "2"),
        ("!Length []", "0"),
        ("{Fn::Length: !Ref Listed}", "2"),
        ("{Fn::Length: !Ref OpenList}", "<Fn::Length(stack.yaml:Ref OpenList)>"),
        (
            "{Fn::Length: [a, !If [IsProd, b, !Ref AWS::NoValue]]}",
            ("stack.yaml:Ref Env", {"prod": "2", "dev": "1"}),
        ),
        ("!Length text", "refused: Fn::Length takes a list"),
        ("!Select [{Fn::Length: [a]}, [a, b]]", "b"),
    ],
)
def test_what_the_extensions_of_the_language_add(expression: str, expected: object) -> None:
    conditions = "\n    Conditions: {IsProd: !Equals [!Ref Env, prod]}\n"
    extended = MAPPINGS + "    Transform: AWS::LanguageExtensions" + conditions
    assert plain(value(expression, extended)) == expected


@pytest.mark.parametrize("name", ["And", "Or", "Not", "Equals"])
def test_condition_functions_stand_in_conditions_only(name: str) -> None:
    refused = value(f'{{"Fn::{name}": [a, b]}}')
    assert isinstance(refused, Refused)
    assert refused.reason == "a condition function stands in conditions and in Fn::If only"


@pytest.mark.parametrize(
    ("expression", "block"),
    [
        ('!Sub "${Open}/32"', (32, None)),
        ('!Sub "${Open}.0.0/16"', (16, None)),
        ('!Sub "${Open}::/48"', (48, 6)),
        ('!Sub "${Open}/128"', (128, 6)),
        ('!Join ["/", [!Ref Open, "24"]]', (24, None)),
        ("!Select [0, !Cidr [!Ref Open, 2, 8]]", (24, None)),
        ("!Select [0, !Cidr [!Ref Open, 2, 64]]", (64, 6)),
        ('"{{resolve:ssm:/mail/host}}/32"', (32, None)),
        # none of these is one block of a known size
        ("!Select [0, !Cidr [!Ref Open, 2, 32]]", None),
        ("!Select [0, !Cidr [!Ref Open, 2]]", None),
        ('!Sub "${Open}/0"', None),
        ('!Sub "${Open}/129"', None),
        ('!Sub "${Open}/${Open}"', None),
        ('!Sub "${Open}2"', None),
        ('!Sub "${Open}/16,10.0.0.0/8"', None),
        ('!Sub "10.0.0.0/${Open}"', None),
        ("!Ref Open", None),
    ],
)
def test_what_is_known_of_an_unknown_block(expression: str, block: object) -> None:
    unknown = value(expression, PARAMETERS)
    assert isinstance(unknown, Unknown)
    assert unknown.facts.block == block


def test_blocks_of_a_known_base_lie_inside_it() -> None:
    unknown = value("!Select [0, !Cidr [10.0.0.0/16, !Ref Open, 8]]", PARAMETERS)
    assert isinstance(unknown, Unknown)
    assert unknown.facts.within is not None
    assert unknown.facts.within.cidrs() == ("10.0.0.0/16",)


@pytest.mark.parametrize(
    "expression",
    [
        '{"Fn::Transform": {Name: Own}}',
        '{"Fn::Transform": [{Name: Own}], "CidrIp": "0.0.0.0/0"}',
        "!Transform {Name: Own}",
        "!Invented x",
    ],
)
def test_what_is_not_supported_is_unknown_and_says_so(expression: str) -> None:
    (missing,) = missing_inputs(value(expression))
    assert missing.camp == "not supported yet"
    assert missing.why in ("is not supported yet", "is not applied: macros are not supported yet")


GROUP = """
    Parameters:
      Attribute: {Type: String, Default: GroupId}
    Resources:
      Group: {Type: AWS::EC2::SecurityGroup}
      Net: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}
      Pool: {Type: AWS::EC2::VPC, Properties: {Ipv4IpamPoolId: pool}}
      Sub1: {Type: AWS::EC2::Subnet, Properties: {CidrBlock: !GetAtt Sub2.CidrBlock}}
      Sub2: {Type: AWS::EC2::Subnet, Properties: {CidrBlock: !GetAtt Sub1.CidrBlock}}
      Stack: {Type: AWS::CloudFormation::Stack}
      Rule:
        Type: AWS::EC2::SecurityGroupIngress
        Properties:
          CidrIp: """


def attribute(expression: str) -> object:
    from textwrap import dedent

    from .helpers import read

    reading = read(dedent(GROUP).strip() + " " + expression)
    return plain(reading.resources[-1].body.value("CidrIp"))


@pytest.mark.parametrize(
    "spelling",
    [
        "!Ref Group",
        "!GetAtt Group.GroupId",
        "!GetAtt Group.Id",
        "!GetAtt [Group, GroupId]",
        "!GetAtt [Group, !Ref Attribute]",
        '{"Fn::GetAtt": [Group, GroupId]}',
        '{"Fn::GetAtt": "Group.GroupId"}',
        '!Sub "${Group}"',
        '!Sub "${Group.GroupId}"',
        '!Join ["", [!Ref Group]]',
    ],
)
def test_every_spelling_of_a_reference_to_a_group_is_one(spelling: str) -> None:
    assert attribute(spelling) == "<stack.yaml:Group.id>"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("!GetAtt Group.VpcId", "<stack.yaml:Group.VpcId>"),
        ("!GetAtt Net.CidrBlock", "10.1.0.0/16"),
        ("!GetAtt Pool.CidrBlock", "<stack.yaml:Pool.CidrBlock>"),
        ("!GetAtt Net.DefaultSecurityGroup", "<stack.yaml:Net.DefaultSecurityGroup>"),
        ("!GetAtt Sub1.CidrBlock", "refused: Sub1.CidrBlock depends on itself"),
        ("!GetAtt Stack.Outputs.Cidr", "<stack.yaml:Stack.Outputs.Cidr>"),
        ("!GetAtt Nobody.Arn", "refused: Nobody is neither a parameter nor a resource of the template"),
        ("!GetAtt Group", "refused: Fn::GetAtt takes a resource and an attribute"),
        ("!GetAtt [Group]", "refused: Fn::GetAtt takes a resource and an attribute"),
        ("!ImportValue mail-sg", "<stack.yaml:Fn::ImportValue(str 'mail-sg')>"),
    ],
)
def test_attributes(expression: str, expected: object) -> None:
    assert attribute(expression) == expected


def test_the_range_of_an_unknown_vpc_is_at_most_a_16() -> None:
    from textwrap import dedent

    from .helpers import read

    reading = read(dedent(GROUP).strip() + " !GetAtt Pool.CidrBlock")
    unknown = reading.resources[-1].body.value("CidrIp")
    assert isinstance(unknown, Unknown)
    assert unknown.facts.block == (16, 4)


def test_an_import_names_what_is_imported() -> None:
    (missing, stack) = missing_inputs(value('{"Fn::ImportValue": !Sub "${Open}-sg"}', PARAMETERS))
    assert (missing.what, missing.camp) == ("import of ${Open}-sg", "nobody can know")
    assert stack.what == "parameter Open"


def test_a_parameter_without_a_value_is_missing_where_it_is_declared() -> None:
    (missing,) = missing_inputs(value("!Ref Open", PARAMETERS))
    assert (missing.what, missing.why, missing.camp) == ("parameter Open", "has no value", "nobody can know")
    assert missing.span is not None
    assert missing.span.line == 7


def test_a_text_of_too_many_conditions_is_unknown_at_once() -> None:
    names = [f"P{number}" for number in range(40)]
    declared = "\n".join(f"  {name}: {{Type: String, AllowedValues: [a, b]}}" for name in names)
    text = value("!Sub '" + "".join(f"${{{name}}}" for name in names) + "'", f"Parameters:\n{declared}")
    assert isinstance(text, Unknown)
    assert "parameter P39" in [missing.what for missing in missing_inputs(text)]


def test_names_that_a_transform_may_declare_are_unknown() -> None:
    (missing,) = missing_inputs(value("!Ref ServerlessRestApi", "Transform: AWS::Serverless-2016-10-31"))
    assert (missing.what, missing.camp) == ("ServerlessRestApi", "not supported yet")


EXTENDED = "Transform: AWS::LanguageExtensions"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("!GetAtt [!Sub Rule, GroupId]", "<stack.yaml:Rule.GroupId>"),
        ("{Ref: !Sub Rule}", "<stack.yaml:Rule.id>"),
        ('{Ref: !Join ["", [Ru, le]]}', "<stack.yaml:Rule.id>"),
        ("{Ref: !Ref AWS::Region}", "<Ref(stack.yaml:Ref AWS::Region)>"),
        ("{Ref: [Rule]}", "refused: Ref takes a name"),
    ],
)
def test_names_may_be_computed_with_the_extensions_of_the_language(expression: str, expected: str) -> None:
    assert isinstance(value(expression), Refused)
    assert plain(value(expression, EXTENDED)) == expected


@pytest.mark.parametrize("expression", ["!Sub {'Fn::Sub': a}", "!Join [!Sub a, [b]]"])
def test_what_the_extensions_of_the_language_may_allow_is_not_refused(expression: str) -> None:
    assert isinstance(value(expression), Refused)
    (missing,) = missing_inputs(value(expression, EXTENDED))
    assert missing.camp == "not supported yet"


def test_a_long_list_of_allowed_values_is_as_good_as_open() -> None:
    names = ", ".join(f"v{number}" for number in range(400))
    sections = f"""
        Parameters: {{Many: {{Type: String, AllowedValues: [{names}]}}}}
        Conditions: {{C: !Equals [!Ref Many, v3]}}
    """
    assert plain(value("!Ref Many", sections)) == "<stack.yaml:Ref Many>"
    assert plain(value("!If [C, a, b]", sections)) == ("stack.yaml:Ref Many", {"v3": "a", None: "b"})


def test_a_default_must_be_a_scalar() -> None:
    for default in ("[a]", "null", "{a: b}"):
        assert isinstance(
            value("!Ref P", f"Parameters: {{P: {{Type: String, Default: {default}}}}}"), Refused
        )
    assert isinstance(value("!Ref P", "Parameters: {P: text}"), Refused)


def test_kinds_of_values_are_what_they_seem() -> None:
    assert isinstance(value("!Ref Env", PARAMETERS), Choice)
    assert isinstance(value("!Ref Given", PARAMETERS), Known)


def test_attributes_that_need_each_other_are_an_error_at_the_reference() -> None:
    from textwrap import dedent

    from .helpers import read

    reading = read(dedent(GROUP).strip() + " !GetAtt Sub1.CidrBlock")
    assert len(reading.unreadable) == 1
    assert isinstance(reading.resources[-1].body.value("CidrIp"), Refused)
    assert [(one.line, one.reason) for one in reading.unreadable] == [
        (7, "cycle: resources Sub1, Sub2 depend on each other"),
        (8, "Sub1.CidrBlock depends on itself"),
    ]
