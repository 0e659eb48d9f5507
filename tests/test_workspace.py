"""terraform.workspace is given by an option, the environment or a file; otherwise it is not known."""

from __future__ import annotations

from pathlib import Path

import pytest

from smtp_iac.cli import main

TEXT = """
resource "aws_security_group_rule" "prod" {
  type              = "ingress"
  security_group_id = "sg-0123"
  protocol          = "tcp"
  from_port         = 25
  to_port           = 25
  cidr_blocks       = terraform.workspace == "prod" ? ["0.0.0.0/0"] : ["10.0.0.0/8"]
}
"""
Printed = pytest.CaptureFixture[str]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "main.tf").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("TF_WORKSPACE", "TF_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def select(root: Path, text: str) -> None:
    (root / ".terraform").mkdir()
    (root / ".terraform" / "environment").write_text(text, encoding="utf-8")


def test_nothing_says_it(root: Path, capsys: Printed) -> None:
    assert main(["check", "."]) == 0
    assert 'terraform.workspace is "prod"' in capsys.readouterr().out


def test_the_option(root: Path, capsys: Printed) -> None:
    assert main(["check", ".", "--workspace", "stage"]) == 0
    assert "terraform.workspace" not in capsys.readouterr().out
    assert main(["check", ".", "--workspace", "prod"]) == 1


def test_the_environment(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_WORKSPACE", "prod")
    assert main(["check", "."]) == 1
    assert main(["check", ".", "--workspace", "stage"]) == 0


@pytest.mark.parametrize(("text", "code"), [("prod", 1), ("prod\n", 1), ("stage", 0)])
def test_the_selected_workspace(root: Path, text: str, code: int) -> None:
    select(root, text)
    assert main(["check", ".", "--undecided=fail"]) == code


def test_an_empty_file_means_the_default_one(root: Path) -> None:
    select(root, "")
    (root / "main.tf").write_text(TEXT.replace('== "prod"', '== "default"'), encoding="utf-8")
    assert main(["check", "."]) == 1


def test_the_environment_comes_before_the_selected_one(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    select(root, "prod")
    monkeypatch.setenv("TF_WORKSPACE", "stage")
    assert main(["check", ".", "--undecided=fail"]) == 0


def test_another_data_directory(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "data").mkdir()
    (root / "data" / "environment").write_text("prod", encoding="utf-8")
    monkeypatch.setenv("TF_DATA_DIR", "data")
    assert main(["check", "."]) == 1


@pytest.mark.parametrize("name", ["env", "workspaces"])
def test_what_there_is_not(root: Path, capsys: Printed, name: str) -> None:
    (root / "main.tf").write_text(TEXT.replace(".workspace", f".{name}"), encoding="utf-8")
    assert main(["check", "."]) == 0
    assert f"terraform.{name} does not exist" in capsys.readouterr().out
