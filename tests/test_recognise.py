"""What the bytes of YAML and JSON files say they are; innocent look-alikes first."""

from __future__ import annotations

import json

import pytest

from smtp_iac.recognise import Signature, recognise


def kind(text: str | bytes) -> str | None:
    signature = recognise(text.encode() if isinstance(text, str) else text)
    return signature.kind if signature is not None else None


KUBERNETES = """apiVersion: v1
kind: Pod
spec:
  containers:
    - name: a
      resources: {limits: {cpu: 1}}
      args: ["--listen=::"]
"""


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "{}",
        "[]",
        "\x00\xff",
        KUBERNETES,
        "services:\n  mail:\n    ports: ['25:25']\n",
        "on: push\njobs:\n  a:\n    steps: [{run: 'echo ::set-output name=Resources::1'}]\n",
        "- hosts: all\n  tasks:\n    - name: Resources for a::b\n      shell: x\n",
        "{{- if .Values.x }}\nresources:\n  {{ toYaml . }}\n{{- end }}\n",
        json.dumps({"name": "x", "lockfileVersion": 3, "packages": {"": {"version": "1"}}}),
        json.dumps({"Version": "2012-10-17", "Statement": [{"Resource": "arn:aws:s3:::a"}]}),
        "resources:\n  Resources:\n    A:\n      Type: AWS::EC2::SecurityGroup\n",
        "Resources:\n  - a::b\n",
        "Resources:\n  A:\n    Type: plain\n",
        json.dumps({"format_version": 1}),
        json.dumps({"format_version": "1.0", "name": "x"}),
        json.dumps({"version": 4, "resources": []}),
        json.dumps({"@level": "info", "@message": "of another program"}),
        b"PK\x03\x04 any other archive",
        json.dumps({"format_version": "2", "values": [1]}),
    ],
)
def test_nothing_of_ours(text: str | bytes) -> None:
    assert kind(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Resources:\n  A:\n    Type: AWS::EC2::SecurityGroup\n",
        "---\r\nResources:\r\n  A:\r\n    Type: AWS::EC2::SecurityGroup\r\n",
        "# a comment\nDescription: x\n'Resources' :\n  A:\n    'Type' : \"AWS::S3::Bucket\"\n",
        "Resources:\n  A:\n    Type:\n      AWS::S3::Bucket\n",
        "Resources:\n  A:\n    Type: >-\n      AWS::S3::Bucket\n",
        "  AWSTemplateFormatVersion: 2010-09-09\n  Resources:\n    A:\n      Type: AWS::S3::Bucket\n",
        "  Resources:\n    A:\n      Type: AWS::S3::Bucket\n",
        "{Resources: {A: {Type: 'AWS::S3::Bucket'}}}",
        json.dumps({"Description": "", "Resources": {"A": {"Type": "AWS::S3::Bucket"}}}),
        json.dumps({"Resources": {"A": {"Type": "AWS::S3::Bucket"}}}, indent=2),
        json.dumps({"Resources": {"A": {"Type": "Custom::Mine"}}}, indent="\t"),
        "Resources:\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://a/b}}\n",
        "Resources:\n  A: {{ broken\n    Type: AWS::S3::Bucket\n",
    ],
)
def test_templates(text: str) -> None:
    assert kind(text) == "cloudformation"


PLAN = {"format_version": "1.2", "planned_values": {"root_module": {}}, "resource_changes": []}
STATE = {"format_version": "1.0", "values": {"root_module": {"resources": []}}}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (PLAN, "plan"),
        ({**PLAN, "prior_state": STATE, "configuration": {"root_module": {}}}, "plan"),
        ({"configuration": {"root_module": {}}, "format_version": "1.2"}, "plan"),
        (STATE, "state"),
        ({"format_version": "1.0", "valid": True, "error_count": 0, "diagnostics": []}, "validate output"),
        ({"format_version": "1.0", "provider_schemas": {}}, "provider schemas"),
        ({"format_version": "1.0"}, "state"),
        ({"format_version": "1.0", "terraform_version": "1.11.4"}, "state"),
        ({"plan_format_version": "1.2", "provider_schemas": {}, "resource_changes": []}, "plan"),
        ({**PLAN, "output_changes": {"a": {"Resources": {"b": {"Type": "AWS::S3::Bucket"}}}}}, "plan"),
        ({"version": 4, "serial": 3, "lineage": "a", "outputs": {}, "resources": []}, "raw state"),
        ({"remote_plan_format": 1, "run_id": "run-1", "hostname": "app.terraform.io"}, "cloud plan bookmark"),
        ({"meta": {}, "encrypted_data": "a", "encryption_version": "v0"}, "encrypted state"),
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_outputs_of_terraform(content: object, expected: str, indent: int | None) -> None:
    assert kind(json.dumps(content, indent=indent)) == expected
    assert kind(json.dumps(content, indent=indent, sort_keys=True)) == expected


def test_what_is_no_json_document() -> None:
    line = {"@level": "info", "@message": "Terraform 1.11.4", "@module": "terraform.ui", "type": "version"}
    assert kind(json.dumps(line) + "\n" + json.dumps({**line, "type": "planned_change"})) == "plan stream"
    assert kind(b"PK\x03\x04\x14\x00\x08\x00\x08\x00tfplan\xff\xff") == "binary plan"
    assert kind(json.dumps(PLAN)[:-3]) == "plan"


def test_refused_kinds_say_what_to_do() -> None:
    bookmark = recognise(json.dumps({"remote_plan_format": 1, "run_id": "a"}).encode())
    state = recognise(json.dumps({"version": 4, "serial": 3, "lineage": "a", "resources": []}).encode())
    assert bookmark is not None and state is not None
    assert "terraform show -json" in (bookmark.refused or "") and not bookmark.passed_over
    assert "terraform show -json" in (state.refused or "") and state.passed_over


def test_another_table() -> None:
    table = (Signature("azure", (b"deploymentTemplate.json",)),)
    found = recognise(b'{"$schema": "https://x/deploymentTemplate.json#"}', table)
    assert found is table[0]
    assert recognise(b"Resources: {A: {Type: 'AWS::S3::Bucket'}}", table) is None


@pytest.mark.parametrize("filler", [b"\n", b" ", b",", b"{", b"Resources", b"\nResources", b"Type", b"\r "])
def test_hostile_texts_end(filler: bytes) -> None:
    recognise(b"AWSTemplateFormatVersion ::" + filler * 300_000 + b"Resources")
