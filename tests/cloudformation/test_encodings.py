"""`Fn::Base64` and `Fn::ToJsonString`."""

from __future__ import annotations

import pytest

from .helpers import plain, value

SECTIONS = """
    Transform: AWS::LanguageExtensions
    Parameters:
      Given: {Type: String, Default: 10.0.0.0/8}
      Listed: {Type: CommaDelimitedList, Default: "a, b"}
      Open: {Type: String}
      Env: {Type: String, AllowedValues: [dev, prod]}
    Conditions:
      IsProd: !Equals [!Ref Env, prod]
"""
ENV = "stack.yaml:Ref Env"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("!Base64 text", "dGV4dA=="),
        ('{"Fn::Base64": !Sub "${Given}"}', "MTAuMC4wLjAvOA=="),
        ("Fn::Base64: ü", "w7w="),
        ('!Base64 ""', ""),
        ("Fn::Base64: yes", "dHJ1ZQ=="),
        ("{Fn::Base64: !Ref Env}", (ENV, {"dev": "ZGV2", "prod": "cHJvZA=="})),
        ("{Fn::Base64: !Ref Open}", "<Fn::Base64(stack.yaml:Ref Open)>"),
        ("!Base64 [text]", "refused: Fn::Base64 takes a text"),
    ],
)
def test_base64(expression: str, expected: object) -> None:
    assert plain(value(expression, SECTIONS)) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("!ToJsonString {a: b, c: [1, '1', true, 1.5, {}, []]}", '{"a":"b","c":[1,"1",true,1.5,{},[]]}'),
        ('{"Fn::ToJsonString": {"b": "\\"quoted\\"", "a": "ü"}}', '{"b":"\\"quoted\\"","a":"ü"}'),
        ("!ToJsonString {a: !Ref Given, b: !Ref Listed}", '{"a":"10.0.0.0/8","b":["a","b"]}'),
        ("!ToJsonString [!Ref AWS::NoValue, a]", '["a"]'),
        ("!ToJsonString {a: !Ref AWS::NoValue, b: a}", '{"b":"a"}'),
        ("!ToJsonString {a: !If [IsProd, b, !Ref AWS::NoValue]}", (ENV, {"prod": '{"a":"b"}', "dev": "{}"})),
        ("!ToJsonString {Fn::ForEach::L: [K, [a, b], {'k${K}': '${K}'}]}", '{"ka":"a","kb":"b"}'),
        ("{Fn::ToJsonString: !Ref Listed}", '["a","b"]'),
    ],
)
def test_json(expression: str, expected: object) -> None:
    assert plain(value(expression, SECTIONS)) == expected


def test_json_of_what_is_unknown() -> None:
    found = plain(value("!ToJsonString {a: [!Ref Open]}", SECTIONS))
    assert found.startswith("<text(")
    assert "stack.yaml:Ref Open" in found


def test_json_needs_its_transform() -> None:
    assert plain(value("!ToJsonString {a: b}")) == (
        "refused: Fn::ToJsonString needs the transform AWS::LanguageExtensions"
    )
