"""What terraform 1.11.4 accepts and refuses, as `terraform fmt` decided it, and what our scan makes of it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.terraform.whole_file import refusal

ORACLE = Path(__file__).parent.parent / "oracle"
PROBES = {probe["name"]: probe for probe in json.loads((ORACLE / "syntax_probes.json").read_text())}
TRICKY = json.loads((ORACLE / "tricky.json").read_text())

# Refused by terraform, accepted here: of a name set twice at the top of a file the first one counts.
TOLERATED = {"dup attr (invalid)"}
# Refused by terraform among the tricky files.
TRICKY_REFUSED = {
    "closing brace same line",
    "header brace next line",
    "multi-line plain string (invalid)",
    "template label",
    "two blocks same line",
    "unclosed",
}


@pytest.mark.parametrize("name", PROBES)
def test_probe(name: str) -> None:
    accepted = refusal(PROBES[name]["src"].encode()) is None
    assert accepted == (PROBES[name]["terraform"] or name in TOLERATED)


@pytest.mark.parametrize("name", TRICKY)
def test_tricky_file(name: str) -> None:
    assert (refusal(TRICKY[name].encode()) is None) == (name not in TRICKY_REFUSED)


@pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not installed")
def test_terraform_still_says_so_of_the_tricky_files(tmp_path: Path) -> None:
    for number, text in enumerate(TRICKY.values()):
        (tmp_path / f"{number}.tf").write_bytes(text.encode())
    accepted = {
        name
        for number, name in enumerate(TRICKY)
        if subprocess.run(
            ["terraform", "fmt", str(tmp_path / f"{number}.tf")], capture_output=True, check=False
        ).returncode
        == 0
    }
    assert accepted == set(TRICKY) - TRICKY_REFUSED
