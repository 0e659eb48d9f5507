"""Terraform that is broken, endless or huge: named, never a hang, and the rule beside it is still found."""

from __future__ import annotations

from pathlib import Path

import pytest

from .commands import CLEAR, OPEN_INGRESS, PLANTED, Run, check, ingress
from .walking import put

ASKED = "aws_security_group.asked"
PLANTED_GROUP = "aws_security_group.planted"


def judged(folder: Path, text: str, **more: str) -> Run:
    """Check a module of these files, which also holds a rule open to everybody; it must be found."""
    files: dict[str, str | bytes] = {"main.tf": text, "planted.tf": PLANTED}
    put(folder, files | {f"{name}.tf": content for name, content in more.items()})
    ran = check(folder)
    assert PLANTED_GROUP in ran.exposed
    return ran


# --- syntax errors ----------------------------------------------------------------------------------


def test_a_syntax_error_in_a_block_that_matters(tmp_path: Path) -> None:
    ran = judged(tmp_path, ingress("[1 +* 2]"))
    assert (ran.code, ran.unreadable, ran.undecided) == (2, [("main.tf", 6)], [ASKED])
    assert ran.err.count("\n") == 1
    assert ran.err.startswith("smtp-iac: main.tf:6: ")


def test_a_syntax_error_in_a_block_that_does_not_matter(tmp_path: Path) -> None:
    ran = judged(tmp_path, 'resource "aws_instance" "a" {\n  ami = 1 +* 2\n}\n' + CLEAR)
    assert (ran.code, ran.unreadable, ran.undecided, ran.err) == (1, [], [], "")


def test_a_block_that_is_not_closed(tmp_path: Path) -> None:
    ran = judged(tmp_path, 'locals {\n  a = 1\n}\nresource "aws_security_group" "a" {\n  ingress {\n')
    assert (ran.code, [file for file, _ in ran.unreadable]) == (2, ["main.tf"])


def test_a_body_that_is_no_body(tmp_path: Path) -> None:
    ran = judged(tmp_path, 'resource "aws_security_group" "asked" {\n  = 3\n}\n')
    assert (ran.code, ran.unreadable) == (2, [("main.tf", 2)])


def test_a_syntax_error_in_a_local_that_a_rule_needs(tmp_path: Path) -> None:
    ran = judged(tmp_path, "locals {\n  fine = 1\n  cidrs = [)]\n}\n" + ingress("local.cidrs"))
    assert (ran.code, ran.unreadable, ran.undecided) == (2, [("main.tf", 3)], [ASKED])


def test_an_unknown_function(tmp_path: Path) -> None:
    ran = judged(tmp_path, ingress('no_such_function("0.0.0.0/0")'))
    assert (ran.code, ran.undecided) == (1, [ASKED])
    assert "no_such_function" in str(ran.missing)


@pytest.mark.parametrize(
    "call", ["can()", "can(1, 2)", "try()", "lookup()", "file()", "concat()", "format()"]
)
def test_calls_with_a_wrong_number_of_arguments(tmp_path: Path, call: str) -> None:
    ran = judged(tmp_path, ingress(call))
    assert (ran.code, ran.undecided) == (1, [ASKED])


@pytest.mark.parametrize("value", ["[var.c]", "[var.other]", "local.a", "[aws_security_group.asked.id]"])
def test_settings_that_refer_to_names(tmp_path: Path, value: str) -> None:
    put(tmp_path, {"terraform.tfvars": f"c = {value}\n"})
    text = 'variable "c" {\n  type = list(string)\n}\nvariable "other" {\n  default = ["10.0.0.0/8"]\n}\n'
    ran = judged(tmp_path, text + "locals {\n  a = []\n}\n" + ingress("var.c"))
    assert (ran.code, ran.undecided, ran.unreadable) == (1, [ASKED], [])
    assert "refers to names" in str(ran.missing)


@pytest.mark.parametrize(
    "header",
    ["resource", 'resource "aws_security_group"', 'resource "aws_security_group" "b" "c"', "module"],
)
def test_a_block_without_its_labels_is_named(tmp_path: Path, header: str) -> None:
    ran = judged(tmp_path, PLANTED.replace('resource "aws_security_group" "planted"', header))
    assert (ran.code, ran.unreadable) == (2, [("main.tf", 1)])


