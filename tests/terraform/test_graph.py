"""Nodes that need others: each is started about once, whatever it needs, and however long a chain is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from smtp_iac.formats.terraform.evaluation.graph import NESTED

from ..counting import assert_grows_evenly
from .evaluating import module_at, plain, write

SUBNETS = """
resource "aws_subnet" "one" {{
  count      = {count}
  cidr_block = "10.0.${{count.index}}.0/24"
}}
output "found" {{
  value = {value}
}}
"""
WIDE: dict[str, Callable[[int], str]] = {
    "a list": lambda count: f"[{', '.join(f'aws_subnet.one[{n}].cidr_block' for n in range(count))}]",
    "arguments": lambda count: f"concat({', '.join(f'[aws_subnet.one[{n}].id]' for n in range(count))})",
    "an object": lambda count: f"{{{', '.join(f'k{n} = aws_subnet.one[{n}].id' for n in range(count))}}}",
    "a template": lambda count: f'"{" ".join(f"${{aws_subnet.one[{n}].cidr_block}}" for n in range(count))}"',
    "for": lambda count: f"[for n in range({count}) : aws_subnet.one[n].cidr_block]",
    "splat": lambda _: "aws_subnet.one[*].cidr_block",
}


@pytest.mark.parametrize("kind", WIDE)
def test_what_refers_to_many_attributes_is_gone_through_once(tmp_path: Path, kind: str) -> None:
    def evaluated(count: int) -> Callable[[], object]:
        text = SUBNETS.format(count=count, value=WIDE[kind](count))
        write(tmp_path, {f"{count}/main.tf": text})
        module = module_at(tmp_path / f"{count}")
        return lambda: module.output("found", None)

    assert_grows_evenly(evaluated, 50)


def chain(length: int, value: str, end: str = '"0.0.0.0/0"') -> str:
    links = "".join(f"  l{n} = {value.format(next=f'local.l{n + 1}')}\n" for n in range(length))
    return f'locals {{\n{links}  l{length} = {end}\n}}\noutput "found" {{\n  value = local.l0\n}}\n'


def test_a_long_chain_takes_two_starts_for_each_link(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": chain(5_000, "{next}")})
    module = module_at(tmp_path)
    assert plain(module.output("found", None)) == "0.0.0.0/0"
    assert module.graph.effort.steps < 4 * 5_000 + 10


def test_links_that_are_nested_deeply_are_no_deeper_together(tmp_path: Path) -> None:
    deep = "[" * 60 + "{next}" + "]" * 60 + "[0]" * 60
    write(tmp_path, {"main.tf": chain(2 * NESTED, deep)})
    assert plain(module_at(tmp_path).output("found", None)) == "0.0.0.0/0"


@pytest.mark.parametrize("length", [1, NESTED - 2, NESTED - 1, NESTED, NESTED + 1, 3 * NESTED])
def test_a_cycle_is_found_wherever_it_begins(tmp_path: Path, length: int) -> None:
    write(tmp_path, {"main.tf": chain(length + 3, "{next}", f"local.l{length}")})
    module = module_at(tmp_path)
    names = [f"local.l{n}" for n in (length, length + 1, length + 2, length + 3, length)]
    with pytest.raises(ValueError, match="cycle"):
        plain(module.output("found", None))
    assert [text for text, _ in module.graph.cycles] == [f"cycle: {' -> '.join(names)}"]
