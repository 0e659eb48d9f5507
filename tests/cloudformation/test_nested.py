"""Stacks inside stacks, and what one stack imports from another."""

from __future__ import annotations

from pathlib import Path

import pytest

import smtp_iac
from smtp_iac.finding import Report

from ..walking import put

CHILD = """\
Parameters: {Cidr: {Type: String}, Group: {Type: String, Default: sg-1}}
Resources:
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: !Ref Group, IpProtocol: tcp, FromPort: 25, ToPort: 25, CidrIp: !Ref Cidr}
Outputs:
  Cidr: {Value: !Ref Cidr}
  Maybe: {Value: !Ref Cidr, Condition: Never}
Conditions: {Never: !Equals [a, b]}
"""


def stack(template: str, parameters: str = "{}", more: str = "") -> str:
    return (
        f"{{Type: AWS::CloudFormation::Stack, {more}"
        f"Properties: {{TemplateURL: {template}, Parameters: {parameters}}}}}\n"
    )


def check(folder: Path, files: dict[str, str | bytes], *paths: str) -> Report:
    put(folder, files)
    given = list(paths) or ["."]
    return smtp_iac.check(given, working_directory=str(folder), only_policies=["SMTP001"])


def verdicts(report: Report) -> list[tuple[str, str]]:
    return sorted((one.resource, one.verdict) for one in report.findings)


def test_a_child_is_judged_through_its_parents(tmp_path: Path) -> None:
    parent = "Resources:\n  A: " + stack("child.yaml", "{Cidr: 10.0.0.0/8}") + "  B: "
    report = check(
        tmp_path, {"parent.yaml": parent + stack("child.yaml", "{Cidr: 0.0.0.0/0}"), "child.yaml": CHILD}
    )
    assert verdicts(report) == [("B/Rule", "exposed")]
    assert report.findings[0].root == "parent.yaml"
    assert report.files == 2
    assert report.resources_judged == 2


def test_a_child_alone_is_a_root(tmp_path: Path) -> None:
    assert verdicts(check(tmp_path, {"child.yaml": CHILD})) == [("Rule", "undecided")]


def test_a_child_that_is_not_in_the_scan_is_read_inside_the_boundary_only(tmp_path: Path) -> None:
    parent = "Resources:\n  B: " + stack("../child.yaml", "{Cidr: 0.0.0.0/0}")
    put(tmp_path, {"repo/.git/HEAD": "", "repo/deep/parent.yaml": parent, "child.yaml": CHILD})
    report = smtp_iac.check(["deep/parent.yaml"], working_directory=str(tmp_path / "repo"))
    assert verdicts(report) == [("B", "undecided")]
    assert "no such file" in report.findings[0].message
    put(tmp_path, {"repo/child.yaml": CHILD})
    report = smtp_iac.check(["deep/parent.yaml"], working_directory=str(tmp_path / "repo"))
    assert verdicts(report) == [("B/Rule", "exposed")]
    put(tmp_path, {"repo/deep/parent.yaml": parent.replace("..", "../..")})
    report = smtp_iac.check(["deep/parent.yaml"], working_directory=str(tmp_path / "repo"))
    assert verdicts(report) == [("B", "undecided")]
    assert "outside the boundary" in report.findings[0].message


