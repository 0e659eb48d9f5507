"""Which files of real repositories terraform can parse and we cannot, and the other way round:

    python -m tests.terraform.real_files DIRECTORY…

Every body is split and every expression parsed. `terraform fmt` says what terraform accepts.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from smtp_iac.formats.terraform.syntax import SyntaxProblem
from smtp_iac.formats.terraform.syntax.attributes import Attribute
from smtp_iac.formats.terraform.syntax.blocks import Block, index, unbalanced
from smtp_iac.formats.terraform.syntax.expressions import doubt

ERROR = re.compile(r"^\s*on (.+?) line \d+", re.MULTILINE)


class Count:
    def __init__(self) -> None:
        self.files = 0
        self.bytes = 0
        self.blocks = 0
        self.expressions = 0
        self.refused_by_terraform = 0
        self.only_we_refuse: list[str] = []
        self.only_terraform_refuses: list[str] = []
        self.doubts: list[str] = []


def refused_by_terraform(directory: Path) -> set[Path]:
    done = subprocess.run(
        ["terraform", "fmt", "-check", "-recursive", "-list=false", "-no-color", "."],
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    return {(directory / found).resolve() for found in ERROR.findall(done.stderr)}


def problems(data: bytes, count: Count) -> Iterator[str]:
    try:
        blocks = index(data)
    except SyntaxProblem as problem:
        yield f"{problem.offset}: {problem.reason}"
        return
    stack = list(blocks)
    for _, found in unbalanced(blocks):
        yield f"{found.offset}: {found.reason}"
    while stack:
        block = stack.pop()
        count.blocks += 1
        yield from of_block(block, count)
        stack.extend(block.body().blocks)


def of_block(block: Block, count: Count) -> Iterator[str]:
    body = block.body()
    for problem in body.problems:
        yield f"{problem.offset}: {problem.reason}"
    for attribute in [*body.attributes.values(), *body.duplicates]:
        count.expressions += 1
        yield from of_attribute(attribute, count)


def of_attribute(attribute: Attribute, count: Count) -> Iterator[str]:
    try:
        attribute.node()
    except SyntaxProblem as problem:
        yield f"{problem.offset}: {problem.reason}"
    if doubt(attribute.text) is not None:
        count.doubts.append(attribute.text.decode()[:200])


def measure(directory: Path) -> Count:
    count = Count()
    refused = refused_by_terraform(directory)
    for path in sorted(directory.rglob("*.tf")):
        if ".terraform" in path.parts or not path.is_file():
            continue
        data = path.read_bytes()
        count.files += 1
        count.bytes += len(data)
        found = list(problems(data, count))
        is_refused = path.resolve() in refused
        count.refused_by_terraform += is_refused
        if found and not is_refused:
            count.only_we_refuse.append(f"{path}: {found[0]}")
        elif is_refused and not found:
            count.only_terraform_refuses.append(str(path))
    return count


def main() -> None:
    print("| directory | files | kB | blocks | expressions | terraform refuses | only we refuse | in doubt |")
    print("|---|---|---|---|---|---|---|---|")
    for name in sys.argv[1:]:
        count = measure(Path(name).resolve())
        numbers = [count.files, count.bytes // 1000, count.blocks, count.expressions]
        numbers += [count.refused_by_terraform, len(count.only_we_refuse), len(count.doubts)]
        print(f"| {Path(name).name} | " + " | ".join(map(str, numbers)) + " |", flush=True)
        for line in [*count.only_we_refuse, *count.doubts]:
            print("  we refuse:", line)
        for line in count.only_terraform_refuses:
            print("  only terraform refuses:", line)


if __name__ == "__main__":
    main()
