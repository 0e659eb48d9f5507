"""A reference is its group, whichever way it goes: equal ids are equal values."""

from __future__ import annotations

import pytest

from smtp_iac.value import Unknown
from tests.terraform.evaluating import outputs, write

GROUP = """
resource "aws_security_group" "g" {
}
output "id" {
  value = aws_security_group.g.id
}
output "arn" {
  value = aws_security_group.g.arn
}
output "whole" {
  value = aws_security_group.g
}
output "ids" {
  value = [aws_security_group.g.id]
}
output "by_name" {
  value = { mail = aws_security_group.g.id }
}
"""
MIDDLE = """
module "inner" {
  source = "../group"
}
output "id" {
  value = module.inner.id
}
"""
OUTER = """
module "middle" {
  source = "../middle"
}
output "id" {
  value = module.middle.id
}
output "object" {
  value = { group = { id = module.middle.id } }
}
"""
ECHO = """
variable "id" {
  type = string
}
variable "ids" {
  type = list(string)
}
variable "groups" {
  type = map(object({ id = string, extra = optional(string, "none") }))
}
output "id" {
  value = var.id
}
output "ids" {
  value = var.ids
}
output "groups" {
  value = var.groups
}
"""
ROOT = """
module "one" {
  source = "./group"
}
module "single" {
  source = "./group"
  count  = 1
}
module "maybe" {
  source = "./group"
  count  = var.yes ? 1 : 0
}
module "c" {
  source = "./group"
  count  = 3
}
module "m" {
  source   = "./group"
  for_each = toset(["a", "b", "c"])
}
module "outer" {
  source = "./outer"
}
module "echo" {
  source     = "./echo"
  id         = module.m["b"].id
  ids        = module.c[*].id
  groups     = { for k, m in module.m : k => { id = m.id } }
  depends_on = [aws_security_group.n]
}
resource "aws_security_group" "r" {
  for_each = { a = "x", b = "y" }
}
resource "aws_security_group" "n" {
  count = 3
}
variable "yes" {
  default = true
}
variable "key" {
  default = "b"
}
locals {
  key     = "b"
  all     = { for k, m in module.m : k => m }
  ids     = module.c[*].id
  objects = [for m in module.c : { group = m.id, name = "x" }]
}
"""

