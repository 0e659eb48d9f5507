"""Values from parameter files and options."""

from __future__ import annotations

from pathlib import Path

import pytest

import smtp_iac
from smtp_iac.finding import Finding, Report

from .. import commands
from ..walking import put

TEMPLATE = """\
Parameters:
  Cidr: {Type: String, Default: 10.0.0.0/8}
  Port: {Type: Number, Default: 24, MinValue: 20, MaxValue: 30}
  Cidrs: {Type: CommaDelimitedList, Default: 10.0.0.0/8}
  Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Named: {Type: "AWS::SSM::Parameter::Value<String>", Default: /cidr}
  Short: {Type: String, Default: ab, MinLength: 2, MaxLength: 18, AllowedPattern: "[a-z0-9./]+"}
Resources:
  Mail:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: mail
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: !Ref Port, ToPort: !Ref Port, CidrIp: %s}
"""


def check(folder: Path, *parameters: tuple[str, str], cidr: str = "!Ref Cidr") -> Report:
    put(folder, {"mail.yaml": TEMPLATE % cidr})
    return smtp_iac.check(
        ["mail.yaml"],
        working_directory=str(folder),
        parameters=[("parameter", "Port=25"), *parameters],
    )


def finding(report: Report) -> Finding:
    assert report.unreadable == []
    (found,) = report.findings
    return found


FILES = {
    "list.json": '[{"ParameterKey": "Env", "ParameterValue": "prod"},\n'
    '\t{"ParameterKey": "Cidr", "ParameterValue": "0.0.0.0/0", "ResolvedValue": "x"}]',
    "list.yaml": "- {ParameterKey: Env, ParameterValue: prod}\n"
    "- {ParameterKey: Cidr, ParameterValue: 0.0.0.0/0}\n",
    "map.json": '{"Tags": {},\n "Parameters": {"Cidr": "0.0.0.0/0"}}',
    "map.yaml": "Parameters:\n  Cidr: 0.0.0.0/0\n",
    "texts.json": '["Env=prod",\n"Cidr=0.0.0.0/0"]',
    "texts.yaml": "# values\n- Cidr=0.0.0.0/0\n",
    "lines.txt": "# a=b\r\n\r\nEnv=prod\r\n  Cidr = '0.0.0.0/0'\r\n",
    "git.yaml": "template-file-path: mail.yaml\nparameters:\n  Cidr: 0.0.0.0/0\ntags: {}\n",
    "bom.json": '\ufeff{"Parameters":\n{"Cidr": "0.0.0.0/0"}}',
}


@pytest.mark.parametrize("name", FILES)
def test_shapes_of_files(name: str, tmp_path: Path) -> None:
    put(tmp_path, {name: FILES[name]})
    found = finding(check(tmp_path, ("file", name)))
    assert found.verdict == "exposed"
    line = 1 + FILES[name][: FILES[name].index("0.0.0.0/0")].count("\n")
    assert [(link.what, link.span.line) for link in found.trail] == [
        (f"value of parameter Cidr in {name}", line)
    ]
    assert found.edit is not None
    assert found.edit.span is not None
    assert found.edit.span.source.path == str(tmp_path / name)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('{"Parameters": {\n"Cidr": [}', 2, "expected a JSON value"),
        ('{"Parameters": {"A": "x",\n"A": "y"}}', 2, "duplicate key"),
        ('[{"ParameterKey": "A"}]', 1, "parameter A has no ParameterValue"),
        ('[{"ParameterKey": "A", "ParameterValue": "x"},\n\t{}]', 2, "without a ParameterKey"),
        ('{"Parameters": {"A": "x",\n"B": null}}', 2, "the value of parameter B must be a text"),
        ('{"Parameters": {"A": "x",\n"B": {"C": 1}}}', 2, "the value of parameter B must be a text"),
        ('["A=x",\n"B"]', 2, "a parameter file is a list"),
        ("a: b\n", 1, "a parameter file is a list"),
        ("", 1, "a parameter file is a list"),
        ("Cidr=0.0.0.0/0\nnothing\n", 1, "a parameter file is a list"),
        ("a: *b\n", 1, "*b"),
    ],
)
def test_broken_files_are_errors_and_leave_the_parameters_open(
    text: str, line: int, reason: str, tmp_path: Path
) -> None:
    put(tmp_path, {"values.json": text})
    report = check(tmp_path, ("file", "values.json"))
    (unreadable,) = report.unreadable
    assert (unreadable.path, unreadable.line) == (str(tmp_path / "values.json"), line)
    assert reason in unreadable.reason
    assert [one.verdict for one in report.findings] == ["undecided"]
    again = check(
        tmp_path, ("file", "values.json"), ("parameter", "Cidr=10.0.0.0/8"), ("parameter", "Port=25")
    )
    assert again.findings == []


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    report = check(tmp_path, ("file", "values.json"))
    assert [(one.path, one.line) for one in report.unreadable] == [(str(tmp_path / "values.json"), None)]


