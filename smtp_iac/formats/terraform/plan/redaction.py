"""Plans of HCP Terraform, from which sensitive values are taken out: what is marked so is not known here."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

REDACTED = "is sensitive, and taken out of this plan; `terraform show -json` prints all of it"


def with_redacted(unknown: Any, sensitive: Any, levels: int) -> Any:
    """An overlay of unknowns with REDACTED where the overlay of sensitive values has true. levels: how deep
    it is looked; below, everything counts as taken out."""
    if sensitive is True or not levels:
        return True if unknown is True else REDACTED
    if unknown is True or not holds_true(sensitive):
        return unknown
    if isinstance(sensitive, dict):
        inside = unknown if isinstance(unknown, dict) else {}
        found = {name: with_redacted(inside.get(name), mark, levels - 1) for name, mark in sensitive.items()}
        return {**inside, **{name: mark for name, mark in found.items() if mark}}
    elements = unknown if isinstance(unknown, list) else []
    count = max(len(elements), len(sensitive))
    marks = [*elements, *[None] * (count - len(elements))], [*sensitive, *[None] * (count - len(sensitive))]
    return [with_redacted(*pair, levels - 1) for pair in zip(*marks, strict=True)]


def holds_true(marks: Any) -> bool:
    """Whether anything is marked in an overlay."""
    waiting = [marks]
    while waiting:
        one = waiting.pop()
        if one is True:
            return True
        if isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return False
