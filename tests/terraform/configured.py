"""Plans with the configurations that they were made of, on disk, as the tests of both need them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from smtp_iac.finding import Finding, Report
from smtp_iac.policy import PolicyOptions
from smtp_iac.reading import Inputs
from smtp_iac.scan import scan

from .plans import block, entry, plan

RULE = "aws_security_group_rule.smtp"
OPEN = ["0.0.0.0/0"]
TEXT = """\
resource "aws_security_group_rule" "smtp" {
  type              = "ingress"
  security_group_id = "sg-1"
  protocol          = "tcp"
  from_port         = 25
  to_port           = 25
  cidr_blocks       = CIDRS
}
"""


def configuration(cidrs: str = '["0.0.0.0/0"]') -> str:
    """One rule, whose sources are in line 7."""
    return TEXT.replace("CIDRS", cidrs)


def rule(address: str = RULE, cidrs: Any = OPEN, port: int = 25, **more: Any) -> dict[str, Any]:
    values = {
        "type": "ingress",
        "security_group_id": "sg-1",
        "protocol": "tcp",
        "from_port": port,
        "to_port": port,
        "cidr_blocks": cidrs,
    }
    return entry(address, values, **more)


def group(ingress: list[dict[str, Any]], address: str = "aws_security_group.mx", **more: Any) -> Any:
    return entry(address, {"name": "mx", "ingress": ingress}, **more)


def inline(cidrs: list[str], port: int = 25) -> dict[str, Any]:
    return {"protocol": "tcp", "from_port": port, "to_port": port, "cidr_blocks": cidrs}


def planned(*entries: Any, blocks: tuple[str, ...] = (RULE,), **more: Any) -> dict[str, Any]:
    return plan(*entries, configuration=[block(one) for one in blocks], **more)


def write(folder: Path, files: dict[str, Any]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


def check(folder: Path, *paths: str, **inputs: Any) -> Report:
    """What SMTP001 says of it."""
    return scan(list(paths or ["."]), str(folder), Inputs(**inputs), PolicyOptions(only=["SMTP001"])).report


def where(finding: Finding) -> str:
    """`main.tf:7 "0.0.0.0/0"`: the place, and what stands there."""
    span = finding.span
    text = span.source.data[span.start : span.end].decode().split("\n")[0]
    return f"{span.source.path.rpartition('/')[2]}:{span.line} {text}"


def trail(finding: Finding) -> list[str]:
    return [
        f"{link.span.source.path.rpartition('/')[2]}:{link.span.line} {link.what}" for link in finding.trail
    ]
