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
from typing import Any

from . import growing
from .estate import Estate
from .measuring import Measured, measured

PROGRAM = [str(Path(sys.executable).parent / "smtp-iac"), "check"]
RUNS = 5
STEPS = (1, 2, 4, 8)
MEASURES = {"roots": 20, "modules": 10, "rules": 20, "instances": 10, "depth": 4}
"""What of an estate is doubled, and where it begins."""
REST = {"roots": 4, "modules": 4, "rules": 4, "instances": 1, "depth": 1}
"""What the others are meanwhile."""
WIDTH = 50


def estate(measure: str, size: int, place: Path) -> None:
    """Raises SystemExit where a finding is missing or stands on another line."""
    expected = Estate(**{**REST, measure: size}).write(place)
    findings = exposed(place)
    found = collections.Counter((each["file"], each["line"]) for each in findings)
    if found != expected:
        sys.exit(f"{place}: expected {len(expected)} exposures, found {len(found)}, or on other lines")


def configuration(measure: str, size: int, place: Path) -> None:
    """Raises SystemExit where there are more or fewer findings."""
    texts, expected = growing.MEASURES[measure][1](size)
    place.mkdir()
    for name, text in texts.items():
        (place / name).write_text(text)
    found = exposed(place)
    if len(found) != expected:
        sys.exit(f"{place}: expected {expected} exposures, found {len(found)}")


def exposed(place: Path) -> list[dict[str, Any]]:
    """What is found on TCP 25, which all must be exposed."""
    command = [*PROGRAM, "--format", "json", "--only-policies", "SMTP001", "."]
    run = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    findings: list[dict[str, Any]] = json.loads(run.stdout)["findings"]
    if any(each["verdict"] != "exposed" for each in findings):
        sys.exit(f"{place}: undecided findings")
    return findings


def grown(measure: str, directory: Path, runs: int = RUNS) -> dict[int, Measured]:
    """The times by size, of which 0 is the least that there is to judge, measured by turns with them."""
    least = directory / f"{measure}-least"
    if measure in MEASURES:
        start, make = MEASURES[measure], estate
        Estate(1, 1, 1).write(least)
    else:
        start, make = growing.MEASURES[measure][0], configuration
        configuration(measure, 1, least)
    commands = {"0": [*PROGRAM, str(least)]}
    for step in STEPS:
        place = directory / f"{measure}-{start * step}"
        make(measure, start * step, place)
        commands[str(start * step)] = [*PROGRAM, str(place)]
    return {int(size): each for size, each in measured(commands, runs).items()}


def plot(title: str, times: dict[int, Measured]) -> list[str]:
    """Bars as long as the time; and how much more the double takes, without what every run takes."""
    start = times.pop(0).processor
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
        lines = []
        for measure in (*MEASURES, *growing.MEASURES):
            lines += [*plot(measure, grown(measure, directory, runs)), ""]
    return lines


if __name__ == "__main__":
    print("\n".join(table()))
