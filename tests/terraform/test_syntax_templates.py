"""Templates: heredocs and quoted strings, trimming, margins, directives, offsets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from smtp_iac.formats.terraform.syntax import SyntaxProblem
from smtp_iac.formats.terraform.syntax.expressions import parse_own, parse_template

CASES = json.loads((Path(__file__).parent.parent / "oracle/function_cases.json").read_text())["cases"]


def text_of(node: Any) -> Any:
    """The string of a template whose interpolations are literals; `?` stands for a name."""
    if node[0] == "lit":
        return str(node[3])
    if node[0] == "template":
        return "".join(text_of(part) for part in node[3])
    if node[0] == "tfor":
        return f"<{text_of(node[6])}>"
    if node[0] == "tif":
        return f"<{text_of(node[4])}|{text_of(node[5])}>"
    return text_of(node[3]) if node[0] == "wrap" else "?"


def test_heredocs_of_the_oracle() -> None:
    checked = 0
    for case in CASES:
        if not case["expr"].startswith("<<") or not isinstance(case.get("value"), str):
            continue
        node = parse_own(case["expr"].encode())
        if "for" not in case["expr"] and "+" not in case["expr"]:
            assert text_of(node) == case["value"]
            checked += 1
    assert checked >= 8


@pytest.mark.parametrize(
    ("text", "string"),
    [
        ("<<E\n  a\n b\n  E", "  a\n b\n"),
        ("<<-E\n  a\n b\n  E", " a\nb\n"),
        ("<<-E\n    a\n  ${x}\n      b\n  E", "  a\n?\n    b\n"),
        ("<<-E\n    a ${x}\n\n   \n      b\n  E", "a ?\n\n   \n  b\n"),
        ("<<-E\n  ${x}\n${x}\n  E", "  ?\n?\n"),
        ("<<-E\n\ta\n  b\nE", "a\n b\n"),
        ("<<E\nE", ""),
        ("<<E\n\nE", "\n"),
        ("<<E\n\\n \\d $$ %% $${x} %%{x} $$${x}\nE", "\\n \\d $$ %% ${x} %{x} $${x}\n"),
        ("<<E\nEx\nE y\n xE\nE", "Ex\nE y\n xE\n"),
        ("<<E\r\na\r\nE", "a\r\n"),
        ("<<E\n%{ for a in x ~}\n  b\n%{ endfor ~}\nE", "<  b\n>"),
        ("<<-E\n  %{ for a in x ~}\n  b ${a}\n  %{ endfor ~}\n  E", "<  b ?\n>"),
        ("<<E\na ${~ x ~}\n b\nE", "a? b\n"),
        ('"a ${~ x ~}\\n b"', "a?b"),
        ('"a %{~ if x ~} b %{~ else ~} c %{ endif }"', "a<b|c >"),
        ('"%{if x}%{endif}"', "<|>"),
        ('"$ % $$ %% {x} 100%"', "$ % $$ %% {x} 100%"),
        ('"$$${x}"', "$${x}"),
        ('"a$${b}${x}$"', "a${b}?$"),
        ('"\\"\\\\\\t\\r\\U0001F600"', '"\\\t\r\U0001f600'),
    ],
)
def test_text(text: str, string: str) -> None:
    assert text_of(parse_own(text.encode())) == string


def test_one_interpolation_keeps_its_type() -> None:
    assert parse_own(b'"${x}"')[0] == "wrap"
    assert parse_own(b'"${ x }"')[0] == "wrap"
    assert parse_own(b'" ${~ x}"')[0] == "template"
    assert parse_own(b"<<E\n${x}\nE")[0] == "template"
    assert parse_template(b"${x}")[0] == "wrap"


def test_plain_string_spans_its_quotes() -> None:
    assert parse_own(b'"a\\nb"') == ("lit", 0, 6, "a\nb")


def test_interpolation_offsets_count_from_the_expression() -> None:
    text = 'f("é${x}", <<-E\n    a ${y}\n  E\n)'.encode()
    _, _, _, _, (quoted, heredoc), _ = parse_own(text)
    assert [text[part[1] : part[2]].decode() for part in quoted[3]] == ["é", "x"]
    assert [text[part[1] : part[2]].decode() for part in heredoc[3]] == ["a ", "y", "\n"]


def test_nested_templates_in_any_depth() -> None:
    text = b'"a${f("b${g("c${x}")}")}"'
    assert parse_own(text)[0] == "template"


def test_newlines_and_comments_in_interpolations() -> None:
    assert text_of(parse_own(b'"a${\n  x # }\n}b"')) == "a?b"


def test_bare_template() -> None:
    text = b'port "${p}" \\n\n%{ for x in y ~}\nz\n%{ endfor }'
    assert text_of(parse_template(text)) == 'port "?" \\n\n<z\n>'
    assert parse_template(b"") == ("lit", 0, 0, "")


@pytest.mark.parametrize(
    ("text", "offset"), [(b"a ${x", 2), (b"%{ if x }a", 0), (b"a${}", 3), (b"%{ nope }", 3)]
)
def test_broken_bare_template(text: bytes, offset: int) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        parse_template(text, 100)
    assert caught.value.offset == 100 + offset
