"""What a validation narrows and refuses: terraform accepts no value that it leaves out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from smtp_iac.formats.terraform.syntax.expressions import parse_expression
from smtp_iac.network import AddressSet
from smtp_iac.reading import Inputs
from smtp_iac.value import Choice, Known, Refused, Unknown
from tests.oracle import typeoracle

from .evaluating import module_at, outputs, plain
from .expression_values import value_of_node
from .live import needs_terraform, todays
from .validation_pairs import conditions, pairs

STORED = json.loads((Path(__file__).parent.parent / "oracle" / "validation_cases.json").read_text("utf-8"))
ACCEPTED = {(case["variable"], case["given"]): case["accepted"] for case in STORED["cases"]}
WRITTEN = [each for each, _ in conditions()]


@pytest.fixture(scope="module")
def narrowed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What each variable is that is given nothing."""
    directory = tmp_path_factory.mktemp("validations")
    typeoracle.write(directory, [(each, None) for each in WRITTEN])
    module = module_at(directory)
    names = typeoracle.names(WRITTEN)
    return {
        each: module.lookup(("var", name), None)  # type: ignore[arg-type]
        for each, name in zip(WRITTEN, names, strict=True)
    }


def test_a_value_is_refused_where_terraform_refuses_it(tmp_path: Path) -> None:
    typeoracle.write(tmp_path, list(ACCEPTED))
    found = outputs(tmp_path)
    for (pair, accepted), name in zip(ACCEPTED.items(), typeoracle.names(list(ACCEPTED)), strict=True):
        assert isinstance(found[name], Refused) != accepted, pair


def allows(value: Any, real: Any) -> bool:
    """Whether what is known of a value leaves this one possible. `real` is plain data."""
    if isinstance(value, Choice):
        return any(allows(outcome, real) for outcome in value.options.values())
    if isinstance(value, Known):
        return bool(plain(value) == real)
    assert isinstance(value, Unknown)
    facts = value.facts
    if facts.domain is not None and real not in [data for _, data in facts.domain]:
        return False
    if facts.range is not None and isinstance(real, int):
        return bool(facts.range[0] <= real <= facts.range[1])
    if facts.elements is not None and isinstance(real, list):
        return all(in_block(facts.elements, each) for each in real)
    return facts.block is None or in_block(facts.block, real)


def in_block(block: tuple[int, int | None], text: Any) -> bool:
    """Whether a CIDR is as small as that; what is no CIDR of the family is not spoken of."""
    try:
        addresses = AddressSet.parse(text or "")
    except ValueError:
        return True
    family = 6 if ":" in text else 4
    length = int(text.rpartition("/")[2])
    return block[1] not in (None, family) or addresses.is_empty or length >= block[0]


@pytest.mark.parametrize("number", range(len(WRITTEN)), ids=WRITTEN)
def test_terraform_accepts_nothing_that_is_left_out(narrowed: dict[str, Any], number: int) -> None:
    written = WRITTEN[number]
    for (variable, given), accepted in ACCEPTED.items():
        if variable == written and accepted:
            real = plain(value_of_node(parse_expression((given or "").encode())))
            assert allows(narrowed[written], int(real) if real == "25" else real), given


def facts_of(narrowed: dict[str, Any], condition: str) -> Any:
    (found,) = [value for each, value in narrowed.items() if f"condition = {condition}\n" in each]
    return found


@pytest.mark.parametrize(
    ("condition", "values"),
    [
        ('contains(["prod", "stage"], var.NAME)', ["prod", "stage"]),
        ('contains(["prod", 25, true], var.NAME)', ["prod"]),
        ('var.NAME == null || contains(["prod"], var.NAME)', ["prod"]),  # contains() takes no null
        ('can(regex("^(prod|stage)$", var.NAME))', ["prod", "stage"]),
        ('can(regex("^(?:10\\\\.0\\\\.0\\\\.0/8)$", var.NAME))', ["10.0.0.0/8"]),
        ('alltrue([var.NAME != "prod", contains(["prod", "stage"], var.NAME)])', ["stage"]),
        ("contains([25, 587], var.NAME)", [25, 587]),
        ("!var.NAME", [False]),
    ],
)
def test_the_allowed_values(narrowed: dict[str, Any], condition: str, values: list[Any]) -> None:
    value = facts_of(narrowed, condition)
    found = [plain(each) for each in value.options.values()] if isinstance(value, Choice) else [plain(value)]
    assert sorted(map(str, found)) == sorted(map(str, values))


