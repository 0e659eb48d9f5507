"""Files of variables that are broken or not there: an error with file and line, and the rest is judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import PLANTED, Run, check, ingress
from tests.walking import put

ASKED = "aws_security_group.asked"
PLANTED_GROUP = "aws_security_group.planted"
FILES = ["terraform.tfvars", "x.auto.tfvars", "given.tfvars"]
JSON_FILES = ["terraform.tfvars.json", "x.auto.tfvars.json", "given.tfvars.json"]


def judged(folder: Path, name: str, text: str) -> Run:
    """A root with a file of variables; one that terraform does not load by itself is named."""
    declared = 'variable "cidrs" {\n  type = list(string)\n}\n'
    put(folder, {"main.tf": declared + ingress("var.cidrs") + PLANTED, name: text})
    ran = check(folder, *(["--var-file", name] if name.startswith("given") else []))
    assert PLANTED_GROUP in ran.exposed
    return ran


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "text",
    [
        "\n# many hosts\nhosts = {\n  a = [1, 2]\n  b = 7\n}\n",
        'name = "x"\ncount = -1.5\nflags = [true, false, null,]\nempty = []\n',
        'text = <<EOT\n  a = [\nEOT\nescaped = "a\\"b $${x}"\n',
    ],
)
def test_a_file_that_is_not_broken(tmp_path: Path, name: str, text: str) -> None:
    ran = judged(tmp_path, name, text + 'cidrs = ["0.0.0.0/0"]\n')
    assert (ran.code, ran.unreadable, sorted(ran.exposed)) == (1, [], [ASKED, PLANTED_GROUP])


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("cidrs = [\n", 1),
        ('x = 1\n\nblock "x" {\n}\n', 3),
        ('x = "unclosed\n', 1),
        ("x = 1\nx = 2\n", 2),
        ("x = 1\nunused = 1 +* 2\n", 2),
        ("x = 1\nunused = {\n  a = 1\n  b = [1 2]\n}\n", 4),
        ("unused = [1 2]\n", 1),
        ("unused = [,]\n", 1),
        ("unused = [1,,2]\n", 1),
        ("unused =\n", 1),
        ("unused\n", 1),
        ("<<<<<<< ours\nx = 1\n=======\nx = 2\n>>>>>>> theirs\n", 1),
    ],
)
def test_a_broken_file(tmp_path: Path, name: str, text: str, line: int) -> None:
    ran = judged(tmp_path, name, text)
    assert (ran.code, ran.unreadable) == (2, [(name, line)])


@pytest.mark.parametrize("name", JSON_FILES)
@pytest.mark.parametrize(
    ("text", "line"), [('{\n"cidrs": [}\n', 2), ("", 1), ('["cidrs"]', 1), ('{"x": 1,\n"x": 2}', 2), ("7", 1)]
)
def test_a_broken_json_file(tmp_path: Path, name: str, text: str, line: int) -> None:
    ran = judged(tmp_path, name, text)
    assert (ran.code, ran.unreadable) == (2, [(name, line)])


def test_a_broken_file_that_no_root_loads(tmp_path: Path) -> None:
    put(tmp_path, {"main.tf": PLANTED, "stages/prod.tfvars": "a = 1\nb = [1 2]\n"})
    ran = check(tmp_path)
    assert (ran.code, ran.unreadable) == (2, [("stages/prod.tfvars", 2)])


def test_an_ignored_file_is_loaded_all_the_same(tmp_path: Path) -> None:
    put(tmp_path, {".gitignore": "*.tfvars\n"})
    assert judged(tmp_path, "terraform.tfvars", "cidrs = [\n").unreadable == [("terraform.tfvars", 1)]
    assert ASKED in judged(tmp_path, "terraform.tfvars", 'cidrs = ["0.0.0.0/0"]\n').exposed


@pytest.mark.parametrize("name", ["terraform.tfvars", "x.auto.tfvars"])
def test_a_link_that_leads_nowhere(tmp_path: Path, name: str) -> None:
    put(tmp_path, {"main.tf": PLANTED})
    (tmp_path / name).symlink_to("gone")
    ran = check(tmp_path)
    assert (ran.code, ran.unreadable, ran.exposed) == (2, [(name, None)], [PLANTED_GROUP])


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    put(tmp_path, {"main.tf": PLANTED})
    ran = check(tmp_path, "--var-file", "gone.tfvars")
    assert (ran.code, ran.unreadable, ran.exposed) == (2, [("gone.tfvars", None)], [PLANTED_GROUP])


def test_a_file_that_is_a_directory(tmp_path: Path) -> None:
    put(tmp_path, {"main.tf": PLANTED, "stages/README": ""})
    ran = check(tmp_path, "--var-file", "stages")
    assert (ran.code, ran.unreadable, ran.exposed) == (2, [("stages", None)], [PLANTED_GROUP])


@pytest.mark.parametrize("name", ["terraform.tfvars", "given.tfvars"])
def test_what_a_broken_file_may_set_is_undecided(tmp_path: Path, name: str) -> None:
    declared = 'variable "cidrs" {\n  type = list(string)\n  default = ["10.0.0.0/8"]\n}\n'
    put(tmp_path, {"main.tf": declared + ingress("var.cidrs"), name: "cidrs = [\n"})
    options = ["--var-file", name] if name.startswith("given") else []
    ran = check(tmp_path, *options)
    assert (ran.code, ran.unreadable, ran.undecided) == (2, [(name, 1)], [ASKED])
    assert ran.missing == [f"var.cidrs may be set in {name}, which cannot be read"]
    later = check(tmp_path, *options, "--var", 'cidrs=["10.0.0.0/8"]')
    assert (later.code, later.unreadable, later.undecided) == (2, [(name, 1)], [])