def test_two_stacks_of_one_template_never_share_a_group(tmp_path: Path) -> None:
    child = """\
Parameters: {Cidr: {Type: String}}
Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties: {SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 25, ToPort: 25, CidrIp: !Ref Cidr}]}
"""
    halves = ["0.0.0.0/1", "128.0.0.0/1"]
    parent = "Resources:\n"
    for name, half in zip("AB", halves, strict=True):
        parent += f"  {name}: " + stack("child.yaml", f"{{Cidr: {half}}}")
    report = check(tmp_path, {"parent.yaml": parent, "child.yaml": child})
    assert report.findings == []
    both = child.replace(
        "CidrIp: !Ref Cidr}]",
        "CidrIp: !Ref Cidr}, {IpProtocol: tcp, FromPort: 25, ToPort: 25, CidrIp: 0.0.0.0/1}]",
    )
    report = check(tmp_path, {"parent.yaml": parent, "child.yaml": both})
    assert verdicts(report) == [("B/Group", "exposed")]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ("{Cidr: 10.0.0.0/8}", []),
        ("{Cidr: !Ref AWS::NoValue}", ["undecided"]),
        ("!If [Never, {Cidr: 10.0.0.0/8}, {Cidr: 0.0.0.0/0}]", ["exposed"]),
        ("!If [Never, {Cidr: 0.0.0.0/0}, {Cidr: 10.0.0.0/8}]", []),
        ("{Cidr: !If [Open, 0.0.0.0/0, 10.0.0.0/8]}", ["undecided"]),
        ("{Cidr: !If [Open, 0.0.0.0/0, !Ref AWS::NoValue]}", ["undecided"]),
        ("!Ref Open", ["undecided"]),
        ("{Cidr: [10.0.0.0/8]}", []),
        ("{Cidr: {A: b}}", ["undecided"]),
        ("{Fn::Transform: {Name: Own}}", ["undecided"]),
        ("text", ["undecided"]),
    ],
)
def test_parameters_as_they_are_passed(parameters: str, expected: list[str], tmp_path: Path) -> None:
    parent = (
        "Parameters: {Open: {Type: String}}\n"
        "Conditions: {Never: !Equals [a, b], Open: !Equals [!Ref Open, a]}\n"
        "Resources:\n  A: " + stack("child.yaml", parameters)
    )
    report = check(tmp_path, {"parent.yaml": parent, "child.yaml": CHILD})
    assert [one.verdict for one in report.findings] == expected
    assert report.unreadable == []


def test_what_a_child_demands_of_a_value_that_nobody_knows(tmp_path: Path) -> None:
    child = CHILD.replace("{Cidr: {Type: String}", "{Cidr: {Type: String%s}, Port: {Type: Number%s}").replace(
        "FromPort: 25, ToPort: 25", "FromPort: !Ref Port, ToPort: 65535"
    )
    parent = "Parameters: {Open: {Type: String}, Number: {Type: Number}}\nResources:\n  A: " + stack(
        "child.yaml", "{Cidr: !Ref Open, Port: !Ref Number}"
    )
    for cidr, port, expected in (
        ("", "", ["undecided"]),
        ("", ", MinValue: 26", []),
        ("", ", MinValue: 25", ["undecided"]),
        ("", ", MaxValue: 24", ["undecided"]),
        (', AllowedPattern: ".*/(8|16)"', "", []),
        (', AllowedPattern: ".*/(0|16)"', "", ["undecided"]),
    ):
        report = check(tmp_path, {"parent.yaml": parent, "child.yaml": child % (cidr, port)})
        assert [one.verdict for one in report.findings] == expected


def test_a_condition_of_a_stack_and_of_what_is_in_it_are_one(tmp_path: Path) -> None:
    child = """\
Parameters: {Public: {Type: String}}
Conditions: {Private: !Not [!Equals [!Ref Public, "true"]]}
Resources:
  Never:
    Type: AWS::EC2::SecurityGroupIngress
    Condition: Private
    Properties: {GroupId: sg-1, IpProtocol: tcp, FromPort: 25, ToPort: 25, CidrIp: 0.0.0.0/0}
"""
    parent = """\
Parameters: {Public: {Type: String}}
Conditions: {Public: !Equals [!Ref Public, "true"]}
Resources:
  A: """ + stack("child.yaml", "{Public: !Ref Public}", "Condition: Public, ")
    assert check(tmp_path, {"parent.yaml": parent, "child.yaml": child}).findings == []
    report = check(tmp_path, {"parent.yaml": parent.replace("Condition: Public, ", "")})
    assert verdicts(report) == [("A/Never", "undecided")]


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("Cidr", ["exposed", "exposed"]),
        ("Maybe", ["exposed", "undecided"]),
        ("None", ["exposed", "undecided"]),
    ],
)
def test_outputs(output: str, expected: list[str], tmp_path: Path) -> None:
    parent = "Resources:\n  A: " + stack("child.yaml", "{Cidr: 0.0.0.0/0}")
    for form in (
        f"!GetAtt A.Outputs.{output}",
        f'!Sub "${{A.Outputs.{output}}}"',
        f"!GetAtt [A, Outputs.{output}]",
    ):
        rule = CHILD.replace("!Ref Cidr", form).replace("!Ref Group", "sg-2").partition("Resources:\n")[2]
        text = parent + rule.partition("Outputs:")[0]
        report = check(tmp_path, {"parent.yaml": text, "child.yaml": CHILD})
        assert [one.verdict for one in report.findings] == expected


