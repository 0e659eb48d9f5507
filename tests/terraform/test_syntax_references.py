"""The static references of expressions."""

from __future__ import annotations

import pytest

from smtp_iac.formats.terraform.syntax.expressions import parse_expression
from smtp_iac.formats.terraform.syntax.references import references


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("25", []),
        ("local.x", ["local.x"]),
        ("var.rules[0].port", ["var.rules"]),
        ('var.rules["a"].port', ["var.rules.a.port"]),
        ("module.m.out[local.k].z", ["module.m.out", "local.k"]),
        ("data.aws_vpc.v.id", ["data.aws_vpc.v.id"]),
        ("(local.x).y", ["local.x.y"]),
        ("local.x[*].y[local.i]", ["local.x", "local.i"]),
        ("local.x.*.y", ["local.x"]),
        ("f(local.x).y[local.z]", ["local.x", "local.z"]),
        ("local.a ? local.b : -local.c + local.a", ["local.a", "local.b", "local.c"]),
        ("[for k, v in var.m : v.x[k] + local.y if k != var.z]", ["var.m", "local.y", "var.z"]),
        ("[for var in var.m : var.x]", ["var.m"]),
        ("{for k in local.a : k => [for v in k : v.b]... if v.c}", ["local.a", "v.c"]),
        ("{x = local.x, (y) = z, local.w = 1}", ["local.x", "y", "z", "local.w"]),
        (
            '"${path.module}%{for a in b}${a}${c}%{endfor}%{if d}${e}%{else}${f}%{endif}"',
            ["path.module", *"bcdef"],
        ),
        ("<<E\n${each.value.cidr}\nE", ["each.value.cidr"]),
    ],
)
def test_references(text: str, names: list[str]) -> None:
    assert [".".join(name) for name in references(parse_expression(text.encode()))] == names


def test_remembered_for_the_node() -> None:
    node = parse_expression(b"[local.x, local.y]")
    assert references(node) is references(node)


def test_long_chains_and_deep_nests() -> None:
    terms = [f"local.x{number}" for number in range(1000)]
    assert len(references(parse_expression(" || ".join(terms).encode()))) == 1000
    assert references(parse_expression(b"[" * 149 + b"local.x" + b"]" * 149)) == (("local", "x"),)
