"""What a plan changes, in words."""

from __future__ import annotations

from ..printing import visible
from ._place import readable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..finding import Change, Closed, Finding, Report
    from . import Paint
    from ._place import Places

NAMED = 5
"""The most CIDRs that are named; all of them are in JSON and SARIF."""


def changes(findings: list[Finding]) -> list[str]:
    """A line for each thing that a plan changes about instances that one line opens."""
    said: dict[tuple[str, str], list[str]] = {}
    for finding in findings:
        if finding.change is not None:
            key = (finding.change.word, _part(finding.change))
            said.setdefault(key, []).append(visible(readable(finding.resource)))
    if [len(names) for names in said.values()] == [len(findings)]:
        return [f"{word}: {part}" if part else word for word, part in said]
    return [
        f"{word} ({part}): {_listed(names)}" if part else f"{word}: {_listed(names)}"
        for (word, part), names in sorted(said.items())
    ]


def _part(change: Change) -> str:
    """Which part of the addresses that a finding speaks of; empty for all of them."""
    if not change.rest:
        return ""
    if len(change.rest) < len(change.addresses):
        return f"all but {_listed(change.rest)}"
    return _listed(change.addresses)


def closed_blocks(report: Report, places: Places, paint: Paint) -> list[list[str]]:
    """The exposures that plans close, and what they leave open and unmanaged, each under one heading."""
    headings = {
        "closed": paint("clear", "closed by this plan"),
        "no longer managed": paint("undecided", "no longer managed"),
    }
    blocks = []
    for word, heading in headings.items():
        entries = [entry for entry in report.closed if entry.change.word == word]
        if entries:
            blocks.append([f"{heading}:", *[_closed(entry, places, paint) for entry in entries]])
    return blocks


def _closed(entry: Closed, places: Places, paint: Paint) -> str:
    place = visible(places.text(entry.span))
    return f"  {paint('frame', '-->')} {place}  {visible(readable(entry.message))} [{visible(entry.policy)}]"


def counts(report: Report) -> list[str]:
    """What the closing line says of it."""
    closed = sum(entry.change.word == "closed" for entry in report.closed)
    undecided = report.not_new.count("undecided")
    still = len(report.not_new) - undecided
    return [
        *([f"{closed} closed by this plan"] if closed else []),
        *([f"{still} still open, not reported"] if still else []),
        *([f"{undecided} undecided and not new, not reported"] if undecided else []),
    ]


def _listed(texts: Sequence[str]) -> str:
    more = f" and {len(texts) - NAMED} more" if len(texts) > NAMED else ""
    return ", ".join(texts[:NAMED]) + more
