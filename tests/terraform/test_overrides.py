"""Override files and OpenTofu's files: what they make of a block, and what is said where none fits."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from smtp_iac.formats.terraform.declarations.configuration import Configurations
from smtp_iac.formats.terraform.declarations.files import is_loaded, is_override, replacement
from smtp_iac.formats.terraform.declarations.overrides import OverriddenBlock
from smtp_iac.formats.terraform.syntax.blocks import Block, index
from smtp_iac.source import Tree
from tests.commands import CLEAR, PLANTED, check, ingress
from tests.walking import put

from .evaluating import module_at, outputs, plain, write

ASKED = "aws_security_group.asked"


def merged(base: str, *overriding: str) -> Block:
    block = OverriddenBlock(index(base.encode())[0])
    for text in overriding:
        block.override(index(text.encode())[0])
    return block


# --- one block of several


def test_arguments_are_replaced_one_by_one() -> None:
    body = merged("a {\n x = 1\n y = 1\n}\n", "a {\n x = 2\n z = 2\n}\n", "a {\n z = 3\n}\n").body()
    found = {name: attribute.text for name, attribute in body.attributes.items()}
    assert found == {"x": b"2", "y": b"1", "z": b"3"}
    assert list(body.names()) == ["x", "y", "z"]


def test_blocks_of_a_type_are_replaced_together() -> None:
    body = merged("a {\n b {\n x = 1\n }\n b {\n }\n c {\n }\n}\n", "a {\n b {\n x = 2\n }\n}\n").body()
    assert [block.body().attributes["x"].text for block in body.blocks_of("b")] == [b"2"]
    assert [block.type for block in body.blocks] == ["b", "c"]


def test_a_dynamic_block_counts_as_one_of_its_type() -> None:
    plain_block, dynamic = "a {\n b {\n }\n}\n", 'a {\n dynamic "b" {\n }\n dynamic "c" {\n }\n}\n'
    body = merged(plain_block, dynamic).body()
    assert (body.blocks_of("b"), len(body.blocks_of("dynamic"))) == ([], 2)
    body = merged(dynamic, plain_block).body()
    assert len(body.blocks_of("b")) == 1
    assert [block.labels for block in body.blocks_of("dynamic")] == [("c",)]


def test_settings_of_a_lifecycle_are_merged() -> None:
    body = merged("a {\n lifecycle {\n x = 1\n }\n}\n", "a {\n lifecycle {\n y = 1\n }\n}\n").body()
    assert [list(block.body().attributes) for block in body.blocks_of("lifecycle")] == [["x"], ["y"]]


def test_problems_of_every_part_are_kept() -> None:
    body = merged("a {\n x = 1\n}\n", "a {\n = 2\n}\n").body()
    assert [problem.offset for problem in body.problems] == [5]
    assert body.attributes["x"].text == b"1"


# --- the files


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("override.tf", True),
        ("x_override.tf.json", True),
        ("override.tofu", True),
        ("_override.tofu.json", True),
        ("my-override.tf", False),
        ("override_x.tf", False),
        ("x.override.tf", False),
        ("main.tf", False),
    ],
)
def test_the_names_of_override_files(name: str, expected: bool) -> None:
    assert (is_loaded(name), is_override(name)) == (True, expected)


@pytest.mark.parametrize(
    "name", [".a.tf", "a.tf~", "#a.tf#", "a.hcl", "a.tftest.hcl", "a.tofutest.json", "tf"]
)
def test_files_that_are_not_loaded(name: str) -> None:
    assert not is_loaded(name)


def test_what_takes_the_place_of_what() -> None:
    names = ["a.tf", "a.tofu", "b.tf.json", "b.tofu", "c.tf.json", "c.tofu.json", "d.tf"]
    found = {name: replacement(name, names) for name in names}
    assert {name: other for name, other in found.items() if other} == {
        "a.tf": "a.tofu",
        "c.tf.json": "c.tofu.json",
    }


def test_a_file_that_is_not_read_is_named(tmp_path: Path) -> None:
    put(tmp_path, {"main.tf": PLANTED, "main.tofu": CLEAR})
    ran = check(tmp_path)
    assert (ran.code, ran.exposed) == (0, [])
    assert "main.tf: is not read: main.tofu takes its place" in ran.err
    ran = check(tmp_path, "main.tf")
    assert (ran.code, ran.exposed) == (0, [])
    assert "main.tofu takes its place" in ran.err


@pytest.mark.parametrize(
    ("text", "lines"),
    [("terraform {\n}\n", 0), ('resource "aws_vpc" "a" {\n}\n', 0), ('module "m" {\n}\n', 1), ("{", 1)],
)
def test_a_file_that_is_not_read_is_named_only_if_it_may_hold_a_rule(
    tmp_path: Path, text: str, lines: int
) -> None:
    put(tmp_path, {"versions.tf": text, "versions.tofu": "terraform {\n}\n", "main.tf": CLEAR})
    ran = check(tmp_path)
    assert (ran.code, ran.err.count("takes its place")) == (0, lines)


def test_a_directory_of_tofu_files_only_is_a_module(tmp_path: Path) -> None:
    put(tmp_path, {"main.tofu": 'module "m" {\n  source = "./m"\n}\n', "m/main.tofu": PLANTED})
    assert check(tmp_path).exposed == ["module.m.aws_security_group.planted"]


def test_values_stand_where_they_are_written(tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "p" {\n  default = 1\n}\nlocals {\n  a = 1\n}\noutput "o" {\n  value = 0\n}\n',
        "override.tf": '\nvariable "p" {\n  default = 2\n}\nlocals {\n  a = var.p\n}\n',
        "x_override.tf": '\n\noutput "o" {\n  value = local.a\n}\n',
    }
    write(tmp_path, files)
    value = outputs(tmp_path)["o"]
    assert plain(value) == 2
    places, steps = set(), [value.origin]
    while steps:
        step = steps.pop()
        steps += [*step.causes, *([step.written] if step.written is not None else [])]
        if step.span is not None:
            places.add((Path(step.span.source.path).name, step.span.line))
    assert places == {("x_override.tf", 4), ("override.tf", 6), ("override.tf", 3)}


def test_nothing_is_merged_where_nothing_overrides(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": PLANTED, "other.tf": CLEAR, "override.tf": "locals {\n}\n"})
    found = module_at(tmp_path).configuration
    assert found.resources
    assert not any(isinstance(found.declared(one).block, OverriddenBlock) for one in found.resources.values())


# --- what terraform refuses


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (PLANTED, "resource aws_security_group planted"),
        ("locals {\n  z = 1\n}\n", "local.z"),
        ('variable "z" {\n}\n', "variable z"),
        ('output "z" {\n}\n', "output z"),
        ('module "z" {\n  source = "./z"\n}\n', "module z"),
        ('data "aws_vpc" "z" {\n}\n', "data aws_vpc z"),
    ],
)
def test_an_override_of_nothing_is_named(tmp_path: Path, text: str, what: str) -> None:
    put(tmp_path, {"main.tf": ingress('["0.0.0.0/0"]'), "x_override.tf": "\n" + text})
    ran = check(tmp_path)
    assert ran.exposed == [ASKED]
    assert f"x_override.tf:{3 if 'locals' in text else 2}: terraform refuses this: {what} is in an" in ran.err


def test_a_rule_in_an_override_of_nothing_is_undecided(tmp_path: Path) -> None:
    put(tmp_path, {"main.tf": CLEAR, "override.tf": PLANTED})
    ran = check(tmp_path)
    assert (ran.code, ran.exposed, ran.undecided) == (0, [], ["aws_security_group.planted"])


def test_a_module_that_overrides_nothing_is_undecided(tmp_path: Path) -> None:
    call = 'module "m" {\n  source = "example.com/m/aws"\n}\n'
    put(tmp_path, {"main.tf": ingress("module.m.cidrs"), "override.tf": call})
    assert sorted(check(tmp_path).undecided) == [ASKED, "module.m"]


@pytest.mark.parametrize("kind", ["moved", "import"])
def test_blocks_that_never_stand_in_an_override_file(tmp_path: Path, kind: str) -> None:
    put(tmp_path, {"main.tf": PLANTED, "override.tf": f"{kind} {{\n}}\n"})
    ran = check(tmp_path)
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert (
        f"override.tf:1: terraform refuses this: {kind} blocks may not stand in an override file" in ran.err
    )


def test_a_local_that_is_declared_twice(tmp_path: Path) -> None:
    put(tmp_path, {"a.tf": ingress("local.c") + "locals {\n  c = []\n}\n", "b.tf": "locals {\n  c = []\n}\n"})
    ran = check(tmp_path)
    assert (ran.code, ran.undecided) == (0, [ASKED])
    assert "local.c is declared twice, first in line 10 of a.tf" in str(ran.missing)
    assert "b.tf:2: terraform refuses this" in ran.err


def test_an_argument_that_is_set_twice(tmp_path: Path) -> None:
    text = ingress('["10.0.0.0/8"]').replace("to_port = 25", "to_port = 25\n  to_port = 26")
    put(tmp_path, {"main.tf": text + PLANTED})
    ran = check(tmp_path)
    assert (ran.code, ran.unreadable) == (2, [("main.tf", 5)])
    assert ran.exposed == ["aws_security_group.planted"]
    assert "`to_port` is set twice" in ran.reasons


def test_a_resource_inside_a_resource(tmp_path: Path) -> None:
    put(tmp_path, {"main.tf": f'resource "aws_security_group" "asked" {{\n{PLANTED}}}\n'})
    ran = check(tmp_path)
    assert (ran.code, ran.unreadable) == (2, [("main.tf", 2)])


@pytest.mark.parametrize(
    "second", ['dynamic "ingress" {\n  for_each = []\n  content {}\n  }', f"ingress {{\n  {''}\n  }}"]
)
def test_an_argument_beside_a_block_of_its_name(tmp_path: Path, second: str) -> None:
    text = f'resource "aws_security_group" "asked" {{\n  ingress = []\n  {second}\n}}\n'
    put(tmp_path, {"main.tf": text + PLANTED})
    ran = check(tmp_path)
    assert (ran.exposed, ran.undecided) == (["aws_security_group.planted"], [ASKED])
    assert "ingress is both an argument and a block" in str(ran.missing)


def test_files_of_equal_text_share_their_blocks_unless_they_lie_side_by_side(tmp_path: Path) -> None:
    text = 'resource "aws_security_group" "mail" {\n  name = "mail"\n}\n'
    for name in ("a/main.tf", "b/main.tf", "b/main_override.tf"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    configurations = Configurations(Tree(str(tmp_path), str(tmp_path)))
    one, other = (configurations.at(str(tmp_path / name)) for name in "ab")
    first = one.declared(one.resources["aws_security_group", "mail"])
    second = other.declared(other.resources["aws_security_group", "mail"])
    parts = list(second.bodies())
    assert parts[0][0] is first.block.body()
    assert [os.path.basename(source.path) for _, source in parts] == ["main.tf", "main_override.tf"]
    assert second.attribute_span("name").source.path.endswith("main_override.tf")
