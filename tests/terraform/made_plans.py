"""Makes the plan and the state of fixtures/plans/repeated anew, with the real terraform and a fake provider:

    python -m tests.terraform.made_plans

What is in main.tf.before is applied and read again, then main.tf is planned, applied and read again.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from tests.oracle.fakeaws.oracle import Oracle

FOLDER = Path(__file__).parents[2] / "fixtures" / "plans" / "repeated"
TIMESTAMP = "2026-01-01T00:00:00Z"


def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        work = Path(directory) / "work"
        shutil.copytree(FOLDER, work, ignore=shutil.ignore_patterns("*.json"))
        (work / "main.tf.before").replace(work / "main.tf")
        with Oracle([FOLDER], applies=True) as oracle:
            oracle.apply(work)
            shutil.copy(FOLDER / "main.tf", oracle.copy(work) / "main.tf")
            plan, error = oracle.plan(work)
            if plan is None:
                raise SystemExit(error)
            write("plan.json", {**plan, "timestamp": TIMESTAMP})
            write("state.json", oracle.apply(work))


def write(name: str, document: dict[str, Any]) -> None:
    (FOLDER / name).write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
