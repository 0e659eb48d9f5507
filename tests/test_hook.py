"""The hook, run by the real pre-commit on a small git repository."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from .commands import CHECKOUT, CLEAR, PLANTED, environment, ingress
from .conftest import commit
from .walking import put

CLEAR_LINE = (
    "No exposure found (SMTP001, SMTP002, SMTP003, SMTP004, SMTP005): 1 file, 1 resource judged, 0 undecided."
)

pytestmark = [
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
    pytest.mark.skipif(importlib.util.find_spec("pre_commit") is None, reason="pre-commit is not installed"),
]


def definition(name: str = "smtp-iac") -> Any:
    hooks = yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text())
    return {hook["id"]: hook for hook in hooks}[name]


def test_the_definition() -> None:
    hook = definition()
    assert (hook["id"], hook["entry"], hook["args"]) == ("smtp-iac", "smtp-iac check", ["."])
    assert hook["language"] == "python"
    assert hook["pass_filenames"] is False
    assert hook["require_serial"] is True
    assert hook["verbose"] is True  # or pre-commit hides what a passing hook says of undecided rules


def test_the_definition_for_what_changed() -> None:
    hook = definition("smtp-iac-changed")
    assert hook["entry"] == "smtp-iac check --changed"
    assert "args" not in hook
    assert "pass_filenames" not in hook  # true without it
    assert hook["require_serial"] is True  # one process sees all the names
    assert hook["files"] == definition()["files"]


def test_it_is_run_for_every_file_that_we_read() -> None:
    import re

    from smtp_iac.discover import KINDS

    names = [f"x.{suffix}" for suffix in KINDS] + ["x.tf.json", "x.tofu.json", "x.auto.tfvars.json"]
    assert [name for name in names if not re.search(definition()["files"], name)] == []
    assert not re.search(definition()["files"], "main.py")


@pytest.fixture(scope="module")
def hook_home(clone: Path, registry: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit has our hook installed."""
    home = tmp_path_factory.mktemp("pre-commit")
    folder = tmp_path_factory.mktemp("first")
    repository(folder, clone, {})
    done = pre_commit(folder, home, "install-hooks")
    assert done.returncode == 0, done.stdout
    return home


def repository(folder: Path, clone: Path, files: dict[str, str | bytes], hook: str = "smtp-iac") -> None:
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=clone, capture_output=True, text=True, check=True)
    hooks = {"repo": str(clone), "rev": head.stdout.strip(), "hooks": [{"id": hook}]}
    put(folder, {**files, ".pre-commit-config.yaml": yaml.safe_dump({"repos": [hooks]})})
    commit(folder)


def pre_commit(folder: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments],
        cwd=folder,
        env={**environment({"PRE_COMMIT_HOME": str(home), "PYTHONPATH": ""})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )


def run_hook(folder: Path, clone: Path, home: Path, files: dict[str, str | bytes]) -> tuple[int, list[str]]:
    """Its exit code, and what the hook itself printed."""
    repository(folder, clone, files)
    done = pre_commit(folder, home, "run", "--all-files", "--color", "never")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("smtp-iac..")
    return done.returncode, [line for line in lines[1:] if line and not line.startswith("- ")]


def test_an_open_rule_fails(hook_home: Path, clone: Path, tmp_path: Path) -> None:
    code, said = run_hook(tmp_path, clone, hook_home, {"infra/main.tf": PLANTED})
    assert code == 1
    assert any(line.startswith("error[SMTP001]") for line in said)
    assert "  --> infra/main.tf:6:18" in said
    assert said[-1].startswith("1 exposed")


def test_a_clear_run_passes_with_one_line(hook_home: Path, clone: Path, tmp_path: Path) -> None:
    assert run_hook(tmp_path, clone, hook_home, {"infra/main.tf": CLEAR}) == (0, [CLEAR_LINE])


def test_what_is_undecided_is_seen(hook_home: Path, clone: Path, tmp_path: Path) -> None:
    code, said = run_hook(tmp_path, clone, hook_home, {"main.tf": 'variable "c" {}\n' + ingress("var.c")})
    assert code == 0
    assert any("var.c has no value" in line for line in said)


def test_other_files_do_not_start_it(hook_home: Path, clone: Path, tmp_path: Path) -> None:
    repository(tmp_path, clone, {"README": ""})
    (tmp_path / "README").write_text("changed")
    subprocess.run(["git", "add", "README"], cwd=tmp_path, check=True)
    done = pre_commit(tmp_path, hook_home, "run", "--color", "never")
    assert "no files to check" in done.stdout


def test_only_what_changed_is_judged(hook_home: Path, clone: Path, tmp_path: Path) -> None:
    calling = 'module "m" {\n  source = "../modules/m"\n}\n'
    files: dict[str, str | bytes] = {
        "modules/m/main.tf": CLEAR,
        "one/main.tf": calling,
        "two/main.tf": calling,
        "three/main.tf": PLANTED,
    }
    repository(tmp_path, clone, files, "smtp-iac-changed")
    (tmp_path / "modules/m/main.tf").write_text(CLEAR.replace("10.0.0.0/8", "0.0.0.0/0"))
    subprocess.run(["git", "add", "--all"], cwd=tmp_path, env=environment(), check=True)
    done = pre_commit(tmp_path, hook_home, "run", "--color", "never")
    assert done.returncode == 1
    assert done.stdout.splitlines()[-2].startswith("2 exposed, 0 undecided, 0 unreadable; 3 files")
