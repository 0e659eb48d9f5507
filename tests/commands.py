"""The program as a person runs it: a folder of files, a command, and what it printed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent

OPEN_INGRESS = 'from_port = 25\n  to_port = 25\n  protocol = "tcp"\n  cidr_blocks = ["0.0.0.0/0"]'
PLANTED = f'resource "aws_security_group" "planted" {{\n  ingress {{\n  {OPEN_INGRESS}\n  }}\n}}\n'
"""A rule that is open to everybody, beside whatever a test is about: it must always be found."""

CLEAR = PLANTED.replace("0.0.0.0/0", "10.0.0.0/8").replace("planted", "clear")


def ingress(cidr_blocks: str, name: str = "asked") -> str:
    """A group whose only rule lets in the CIDRs that the expression gives, on TCP 25."""
    return PLANTED.replace('["0.0.0.0/0"]', cidr_blocks).replace("planted", name)


class Run:
    """What a command printed and its exit code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err
        assert "Traceback" not in err
        assert "internal error" not in err

    @property
    def report(self) -> Any:
        """The one document of `--format json`."""
        return json.loads(self.out)

    def verdicts(self, verdict: str) -> list[str]:
        """The addresses of the findings of a verdict."""
        return [each["resource"] for each in self.report["findings"] if each["verdict"] == verdict]

    @property
    def exposed(self) -> list[str]:
        return self.verdicts("exposed")

    @property
    def undecided(self) -> list[str]:
        return self.verdicts("undecided")

    @property
    def missing(self) -> list[str]:
        """What the undecided findings wait for, and why, as one text each."""
        return [
            f"{missing['what']} {missing['why']}"
            for finding in self.report["findings"]
            for missing in finding["missing"]
        ]

    @property
    def unreadable(self) -> list[tuple[str, int | None]]:
        """What could not be read: file and line."""
        return [(each["file"], each["line"]) for each in self.report["unreadable"]]

    @property
    def reasons(self) -> str:
        return "\n".join(each["reason"] for each in self.report["unreadable"])


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Ours without what would change a run, and with the checkout on the import path."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TF_VAR_", "SMTP_IAC", "GIT_", "PYTHON")) and name not in ("NO_COLOR", "TERM")
    }
    return {**kept, "PYTHONPATH": str(CHECKOUT), "TERM": "xterm", **(more or {})}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "smtp_iac", *arguments]


def run(folder: Path, *arguments: str, env: Mapping[str, str] | None = None, timeout: float = 60) -> Run:
    """The command in a folder, as a process of its own. One that hangs fails by its timeout."""
    done = subprocess.run(
        command(*arguments),
        cwd=folder,
        env=environment(env),
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=timeout,
        check=False,
    )
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


def check(folder: Path, *arguments: str, env: Mapping[str, str] | None = None, timeout: float = 60) -> Run:
    """`smtp-iac check --format json` of a folder; the paths are `.` unless given."""
    return run(folder, "check", "--format", "json", *arguments, env=env, timeout=timeout)