def test_a_chain_is_no_limit(tmp_path: Path) -> None:
    """Parameters, conditions and existence go down, and an output comes up, through more stacks than Python
    has stack for."""
    count = 1100
    link = """\
Parameters: {{C: {{Type: CommaDelimitedList, Default: 0.0.0.0/0}}, On: {{Type: String, Default: x}}}}
Conditions: {{On: !Equals [!Ref On, x]}}
Resources:
  N:
    Type: AWS::CloudFormation::Stack
    Condition: On
    Properties: {{TemplateURL: t{0}.yaml, Parameters: {{C: !Ref C, On: !Ref On}}}}
Outputs: {{Group: {{Value: !GetAtt N.Outputs.Group}}}}
"""
    files: dict[str, str | bytes] = {f"t{index}.yaml": link.format(index + 1) for index in range(count)}
    files[f"t{count}.yaml"] = """\
Parameters: {C: {Type: CommaDelimitedList}, On: {Type: String}}
Resources:
  G:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 25, ToPort: 25, CidrIp: !Select [0, !Ref C]}]
Outputs: {Group: {Value: !Ref G}}
"""
    files["t0.yaml"] = link.format(1).replace(
        "Outputs:",
        "  R:\n    Type: AWS::EC2::SecurityGroupIngress\n    Properties: {GroupId: !GetAtt N.Outputs.Group, "
        "IpProtocol: tcp, FromPort: 25, ToPort: 25, CidrIp: 10.0.0.0/8}\nOutputs:",
    )
    report = check(tmp_path, files)
    assert verdicts(report) == [("N/" * count + "G", "exposed")]
    assert len(report.findings[0].trail) == count + 1


def test_a_template_in_itself_is_an_error(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.yaml": "Resources:\n  B: " + stack("b.yaml"),
        "b.yaml": "Resources:\n  X: {Type: AWS::SNS::Topic}\n  A: " + stack("a.yaml"),
        "self.yaml": "Resources:\n  S: " + stack("./self.yaml"),
        "root.yaml": "Resources:\n  C: " + stack("child.yaml", "{Cidr: 0.0.0.0/0}"),
        "child.yaml": CHILD,
    }
    report = check(tmp_path, files)
    assert [(Path(one.path).name, one.line) for one in report.unreadable] == [("b.yaml", 3), ("self.yaml", 2)]
    assert all(one.reason.startswith("cycle: ") for one in report.unreadable)
    assert verdicts(report) == [("B/A", "undecided"), ("C/Rule", "exposed"), ("S", "undecided")]


def test_stacks_that_need_one_another(tmp_path: Path) -> None:
    parent = (
        "Resources:\n  A: "
        + stack("child.yaml", "{Cidr: !GetAtt B.Outputs.Cidr}")
        + "  B: "
        + stack("child.yaml", "{Cidr: !GetAtt A.Outputs.Cidr}")
    )
    report = check(tmp_path, {"parent.yaml": parent, "child.yaml": CHILD})
    assert verdicts(report) == [("A/Rule", "undecided"), ("B/Rule", "undecided")]
    assert "cycle: " in " ".join(missing.sentence for one in report.findings for missing in one.missing)


def test_a_stack_whose_template_is_its_own_output(tmp_path: Path) -> None:
    parent = "Resources:\n  A: " + stack("!GetAtt B.Outputs.X") + "  B: " + stack("!GetAtt A.Outputs.X")
    report = check(tmp_path, {"parent.yaml": parent})
    assert verdicts(report) == [("A", "undecided"), ("B", "undecided")]
    report = check(tmp_path, {"parent.yaml": "Resources:\n  A: " + stack("!GetAtt A.Outputs.X")})
    assert verdicts(report) == [("A", "undecided")]