WAYS = {
    "module.one.aws_security_group.g.id": [
        "module.one.id",
        "module.one.whole.id",
        "module.one.ids[0]",
        "module.one.by_name.mail",
        "one(module.one.ids)",
        "one(module.one[*].id)",
        "try(module.single[1].id, module.one.id)",
        "var.yes ? module.one.id : module.single[0].id",
    ],
    "module.single[0].aws_security_group.g.id": [
        "one(module.single[*].id)",
        "module.single[0].whole.id",
        'join("", module.single[*].id)',
        'join("", module.single.*.id)',
        'coalesce(one(module.single[*].id), "sg-1")',
        "try(module.single[0].id, null)",
        'element(concat(module.single[*].id, [""]), 0)',
        "concat(module.single[*].id, [null])[0]",
        "length(module.single) > 0 ? module.single[0].id : null",
    ],
    "module.maybe[0].aws_security_group.g.id": [
        "one(module.maybe[*].id)",
    ],
    "module.c[1].aws_security_group.g.id": [
        "module.c[1].id",
        "(module.c.*.id)[1]",
        "element(module.c[*].id, 4)",
        "element(module.c, 1).id",
        "local.ids[1]",
        "local.objects[1].group",
        "slice(module.c[*].id, 1, 2)[0]",
        "reverse(module.c[*].id)[1]",
        "flatten([[module.c[*].id], []])[1]",
        "[for i, m in module.c : m.id if i == 1][0]",
        "[for m in module.c : m.id][1]",
        "chunklist(module.c[*].id, 1)[1][0]",
        "tolist(module.c[*].id)[1]",
        "compact(module.c[*].id)[1]",
        'zipmap(["x","y","z"], module.c[*].id)["y"]',
        '{ for i, m in module.c : "k${i}" => m.id }["k1"]',
        'matchkeys(module.c[*].id, ["x","y","z"], ["y"])[0]',
        'setproduct(["p"], module.c[*].id)[1][1]',
        "coalescelist([], module.c[*].id)[1]",
        "values({ a = 1, b = module.c[1].id })[1]",
        "module.c[length(module.c) - 2].id",
        'module.c["1"].id',
        "tomap({ x = module.c[1].id }).x",
        'merge({ x = "s" }, { x = module.c[1].id }).x',
        "module.echo.ids[1]",
        "(module.c[*].id)[1]",
        "module.c.*.id[1]",
    ],
    'module.m["b"].aws_security_group.g.id': [
        'module.m["b"].id',
        "module.m[local.key].id",
        "module.m[var.key].id",
        'module.m["${local.key}"].id',
        "module.m.b.id",
        "values(module.m)[1].id",
        '[for k, m in module.m : m.id if k == "b"][0]',
        '{ for k, m in module.m : k => m.id }["b"]',
        '{ for k, m in module.m : upper(k) => m.id }["B"]',
        'lookup({ for k, m in module.m : k => m.id }, "b", null)',
        'lookup(module.m, "b").id',
        'lookup(module.m, "b", null).id',
        'zipmap(keys(module.m), values(module.m)[*].id)["b"]',
        'try(module.m["b"].id, "")',
        'local.all["b"].id',
        'local.all["b"].whole.id',
        '"${module.m["b"].id}"',
        'tostring(module.m["b"].id)',
        'nonsensitive(sensitive(module.m["b"].id))',
        'format("%s", module.m["b"].id)',
        'one([for k, m in module.m : m.id if k == "b"])',
        'one(toset([module.m["b"].id]))',
        'tolist(toset([module.m["b"].id]))[0]',
        'tolist([module.m["b"].id])[0]',
        'coalesce(null, module.m["b"].id)',
        'coalesce("", module.m["b"].id)',
        'coalesce(module.m["b"].id, "x")',
        'element([module.m["b"].id], 7)',
        'merge([for k, m in module.m : { (k) = m.id }]...)["b"]',
        'module.m["b"].whole["id"]',
        "module.echo.id",
        'module.echo.groups["b"].id',
        'contains(keys(module.m), "b") ? module.m["b"].id : null',
        'module.m["b"].id != null ? module.m["b"].id : null',
        'module.m["b"].id != "" ? module.m["b"].id : "sg-1"',
        'module.m["b"].whole.id == module.m["b"].id ? module.m["b"].id : "x"',
        'sort([module.m["b"].id])[0]',
        'join("-", [module.m["b"].id])',
        'join(",", compact([module.m["b"].id, "", null]))',
        "(values(module.m)[*].id)[1]",
    ],
    "module.outer.module.middle.module.inner.aws_security_group.g.id": [
        "module.outer.id",
        "module.outer.object.group.id",
    ],
    'aws_security_group.r["b"].id': [
        'aws_security_group.r["b"].id',
        "values(aws_security_group.r)[1].id",
        '{ for k, g in aws_security_group.r : k => g }["b"].id',
        "[for g in aws_security_group.r : g.id][1]",
        'lookup(aws_security_group.r, "b", { id = "sg" }).id',
        'merge(aws_security_group.r, {})["b"].id',
        "(values(aws_security_group.r)[*].id)[1]",
    ],
    "aws_security_group.n[1].id": [
        "flatten([aws_security_group.n[*]])[1].id",
        "concat(aws_security_group.n, [])[1].id",
        "element(aws_security_group.n, 1).id",
        "try(aws_security_group.n[1], null).id",
        "one([aws_security_group.n[1]]).id",
        "(true ? aws_security_group.n[1] : null).id",
        "coalesce(aws_security_group.n[1].id)",
        "(aws_security_group.n[*].id)[1]",
    ],
}
NONE = [
    'trimspace(module.m["b"].id)',
    'replace(module.m["b"].id, "sg", "sg")',
    '"${module.m["b"].id}-${module.m["a"].id}"',
    'try(nonsense(module.m["b"].id), "sg-1")',
    "module.c[5].id",
    'module.m["z"].id',
    "one(module.c[*].id)",
]
"""What is no group of these, or may be none."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The identity that each expression has."""
    folder = tmp_path_factory.mktemp("identity")
    asked = [*(way for ways in WAYS.values() for way in ways), *NONE]
    text = "".join(f'output "o{number}" {{\n  value = {way}\n}}\n' for number, way in enumerate(asked))
    modules = {"group": GROUP, "middle": MIDDLE, "outer": OUTER, "echo": ECHO}
    files = {f"{name}/main.tf": content for name, content in modules.items()}
    write(folder, {"main.tf": ROOT, "outputs.tf": text, **files})
    values = outputs(folder)
    ids: dict[str, str] = {}
    for number, way in enumerate(asked):
        value = values[f"o{number}"]
        ids[way] = value.id.removeprefix(".|") if isinstance(value, Unknown) else repr(value)
    return ids


@pytest.mark.parametrize(("id_", "way"), [(id_, way) for id_, ways in WAYS.items() for way in ways])
def test_every_way_leads_to_the_group(found: dict[str, str], id_: str, way: str) -> None:
    assert found[way] == id_


@pytest.mark.parametrize("way", NONE)
def test_what_is_no_group(found: dict[str, str], way: str) -> None:
    assert found[way] not in WAYS
