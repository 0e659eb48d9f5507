"""The `json` format: one document for programs, described by docs/report.schema.json."""

from __future__ import annotations

from . import DEFAULT, Options, shown
from ._place import Places, clean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..finding import Closed, Diagnostic, Finding, Link, Reach, Report
    from ..source import Unreadable
    from ..value import Missing

NAME = "json"
VERSION = "1"


def render(report: Report, options: Options = DEFAULT) -> str:
    import json

    places = Places(report.paths)
    document = {
        "version": VERSION,
        "findings": [_finding(finding, places) for finding in shown(report, options)],
        "closed": [_closed(entry, places) for entry in report.closed],
        "unreadable": [_unreadable(entry, places) for entry in report.unreadable],
        "diagnostics": [_diagnostic(entry, places) for entry in report.diagnostics],
        "summary": {
            "exposed": report.count("exposed"),
            "undecided": report.count("undecided"),
            "advised": report.count("advised"),
            "not_new": len(report.not_new),
            "closed": sum(entry.change.word == "closed" for entry in report.closed),
            "unreadable": len(report.unreadable),
            "files": report.files,
            "resources_judged": report.resources_judged,
            "not_supported": dict(sorted(report.not_supported.items())),
        },
    }
    return json.dumps(clean(document), indent=2) + "\n"


def _finding(finding: Finding, places: Places) -> dict[str, Any]:
    place = places.of(finding.span)
    return {
        "policy": finding.policy,
        "verdict": finding.verdict,
        "severity": finding.severity,
        "gates": finding.gates,
        "ports": list(finding.ports),
        "file": places.display(place.path),
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "resource": finding.resource,
        "root": finding.root,
        "message": finding.message,
        "missing": [_missing(entry, places) for entry in finding.missing],
        "trail": [_link(link, places) for link in finding.trail],
        "related": [_link(link, places) for link in finding.related],
        "notes": list(finding.notes),
        "reach": None if finding.reach is None else _reach(finding.reach, places),
        "fingerprint": finding.fingerprint,
        "change": None if finding.change is None else finding.change.word,
        "newly_open": [] if finding.change is None else list(finding.change.addresses),
    }


def _closed(entry: Closed, places: Places) -> dict[str, Any]:
    place = places.of(entry.span)
    return {
        "policy": entry.policy,
        "change": entry.change.word,
        "file": places.display(place.path),
        "line": place.line,
        "resource": entry.resource,
        "root": entry.root,
        "message": entry.message,
        "addresses": list(entry.change.addresses),
        "fingerprint": entry.fingerprint,
    }


def _reach(reach: Reach, places: Places) -> dict[str, Any]:
    return {
        "state": reach.state,
        "text": reach.text,
        "steps": [_link(link, places) for link in reach.steps],
    }


def _link(link: Link, places: Places) -> dict[str, Any]:
    place = places.of(link.span)
    return {
        "file": places.display(place.path),
        "line": place.line,
        "column": place.column,
        "what": link.what,
    }


def _missing(missing: Missing, places: Places) -> dict[str, Any]:
    place = None if missing.span is None else places.of(missing.span)
    return {
        "what": missing.what,
        "why": missing.why,
        "file": None if place is None else places.display(place.path),
        "line": None if place is None else place.line,
    }


def _unreadable(entry: Unreadable, places: Places) -> dict[str, Any]:
    return {"file": places.display(entry.path), "line": entry.line, "reason": entry.reason}


def _diagnostic(entry: Diagnostic, places: Places) -> dict[str, Any]:
    return {"file": places.display(entry.path), "line": entry.line, "message": entry.message}
