"""Findings of policies that only advise, as text: one heading for each policy, one line for each place."""

from __future__ import annotations

from ..printing import visible
from ._place import readable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..finding import Finding
    from . import Paint
    from ._place import Places

SHOWN = 10
"""The most places under one heading; all of them are in JSON and SARIF."""


def advice_blocks(findings: list[Finding], places: Places, paint: Paint) -> list[list[str]]:
    headings: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        key = (finding.verdict, finding.policy, finding.policy_name)
        headings.setdefault(key, []).append(finding)
    return [_block(headings[key], places, paint) for key in sorted(headings)]


def _block(group: list[Finding], places: Places, paint: Paint) -> list[str]:
    first = group[0]
    word = "advice" if first.verdict == "advised" else "warning"
    label = paint(word, f"{word}[{visible(first.policy)}]")
    folds: dict[object, list[Finding]] = {}
    for finding in sorted(group, key=lambda finding: (finding.span.sort_key, finding.resource)):
        folds.setdefault((finding.span.sort_key, _said(finding)[1]), []).append(finding)
    frame = paint("frame", "-->")
    lines = [f"{label}: {visible(readable(first.policy_name))}"]
    for number, fold in enumerate(list(folds.values())[:SHOWN]):
        arrow = f"  {frame}" if number == 0 else "     "
        lines.append(f"{arrow} {visible(places.text(fold[0].span))}  {visible(readable(_line(fold)))}")
    left = len(group) - sum([len(fold) for fold in list(folds.values())[:SHOWN]])
    if left:
        lines.append(f"      and {left} more")
    return lines


def _said(finding: Finding) -> tuple[str, str]:
    """The resource, and what is said of it."""
    said = finding.message.removeprefix(f"{finding.policy_name}: ")
    if said.startswith(finding.resource):
        return finding.resource, said.removeprefix(finding.resource)
    return finding.resource, f": {said}"


def _line(fold: list[Finding]) -> str:
    resource, said = _said(fold[0])
    others = len(fold) - 1
    if others:
        resource += f" and {others} more instance{'s' if others > 1 else ''}"
    return resource + said