def test_the_last_one_wins(tmp_path: Path) -> None:
    put(tmp_path, {"open.json": '["Cidr=0.0.0.0/0"]', "closed.json": '["Cidr=10.0.0.0/8"]'})
    option = ("parameter", "Cidr=0.0.0.0/0")
    assert check(tmp_path, option, ("file", "closed.json")).findings == []
    assert check(tmp_path, ("file", "open.json"), ("file", "closed.json")).findings == []
    assert finding(check(tmp_path, ("file", "closed.json"), option)).verdict == "exposed"
    assert finding(check(tmp_path, ("file", "closed.json"), ("file", "open.json"))).verdict == "exposed"


def test_an_option_is_named_at_the_declaration(tmp_path: Path) -> None:
    found = finding(check(tmp_path, ("parameter", "Cidr=0.0.0.0/0")))
    assert [(link.what, link.span.line) for link in found.trail] == [("--parameter Cidr", 2)]


def test_the_value_that_is_deployed_is_unknown(tmp_path: Path) -> None:
    put(tmp_path, {"values.json": '[{"ParameterKey": "Cidr", "UsePreviousValue": true}]'})
    found = finding(check(tmp_path, ("file", "values.json")))
    assert [one.sentence for one in found.missing] == [
        "parameter Cidr has the value of the deployed stack, says values.json"
    ]


def test_lists(tmp_path: Path) -> None:
    put(tmp_path, {"values.yaml": "Parameters:\n  Cidrs:\n    - 10.0.0.0/8\n    - 0.0.0.0/0\n"})
    second = "!Select [1, !Ref Cidrs]"
    found = finding(check(tmp_path, ("file", "values.yaml"), cidr=second))
    assert [link.span.line for link in found.trail] == [4]
    assert finding(check(tmp_path, ("parameter", "Cidrs=a, 0.0.0.0/0"), cidr=second)).verdict == "exposed"
    assert check(tmp_path, ("parameter", "Cidrs=0.0.0.0/0,10.0.0.0/8"), cidr=second).findings == []


@pytest.mark.parametrize(
    ("option", "cidr", "reason"),
    [
        ("Env=test", "!Ref Env", '"test" is no allowed value of parameter Env'),
        ("Port=x", "0.0.0.0/0", '"x" is no number, and parameter Port is one'),
        ("Port=19", "0.0.0.0/0", '"19" is less than the MinValue of parameter Port'),
        ("Port=31", "0.0.0.0/0", '"31" is more than the MaxValue of parameter Port'),
        ("Short=x", "!Ref Short", '"x" is shorter than the MinLength of parameter Short'),
        ("Short=xxxxxxxxxxxxxxxxxxx", "!Ref Short", '"xxxxxxxxxxxxxxxxxxx" is longer than the MaxLength'),
        (
            "Short=0.0.0.0/0X",
            "!Ref Short",
            '"0.0.0.0/0X" does not match the AllowedPattern of parameter Short',
        ),
    ],
)
def test_what_cloudformation_refuses(option: str, cidr: str, reason: str, tmp_path: Path) -> None:
    found = finding(check(tmp_path, ("parameter", option), cidr=cidr))
    assert found.verdict == "undecided"
    assert reason in " ".join([found.message, *[one.sentence for one in found.missing]])


