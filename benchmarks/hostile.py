"""Texts that are made to be slow: the double takes at most about twice as long.

.venv/bin/python -m benchmarks.hostile
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from .measuring import measured

PROGRAM = [str(Path(sys.executable).parent / "smtp-iac"), "check"]
RUNS = 3
SIZE = 150_000
TEXTS = {
    "quotes": lambda size: '"' * size,
    "open braces": lambda size: "{" * size,
    "`<`": lambda size: "<" * size,
    "slashes": lambda size: "/" * size,
    "comments that never close": lambda size: "/* " * size,
    "backslashes in a string": lambda size: 'a = "' + "\\" * size,
    "a header of labels": lambda size: "a " + '"b" ' * (size // 4),
    "blocks that never close": lambda size: "a {\n" * (size // 4),
    "open sequences": lambda size: 'a { b = "' + "${" * (size // 100),
    "one long string": lambda size: 'a {\n  b = "' + "x" * (size * 7) + '"\n}\n',
    "a heredoc whose end is never quite there": lambda size: "a {\n  b = <<E\n" + "E x\n" * (size // 6),
    "attributes on one line": lambda size: "a { " + "b = 1 " * (size // 6) + "}\n",
    "blocks four braces deep": lambda size: "a {\n  b = {c={d={}}}\n}\n" * (size // 20),
}


def table(runs: int = RUNS) -> list[str]:
    lines = ["| text | kB | ms | the double, ms | ratio |", "|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as name:
        commands = {}
        for title, text in TEXTS.items():
            for factor in (1, 2):
                place = Path(name) / f"{len(commands)}"
                place.mkdir()
                (place / "main.tf").write_text(text(SIZE * factor))
                commands[f"{title} {factor}"] = [*PROGRAM, str(place)]
        times = measured(commands, runs)
        for title, text in TEXTS.items():
            once, twice = times[f"{title} 1"].processor, times[f"{title} 2"].processor
            size = len(text(SIZE)) / 1000
            lines.append(f"| {title} | {size:.0f} | {once:.0f} | {twice:.0f} | {twice / once:.2f} |")
    return lines


if __name__ == "__main__":
    print("\n".join(table()))
