"""Modules without an end, and everything that lies outside the boundary: never followed, always named."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

import smtp_iac
from smtp_iac.formats.terraform.evaluation import named

from .commands import CLEAR, PLANTED, Run, check, ingress
from .walking import put

PLANTED_GROUP = "aws_security_group.planted"
SECRET = "a7f3-never-to-be-read"


def judged(folder: Path, files: dict[str, str | bytes]) -> Run:
    """Check a folder whose root module also holds a rule open to everybody; it must be found."""
    put(folder, {"planted.tf": PLANTED, **files})
    ran = check(folder)
    assert PLANTED_GROUP in ran.exposed
    return ran


def call(source: str, name: str = "inner") -> str:
    return f'module "{name}" {{\n  source = "{source}"\n}}\n'


@pytest.mark.parametrize("depth", [100, 300])
def test_a_chain_of_modules(tmp_path: Path, depth: int) -> None:
    """What is passed down and handed up through all of them is known at both ends."""
    passed = 'variable "cidrs" {}\n' + call("../NEXT").replace("}", "  cidrs = [for c in var.cidrs : c]\n}")
    handed = 'output "all" {\n  value = merge(module.inner.all, { level = "LEVEL" })\n}\n'
    files: dict[str, str | bytes] = {
        f"m{n}/main.tf": (passed + handed).replace("NEXT", f"m{n + 1}").replace("LEVEL", str(n))
        for n in range(depth)
    }
    last = 'variable "cidrs" {}\noutput "all" {\n  value = { cidrs = var.cidrs }\n}\n' + ingress("var.cidrs")
    first = call("./m0").replace("}", '  cidrs = ["0.0.0.0/0"]\n}') + ingress("module.inner.all.cidrs")
    ran = judged(tmp_path, {"main.tf": first, **files, f"m{depth}/main.tf": last})
    assert (ran.code, ran.undecided) == (1, [])
    deepest = "module.inner." * (depth + 1) + "aws_security_group.asked"
    assert sorted(ran.exposed) == ["aws_security_group.asked", PLANTED_GROUP, deepest]
    trails = [len(finding["trail"]) for finding in ran.report["findings"] if finding["resource"] == deepest]
    assert trails == [depth + 1]


def test_200_directories_inside_one_another(tmp_path: Path) -> None:
    ran = judged(tmp_path, {"/".join(["d"] * 200) + "/main.tf": ingress('["0.0.0.0/0"]')})
    assert sorted(ran.exposed) == ["aws_security_group.asked", PLANTED_GROUP]


def test_a_module_that_calls_itself(tmp_path: Path) -> None:
    ran = judged(tmp_path, {"main.tf": call("./.")})
    assert (ran.code, ran.unreadable, ran.undecided) == (2, [("main.tf", 2)], [])
    assert "calls itself" in ran.reasons


def test_a_called_module_that_calls_itself(tmp_path: Path) -> None:
    ran = judged(tmp_path, {"main.tf": call("./a"), "a/main.tf": call("../a") + PLANTED})
    assert (ran.code, ran.unreadable, ran.undecided) == (2, [("a/main.tf", 2)], [])
    assert f"module.inner.{PLANTED_GROUP}" in ran.exposed
    assert "calls itself" in ran.reasons


def test_two_modules_that_call_each_other(tmp_path: Path) -> None:
    ran = judged(tmp_path, {"a/main.tf": call("../b") + PLANTED, "b/main.tf": call("../a") + CLEAR})
    assert (ran.code, ran.unreadable, ran.undecided) == (2, [("b/main.tf", 2)], [])
    assert ran.exposed.count(PLANTED_GROUP) == 2
    assert "cycle: a -> b -> a" in ran.reasons


def test_a_ring_is_named_once_for_all_that_call_it(tmp_path: Path) -> None:
    calls = "".join(f'module "m{n}" {{\n  source = "./a"\n  count = 3\n}}\n' for n in range(4))
    files: dict[str, str | bytes] = {
        "a/main.tf": call("../b") + call("../b", "again"),
        "b/main.tf": call("../a"),
    }
    ran = judged(tmp_path, {**files, "main.tf": calls, "other/main.tf": call("../a")})
    assert (ran.code, ran.unreadable, ran.undecided) == (2, [("b/main.tf", 2)], [])
    assert "cycle: a -> b -> a" in ran.reasons


def test_what_waits_for_a_module_that_calls_itself_is_undecided(tmp_path: Path) -> None:
    text = call("./a") + ingress("module.inner.cidrs")
    inner = call("../a") + 'output "cidrs" {\n  value = module.inner.cidrs\n}\n'
    ran = judged(tmp_path, {"main.tf": text, "a/main.tf": inner})
    assert (ran.code, ran.unreadable) == (2, [("a/main.tf", 2)])
    assert ran.undecided == ["aws_security_group.asked"]
    assert "calls itself" in str(ran.missing)


def test_a_ring_without_a_rule_is_an_error_too(tmp_path: Path) -> None:
    ran = judged(tmp_path, {"a/main.tf": call("../b"), "b/main.tf": call("../a")})
    assert (ran.code, ran.unreadable) == (2, [("b/main.tf", 2)])


def test_modules_that_call_each_other_many_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(named, "MOST_MODULES", 50)
    calls = "".join(call("../b", f"m{n}") for n in range(4))
    files: dict[str, str | bytes] = {
        f"d{level}/main.tf": calls.replace("../b", f"../d{level + 1}") for level in range(12)
    }
    put(tmp_path, {**files, "planted.tf": PLANTED, "main.tf": call("./d0"), "d12/main.tf": CLEAR})
    findings = smtp_iac.check([str(tmp_path)]).findings
    assert PLANTED_GROUP in [each.resource for each in findings if each.verdict == "exposed"]
    sentences = {missing.sentence for each in findings for missing in each.missing}
    assert f"the number of modules {named.TOO_MANY}" in sentences


def test_a_module_that_calls_itself_until_a_computed_source_ends_it(tmp_path: Path) -> None:
    source = 'module "inner" {\n  source = var.left > 0 ? "../a" : "../end"\n  left = var.left - 1\n}\n'
    inner = f'variable "left" {{\n  type = number\n}}\n{source}'
    first = call("./a").replace("}", "  left = 3\n}")
    files: dict[str, str | bytes] = {"main.tf": first, "a/main.tf": inner}
    ran = judged(tmp_path, {**files, "end/main.tf": 'variable "left" {}\n' + ingress('["0.0.0.0/0"]')})
    assert (ran.code, ran.undecided) == (1, [])
    assert "module.inner." * 5 + "aws_security_group.asked" in ran.exposed


def test_a_computed_source_that_never_ends(tmp_path: Path) -> None:
    text = 'variable "x" {\n  default = "./."\n}\nmodule "inner" {\n  source = var.x\n}\n'
    ran = judged(tmp_path, {"main.tf": text})
    assert len(ran.undecided) <= 1
    assert ran.undecided or ran.unreadable


@pytest.mark.parametrize(
    "source", ["", "${var.x}", "\\n", "./missing", "./main.tf", "https://x.invalid/a.zip"]
)
def test_a_source_that_is_not_at_hand(tmp_path: Path, source: str) -> None:
    ran = judged(tmp_path, {"main.tf": call(source)})
    assert (ran.code, ran.undecided) == (1, ["module.inner"])


def test_a_call_without_a_source(tmp_path: Path) -> None:
    ran = judged(tmp_path, {"main.tf": 'module "inner" {\n}\n'})
    assert (ran.code, ran.undecided) == (1, ["module.inner"])


def test_a_broken_module(tmp_path: Path) -> None:
    ran = judged(tmp_path, {"main.tf": call("./a"), "a/main.tf": 'resource "aws_security_group" "a" {\n'})
    assert (ran.code, ran.unreadable) == (2, [("a/main.tf", 1)])


# --- the boundary -----------------------------------------------------------------------------------


@pytest.fixture
def inside(tmp_path: Path) -> Path:
    """A folder whose boundary it is itself, with things beside it that are not to be read."""
    put(
        tmp_path,
        {
            "outside/secret.txt": f"0.0.0.0/0 {SECRET}",
            "outside/main.tf": f"# {SECRET}\n{PLANTED}".replace("planted", "outside"),
            "outside/more.tfvars": f'cidrs = ["{SECRET}"]\n',
            "inside/README": "",
        },
    )
    return tmp_path / "inside"


def never_read(ran: Run) -> None:
    assert SECRET not in ran.out + ran.err
    assert "outside" not in [finding["resource"].rpartition(".")[2] for finding in ran.report["findings"]]


@pytest.mark.parametrize(
    "path",
    [
        "../outside/secret.txt",
        "${path.module}/../outside/secret.txt",
        "./x/../../outside/secret.txt",
        "ABSOLUTE/outside/secret.txt",
        "link.txt",
        "folder/secret.txt",
    ],
)
@pytest.mark.parametrize("function", ["file", "templatefile", "filebase64"])
def test_a_file_outside_is_not_read(inside: Path, path: str, function: str) -> None:
    (inside / "link.txt").symlink_to("../outside/secret.txt")
    (inside / "folder").symlink_to("../outside")
    more = ", {}" if function == "templatefile" else ""
    expression = f'[split(" ", {function}("{path.replace("ABSOLUTE", str(inside.parent))}"{more}))[0]]'
    ran = judged(inside, {"main.tf": ingress(expression)})
    never_read(ran)
    assert (ran.code, ran.undecided) == (1, ["aws_security_group.asked"])
    assert ran.missing


def test_a_file_of_the_system_is_not_read(inside: Path) -> None:
    ran = judged(inside, {"main.tf": ingress('split("\\n", file("/etc/passwd"))')})
    assert (ran.code, ran.undecided) == (1, ["aws_security_group.asked"])
    assert "root:" not in ran.out + ran.err
    assert "/etc/passwd" in str(ran.missing)


def test_whether_a_file_outside_exists_is_not_told(inside: Path) -> None:
    there, nowhere = 'fileexists("../outside/secret.txt")', 'fileexists("../outside/nowhere")'
    text = ingress(f'[{there} ? "0.0.0.0/0" : "10.0.0.0/8"]') + ingress(
        f'[{nowhere} ? "0.0.0.0/0" : "10.0.0.0/8"]', "second"
    )
    ran = judged(inside, {"main.tf": text})
    assert sorted(ran.undecided) == ["aws_security_group.asked", "aws_security_group.second"]


def test_a_module_outside_is_not_followed(inside: Path) -> None:
    ran = judged(inside, {"main.tf": call("../outside")})
    never_read(ran)
    assert ran.undecided == ["module.inner"]
    assert "outside the boundary" in str(ran.missing)


def test_a_linked_module_that_leads_outside_is_not_followed(inside: Path) -> None:
    (inside / "m").symlink_to("../outside")
    ran = judged(inside, {"main.tf": call("./m")})
    never_read(ran)
    assert ran.undecided == ["module.inner"]


def test_a_linked_file_that_leads_outside_is_named(inside: Path) -> None:
    (inside / "linked.tf").symlink_to("../outside/main.tf")
    ran = judged(inside, {})
    never_read(ran)
    named = [each["file"] for each in ran.report["unreadable"] + ran.report["diagnostics"]]
    assert named == ["linked.tf"]


def test_linked_settings_that_lead_outside_are_named(inside: Path) -> None:
    (inside / "terraform.tfvars").symlink_to("../outside/more.tfvars")
    ran = judged(inside, {"main.tf": 'variable "cidrs" {}\n' + ingress("var.cidrs")})
    never_read(ran)
    assert "terraform.tfvars" in [
        each["file"] for each in ran.report["unreadable"] + ran.report["diagnostics"]
    ]
    assert ran.undecided == ["aws_security_group.asked"]


def test_a_var_file_is_read_wherever_it_is(inside: Path) -> None:
    put(inside, {"main.tf": 'variable "cidrs" {}\n' + ingress("var.cidrs")})
    put(inside.parent, {"outside/open.tfvars": 'cidrs = ["0.0.0.0/0"]\n'})
    ran = check(inside, "--var-file", "../outside/open.tfvars")
    assert ran.exposed == ["aws_security_group.asked"]


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_a_work_tree_is_the_boundary(inside: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(inside.parent)], check=True)
    ran = judged(inside, {"main.tf": call("../outside")})
    assert "module.inner.aws_security_group.outside" in ran.exposed


def test_a_plan_cannot_lead_outside(inside: Path) -> None:
    plan = {
        "format_version": "1.2",
        "planned_values": {"root_module": {}},
        "resource_changes": [],
        "configuration": {"root_module": {"module_calls": {"a": {"source": "../outside", "module": {}}}}},
    }
    ran = judged(inside, {"plan.json": json.dumps(plan)})
    never_read(ran)
