"""Calls of code that is not at hand: what is plainly so is told without a node, with the same result."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smtp_iac.formats.terraform import reader
from smtp_iac.formats.terraform.declarations.declared import Said
from smtp_iac.formats.terraform.modules import calls
from smtp_iac.formats.terraform.modules.calls import is_plainly_elsewhere, source_of
from smtp_iac.formats.terraform.syntax import SyntaxProblem
from smtp_iac.formats.terraform.syntax.blocks import index, unbalanced
from smtp_iac.formats.terraform.syntax.easy_calls import easy_source
from tests.commands import PLANTED, check
from tests.terraform.evaluating import module_at
from tests.walking import put

CALLS = {
    "plain": 'source  = "team/a/aws"\n  version = "1.0.0"\n  cidrs   = var.cidrs',
    "git": 'source = "git::https://example.com/a.git?ref=v1"',
    "counted": 'source = "team/a/aws"\n  count  = 0',
    "many": 'source   = "team/a/aws"\n  for_each = toset(["a", "b"])',
    "switched": 'source = "team/a/aws"\n  count  = var.on ? 1 : 0',
    "disabled": 'source = "team/a/aws"\n  lifecycle {\n    enabled = false\n  }',
    "providers": 'source    = "team/a/aws"\n  providers = {\n    aws = aws.east\n  }',
    "broken": 'source = "team/a/aws"\n  cidrs  = [)\n  more   = 1',
    "twice": 'source = "team/a/aws"\n  source = "team/b/aws"',
    "computed": 'source = "team/${var.name}/aws"',
    "versioned": 'source  = "team/a/aws"\n  version = var.name',
    "nowhere": "cidrs = []",
    "stand_in": 'source  = "terraform-aws-modules/security-group/aws"\n  version = "5.3.0"',
    "installed": 'source  = "team/mail/aws"\n  version = "~> 2.0"',
    "outdated": 'source  = "team/mail/aws"\n  version = "~> 1.0"',
    "path": 'source = "./gone"',
}
PLAIN = {"plain", "git", "providers", "installed", "outdated"}
VARIABLES = 'variable "cidrs" {}\nvariable "on" {}\nvariable "name" {}\n'


def configuration(calls: dict[str, str]) -> str:
    return VARIABLES + "".join([f'module "{name}" {{\n  {body}\n}}\n' for name, body in calls.items()])


def entry(key: str) -> dict[str, str]:
    source = "registry.terraform.io/team/mail/aws"
    return {"Key": key, "Source": source, "Version": "2.1.0", "Dir": f".terraform/modules/{key}"}


def estate(folder: Path) -> None:
    modules = [entry("installed"), entry("outdated")]
    put(
        folder,
        {
            "root/main.tf": configuration(CALLS) + 'module "plain" {\n  source = "team/other/aws"\n}\n',
            "root/main_override.tf": 'module "git" {\n  count = 0\n}\n',
            "root/calls.tf.json": json.dumps({"module": {"json": {"source": "team/a/aws"}}}),
            "root/.terraform/modules/modules.json": json.dumps({"Modules": modules}),
            "root/.terraform/modules/installed/main.tf": PLANTED,
            "root/child.tf": 'module "child" {\n  source = "../child"\n  count  = var.on ? 1 : 0\n}\n',
            "child/main.tf": configuration(CALLS),
            "unread/main.tf": configuration({"plain": CALLS["plain"]}),
            "unread/.terraform/modules/modules.json": "{",
        },
    )


def test_with_and_without_a_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    estate(tmp_path)
    quickly = check(tmp_path)
    monkeypatch.setattr(reader, "not_installed", lambda module: {})
    carefully = check(tmp_path)
    assert quickly.report == carefully.report
    assert "module.child[0].module.plain" in quickly.undecided
    assert "module.installed.aws_security_group.planted" in quickly.exposed


@pytest.mark.parametrize("name", CALLS)
def test_which_are_plainly_elsewhere(tmp_path: Path, name: str) -> None:
    put(tmp_path, {"main.tf": configuration({name: CALLS[name]})})
    found = module_at(tmp_path).configuration
    [call] = found.calls.values()
    assert is_plainly_elsewhere(found.declared(call).said) == (name in PLAIN)


def test_with_and_without_the_pattern_for_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    estate(tmp_path)
    quickly = check(tmp_path)
    monkeypatch.setattr(calls, "easy_source", lambda data, start, end: None)
    assert check(tmp_path).report == quickly.report


LINES = (
    'source = "team/a/aws"', 'source = "git::https://example.com/a.git?ref=v1" # why', 'source = "./a"',
    'source = "a${1}"', "source = var.a", 'version = "1.0"', 'version = "~> 1, < 2"', "version = var.v",
    "count = 0", "for_each = {}", "counted = 1", "source_of = 2", "a = 1", "b = [", "]", "c = {", "}",
    "d = f(", ")", "e = [1)", 'f = "("', 'g = ")"', "h = [{ a = (1) }]", "# (", "# )", "i = 1 # [",
    "// ]", "/* {", "*/", "j = 1 /* a */", "k =", "l = 1, 2", "m = 1 n = 2", "garbage", "lifecycle {",
    "o = <<EOT", "EOT", "p == 1", 'q = "${a["b"]}"', "1 = 2", 'r = "\\"', 'é = "é"', "s = <<",
    "providers = {", "aws = aws.east", "",
)  # fmt: skip


@given(st.lists(st.sampled_from(LINES), max_size=8), st.sampled_from(("\n", "\r\n", " \n", "")))
@example(["b = [", "count = 0", "]"], "\n")
@example(["# (", "e = [1)", "# )"], "\n")
def test_what_is_read_with_one_match(lines: list[str], end: str) -> None:
    text = "\n".join(['module "a" {', LINES[0], *lines]) + end + "}\n"
    try:
        [block, *_] = index(text.encode())
    except SyntaxProblem:
        return
    wrong = list(unbalanced([block]))
    assert not (wrong and block.paired)
    easy = easy_source(block.data, block.body_start, block.end - 1) if block.paired else None
    call = Said(block)
    assert easy is None or (calls._is_plainly_elsewhere(call) and source_of(call) == easy)


@pytest.mark.parametrize("name", ["plain", "git", "providers"])
def test_most_calls_are_one_match(name: str) -> None:
    [block] = index(configuration({name: CALLS[name]})[len(VARIABLES) :].encode())
    assert easy_source(block.data, block.body_start, block.end - 1) is not None