def test_a_broken_child_is_an_error_and_undecided_in_its_parent(tmp_path: Path) -> None:
    parent = "Resources:\n  A: " + stack("child.yaml")
    report = check(tmp_path, {"parent.yaml": parent, "child.yaml": CHILD + "  - x: [\n"})
    assert [Path(one.path).name for one in report.unreadable] == ["child.yaml"]
    assert verdicts(report) == [("A", "undecided")]
    report = check(tmp_path, {"child.yaml": "a: b\n"})
    assert (report.unreadable, verdicts(report)) == ([], [("A", "undecided")])


def test_loops_make_stacks(tmp_path: Path) -> None:
    parent = (
        "Transform: AWS::LanguageExtensions\nResources:\n"
        "  Fn::ForEach::Stacks:\n    - Name\n    - [One, Two]\n"
        "    - Stack${Name}: " + stack('!Sub "${Name}.yaml"', "{Cidr: 0.0.0.0/0}")
    )
    closed = CHILD.replace("FromPort: 25, ToPort: 25", "FromPort: 24, ToPort: 24")
    report = check(tmp_path, {"parent.yaml": parent, "One.yaml": CHILD, "Two.yaml": closed})
    assert verdicts(report) == [("StackOne/Rule", "exposed")]


def test_stacks_of_items_that_nobody_knows_are_two(tmp_path: Path) -> None:
    parent = (
        "Transform: AWS::LanguageExtensions\nParameters: {A: {Type: String}, B: {Type: String}}\nResources:\n"
        "  Fn::ForEach::Stacks:\n    - Cidr\n    - [!Ref A, !Ref B]\n"
        "    - Stack${Cidr}: " + stack("child.yaml", '{Cidr: !Sub "${Cidr}"}')
    )
    report = check(tmp_path, {"parent.yaml": parent, "child.yaml": CHILD})
    assert verdicts(report) == [("Stack${Cidr}#2/Rule", "undecided"), ("Stack${Cidr}/Rule", "undecided")]
    assert sorted(one.missing[0].what for one in report.findings) == ["parameter A", "parameter B"]


EXPORTER = "Resources: {T: {Type: AWS::SNS::Topic}}\nOutputs: {O: {Value: %s, Export: {Name: %s}}}\n"
IMPORTER = "Resources:\n" + CHILD.partition("Resources:\n")[2].partition("Outputs:")[0].replace(
    "!Ref Group", "sg-1"
)


@pytest.mark.parametrize(
    ("value", "name", "expected"),
    [
        ("0.0.0.0/0", "cidr", ["exposed"]),
        ("10.0.0.0/8", "cidr", []),
        ("0.0.0.0/0", "other", ["undecided"]),
        ("0.0.0.0/0", '!Sub "${AWS::StackName}-cidr"', ["undecided"]),
        ("0.0.0.0/0", "!ImportValue cidr", ["undecided"]),
        ("!ImportValue cidr", "cidr", ["undecided"]),
        ("!Ref Nothing", "cidr", ["undecided"]),
        ("0.0.0.0/0", "!If [Open, cidr, other]", ["undecided"]),
    ],
)
def test_imports(value: str, name: str, expected: list[str], tmp_path: Path) -> None:
    exporter = (
        "Parameters: {Open: {Type: String}}\nConditions: {Open: !Equals [!Ref Open, a]}\n"
        + EXPORTER % (value, name)
    )
    for form in ("!ImportValue cidr", "!ImportValue {Ref: Name}", "{Fn::ImportValue: !Sub '${Name}'}"):
        text = "Parameters: {Name: {Type: String, Default: cidr}}\n" + IMPORTER.replace("!Ref Cidr", form)
        report = check(tmp_path, {"a.yaml": text, "b.yaml": exporter})
        assert ([one.verdict for one in report.findings], report.unreadable) == (expected, [])


