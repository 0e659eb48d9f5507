"""Arguments and exit codes, of the program as a process."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from .commands import CLEAR, PLANTED, check, ingress, run
from .walking import put

OPEN, BROKEN, UNKNOWN = PLANTED, 'a = "', 'variable "c" {}\n' + ingress("var.c")
LISTED = 'variable "c" {\n  type = list(string)\n  default = ["10.0.0.0/8"]\n}\n' + ingress("var.c")
EVERYBODY = '["0.0.0.0/0"]'


# --- exit codes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "arguments", "code"),
    [
        ({"a.tf": CLEAR}, [], 0),
        ({"a.tf": ""}, [], 0),
        ({"a.tf": OPEN}, [], 1),
        ({"a.tf": UNKNOWN}, [], 0),
        ({"a.tf": UNKNOWN}, ["--undecided=warn"], 0),
        ({"a.tf": UNKNOWN}, ["--undecided=hide"], 0),
        ({"a.tf": UNKNOWN}, ["--undecided=fail"], 1),
        ({"a.tf": CLEAR}, ["--undecided=fail"], 0),
        ({"a.tf": BROKEN}, [], 2),
        ({"a.tf": OPEN}, ["missing"], 2),
        ({"README": "text"}, [], 3),
        ({"README": "text"}, ["README"], 0),
        ({"a.tf": OPEN, "b/b.tf": BROKEN}, [], 2),  # 2 over 1
        ({"a.tf": UNKNOWN, "b/b.tf": BROKEN}, ["--undecided=fail"], 2),
        ({"a.tf": OPEN, "b/README": ""}, ["a.tf", "b"], 1),  # 1 over 3
        ({"a.tf": CLEAR, "b/README": ""}, ["a.tf", "b"], 0),
        ({"b/README": ""}, ["b/README", "b"], 3),  # 3 over 0
        ({"a/README": "", "b/a.tf": ""}, ["a", "b"], 0),
        ({"a/README": "", "b/a.tf": BROKEN}, ["a", "b"], 2),
    ],
)
def test_exit_codes(tmp_path: Path, files: dict[str, Any], arguments: list[str], code: int) -> None:
    put(tmp_path, files)
    assert run(tmp_path, "check", *arguments).code == code


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["chekc"],
        ["check", "--format", "xml"],
        ["check", "--undecided", "perhaps"],
        ["check", "--var"],
        ["check", "--var", "name"],
        ["check", "--var", "=value"],
        ["check", "--no-such-option"],
    ],
)
def test_wrong_usage(tmp_path: Path, arguments: list[str]) -> None:
    put(tmp_path, {"a.tf": OPEN})
    ran = run(tmp_path, *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("usage: smtp-iac")


def test_help_documents_the_exit_codes(tmp_path: Path) -> None:
    ran = run(tmp_path, "check", "--help")
    assert (ran.code, ran.err) == (0, "")
    assert "exit codes:" in ran.out
    for code in "0123":
        assert f"\n  {code}  " in ran.out
    assert "2 wins over 1, 1 over 3, 3 over 0" in ran.out
    assert "--undecided" in run(tmp_path, "check", "-h").out


def test_version(tmp_path: Path) -> None:
    ran = run(tmp_path, "--version")
    assert ran.out.startswith("smtp-iac 0.") and (ran.code, ran.err) == (0, "")
    assert run(tmp_path, "check", "--version").out == ran.out


# --- what is given ----------------------------------------------------------------------------------


def test_nothing_in_a_directory(tmp_path: Path) -> None:
    ran = run(tmp_path, "check")
    assert (ran.code, ran.out, ran.err) == (3, "", "smtp-iac: nothing to check in .\n")


def test_the_working_directory_is_checked_unless_paths_are_given(tmp_path: Path) -> None:
    put(tmp_path, {"a.tf": OPEN, "b/b.tf": CLEAR})
    assert run(tmp_path, "check").code == 1
    assert run(tmp_path, "check", "b").code == 0


def test_a_named_file_that_is_nothing_of_ours(tmp_path: Path) -> None:
    put(tmp_path, {"README": "text", "a.tf": OPEN})
    ran = check(tmp_path, "README", "a.tf")
    assert (ran.code, ran.exposed) == (1, ["aws_security_group.planted"])
    assert ran.err == "smtp-iac: README: no Terraform, CloudFormation or plan: passed over\n"


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    put(tmp_path, {"a.tf": OPEN})
    ran = run(tmp_path, "check", "a.tf", "missing/deep")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "smtp-iac: missing/deep: no such file or directory\n"


# --- variables --------------------------------------------------------------------------------------


def test_a_variable(tmp_path: Path) -> None:
    put(tmp_path, {"a.tf": LISTED})
    assert run(tmp_path, "check").code == 0
    assert run(tmp_path, "check", "--var", f"c={EVERYBODY}").code == 1
    assert run(tmp_path, "check", f"--var=c={EVERYBODY}").code == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--var-file", "open"], 1),
        (["--var-file", "closed"], 0),
        (["--var-file", "open", "--var-file", "closed"], 0),
        (["--var-file", "closed", "--var-file", "open"], 1),
        (["--var", f"c={EVERYBODY}", "--var-file", "closed"], 0),
        (["--var-file", "closed", "--var", f"c={EVERYBODY}"], 1),
        (["--var", f"c={EVERYBODY}", "--var", "c=[]"], 0),
    ],
)
def test_the_last_value_wins(tmp_path: Path, arguments: list[str], code: int) -> None:
    put(tmp_path, {"a.tf": LISTED, "open": f"c = {EVERYBODY}\n", "closed": 'c = ["10.0.0.0/8"]\n'})
    assert run(tmp_path, "check", *arguments).code == code


def test_the_environment_is_the_least(tmp_path: Path) -> None:
    env = {"TF_VAR_c": EVERYBODY}
    put(tmp_path, {"a/a.tf": LISTED, "b/b.tf": LISTED, "b/terraform.tfvars": "c = []\n"})
    assert run(tmp_path, "check", "a", env=env).code == 1
    assert run(tmp_path, "check", "b", env=env).code == 0
    assert run(tmp_path, "check", "a", "--var", "c=[]", env=env).code == 0


def test_a_value_reaches_every_root_that_declares_the_name(tmp_path: Path) -> None:
    put(tmp_path, {"a/a.tf": LISTED, "b/b.tf": LISTED, "c/c.tf": CLEAR})
    ran = check(tmp_path, "--var", f"c={EVERYBODY}")
    assert [finding["file"] for finding in ran.report["findings"]] == ["a/a.tf", "b/b.tf"]
    assert ran.report["diagnostics"] == []


@pytest.mark.parametrize("arguments", [["--var", "typo=1"], ["--var", "c=[]", "--var", "typo=1"]])
def test_a_variable_that_nobody_declares(tmp_path: Path, arguments: list[str]) -> None:
    put(tmp_path, {"a.tf": LISTED})
    ran = check(tmp_path, *arguments)
    assert ran.code == 0
    assert [each["message"] for each in ran.report["diagnostics"]] == [
        "--var typo: no root module declares this variable"
    ]
    assert ran.err == "smtp-iac: --var typo: no root module declares this variable\n"


@pytest.mark.parametrize(
    "files", [{"a.tf": LISTED}, {"a.tf": CLEAR}, {"a.yaml": "Resources: {A: {Type: a::b}}"}]
)
def test_a_var_file_that_does_not_exist(tmp_path: Path, files: dict[str, Any]) -> None:
    put(tmp_path, files)
    ran = run(tmp_path, "check", "--format", "json", "--var-file", "missing.tfvars")
    assert (ran.code, ran.err) == (2, "smtp-iac: missing.tfvars: no such file or directory\n")


def test_a_var_file_that_cannot_be_parsed(tmp_path: Path) -> None:
    put(tmp_path, {"a.tf": LISTED, "x.tfvars": "c = [\n"})
    ran = check(tmp_path, "--var-file", "x.tfvars")
    assert (ran.code, ran.unreadable) == (2, [("x.tfvars", 1)])


# --- the same input, the same bytes -----------------------------------------------------------------

MANY: dict[str, str | bytes] = {
    "one/main.tf": OPEN
    + UNKNOWN
    + 'module "m" {\n  source = "../module"\n}\nmodule "far" {\n  source = "a/b/c"\n}\n',
    "module/main.tf": OPEN.replace('"planted" {', '"planted" {\n  for_each = toset(["x", "y", "z"])'),
    "two/main.tf": OPEN + BROKEN,
    "two/a.tf.json": json.dumps({"locals": {"a": 1}}),
    "three/template.yaml": "Resources:\n  A:\n    Type: AWS::EC2::SecurityGroupIngress\n    Properties:\n"
    "      {GroupId: sg-1, IpProtocol: tcp, FromPort: 25, ToPort: 25, CidrIp: 0.0.0.0/0}\n",
}


@pytest.mark.parametrize("format_", ["text", "json", "sarif"])
def test_neither_hash_seeds_nor_the_order_of_paths_matter(tmp_path: Path, format_: str) -> None:
    put(tmp_path, MANY)
    paths = ["one", "two", "three", "module"]
    runs = {
        (ran.code, ran.out, ran.err)
        for seed, given in [("0", paths), ("1", paths[::-1]), ("77", ["two", ".", "one"]), ("4711", ["."])]
        for ran in [run(tmp_path, "check", "--format", format_, *given, env={"PYTHONHASHSEED": seed})]
    }
    assert len(runs) == 1
    assert next(iter(runs))[0] == 2


def test_from_another_directory_only_the_paths_differ(tmp_path: Path) -> None:
    put(tmp_path, {f"top/{name}": content for name, content in MANY.items()} | {"top/.git/HEAD": ""})
    here, there = check(tmp_path / "top", "."), check(tmp_path / "top" / "three", "..")
    assert here.out != there.out
    assert seen_from(here.report, ".") == seen_from(there.report, "three")


def seen_from(report: Any, directory: str) -> Any:
    """The report with its paths as seen from the top; messages, which hold paths, are left out."""
    for kind in ("findings", "unreadable", "diagnostics"):
        for item in report[kind]:
            item.pop("message", None)
            for place in [item, *item.get("trail", ()), *item.get("related", ()), *item.get("missing", ())]:
                if place["file"]:
                    place["file"] = os.path.normpath(os.path.join(directory, place["file"]))
    return report