@pytest.mark.parametrize(
    ("condition", "block"),
    [
        ('var.NAME != "0.0.0.0/0"', (1, 4)),
        ('!anytrue([var.NAME == "0.0.0.0/0", var.NAME == "prod"])', (1, 4)),
        ('startswith(var.NAME, "10.")', (7, 4)),
        ('startswith(var.NAME, "192.168.") || startswith(var.NAME, "10.")', (7, 4)),
        ('startswith(var.NAME, "0.")', None),
        ('startswith(var.NAME, "1")', None),
        ('tonumber(split("/", var.NAME)[1]) >= 16', (16, None)),
        ('8 <= tonumber(element(split("/", var.NAME), 1))', (8, None)),
        ('!(tonumber(split("/", var.NAME)[1]) < 16)', (16, None)),
        ('!(tonumber(split("/", var.NAME)[1]) >= 16)', None),
        ('tonumber(split("/", var.NAME)[1]) >= 24 || startswith(var.NAME, "10.")', (7, None)),
        ("length(var.NAME) > 4", None),
        ('can(regex("^10.0.0.0/8$", var.NAME))', None),
    ],
)
def test_the_size_of_a_block(
    narrowed: dict[str, Any], condition: str, block: tuple[int, int | None] | None
) -> None:
    assert facts_of(narrowed, condition).facts.block == block


@pytest.mark.parametrize(
    ("condition", "ports"),
    [
        ("var.NAME >= 1024", (1024, 65535)),
        ("var.NAME > 24 && var.NAME <= 443", (25, 443)),
        ("!(var.NAME < 443)", (443, 65535)),
        ("443 >= var.NAME && 26 <= var.NAME", (26, 443)),
        ("var.NAME < 443 || var.NAME >= 2000", None),
        ("!(var.NAME == 25)", None),
    ],
)
def test_a_range_of_ports(narrowed: dict[str, Any], condition: str, ports: tuple[int, int] | None) -> None:
    assert facts_of(narrowed, condition).facts.range == ports


def test_a_choice_is_refused_in_the_options_that_terraform_refuses(tmp_path: Path) -> None:
    called = tmp_path / "called"
    called.mkdir()
    (called / "main.tf").write_text(
        f'variable "c" {{\n{WRITTEN[22].replace("NAME", "c")}\n}}\noutput "o" {{\n  value = var.c\n}}\n',
        "utf-8",
    )
    (tmp_path / "main.tf").write_text(
        'variable "open" {\n  type = bool\n  nullable = false\n}\nmodule "m" {\n  source = "./called"\n'
        '  c = var.open ? "0.0.0.0/0" : "10.0.0.0/8"\n}\noutput "o" {\n  value = module.m.o\n}\n',
        "utf-8",
    )
    found = outputs(tmp_path)["o"]
    assert isinstance(found, Choice)
    assert sorted(isinstance(each, Refused) for each in found.options.values()) == [False, True]


RING = """
variable "a" {
  default = 1
  validation {
    condition     = var.a <= local.b
    error_message = "a"
  }
}
variable "b" {
  default = 2
  validation {
    condition     = local.a <= var.b
    error_message = "b"
  }
}
locals {
  a = var.a
  b = var.b
}
output "o" {
  value = [local.b, local.a, var.a, var.b]
}
"""


@pytest.mark.parametrize("first", ["output", "variable"])
def test_validations_that_need_each_other_are_no_cycle(tmp_path: Path, first: str) -> None:
    (tmp_path / "main.tf").write_text(RING, encoding="utf-8")
    module = module_at(tmp_path)
    if first == "variable":
        module.lookup(("var", "a"), None)  # type: ignore[arg-type]
    assert plain(module.output("o", None)) == [2, 1, 1, 2]
    assert module.world.graph.cycles == []


def test_a_cycle_of_locals_is_one_beside_a_validation(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        RING.replace("a = var.a\n", "a = local.c\n  c = local.a\n"), encoding="utf-8"
    )
    module = module_at(tmp_path, Inputs())
    assert isinstance(module.output("o", None), Refused)
    assert len(module.world.graph.cycles) == 1


@needs_terraform
def test_the_answers_are_still_what_terraform_says() -> None:
    assert pairs() == list(ACCEPTED)
    answers = typeoracle.answers(todays(pairs()))
    assert ["error" not in each for each in answers] == todays(list(ACCEPTED.values()))
