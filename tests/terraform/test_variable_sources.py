"""Where the values of a root's variables come from, as terraform 1.11.4 was measured to take them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from smtp_iac.reading import Inputs
from smtp_iac.value import Refused

from .evaluating import outputs, plain, write


def given(directory: Path, type_: str, text: str, *, environment: bool = False) -> Any:
    declared = f"  type = {type_}\n" if type_ else ""
    write(directory, {"main.tf": f'variable "c" {{\n{declared}}}\noutput "o" {{\n  value = var.c\n}}\n'})
    inputs = Inputs((), {"c": text}) if environment else Inputs([("var", f"c={text}")])
    return outputs(directory, inputs)["o"]


@pytest.mark.parametrize("environment", [False, True])
@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        ("", '["a"]', '["a"]'),
        ("", "null", "null"),
        ("string", '"x"', '"x"'),
        ("string", "a=b", "a=b"),
        ("string", "", ""),
        ("string", "null", "null"),
        ("number", "5", 5),
        ("bool", "true", True),
        ("any", '"x"', "x"),
        ("any", "[1, true]", [1, True]),
        ("any", "null", None),
        ("list(string)", '  ["x"] # c', ["x"]),
        ("list(string)", '["x",]', ["x"]),
        ("list(string)", "null", None),
        ("list(string)", "[for x in [1] : x]", ["1"]),
        ('object({ a = optional(string, "d") })', "\n{a=null}", {"a": "d"}),
    ],
)
def test_a_text(tmp_path: Path, type_: str, text: str, value: Any, environment: bool) -> None:
    assert plain(given(tmp_path, type_, text, environment=environment)) == value


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("any", "x"),
        ("any", ""),
        ("list(string)", 'tolist(["a"])'),
        ("list(string)", "a"),
        ("number", "five"),
        ("bool", "yes"),
        ("list(string)", "{}"),
    ],
)
def test_a_text_that_terraform_refuses(tmp_path: Path, type_: str, text: str) -> None:
    assert isinstance(given(tmp_path, type_, text), Refused)


FILES = {
    "main.tf": 'variable "c" {\n  default = "default"\n}\noutput "o" {\n  value = var.c\n}\n',
    "terraform.tfvars": 'c = "terraform.tfvars"\n',
    "terraform.tfvars.json": '{"c": "terraform.tfvars.json", "//": "a comment"}',
    "a.auto.tfvars": 'c = "a.auto.tfvars"\n',
    "b.auto.tfvars.json": '{"c": "${b}.auto.tfvars.json"}',
    "more": 'c = "more"\n',
}


@pytest.mark.parametrize(
    ("files", "environment", "options", "value"),
    [
        ((), "", (), "default"),
        ((), "env", (), "env"),
        (("terraform.tfvars",), "env", (), "terraform.tfvars"),
        (("terraform.tfvars", "terraform.tfvars.json"), "", (), "terraform.tfvars.json"),
        (("terraform.tfvars.json", "a.auto.tfvars"), "", (), "a.auto.tfvars"),
        (("a.auto.tfvars", "b.auto.tfvars.json"), "", (), "${b}.auto.tfvars.json"),
        (("b.auto.tfvars.json", "more"), "", ("file",), "more"),
        (("more",), "", ("var", "file"), "more"),
        (("more",), "", ("file", "var"), "var"),
    ],
)
def test_the_last_one_wins(
    tmp_path: Path, files: tuple[str, ...], environment: str, options: tuple[str, ...], value: str
) -> None:
    write(tmp_path, {name: FILES[name] for name in ("main.tf", *files)})
    settings = [("file", str(tmp_path / "more")) if one == "file" else ("var", "c=var") for one in options]
    inputs = Inputs(settings, {"c": environment} if environment else {})
    assert plain(outputs(tmp_path, inputs)["o"]) == value


def test_a_trail_begins_at_the_source(tmp_path: Path) -> None:
    assert whats(given(tmp_path, "string", "x")) & {"--var c"}
    assert whats(given(tmp_path, "string", "x", environment=True)) & {"TF_VAR_c"}
    assert whats(given(tmp_path, "list(string)", '["x"]')) & {"--var c"}


def whats(value: Any) -> set[str]:
    origin = value.origin
    found = {origin.what}
    while origin.written is not None:
        origin = origin.written
        found.add(origin.what)
    return found
