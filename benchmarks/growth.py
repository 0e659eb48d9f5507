"""How time grows with an estate: each of its measures is doubled by itself, and the findings are counted.

.venv/bin/python -m benchmarks.growth
"""

from __future__ import annotations

import collections
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from .estate import Estate
from .measuring import Measured, measured

PROGRAM = [str(Path(sys.executable).parent / "smtp-iac"), "check"]
RUNS = 5
STEPS = (1, 2, 4, 8)
MEASURES = {"roots": 20, "modules": 10, "rules": 20, "instances": 10, "depth": 4}
"""What is doubled, and where it begins."""
REST = {"roots": 4, "modules": 4, "rules": 4, "instances": 1, "depth": 1}
"""What the others are meanwhile."""
WIDTH = 50


def grown(measure: str, directory: Path, runs: int = RUNS) -> dict[int, Measured]:
    """The times by size. Raises SystemExit where a finding is missing or stands on another line."""
    commands = {}
    for step in STEPS:
        size = MEASURES[measure] * step
        place = directory / f"{measure}-{size}"
        expected = Estate(**{**REST, measure: size}).write(place)
        check(place, expected)
        commands[str(size)] = [*PROGRAM, str(place)]
    return {int(size): each for size, each in measured(commands, runs).items()}


def check(place: Path, expected: dict[tuple[str, int], int]) -> None:
    command = [*PROGRAM, "--format", "json", "--only-policies", "SMTP001", "."]
    run = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    findings = json.loads(run.stdout)["findings"]
    found = collections.Counter(
        (each["file"], each["line"]) for each in findings if each["verdict"] == "exposed"
    )
    if dict(found) != expected or len(findings) != sum(expected.values()):
        sys.exit(f"{place}: expected {len(expected)} exposures, found {len(found)}, or on other lines")


def plot(title: str, times: dict[int, Measured], start: float) -> list[str]:
    """Bars as long as the time, without what every run takes; and how much more the double takes."""
    longest = max(each.processor for each in times.values())
    lines = [f"{title:10} {'ms':>7} {'x':>5} {'MB':>4}"]
    before = 0.0
    for size, each in times.items():
        bar = "#" * max(1, round(WIDTH * each.processor / longest))
        own = max(each.processor - start, 0.1)
        ratio = f"{own / before:.2f}" if before else ""
        lines.append(f"{size:10} {each.processor:7.0f} {ratio:>5} {each.memory:4.0f} {bar}")
        before = own
    return lines


def table(runs: int = RUNS) -> list[str]:
    with tempfile.TemporaryDirectory() as name:
        directory = Path(os.path.realpath(name))
        Estate(1, 1, 1).write(directory / "least")
        start = measured({"least": [*PROGRAM, str(directory / "least")]}, runs)["least"].processor
        lines = []
        for measure in MEASURES:
            lines += [*plot(measure, grown(measure, directory, runs), start), ""]
    return lines


if __name__ == "__main__":
    print("\n".join(table()))
