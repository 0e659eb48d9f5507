"""What a run imports: nothing that its files do not need, so that it ends before a person looks away."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from smtp_iac.arguments import parser
from smtp_iac.cli import only_paths

from .commands import CLEAR, PLANTED, command, environment, ingress
from .walking import put

PARSERS = frozenset(("hcl2", "lark", "yaml", "jsonpath_ng", "ply", "cfn_flip", "pathspec"))
SLOW = frozenset(("dataclasses", "typing", "inspect", "json", "decimal", "datetime", "hashlib", "pathlib"))
SLOW |= frozenset(("ipaddress", "subprocess", "tempfile", "logging", "urllib", "unicodedata"))
TEMPLATE = "Resources:\n  A:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      GroupDescription: x\n"
OTHERS: dict[str, str | bytes] = {
    "README.md": "# text",
    "deployment.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\n",
    "compose.yml": "services: {mail: {ports: ['25:25']}}\n",
    "package.json": json.dumps({"name": "x", "dependencies": {}}),
    "src/main.py": "print()\n",
}
PLAIN = """\
variable "c" {
  type    = list(string)
  default = ["10.0.0.0/8"]
}
locals {
  all = concat(var.c, ["::/0"])
}
""" + ingress("[for one in local.all : one if length(one) > 5]")


def top_level(modules: list[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


def imported(folder: Path, script: str) -> set[str]:
    """The top-level modules and packages in memory when the script has run in the folder."""
    return top_level(modules(folder, script))


def modules(folder: Path, script: str) -> list[str]:
    text = (
        f"import sys\nold = sys.stdout\nsys.stdout = sys.stderr\n{script}\nold.write(' '.join(sys.modules))"
    )
    arguments = [sys.executable, "-S", "-E", "-c", f"import sys; sys.path[:] = {sys.path!r}\n{text}"]
    done = subprocess.run(
        arguments, cwd=folder, env=environment(), capture_output=True, check=True, timeout=60
    )
    return done.stdout.decode().split()


def checking(folder: Path, *arguments: str) -> set[str]:
    return imported(folder, f"from smtp_iac.cli import main\nmain({['check', *arguments]!r})")


def test_a_folder_without_anything_relevant(tmp_path: Path) -> None:
    put(tmp_path, OTHERS)
    found = checking(tmp_path)
    assert found & (PARSERS | SLOW) == set()


@pytest.mark.parametrize("words", [["check"], ["check", "."], ["check", "b", "a", "b"], ["check", ""]])
def test_only_paths_are_understood_as_argparse_does(words: list[str]) -> None:
    understood = only_paths(words)
    assert understood is not None
    assert vars(understood) == vars(parser().parse_args(words))


@pytest.mark.parametrize(
    "words",
    [[], ["why", "a"], ["check", "-"], ["check", "--changed"], ["check", "a", "--", "b"], ["a", "check"]],
)
def test_more_than_paths_is_for_argparse(words: list[str]) -> None:
    assert only_paths(words) is None


def test_a_run_over_paths_does_not_import_argparse(tmp_path: Path) -> None:
    put(tmp_path, OTHERS)
    assert "argparse" not in checking(tmp_path, ".")


def test_files_that_are_nothing_of_ours_load_nothing_that_judges(tmp_path: Path) -> None:
    put(tmp_path, OTHERS)
    loaded = modules(tmp_path, "from smtp_iac.cli import main\nmain(['check'])")
    ours = {name.removeprefix("smtp_iac.") for name in loaded}
    assert ours.isdisjoint(("formats", "resources", "questions", "model", "choice"))
    assert "recognise" in ours


def test_the_import_times_of_a_folder_without_anything_relevant(tmp_path: Path) -> None:
    put(tmp_path, OTHERS)
    interpreter, *rest = command("check")
    done = subprocess.run(
        [interpreter, "-X", "importtime", *rest],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 3
    lines = [line for line in done.stderr.decode().splitlines() if line.startswith("import time:")]
    found = top_level([line.rpartition("|")[2].strip() for line in lines])
    assert "smtp_iac" in found
    assert found & PARSERS == set()


@pytest.mark.parametrize("text", [PLAIN, PLANTED, CLEAR, PLANTED.replace('["0.0.0.0/0"]', "var.c")])
def test_plain_terraform(tmp_path: Path, text: str) -> None:
    put(tmp_path, {**OTHERS, "main.tf": text})
    found = checking(tmp_path)
    assert found & (PARSERS - {"yaml"}) == set()
    assert found & {"dataclasses", "inspect", "json", "pathlib"} == set()


def test_groups_alone_load_nothing_of_listeners_and_access_lists(tmp_path: Path) -> None:
    put(tmp_path, {"main.tf": CLEAR})
    loaded = modules(tmp_path, "from smtp_iac.cli import main\nmain(['check'])")
    seldom = {"resources._load_balancer", "resources._network_acl", "model.listener", "model.access_list"}
    assert {f"smtp_iac.{name}" for name in seldom}.isdisjoint(loaded)


def test_terraform_without_anything_to_judge(tmp_path: Path) -> None:
    put(tmp_path, {**OTHERS, "main.tf": 'resource "aws_instance" "a" {\n  ami = "x"\n}\n'})
    assert checking(tmp_path) & PARSERS == set()


def test_a_second_opinion_imports_hcl2(tmp_path: Path) -> None:
    """So that the tests above would see it."""
    put(tmp_path, {"main.tf": ingress("[1 +* 2]")})
    assert checking(tmp_path) >= {"hcl2", "lark"}


def test_a_clear_template_needs_no_cfn_flip(tmp_path: Path) -> None:
    put(tmp_path, {"a.yaml": TEMPLATE})
    assert checking(tmp_path) & PARSERS == {"yaml"}


def test_ignore_files_import_pathspec(tmp_path: Path) -> None:
    put(tmp_path, {"main.tf": CLEAR, ".gitignore": "*.tfstate\nmain*\n"})
    assert "pathspec" in checking(tmp_path)


POLICY = """\
id: TEST001
name: a test
severity: high
gate: true
asks: internet-can-open
ports: [25]
rationale: why
remediation: what
references: [CWE-668]
"""


@pytest.mark.parametrize("where", ["", "where: $[?(@.attributes.tags.env == 'prod')]\n"])
def test_jsonpath_is_imported_for_where_only(tmp_path: Path, where: str) -> None:
    put(tmp_path, {"infra/main.tf": PLANTED, "policies/TEST001.yaml": POLICY + where})
    found = imported(tmp_path, "import smtp_iac\nsmtp_iac.check(['infra'], policies='policies')")
    assert ("jsonpath_ng" in found) == bool(where)


def test_importing_the_package_imports_nothing(tmp_path: Path) -> None:
    assert imported(tmp_path, "import smtp_iac") & (PARSERS | SLOW) == set()
