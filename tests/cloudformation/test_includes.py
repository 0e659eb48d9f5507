"""`AWS::Include` of files beside the template, and of what is not at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import smtp_iac
from smtp_iac.finding import Report

RULE = "{IpProtocol: tcp, FromPort: 25, ToPort: 25, CidrIp: 0.0.0.0/0}"
OPEN = f"Type: AWS::EC2::SecurityGroup\nProperties:\n  SecurityGroupIngress: [{RULE}]\n"
GROUP = "Resources:\n  Group:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n"


def include(location: str) -> str:
    return f"{{Name: AWS::Include, Parameters: {{Location: {location}}}}}"


def judged(folder: Path, template: str, **parts: str) -> Report:
    """A template, and the files beside it."""
    for name, text in parts.items():
        (folder / f"{name}.inc").write_text(text)
    (folder / "template.yaml").write_text(template)
    return smtp_iac.check([str(folder)], working_directory=str(folder))


def places(report: Report) -> list[tuple[str, str, str, int]]:
    """Verdict, resource, and the literal's place for each finding."""
    found: list[tuple[str, str, str, int]] = []
    for one in report.findings:
        first = one.trail[0].span if one.trail else one.span
        found.append((one.verdict, one.resource, Path(first.source.path).name, first.line))
    return found


@pytest.mark.parametrize(
    ("template", "part", "expected"),
    [
        # a list item
        (
            GROUP + f"      SecurityGroupIngress:\n        - Fn::Transform: {include('a.inc')}\n",
            f"# the rule\n{RULE}\n",
            [("exposed", "Group", "a.inc", 2)],
        ),
        # in its short form
        (
            GROUP + f"      SecurityGroupIngress:\n        - !Transform {include('./a.inc')}\n",
            '\n{"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}\n',
            [("exposed", "Group", "a.inc", 2)],
        ),
        # a whole list
        (
            GROUP + f"      SecurityGroupIngress: !Transform {include('a.inc')}\n",
            f"- {RULE}\n",
            [("exposed", "Group", "a.inc", 1)],
        ),
        # among the properties; what is written beside it stays
        (
            GROUP + f"      GroupName: a\n      Fn::Transform: {include('a.inc')}\n",
            f"SecurityGroupIngress:\n  - {RULE}\nGroupName: b\n",
            [("exposed", "Group", "a.inc", 2)],
        ),
        # all properties
        (
            GROUP + f"      Fn::Transform: {include('a.inc')}\n",
            f"SecurityGroupIngress:\n  - {RULE}\n",
            [("exposed", "Group", "a.inc", 2)],
        ),
        # a resource, several resources
        (
            "AWSTemplateFormatVersion: x\nResources:\n  Fn::Transform: " + include("a.inc") + "\n",
            "Mail:\n  Type: AWS::EC2::SecurityGroupIngress\n  Properties:\n    GroupId: sg-1\n"
            "    IpProtocol: tcp\n    FromPort: 25\n    ToPort: 25\n    CidrIp: 0.0.0.0/0\n"
            "Web:\n  Type: AWS::EC2::SecurityGroupIngress\n  Properties: {GroupId: sg-1, IpProtocol: tcp,\n"
            "    FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}\n",
            [("exposed", "Mail", "a.inc", 8)],
        ),
        # a whole section, and a part of the template
        (
            f"Transform: {include('a.inc')}\nResources:\n  Topic: {{Type: AWS::SNS::Topic}}\n",
            "Resources:\n  Group:\n" + "".join(f"    {line}\n" for line in OPEN.splitlines()),
            [("exposed", "Group", "a.inc", 5)],
        ),
        (
            f"Transform: [AWS::Serverless-2016-10-31, {include('a.inc')}]\n"
            + GROUP
            + "      SecurityGroupIngress:\n        - {IpProtocol: '-1', CidrIp: !Ref Cidr}\n",
            "Parameters:\n  Cidr:\n    Type: String\n    Default: 0.0.0.0/0\n",
            [("exposed", "Group", "a.inc", 4)],
        ),
        (
            f"Mappings:\n  Fn::Transform: {include('a.inc')}\n"
            + GROUP
            + "      SecurityGroupIngress:\n"
            + "        - {IpProtocol: '-1', CidrIp: !FindInMap [Net, all, cidr]}\n",
            "Net:\n  all:\n    cidr: 0.0.0.0/0\n",
            [("exposed", "Group", "a.inc", 3)],
        ),
        # nothing of it opens anything
        (
            GROUP + f"      SecurityGroupIngress:\n        - Fn::Transform: {include('a.inc')}\n",
            "{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}\n",
            [],
        ),
    ],
)
def test_what_is_included_is_judged_in_its_place(
    tmp_path: Path, template: str, part: str, expected: list[tuple[str, str, str, int]]
) -> None:
    report = judged(tmp_path, template, a=part)
    assert report.unreadable == []
    assert places(report) == expected


