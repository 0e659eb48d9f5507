"""Texts that are made to be slow: the double takes at most about twice as long.

.venv/bin/python -m benchmarks.hostile
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from .measuring import measured

PROGRAM = [str(Path(sys.executable).parent / "smtp-iac"), "check"]
RUNS = 3
SIZE = 150_000
TERRAFORM = {
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
GROUP = """Resources:
  G:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 25, ToPort: 25, CidrIp: 0.0.0.0/0}
Metadata:
"""
YAML = {
    "open sequences": lambda size: "  a: " + "[" * size,
    "sequences in sequences": lambda size: "  a: " + "- " * (size // 2),
    "keys": lambda size: "".join(f"  k{n}: 1\n" for n in range(size // 10)),
    "one long string": lambda size: "  a: '" + "x" * size * 7 + "'\n",
    "a string that never closes": lambda size: "  a: '" + "x\n" * (size // 2),
    "a block of lines": lambda size: "  a: |\n" + "    x\n" * (size // 6),
    "anchors and their aliases": lambda size: (
        "".join(f"  k{n}: &a{n} 1\n" for n in range(size // 30))
        + f"  all: [{', '.join(f'*a{n}' for n in range(size // 30))}]\n"
    ),
    "aliases of one anchor": lambda size: (
        "  a: &a [1]\n" + "".join(f"  k{n}: *a\n" for n in range(size // 15))
    ),
    "aliases of aliases": lambda size: (
        "  k0: &a0 [1]\n" + "".join(f"  k{n}: &a{n} [*a{n - 1}]\n" for n in range(1, size // 30))
    ),
    "merge keys of many mappings": lambda size: (
        "  a: &a {b: 1}\n" + "".join(f"  k{n}: {{<<: *a}}\n" for n in range(size // 20))
    ),
    "merge keys of one mapping": lambda size: "  a: &a {b: 1}\n  c:\n" + "    <<: *a\n" * (size // 11),
    "functions": lambda size: "".join(f"  k{n}: !Ref k\n" for n in range(size // 15)),
    "one key, over and over": lambda size: "  k: 1\n" * (size // 7),
}
JSON_GROUP = """{"Resources": {"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"SecurityGroupIngress":
[{"IpProtocol": "tcp", "FromPort": 25, "ToPort": 25, "CidrIp": "0.0.0.0/0"}]}}}, "Metadata": """
JSON = {
    "open arrays": lambda size: "[" * size,
    "objects in objects": lambda size: '{"a":' * (size // 5),
    "keys": lambda size: json.dumps({f"k{n}": 1 for n in range(size // 12)}) + "}",
    "one long string": lambda size: '"' + "x" * size * 7 + '"}',
    "a string that never closes": lambda size: '"' + "x" * size,
    "backslashes in a string": lambda size: '"' + "\\" * size,
    "quotes": lambda size: '"' * size,
    "blank lines": lambda size: "\n" * size + "1}",
}
PLAN = """{"format_version": "1.2", "resource_changes": [{"address": "aws_security_group.g",
"mode": "managed", "type": "aws_security_group", "name": "g",
"change": {"actions": ["create"], "before": null, "after_unknown": {}, "after": {"k": ENTRY, "ingress": [
{"protocol": "tcp", "from_port": 25, "to_port": 25, "cidr_blocks": ["0.0.0.0/0"]}]}}} MORE],
"configuration": {"root_module": {}}, "planned_values": REST}"""
FOREIGN = ', {"address": "a.b", "mode": "managed", "type": "a", "change": {"actions": ["no-op"]}}'
PLANS = {
    "open arrays in an entry": ("ENTRY", lambda size: "[" * size),
    "keys in an entry": ("ENTRY", lambda size: json.dumps({f"k{n}": 1 for n in range(size // 12)})),
    "a long string in an entry": ("ENTRY", lambda size: '"' + "x" * size * 7 + '"'),
    "other entries": ("MORE", lambda size: FOREIGN * (size // 80)),
    "empty entries": ("MORE", lambda size: ", {}" * (size // 4)),
    "open arrays beside them": ("REST", lambda size: "[" * size),
    "braces in a string beside them": ("REST", lambda size: '{"a": "' + "}{" * (size // 2) + '"}'),
    "quotes beside them": ("REST", lambda size: '"' * size),
}


def texts(size: int) -> dict[str, tuple[str, str]]:
    """The name and the text of a file, by what it is."""
    found = {title: ("main.tf", make(size)) for title, make in TERRAFORM.items()}
    found |= {f"YAML: {title}": ("stack.yaml", GROUP + make(size)) for title, make in YAML.items()}
    found |= {f"JSON: {title}": ("stack.json", JSON_GROUP + make(size)) for title, make in JSON.items()}
    for title, (place, make) in PLANS.items():
        text = PLAN.replace(place, make(size))
        for other, usual in (("ENTRY", "1"), ("MORE", ""), ("REST", "{}")):
            text = text.replace(other, usual)
        found[f"plan: {title}"] = ("plan.json", text)
    return found


def table(runs: int = RUNS) -> list[str]:
    lines = ["| text | kB | ms | the double, ms | ratio |", "|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as name:
        commands = {}
        sizes = {}
        for factor in (1, 2):
            for title, (file, text) in texts(SIZE * factor).items():
                place = Path(name) / f"{len(commands)}"
                place.mkdir()
                (place / file).write_text(text)
                commands[f"{title} {factor}"] = [*PROGRAM, str(place)]
                sizes.setdefault(title, len(text) / 1000)
        times = measured(commands, runs)
        for title, size in sizes.items():
            once, twice = times[f"{title} 1"].processor, times[f"{title} 2"].processor
            lines.append(f"| {title} | {size:.0f} | {once:.0f} | {twice:.0f} | {twice / once:.2f} |")
    return lines


if __name__ == "__main__":
    print("\n".join(table()))
