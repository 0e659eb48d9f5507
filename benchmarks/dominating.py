"""What a run spends its time on: the shares of the program's parts, by a profile of one run."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter

PROFILE = """
import cProfile, gc, os, pstats, sys, time
gc.disable()
sys.argv = ["smtp-iac", *sys.argv[1:]]
profile = cProfile.Profile(time.process_time)
profile.enable()
from smtp_iac.cli import main
sys.stdout = sys.stderr = open(os.devnull, "w")
try:
    main()
except SystemExit:
    pass
profile.disable()
for (file, _, name), (_, _, own, _, _) in pstats.Stats(profile).stats.items():
    print(f"{own:.6f}\\t{file}\\t{name}", file=sys.__stdout__)
"""
PARTS = (
    (r"importlib|marshal|<built-in method builtins\.(?:exec|__build_class__)", "imports"),
    (r"/re/|re\.Pattern|sre|/regex/", "regular expressions"),
    (r"posix|genericpath", "files and paths"),
    (r"/yaml/", "PyYAML"),
    (r"/json/|_json", "json"),
    (r"smtp_iac/formats/(\w+/\w+)", ""),
    (r"smtp_iac/(\w+)", ""),
)


def dominating(arguments: list[str], most: int = 4) -> str:
    """The largest parts of a run and their shares. A profile makes small functions look dearer than they are;
    what Python itself does with lists and texts is not counted."""
    command = [sys.executable, "-P", "-c", PROFILE, *arguments]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    shares: Counter[str] = Counter()
    for line in printed.splitlines():
        own, file, name = line.split("\t", 2)
        shares[part_of(f"{file} {name}")] += float(own)  # type: ignore[assignment]
    del shares[""]
    total = sum(shares.values())
    return ", ".join(f"{part} {100 * own / total:.0f} %" for part, own in shares.most_common(most))


def part_of(place: str) -> str:
    for pattern, part in PARTS:
        found = re.search(pattern, place)
        if found is not None:
            return part or found[1]
    return ""
