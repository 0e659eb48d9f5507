"""Times whole runs of the installed `smtp-iac` against a bare interpreter, in one session."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 11
PROGRAM = [str(Path(sys.executable).parent / "smtp-iac"), "check"]

GROUP = """
resource "aws_security_group" "g{n}" {{
  name = "g{n}"
  ingress {{
    from_port   = {port}
    to_port     = {port}
    protocol    = "tcp"
    cidr_blocks = var.cidrs
  }}
}}
"""
MODULE = """
variable "cidrs" {
  type    = list(string)
  default = ["10.0.0.0/8"]
}
"""
TEMPLATE_GROUP = """
  Group{n}:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: group {n}
      SecurityGroupIngress:
        - {{IpProtocol: tcp, FromPort: {port}, ToPort: {port}, CidrIp: 10.0.0.0/8}}
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        trees = make_trees(Path(directory))
        trees |= {path: Path(path) for path in sys.argv[1:]}
        base = measure([sys.executable, "-c", "pass"])
        print(f"{'python -c pass':44} {base:8.1f} ms")
        for name, path in trees.items():
            took = measure([*PROGRAM, str(path)])
            print(f"{name:44} {took:8.1f} ms  {took / base:6.1f} x")


def make_trees(directory: Path) -> dict[str, Path]:
    trees = {
        "nothing relevant (1,000 YAML and JSON files)": directory / "nothing",
        "one group in one .tf file": directory / "one",
        "100 modules, 1,000 groups": directory / "modules",
        "one template, 1,000 groups": directory / "template",
    }
    for path in trees.values():
        path.mkdir()
    for n in range(500):
        (directory / "nothing" / f"{n}.yaml").write_text("kind: Deployment\nspec:\n" + "  a: 1\n" * 200)
        (directory / "nothing" / f"{n}.json").write_text(
            json.dumps({"dependencies": {str(i): i for i in range(200)}})
        )
    (directory / "one" / "main.tf").write_text(MODULE + GROUP.format(n=0, port=443))
    calls = ""
    for n in range(100):
        module = directory / "modules" / f"m{n}"
        module.mkdir()
        groups = "".join(GROUP.format(n=i, port=25 + i) for i in range(10))
        (module / "main.tf").write_text(MODULE + groups)
        calls += f'module "m{n}" {{\n  source = "./m{n}"\n  cidrs  = ["10.{n}.0.0/16"]\n}}\n'
    (directory / "modules" / "main.tf").write_text(calls)
    template = "Resources:" + "".join(TEMPLATE_GROUP.format(n=n, port=25 + n) for n in range(1000))
    (directory / "template" / "stack.yaml").write_text(template)
    return trees


def measure(command: list[str]) -> float:
    """The median of whole runs, in milliseconds; the first one is not counted."""
    times = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times[1:])


if __name__ == "__main__":
    main()