@pytest.mark.parametrize("name", ["", "a b", "ü", r"a\"b", "$${x}", "-"])
def test_strange_names_are_judged(tmp_path: Path, name: str) -> None:
    ran = judged(tmp_path, PLANTED.replace("planted", name))
    assert (ran.code, len(ran.exposed)) == (1, 2)


@pytest.mark.parametrize("name", ["${x}", "%{x}"])
def test_a_label_is_no_template(tmp_path: Path, name: str) -> None:
    ran = judged(tmp_path, PLANTED.replace("planted", name))
    assert (ran.code, ran.unreadable) == (2, [("main.tf", 1)])


@pytest.mark.parametrize(
    "block",
    [
        'dynamic "ingress" {\n    for_each = [1]\n  }',
        'dynamic "ingress" {\n  }',
        'dynamic "ingress" {\n    for_each = 5\n    content {}\n  }',
        'dynamic "ingress" {\n    for_each = [1]\n    content {}\n    content {}\n  }',
    ],
)
def test_a_broken_dynamic_block_is_undecided(tmp_path: Path, block: str) -> None:
    ran = judged(tmp_path, f'resource "aws_security_group" "asked" {{\n  {block}\n}}\n')
    assert (ran.code, ran.undecided) == (1, [ASKED])


def test_a_dynamic_block_in_json_that_is_none_is_named(tmp_path: Path) -> None:
    put(tmp_path, {"main.tf.json": '{"resource": {"aws_security_group": {"x": {"dynamic": 7}}}}'})
    ran = check(tmp_path)
    assert (ran.code, ran.unreadable) == (2, [("main.tf.json", 1)])


@pytest.mark.parametrize("labels", ["", '"ingress" "x"'])
def test_a_dynamic_block_without_its_label_is_named(tmp_path: Path, labels: str) -> None:
    block = f"dynamic {labels} {{\n    for_each = [1]\n    content {{\n    {OPEN_INGRESS}\n    }}\n  }}"
    ran = judged(tmp_path, f'resource "aws_security_group" "asked" {{\n  {block}\n}}\n')
    assert (ran.code, ran.unreadable) == (2, [("main.tf", 2)])


@pytest.mark.parametrize(
    "given",
    [
        "count = -1",
        'count = "many"',
        "count = 1.5",
        "count = null",
        "for_each = 5",
        "for_each = [1]",
        "count = 0\n  for_each = {}",
    ],
)
def test_a_count_that_terraform_refuses(tmp_path: Path, given: str) -> None:
    body = ingress('["0.0.0.0/0"]').replace("{\n", f"{{\n  {given}\n", 1)
    ran = judged(tmp_path, body)
    assert (ran.code, ran.undecided) == (1, [f"{ASKED}[*]"])


# --- cycles and depth -------------------------------------------------------------------------------


def test_a_cycle_between_locals(tmp_path: Path) -> None:
    ran = judged(tmp_path, "locals {\n  a = local.b\n  b = local.a\n}\n" + ingress("local.a"))
    assert (ran.code, len(ran.unreadable), ran.undecided) == (2, 1, [ASKED])
    assert "cycle: local.a -> local.b -> local.a" in ran.reasons


def test_a_local_that_is_itself(tmp_path: Path) -> None:
    ran = judged(tmp_path, "locals {\n  a = local.a\n}\n" + ingress("local.a"))
    assert (ran.code, ran.unreadable, ran.undecided) == (2, [("main.tf", 2)], [ASKED])


def test_a_cycle_that_no_rule_needs(tmp_path: Path) -> None:
    ran = judged(tmp_path, "locals {\n  a = local.b\n  b = local.a\n}\n" + CLEAR)
    assert (ran.code, ran.unreadable) == (1, [])


def test_a_group_that_refers_to_itself(tmp_path: Path) -> None:
    ran = judged(tmp_path, ingress(f"{ASKED}.ingress[0].cidr_blocks"))
    assert (ran.code, ran.unreadable, ran.undecided) == (2, [("main.tf", 1)], [ASKED])