@pytest.mark.parametrize(
    ("passed", "index", "expected"),
    [
        ('[!If [A, "10.0.0.0/8,0.0.0.0/0", 10.0.0.0/8], 10.1.0.0/16]', 1, ["undecided"]),
        ('[!If [A, "10.0.0.0/8,10.2.0.0/16", 10.0.0.0/8], 10.1.0.0/16]', 1, []),
        ("!Ref Blocks", 0, ["undecided"]),
        ('!Sub "${Open}/8"', 0, ["undecided"]),
    ],
)
def test_a_text_that_is_passed_as_a_list(
    passed: str, index: int, expected: list[str], tmp_path: Path
) -> None:
    sections = (
        "Parameters:\n  Open: {Type: String}\n  Env: {Type: String, AllowedValues: [a, b]}\n"
        "  Blocks: {Type: String, AllowedPattern: '[0-9./,]+/8'}\n"
        "Conditions: {A: !Equals [!Ref Env, a]}\nResources:\n  S: "
    )
    child = "Parameters: {Cidrs: {Type: CommaDelimitedList}}\n"
    rule = IMPORTER.replace("!Ref Cidr", f"!Select [{index}, !Ref Cidrs]")
    parent = sections + stack("child.yaml", f"{{Cidrs: {passed}}}")
    report = check(tmp_path, {"parent.yaml": parent, "child.yaml": child + rule})
    assert [one.verdict for one in report.findings] == expected


def test_two_exporters_of_one_name(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"a.yaml": IMPORTER.replace("!Ref Cidr", "!ImportValue cidr")}
    files |= {"b.yaml": EXPORTER % ("0.0.0.0/0", "cidr"), "c.yaml": EXPORTER % ("10.0.0.0/8", "cidr")}
    (found,) = check(tmp_path, files).findings
    assert found.verdict == "undecided"
    assert 'when the exporter of cidr is "b.yaml O"' in found.message
    assert verdicts(check(tmp_path, {"c.yaml": EXPORTER % ("0.0.0.0/0", "cidr")})) == [("Rule", "exposed")]


def test_an_export_of_a_nested_stack(tmp_path: Path) -> None:
    child = CHILD.replace("Cidr: {Value: !Ref Cidr}", "Cidr: {Value: !Ref Cidr, Export: {Name: cidr}}")
    importer = IMPORTER.replace("!Ref Cidr", "!ImportValue cidr")
    files: dict[str, str | bytes] = {
        "a.yaml": importer,
        "parent.yaml": "Resources:\n  A: " + stack("child.yaml", "{Cidr: 0.0.0.0/0}"),
        "child.yaml": child,
    }
    report = check(tmp_path, files)
    assert verdicts(report) == [("A/Rule", "exposed"), ("Rule", "exposed")]
    imported = next(one for one in report.findings if one.resource == "Rule")
    assert [(Path(link.span.source.path).name, link.what) for link in imported.trail] == [
        ("parent.yaml", "parameter Cidr of stack A"),
        ("child.yaml", "output Cidr of stack A"),
    ]


def test_a_place_that_waits_for_an_import(tmp_path: Path) -> None:
    parent = "Resources:\n  A: " + stack(
        '!Sub ["./${File}", {File: !ImportValue file}]', "{Cidr: !ImportValue cidr}"
    )
    files: dict[str, str | bytes] = {
        "parent.yaml": parent,
        "names.yaml": EXPORTER % ("child.yaml", "file"),
        "more.yaml": EXPORTER % ("0.0.0.0/0", "cidr"),
        "child.yaml": CHILD,
    }
    assert verdicts(check(tmp_path, files)) == [("A/Rule", "exposed")]


def test_what_is_missing_has_the_name_of_the_template(tmp_path: Path) -> None:
    report = check(
        tmp_path, {"a.yaml": IMPORTER.replace("ToPort: 25, ", "").replace("!Ref Cidr", "0.0.0.0/0")}
    )
    (found,) = report.findings
    assert found.verdict == "undecided"
    assert [one.what for one in found.missing] == ["ToPort"]


def test_a_text_that_nobody_knows_may_be_several_items(tmp_path: Path) -> None:
    parent = """
Parameters: {Open: {Type: String}, Zone: {Type: "AWS::EC2::AvailabilityZone::Name"}}
Resources:
  One:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: child.yaml, Parameters: {Cidrs: [!Ref Open, 10.0.0.0/8]}}
  Two:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: child.yaml, Parameters: {Cidrs: [!Ref Zone, 10.0.0.0/8]}}
"""
    child = CHILD.replace("Cidr: {Type: String}", "Cidrs: {Type: CommaDelimitedList}")
    child = child.replace("!Ref Cidr", "!Select [1, !Ref Cidrs]")
    report = check(tmp_path, {"parent.yaml": parent, "child.yaml": child})
    assert [(finding.verdict, finding.resource.partition("/")[0]) for finding in report.findings] == [
        ("undecided", "One")
    ]