def test_files_may_include_files(tmp_path: Path) -> None:
    template = GROUP + f"      SecurityGroupIngress:\n        - Fn::Transform: {include('a.inc')}\n"
    report = judged(
        tmp_path,
        template,
        a=f"IpProtocol: tcp\nFromPort: 25\nToPort: 25\nFn::Transform: {include('b.inc')}\n",
        b="CidrIp: 0.0.0.0/0\n",
    )
    assert places(report) == [("exposed", "Group", "b.inc", 1)]


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("s3://bucket/rules.yaml", "is at s3://bucket/rules.yaml"),
        ("https://bucket.s3.amazonaws.com/rules.yaml", "is at https://bucket.s3.amazonaws.com/rules.yaml"),
        ('!Sub "s3://${Bucket}/rules.yaml"', "is at a place that is computed"),
        ("''", "is at no place"),
        ("none.inc", "is none.inc, which cannot be read: no such file or directory"),
        ("../../outside.inc", "is ../../outside.inc, which cannot be read: outside the boundary of the scan"),
    ],
)
def test_what_is_not_at_hand_is_undecided_and_named(tmp_path: Path, location: str, why: str) -> None:
    template = GROUP + f"      SecurityGroupIngress:\n        - Fn::Transform: {include(location)}\n"
    (finding,) = judged(tmp_path, template).findings
    assert finding.verdict == "undecided"
    assert [one.sentence for one in finding.missing] == [f"file of AWS::Include {why}"]


def test_an_include_of_resources_that_is_not_at_hand_may_hold_a_rule(tmp_path: Path) -> None:
    report = judged(
        tmp_path, f"AWSTemplateFormatVersion: x\nResources:\n  Fn::Transform: {include('s3://b/a')}\n"
    )
    assert [(one.verdict, one.span.line) for one in report.findings] == [("undecided", 3)]


def test_a_circle_of_files_is_an_error_and_the_rest_is_judged(tmp_path: Path) -> None:
    report = judged(
        tmp_path,
        GROUP
        + f"      SecurityGroupIngress:\n        - {RULE}\n        - Fn::Transform: {include('a.inc')}\n",
        a=f"\nFn::Transform: {include('b.inc')}\n",
        b=f"Fn::Transform: {include('a.inc')}\n",
    )
    assert [(Path(one.path).name, one.line) for one in report.unreadable] == [("b.inc", 1)]
    assert [one.verdict for one in report.findings] == ["exposed", "undecided"]


def test_a_file_that_cannot_be_parsed_is_an_error_at_its_line(tmp_path: Path) -> None:
    template = GROUP + f"      SecurityGroupIngress:\n        - Fn::Transform: {include('a.inc')}\n"
    report = judged(tmp_path, template, a="CidrIp: 0.0.0.0/0\nCidrIp: [\n")
    assert [(Path(one.path).name, one.line) for one in report.unreadable] == [("a.inc", 2)]
    assert [one.verdict for one in report.findings] == ["undecided"]


def test_files_inside_files_end(tmp_path: Path) -> None:
    deep = "{a: " * 60 + "b" + "}" * 60
    template = GROUP + f"      SecurityGroupIngress:\n        - Fn::Transform: {include('a.inc')}\n"
    report = judged(tmp_path, template, a=deep.replace("b", f"{{Fn::Transform: {include('c.inc')}}}"), c=deep)
    assert report.unreadable == []
    assert judged(tmp_path, template, a=f"{{CidrIp: {{Fn::Transform: {include('c.inc')}}}}}").findings


def test_many_includes_of_one_file_end(tmp_path: Path) -> None:
    items = f"        - Fn::Transform: {include('a.inc')}\n" * 300
    report = judged(tmp_path, GROUP + "      SecurityGroupIngress:\n" + items, a=RULE.replace("25", "443"))
    assert [one.verdict for one in report.findings] == ["undecided"] * 44