def test_an_ssm_parameter_is_given_by_its_name(tmp_path: Path) -> None:
    found = finding(check(tmp_path, ("parameter", "Named=0.0.0.0/0"), cidr="!Ref Named"))
    assert [one.sentence for one in found.missing] == [
        "parameter Named is read from an SSM parameter at deployment"
    ]


def test_a_name_that_no_template_has(tmp_path: Path) -> None:
    put(tmp_path, {"values.json": '["Cidr=10.0.0.0/8",\n"Other=1"]'})
    report = check(tmp_path, ("file", "values.json"), ("parameter", "Another=1"))
    assert [(one.path, one.line, one.message) for one in report.diagnostics] == [
        (
            str(tmp_path / "mail.yaml"),
            None,
            "no template has a parameter Another, which --parameter Another gives",
        ),
        (
            str(tmp_path / "values.json"),
            2,
            "no template has a parameter Other, which values.json gives",
        ),
    ]


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("eu-central-1", "aws", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
    ],
)
def test_region_and_account(region: str, partition: str, suffix: str, tmp_path: Path) -> None:
    texts = {
        "AWS::Region": region,
        "AWS::Partition": partition,
        "AWS::URLSuffix": suffix,
        "AWS::AccountId": "1",
    }
    for name, text in texts.items():
        body = TEMPLATE.replace("{IpProtocol: tcp, FromPort: !Ref Port, ToPort: !Ref Port, CidrIp: %s}", "%s")
        rule = "{IpProtocol: tcp, FromPort: 25, ToPort: 25, CidrIp: !If [Is, 10.0.0.0/8, 0.0.0.0/0]}"
        condition = f'Conditions: {{Is: !Equals [!Ref "{name}", "{text}"]}}\n'
        put(tmp_path, {"mail.yaml": body % rule + condition})

        def judged(given_region: str, account: str) -> list[str]:
            report = smtp_iac.check(
                ["mail.yaml"], working_directory=str(tmp_path), region=given_region, account_id=account
            )
            return [one.verdict for one in report.findings]

        assert judged(region, "1") == []
        assert judged("", "") == ["undecided"]
        if name in ("AWS::Region", "AWS::AccountId"):
            assert judged("other", "2") == ["exposed"]


def test_the_command_line(tmp_path: Path) -> None:
    put(tmp_path, {"mail.yaml": TEMPLATE % "!Ref Cidr", "open.txt": "Cidr=0.0.0.0/0\nPort=25\n"})
    assert commands.check(tmp_path, "mail.yaml").code == 0
    assert commands.check(tmp_path, "mail.yaml", "--parameters", "open.txt").code == 1
    both = ("--parameters", "open.txt", "--parameter", "Cidr=10.0.0.0/8")
    assert commands.check(tmp_path, "mail.yaml", *both).code == 0
    broken = commands.check(tmp_path, "mail.yaml", "--parameters", "mail.yaml")
    assert broken.code == 2
    assert broken.unreadable == [("mail.yaml", 2)]
    assert commands.check(tmp_path, "mail.yaml", "--parameters", "none.txt").code == 2
    assert commands.check(tmp_path, "mail.yaml", "--region", "eu-west-1", "--account-id", "1").code == 0
    wrong = commands.run(tmp_path, "check", "mail.yaml", "--parameter", "Cidr")
    assert wrong.code == 2
    assert "'Cidr' is not KEY=VALUE" in wrong.err
