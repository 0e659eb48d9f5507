"""What would take too long or too much memory ends as an Unknown that says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from smtp_iac import check
from smtp_iac.formats.terraform.evaluation import effort
from smtp_iac.formats.terraform.functions import patterns
from smtp_iac.identity import missing_inputs
from smtp_iac.value import Unknown

from .evaluating import outputs, write

LOCALS = """
locals {
  word    = join("", [for i in range(1000) : "x"])
  text    = join("", [for i in range(1000) : local.word])
  numbers = [for pair in setproduct(range(100), range(100)) : pair[0] * 100 + pair[1]]
  accents = replace(local.word, "x", "\u00e9")
  words   = [for number in range(20) : local.text]
}
"""
TEMPLATES = {
    "nested.tpl": "%{ for a in l }%{ for b in l }x${s}%{ endfor }%{ endfor }",
    "many.tpl": "${s}\n" * 10_001,
    "large.tpl": "x" * (256 * 1024 + 1),
}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("setproduct(range(1000), range(1000))", "more than 100,000 elements"),
        ("setproduct(local.numbers, local.numbers, local.numbers)", "more than 100,000 elements"),
        ("[for a in range(1000) : reverse(range(1000))]", "takes too long"),
        ('format("%1000000000d", 1)', "a format of that width"),
        ('formatlist("%s-%s", local.words, "a")', "4 MiB"),
        ('replace(local.text, "x", local.word)', "4 MiB"),
        ('replace(substr(local.text, 0, 5000), "/x/", local.word)', "4 MiB"),
        ("join(local.word, local.numbers)", "4 MiB"),
        ('indent(100000, join("\\n", range(1000)))', "4 MiB"),
        ('split("", local.text)', "more than 100,000 elements"),
        ('regexall("x", local.text)', "too long"),
        ('regexall("(x)|(a+,)", local.text)', "too long"),
        ('regex("(.{0,1000}).{0,999}!", local.text)', "too long"),
        ('regex("(\\\\pL{500}){2}", "a")', "too large"),
        ('regex(local.text, "a")', "64 KiB"),
        ("yamlencode(local.words)", "4 MiB"),
        ("distinct([for number in range(300) : local.text])", "has more than 250,000 parts"),
        ("toset([for number in range(300) : local.text])", "has more than 250,000 parts"),
        ("jsonencode([for number in range(300) : local.text])", "has more than 250,000 parts"),
        ("yamlencode([for number in range(300) : local.text])", "has more than 250,000 parts"),
        ("[for number in range(100) : upper(local.text)]", "too many elements"),
        ('[for number in range(100) : "${local.text}x"]', "too many elements"),
        ('templatefile("nested.tpl", {l = range(1000), s = local.word})', "too many"),
        ('templatefile("many.tpl", {s = 1})', "10,000 interpolations"),
        ('templatefile("large.tpl", {})', "256 KiB"),
    ],
)
def test_a_limit_is_named(text: str, reason: str, tmp_path: Path) -> None:
    write(tmp_path, {**TEMPLATES, "main.tf": f'{LOCALS}\noutput "value" {{\n  value = length({text})\n}}\n'})
    value = outputs(tmp_path)["value"]
    assert isinstance(value, Unknown)
    missing = missing_inputs(value)
    assert [each for each in missing if reason in each.sentence], [each.sentence for each in missing]
    assert {each.camp for each in missing} == {"not supported yet"}


@pytest.mark.parametrize(
    "text",
    [
        "[for a in range(100) : contains(range(1000), a)]",
        "[for a in range(1000) : length([for b in range(1000) : b])]",
        "[for a in range(100) : [for b in range(100) : [for c in range(100) : c]]]",
        "{ for pair in setproduct(range(100), range(100)) : pair[0] => pair... }",
        '[for a in range(1000) : filesha256("large.tpl")]',
        '[for a in range(100) : length(fileset(".", "*"))]',
        "[for a in range(1000) : substr(local.accents, a, 1)]",
    ],
)
def test_what_takes_too_long_is_given_up(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effort, "WORK", 20_000)
    write(tmp_path, {**TEMPLATES, "main.tf": f'{LOCALS}\noutput "value" {{\n  value = length({text})\n}}\n'})
    value = outputs(tmp_path)["value"]
    assert isinstance(value, Unknown)
    sentences = " ".join([each.sentence for each in missing_inputs(value)])
    assert "takes too long to evaluate" in sentences or "too many elements" in sentences


BESIDE = """
resource "aws_security_group_rule" "beside" {
  type              = "ingress"
  security_group_id = "sg-1"
  protocol          = "tcp"
  from_port         = 25
  to_port           = 25
  cidr_blocks       = ["0.0.0.0/0"]
}
"""


@pytest.mark.parametrize(
    ("repeated", "reason"),
    [
        ("count = 10001", "makes more than 10,000 instances"),
        ("count = 1000000000", "makes more than 10,000 instances"),
        (
            'for_each = toset([for n in setproduct(range(101), range(100)) : join("-", n)])',
            "10,000 instances",
        ),
        ("for_each = { for n in setproduct(range(1000), range(1000)) : n[0] => n }", "100,000 elements"),
    ],
)
def test_a_rule_beside_too_many_instances_is_exposed(repeated: str, reason: str, tmp_path: Path) -> None:
    many = BESIDE.replace('"beside"', '"many"').replace("  type ", f"  {repeated}\n  type ")
    write(tmp_path, {"main.tf": BESIDE + many})
    found = {finding.resource: finding for finding in check([str(tmp_path)]).findings}
    assert found["aws_security_group_rule.beside"].verdict == "exposed"
    (other,) = [finding for name, finding in found.items() if "many" in name]
    assert other.verdict == "undecided"
    assert reason in " ".join([each.sentence for each in other.missing]), other.missing


def test_without_the_library_a_pattern_is_not_supported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "re2", None)
    monkeypatch.setattr(patterns, "regex", patterns.Pattern)  # of which none is remembered
    write(tmp_path, {"main.tf": 'output "value" {\n  value = regex("a+", "caat")\n}\n'})
    (missing,) = missing_inputs(outputs(tmp_path)["value"])
    assert "google-re2 is not installed" in missing.sentence
    assert missing.camp == "not supported yet"
