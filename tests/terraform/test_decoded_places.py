"""What is decoded from a file says where in the file it is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .evaluating import outputs, write

JSON = '{\n  "rules": [\n    {"ports": [25, 587], "cidr": "10.0.0.0/8"},\n    {"cidr": "0.0.0.0/0"}\n  ]\n}\n'
YAML = (
    "name: é\nrules:\n  - &web\n    cidr: 10.0.0.0/8\n    port: 443\n  - <<: *web\n    port: 25\n  - *web\n"
)
CSV = 'cidr,note\n"10.0.0.0/8","two\nlines"\n0.0.0.0/0,é\n'


def value(directory: Path, expression: str, **files: str) -> Any:
    named = {name.replace("_", "."): text for name, text in files.items()}
    write(directory, {**named, "main.tf": f'output "x" {{\n  value = {expression}\n}}\n'})
    return outputs(directory)["x"]


def place(found: Any) -> str:
    span = found.origin.literal.span
    line, column = span.source.position(span.start)
    written = span.source.data[span.start : span.end].decode()
    return f"{Path(span.source.path).name}:{line}:{column} {written}"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('jsondecode(file("r.json")).rules[0].ports[1]', "r.json:3:20 587"),
        ('jsondecode(file("r.json")).rules[1].cidr', 'r.json:4:14 "0.0.0.0/0"'),
        ('[for each in jsondecode(file("r.json")).rules : each.cidr][0]', 'r.json:3:34 "10.0.0.0/8"'),
        ('yamldecode(file("r.yaml")).name', "r.yaml:1:7 é"),
        ('yamldecode(file("r.yaml")).rules[0].port', "r.yaml:5:11 443"),
        ('yamldecode(file("r.yaml")).rules[1].port', "r.yaml:7:11 25"),
        ('yamldecode(file("r.yaml")).rules[1].cidr', "r.yaml:4:11 10.0.0.0/8"),
        ('yamldecode(file("r.yaml")).rules[2].port', "r.yaml:5:11 443"),
        ('csvdecode(file("r.csv"))[0].cidr', 'r.csv:2:1 "10.0.0.0/8"'),
        ('csvdecode(file("r.csv"))[1].cidr', "r.csv:4:1 0.0.0.0/0"),
        ('csvdecode(file("r.csv"))[1].note', "r.csv:4:11 é"),
    ],
)
def test_the_place_in_the_file(expression: str, expected: str, tmp_path: Path) -> None:
    assert place(value(tmp_path, expression, r_json=JSON, r_yaml=YAML, r_csv=CSV)) == expected


def test_also_through_names(tmp_path: Path) -> None:
    files = {"main_tf": 'locals {\n  t = file("./r.json")\n  d = jsondecode(local.t)\n}\n'}
    write(tmp_path, {"r.json": JSON, "locals.tf": files["main_tf"]})
    assert place(value(tmp_path, "local.d.rules[1].cidr")) == 'r.json:4:14 "0.0.0.0/0"'


@pytest.mark.parametrize(
    "expression",
    [
        'jsondecode(replace(file("r.json"), "587", "588")).rules[0].ports[1]',
        'jsondecode("{\\"a\\": 1}").a',
        'yamldecode("a: 1").a',
    ],
)
def test_of_another_text_it_is_where_it_is_decoded(expression: str, tmp_path: Path) -> None:
    assert place(value(tmp_path, expression, r_json=JSON)).startswith("main.tf:2:")


def test_the_last_of_two_equal_keys_is_the_one(tmp_path: Path) -> None:
    found = value(tmp_path, 'jsondecode(file("r.json")).a', r_json='{"a": 1,\n "a": 2}')
    assert found.data == 2
    assert place(found) == "r.json:2:7 2"


def test_a_text_that_is_not_the_file_s_bytes_says_where_it_is_decoded(tmp_path: Path) -> None:
    found = value(tmp_path, 'yamldecode(file("r.yaml")).a', r_yaml="\ufeffa: 1\n")
    assert found.data == 1
    assert place(found).startswith("main.tf:2:")