def test_a_chain_of_10000_locals(tmp_path: Path) -> None:
    chain = "".join(f"  l{n} = local.l{n - 1}\n" for n in range(1, 10_001))
    text = f'locals {{\n  l0 = ["0.0.0.0/0"]\n{chain}}}\n' + ingress("local.l10000")
    ran = judged(tmp_path, text)
    assert (ran.code, ran.exposed) == (1, [ASKED, PLANTED_GROUP])


@pytest.mark.parametrize("value", ["[" * 10_000 + "]" * 10_000, "(" * 10_000 + "1" + ")" * 10_000])
def test_10000_nested_brackets(tmp_path: Path, value: str) -> None:
    ran = judged(tmp_path, f"locals {{\n  a = {value}\n}}\n" + ingress("local.a"))
    assert ASKED in ran.undecided


def test_10000_nested_brackets_that_no_rule_needs(tmp_path: Path) -> None:
    ran = judged(tmp_path, "locals {\n  a = " + "[" * 10_000 + "]" * 10_000 + "\n}\n" + CLEAR)
    assert (ran.code, ran.undecided) == (1, [])


def test_10000_nested_blocks(tmp_path: Path) -> None:
    text = 'resource "aws_security_group" "asked" {\n' + "ingress {\n" * 10_000 + "}\n" * 10_000 + "}\n"
    judged(tmp_path, text)


def test_10000_open_brackets(tmp_path: Path) -> None:
    ran = judged(tmp_path, "locals {\n  a = " + "[" * 10_000 + "\n}\n" + ingress("local.a"))
    assert (ran.code, [file for file, _ in ran.unreadable], ran.undecided) == (2, ["main.tf"], [ASKED])


def test_10000_nested_templates(tmp_path: Path) -> None:
    ran = judged(
        tmp_path, "locals {\n  a = " + '"${' * 10_000 + "1" + '}"' * 10_000 + "\n}\n" + ingress("local.a")
    )
    assert ASKED in ran.undecided


def test_10000_nested_brackets_in_json(tmp_path: Path) -> None:
    put(tmp_path, {"a.tf.json": '{"locals": {"a": ' + "[" * 10_000 + "]" * 10_000 + "}}"})
    ran = judged(tmp_path, CLEAR)
    assert (ran.code, ran.unreadable) == (2, [("a.tf.json", 1)])


# --- size -------------------------------------------------------------------------------------------


def test_a_billion_laughs_of_lists(tmp_path: Path) -> None:
    levels = "".join(f"  l{n} = [{', '.join([f'local.l{n - 1}'] * 10)}]\n" for n in range(1, 11))
    ran = judged(tmp_path, f'locals {{\n  l0 = ["lol"]\n{levels}}}\n' + ingress("flatten(local.l10)"))
    assert ran.undecided == [ASKED]


def test_a_text_that_doubles_60_times(tmp_path: Path) -> None:
    levels = "".join(f'  l{n} = "${{local.l{n - 1}}}${{local.l{n - 1}}}"\n' for n in range(1, 61))
    ran = judged(tmp_path, f'locals {{\n  l0 = "lol"\n{levels}}}\n' + ingress("[local.l60]"))
    assert ran.undecided == [ASKED]


def test_a_count_of_a_billion(tmp_path: Path) -> None:
    ran = judged(tmp_path, ingress('["0.0.0.0/0"]').replace("{\n", "{\n  count = 1000000000\n", 1))
    assert ran.undecided == [f"{ASKED}[*]"]


@pytest.mark.parametrize(
    "expression",
    [
        "range(1000000000)",
        "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a]]]",
        "setproduct(range(1000), range(1000), range(1000))",
        'format("%1000000000d", 1)',
        'split("", format("%1000000000d", 1))',
        "[pow(10, 1000000000)]",
        'cidrsubnets("::/0", [for n in range(1000000) : 64]...)',
        'jsondecode(format("%s", join("", [for n in range(100000) : "["])))',
    ],
)
def test_expressions_that_blow_up(tmp_path: Path, expression: str) -> None:
    ran = judged(tmp_path, ingress(expression))
    assert ran.undecided == [ASKED]


