#!/usr/bin/env python3
"""Evaluate many HCL expressions with the real terraform in one plan: value, exact type, unknownness or error.

Each expression becomes the only element of a list output in a file of its own. Files that terraform
reports an error for are dropped and recorded; the rest is planned and read back as JSON.

Limits: an unknown value has no type; marks (sensitive) are not reported; numbers are Python ints and
floats; `1/0` is an error, for terraform cannot write infinity into a plan. An error in the prelude or
in one of the files raises RuntimeError.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

CASE = 'output "c%05d" {\n  sensitive = true\n  value = [\n%s\n]\n}\n'


def run(cwd: str | Path, *args: str) -> subprocess.CompletedProcess[str]:
    """terraform with none of the user's own settings"""
    env = {k: v for k, v in os.environ.items() if not k.startswith("TF_")}
    env.update(CHECKPOINT_DISABLE="1", TF_CLI_CONFIG_FILE=os.devnull, TF_IN_AUTOMATION="1")
    return subprocess.run(
        ["terraform", *args], check=False, cwd=cwd, env=env, capture_output=True, text=True, timeout=300
    )


@functools.cache
def version() -> str | None:
    """terraform's version, None where there is no terraform: the stored answers hold for one version only"""
    try:
        return str(json.loads(run(".", "version", "-json").stdout)["terraform_version"])
    except (OSError, ValueError, KeyError):
        return None


def diagnostics(d: Path, phase: str) -> list[dict[str, Any]]:
    """what terraform complains about, in phase "validate" or "plan"; a plan is left in the file p"""
    if phase == "validate":
        found: list[dict[str, Any]] = json.loads(run(d, "validate", "-json").stdout)["diagnostics"]
        return found
    out = run(d, "plan", "-json", "-input=false", "-lock=false", "-out=p").stdout
    return [m["diagnostic"] for m in map(json.loads, out.splitlines()) if "diagnostic" in m]


def _errors(d: Path, phase: str) -> dict[str, str]:
    """{file: first error in it}"""
    bad: dict[str, str] = {}
    for g in diagnostics(d, phase):
        if g["severity"] == "error":
            name = (g.get("range") or {}).get("filename", "")
            m = re.search(r'output value "(c\d{5})"', g.get("detail", ""))
            if not name and m:
                name = m.group(1) + ".tf"
            bad.setdefault(name, g["summary"] + ": " + g.get("detail", ""))
    return bad


def evaluate(
    exprs: Sequence[str], prelude: str = "", files: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """One answer per expression, in order.

    Known: type (a cty JSON type) and value. Unknown: unknown (true, or a list or dict in the shape of the
    value with true where it is unknown) and value (null where unknown). Refused: error, and phase
    ("validate" or "plan").
    prelude: HCL that the expressions may refer to (variables, locals, terraform_data resources);
    files: {relative path: text} beside it, for file(), templatefile() and local modules.
    """
    out: list[dict[str, Any]] = [{} for _ in exprs]
    with tempfile.TemporaryDirectory(prefix="tfexpr") as tmp:
        d = Path(tmp)
        for name, body in {**(files or {}), "prelude.tf": prelude}.items():
            (d / name).parent.mkdir(parents=True, exist_ok=True)
            (d / name).write_text(body, encoding="utf-8")
        r = run(d, "init", "-input=false", "-no-color")
        if r.returncode:
            raise RuntimeError("init: " + r.stderr.strip())
        for i, e in enumerate(exprs):
            (d / f"c{i:05}.tf").write_text(CASE % (i, e), encoding="utf-8")
        for phase in ("validate", "plan"):
            while bad := _errors(d, phase):
                for name, msg in bad.items():
                    if not re.fullmatch(r"c\d{5}\.tf", name):
                        raise RuntimeError(f"error outside the expressions: {name} {msg}")
                    out[int(name[1:6])] = {"error": msg, "phase": phase}
                    (d / name).unlink()
        plan = json.loads(run(d, "show", "-json", "p").stdout)
    types = {n: o["type"][1][0] for n, o in plan["planned_values"].get("outputs", {}).items() if "type" in o}
    for n, c in plan.get("output_changes", {}).items():
        unknown = c["after_unknown"]
        value = c["after"][0] if c.get("after") else None
        if n in types:
            out[int(n[1:])] = {"type": types[n], "value": value}
        else:
            out[int(n[1:])] = {"unknown": unknown if unknown is True else unknown[0], "value": value}
    return out


def main() -> None:
    p = argparse.ArgumentParser(
        description="Evaluate HCL expressions with the real terraform, offline: "
        "one 'EXPR => {json}' line each."
    )
    p.add_argument("expr", nargs="*", help="an expression; none: one per line of standard input")
    p.add_argument("--prelude", type=Path, help="a file of HCL with what the expressions refer to")
    a = p.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the temporary directory goes
    exprs = a.expr or [x for x in sys.stdin.read().splitlines() if x.strip()]
    for e, r in zip(
        exprs, evaluate(exprs, a.prelude.read_text(encoding="utf-8") if a.prelude else ""), strict=True
    ):
        print(e, "=>", json.dumps(r))


if __name__ == "__main__":
    main()
