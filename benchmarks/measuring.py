"""Runs commands by turns and measures them: time on the clock, processor time, memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Sequence

Run = tuple[float, float, float, int]
"""Milliseconds on the clock and of the processor, MB, exit code."""


class Measured:
    """milliseconds: the median on the clock; processor: the least of user and system time, in milliseconds,
    which other work on the machine disturbs least; memory: the most that was resident, in MB."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self.milliseconds = statistics.median([clock for clock, _, _, _ in runs])
        self.processor = min([processor for _, processor, _, _ in runs])
        self.memory = max([memory for _, _, memory, _ in runs])


def run(command: Sequence[str]) -> Run:
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    clock = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)  # it is waited for already
    processor = (used.ru_utime + used.ru_stime) * 1000
    return clock * 1000, processor, used.ru_maxrss / 1024, process.returncode


def measured(commands: dict[str, Sequence[str]], runs: int) -> dict[str, Measured]:
    """Each command `runs` times, one after the other in each round; a first round is not counted, so that
    files are in the system's memory and bytecode is written."""
    taken: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(runs + 1):
        for name, command in commands.items():
            once = run(command)
            if number:
                taken[name].append(once)
    return {name: Measured(each) for name, each in taken.items()}