@pytest.mark.parametrize("kind", ["map", "set"])
def test_for_each_over_20000_keys(tmp_path: Path, kind: str) -> None:
    names = [f'"k{number}"' for number in range(20_000)]
    keys = f"toset([{', '.join(names)}])"
    if kind == "map":
        keys = "{\n" + "".join(f"{name} = 1\n" for name in names) + "}"
    ran = judged(tmp_path, for_each_of(keys))
    assert ran.undecided == [f"{ASKED}[*]"]
    assert "more than 10,000 instances" in str(ran.missing)


def test_for_each_over_2000_keys(tmp_path: Path) -> None:
    names = ", ".join(f'"k{number}"' for number in range(2_000))
    ran = judged(tmp_path, for_each_of(f"toset([{names}])"))
    assert (ran.exposed, ran.undecided) == ([f'{ASKED}["k7"]', PLANTED_GROUP], [])
    assert ran.report["summary"]["resources_judged"] == 2_001


def for_each_of(keys: str) -> str:
    body = ingress('[each.key == "k7" ? "0.0.0.0/0" : "10.0.0.0/8"]')
    return body.replace("{\n", f"{{\n  for_each = {keys}\n", 1)


def test_50000_cidr_blocks(tmp_path: Path) -> None:
    blocks = [f"{n >> 8 & 255}.{n & 255}.0.0/32" for n in range(50_000)]
    listed = ", ".join(f'"{block}"' for block in blocks)
    ran = judged(tmp_path, ingress(f"[{listed}]") + ingress(f'[{listed}, "0.0.0.0/0"]', "open"))
    assert (ran.code, ran.undecided) == (1, [])
    assert ran.exposed == ["aws_security_group.open", PLANTED_GROUP]


def test_a_single_line_of_5_megabytes(tmp_path: Path) -> None:
    ran = judged(tmp_path, 'locals { a = "' + "x" * 5_000_000 + '" }\n' + ingress('[local.a, "0.0.0.0/0"]'))
    assert ran.undecided == [ASKED]
    assert len(ran.out) < 10_000


def test_an_address_with_a_huge_number(tmp_path: Path) -> None:
    long_prefix, long_address = '["0.0.0.0/' + "0" * 5000 + '"]', '["' + "9" * 5000 + '/0"]'
    ran = judged(tmp_path, ingress(long_prefix) + ingress(long_address, "second"))
    assert ran.undecided == [ASKED, "aws_security_group.second"]
    assert len(ran.out) < 10_000


def test_a_port_with_a_huge_number(tmp_path: Path) -> None:
    ran = judged(tmp_path, ingress('["0.0.0.0/0"]').replace("to_port = 25", "to_port = " + "9" * 5000))
    assert (ran.code, ran.unreadable, ran.undecided) == (2, [("main.tf", 4)], [ASKED])


def test_many_conditions_at_once(tmp_path: Path) -> None:
    variables = "".join(f'variable "v{n}" {{\n  type = bool\n}}\n' for n in range(40))
    items = ", ".join(f'var.v{n} ? "{n}.0.0.0/8" : "0.0.0.0/0"' for n in range(40))
    ran = judged(tmp_path, variables + ingress(f"[{items}]"))
    assert ran.undecided == [ASKED]


@pytest.mark.parametrize(
    ("items", "why"),
    [
        ('list("25", "80")', "is refused: there is no function named list"),
        ("local.absent", "is refused: local.absent is not declared in this module"),
        ('"25"', "is refused: the for_each of a dynamic block is no collection"),
    ],
)
def test_a_dynamic_block_says_why_its_for_each_is_refused(tmp_path: Path, items: str, why: str) -> None:
    dynamic = f'dynamic "ingress" {{\n  for_each = {items}\n  content {{\n{OPEN_INGRESS}\n}}\n}}\n'
    ran = judged(tmp_path, f'resource "aws_security_group" "asked" {{\n{dynamic}}}\n')
    assert ran.undecided == [ASKED]
    assert ran.missing == [f"{ASKED} {why}"]
