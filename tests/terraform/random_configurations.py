"""Plans random configurations with the real terraform and compares our reading of them:

    python -m tests.terraform.random_configurations COUNT SEED

Many configurations are the modules of one root, which gives their variables from tfvars files, so that one
plan is enough; those that terraform refuses are left out of it, and counted.
"""

from __future__ import annotations

import random
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.oracle.fakeaws.oracle import Oracle

from .evaluating import write
from .live import read_directory
from .planned import Comparison, compare
from .random_modules import GIVEN, VARIABLES, configuration

BATCH = 40
CALLED = re.compile(r"\b(c\d+)[/.\[]")
SETTINGS = ("terraform.tfvars", "a.auto.tfvars", "b.auto.tfvars")
"""Of lower precedence first."""


class Tally:
    """asked: how many configurations were made; refused: what terraform says of those that it refuses."""

    def __init__(self) -> None:
        self.asked = 0
        self.refused: dict[str, str] = {}
        self.crashed: list[str] = []
        self.unknown = Comparison()
        self.known = Comparison()


def root_of(seeds: list[int], chance: random.Random) -> dict[str, str]:
    """A root that calls one module for each seed, and gives its variables."""
    files = {"main.tf": "", **dict.fromkeys(SETTINGS, "")}
    for seed in seeds:
        files.update({f"c{seed}/{name}": text for name, text in configuration(seed).items()})
        files[f"c{seed}.tf"] = call(seed, chance, files)
    return files


def call(seed: int, chance: random.Random, files: dict[str, str]) -> str:
    lines, declared = [], []
    for name, (type_, constraint) in VARIABLES.items():
        if chance.random() < 0.3:
            continue
        lines.append(f"  {name} = var.c{seed}_{name}\n")
        default = f"  default = {chance.choice(GIVEN[type_])}\n"
        declared.append(f'variable "c{seed}_{name}" {{\n  type = {constraint}\n{default}}}\n')
        for settings in SETTINGS:
            if chance.random() < 0.3:
                files[settings] += f"c{seed}_{name} = {chance.choice(GIVEN[type_])}\n"
    return f'module "c{seed}" {{\n  source = "./c{seed}"\n{"".join(lines)}}}\n' + "".join(declared)


def batches(count: int, first: int) -> Iterator[list[int]]:
    seeds = list(range(first, first + count))
    for start in range(0, count, BATCH):
        yield seeds[start : start + BATCH]


def plans(directory: Path, seeds: list[int], tally: Tally) -> tuple[dict[str, Any], dict[str, Any]]:
    """The plans with data sources unknown and known; what terraform refuses is left out, on disk too."""
    write(directory, root_of(seeds, random.Random(seeds[0])))
    tally.asked += len(seeds)
    unknown, _ = accepted_plan(directory, tally, unknown_data=True)
    known, guilty = accepted_plan(directory, tally, unknown_data=False)
    return without(unknown, guilty), known


def accepted_plan(directory: Path, tally: Tally, *, unknown_data: bool) -> tuple[dict[str, Any], set[str]]:
    """A plan, and the configurations that had to go for it."""
    gone: set[str] = set()
    with Oracle([directory], unknown_data=unknown_data) as oracle:
        while True:
            plan, error = oracle.plan(directory)
            if plan is not None:
                return plan, gone
            guilty = {name for name in CALLED.findall(error) if (directory / name).is_dir()}
            if not guilty:
                raise RuntimeError(error)
            gone |= guilty
            for name in guilty:
                tally.refused[name] = error
                for root in (directory, oracle.copy(directory)):
                    shutil.rmtree(root / name)
                    (root / f"{name}.tf").unlink()


def without(plan: dict[str, Any], names: set[str]) -> dict[str, Any]:
    prefixes = tuple(f"module.{name}." for name in names)
    changes = [one for one in plan["resource_changes"] if not one["address"].startswith(prefixes)]
    return {**plan, "resource_changes": changes}


def run(count: int, first: int) -> Tally:
    tally = Tally()
    for seeds in batches(count, first):
        with tempfile.TemporaryDirectory(prefix="random") as directory:
            unknown, known = plans(Path(directory), seeds, tally)
            reading = read_directory(Path(directory), Path(directory))
            tally.unknown.add(compare(reading, unknown))
            tally.known.add(compare(reading, known))
            reading.complete()
            tally.crashed += [f"{one.path}:{one.line}: {one.reason}" for one in reading.unreadable]
    return tally


def main() -> None:
    count, first = int(sys.argv[1]), int(sys.argv[2])
    tally = run(count, first)
    for title, found in (("unknown data", tally.unknown), ("known data", tally.known)):
        for line in found.different:
            print(f"{title}: {line}")
    for line in [*tally.unknown.gaps, *tally.crashed]:
        print(f"gap: {line}")
    for name, error in sorted(tally.refused.items()):
        print(f"terraform refuses {name}: {' '.join(error.split())[:200]}")
    found = tally.unknown
    different = len(found.different) + len(tally.known.different)
    print(f"{tally.asked} configurations, {len(tally.refused)} of them refused by terraform;")
    print(f"{found.instances} instances, {found.attributes} attributes, {different} different,", end=" ")
    print(f"{len(found.incomplete)} unknown")


if __name__ == "__main__":
    main()
