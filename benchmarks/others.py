"""Other programs over the same trees, beside smtp-iac: python-hcl2, and checkov where it is on the PATH.

    PATH="$PATH:DIR/bin" .venv/bin/python -m benchmarks.others [--security-group DIR] [--monorepo DIR]
                                                               [--templates DIR]

What takes more than five seconds is run once.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from .corpora import make_trees
from .measuring import Measured, run

PROGRAM = str(Path(sys.executable).parent / "smtp-iac")
ONE = "one group in one .tf file"
RUNS = 5
LONG = 5_000
"""Milliseconds: of what takes longer, one run is enough."""
HCL2 = """
import os, sys, hcl2
for directory, _, files in os.walk(sys.argv[1]):
    for name in files:
        if name.endswith(".tf"):
            try:
                hcl2.loads(open(os.path.join(directory, name), encoding="utf-8").read())
            except Exception:
                pass
"""
HEADER = [
    "| tree | program | runs | s | processor, s | MB | x smtp-iac's time |",
    "|---|---|---|---|---|---|---|",
]


def table(trees: dict[str, str], runs: int = RUNS) -> list[str]:
    """Medians. trees: paths by what they are; one whose name ends in "templates" is CloudFormation."""
    lines = [*HEADER]
    for tree, path in trees.items():
        own = 0.0
        for program, command in commands(tree, path).items():
            times, count, code = timed(command, runs)
            own = own or times.milliseconds
            cells = [tree, program, str(count), f"{times.milliseconds / 1000:.2f}"]
            cells += [f"{times.processor / 1000:.2f}", f"{times.memory:.0f}"]
            cells += [f"{times.milliseconds / own:.0f}{f', but it failed (exit {code})' if code > 1 else ''}"]
            lines.append(f"| {' | '.join(cells)} |")
            print(lines[-1], file=sys.stderr, flush=True)
    return lines


def commands(tree: str, path: str) -> dict[str, Sequence[str]]:
    found: dict[str, Sequence[str]] = {"smtp-iac": [PROGRAM, "check", path]}
    if not tree.endswith("templates"):
        found["python-hcl2, parsing only"] = [sys.executable, "-c", HCL2, path]
    checkov = shutil.which("checkov")
    if checkov is not None:
        version = subprocess.run([checkov, "--version"], capture_output=True, text=True, check=True).stdout
        # Without what it would fetch from its makers, with the shortest report, and of one format only: over
        # everything in aws-cloudformation-templates, 3.3.30 ends with an error of its own.
        kind = "cloudformation" if tree.endswith("templates") else "terraform"
        limits = ["--skip-download", "--compact", "--quiet", "--framework", kind]
        found[f"checkov {version.strip()}, {kind}"] = [checkov, *limits, "-d", path]
    return found


def timed(command: Sequence[str], runs: int) -> tuple[Measured, int, int]:
    """The measured runs, how many they are, and the highest exit code: beyond 1, which says that something
    was found, one of them failed."""
    first = run(command)
    every = [first] if first[0] > LONG else [run(command) for _ in range(runs)]
    return Measured(every), len(every), max(abs(one[3]) for one in every)


def given(security_group: str, monorepo: str, templates: str) -> dict[str, str]:
    """The public trees that there are, by their names."""
    trees = {
        "terraform-aws-security-group": security_group,
        "terraform-aws-components": monorepo,
        "aws-cloudformation-templates": templates,
    }
    return {name: path for name, path in trees.items() if path}


def main() -> None:
    parser = ArgumentParser(prog="python -m benchmarks.others")
    for corpus in ("security-group", "monorepo", "templates"):
        parser.add_argument(f"--{corpus}", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        one = make_trees(Path(os.path.realpath(name)))[ONE]
        print("\n".join(table({ONE: str(one), **given(**vars(options))})))


if __name__ == "__main__":
    main()
