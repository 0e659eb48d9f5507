"""The `sarif` format: SARIF 2.1.0 for code scanning. docs/report.md says what stands where."""

from __future__ import annotations

from . import DEFAULT, Options, shown
from ._place import Places, clean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..finding import Finding, PolicyText, Report
    from ..source import Span

NAME = "sarif"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
FINGERPRINT = "smtpIacFingerprint/v1"

LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "info": "note"}
SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0", "info": "0.1"}
"""GitHub's `security-severity`: above 9.0 critical, from 7.0 high, from 4.0 medium, above 0 low."""

NOTIFICATIONS = {
    "unreadable": "A file that could not be read or parsed",
    "diagnostic": "What a person should know that is no finding",
    "closed": "An exposure that a plan closes, or leaves open and no longer managed",
}


def render(report: Report, options: Options = DEFAULT) -> str:
    import json

    from .. import __version__

    places = Places(report.paths)
    indexes = {policy.id: index for index, policy in enumerate(report.policies)}
    driver = {
        "name": "smtp-iac",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(policy) for policy in report.policies],
        "notifications": [
            {"id": name, "shortDescription": {"text": text}} for name, text in NOTIFICATIONS.items()
        ],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the scanned work tree."}}},
        "invocations": [_invocation(report, options, places)],
        "results": [_result(finding, indexes, places) for finding in shown(report, options)],
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(clean(document), indent=2) + "\n"


def _rule(policy: PolicyText) -> dict[str, Any]:
    text = "\n".join([policy.remediation, "", "References:", *(f"- {entry}" for entry in policy.references)])
    return {
        "id": policy.id,
        "name": policy.name,
        "shortDescription": {"text": policy.name},
        "fullDescription": {"text": policy.rationale},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": LEVELS[policy.severity]},
        "properties": {
            "security-severity": SCORES[policy.severity],
            "tags": ["security"],
            "gate": policy.gate,
        },
    }


def _result(finding: Finding, indexes: dict[str, int], places: Places) -> dict[str, Any]:
    undecided = finding.verdict == "undecided"
    said = [entry.sentence for entry in finding.missing]
    missing = [text for text in said if text not in finding.message]
    message = finding.message if not missing else f"{finding.message} (waits for: {'; '.join(missing)})"
    primary = _location(finding.span, places)
    primary["logicalLocations"] = [{"fullyQualifiedName": finding.resource, "kind": "resource"}]
    result = {
        "ruleId": finding.policy,
        "ruleIndex": indexes.get(finding.policy, -1),
        "kind": "fail",
        "level": "note" if undecided else LEVELS[finding.severity],
        "message": _message(message),
        "locations": [primary],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        "properties": _properties(finding),
    }
    related = [(link.span, link.what) for link in finding.related]
    related += [(entry.span, entry.sentence) for entry in finding.missing if entry.span is not None]
    if related:
        result["relatedLocations"] = [
            {"id": number, **_location(span, places, what)} for number, (span, what) in enumerate(related, 1)
        ]
    if finding.trail:
        result["codeFlows"] = [{"threadFlows": [{"locations": _flow(finding, places)}]}]
    return result


def _properties(finding: Finding) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "verdict": finding.verdict,
        "severity": finding.severity,
        "gates": finding.gates,
        "ports": list(finding.ports),
        "resource": finding.resource,
        "root": finding.root,
        "missing": [{"what": entry.what, "why": entry.why} for entry in finding.missing],
        "notes": list(finding.notes),
    }
    if finding.change is not None:
        properties["change"] = finding.change.word
        properties["newlyOpen"] = list(finding.change.addresses)
    if finding.reach is not None:
        properties["reach"] = {"state": finding.reach.state, "text": finding.reach.text}
    if finding.edit is not None:
        properties["fix"] = {"what": finding.edit.what, "text": finding.edit.text}
    return properties


def _flow(finding: Finding, places: Places) -> list[dict[str, Any]]:
    """The trail; its end is the primary place."""
    steps = [{"location": _location(link.span, places, link.what)} for link in finding.trail]
    if finding.trail[-1].span.sort_key != finding.span.sort_key:
        steps.append({"location": _location(finding.span, places, finding.resource)})
    return steps


def _location(span: Span, places: Places, what: str = "") -> dict[str, Any]:
    place = places.of(span)
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": _artifact(place.path, places), "region": region}
    }
    if what:
        location["message"] = _message(what)
    return location


def _artifact(path: str, places: Places) -> dict[str, Any]:
    """A file below the root by its relative URI. Readers refuse a file that is not in the repository: one
    that was named elsewhere is described, and so is standard input."""
    import os
    from urllib.parse import quote

    if path == places.paths.standard_input:
        return {"description": {"text": "standard input"}}

    relative = places.paths.relative(path)
    if relative.startswith(("/", "../")):
        return {"description": {"text": f"{os.path.basename(path)}, outside of the repository"}}
    return {"uri": quote(os.fsencode(relative)), "uriBaseId": ROOT}


def _message(text: str) -> dict[str, str]:
    """Braces are doubled, as SARIF 3.11.5 demands, and no text of a scanned file becomes a link (3.11.6)."""
    return {"text": text.replace("{", "{{").replace("}", "}}").replace("](", "] (")}


def _invocation(report: Report, options: Options, places: Places) -> dict[str, Any]:
    notes = [
        *(("unreadable", "error", u.path, u.line, u.reason) for u in report.unreadable),
        *(("diagnostic", "note", d.path, d.line, d.message) for d in report.diagnostics),
        *(("closed", "none", c.span.source.path, places.of(c.span).line, c.message) for c in report.closed),
    ]
    invocation: dict[str, Any] = {
        "executionSuccessful": not report.unreadable,
        "toolExecutionNotifications": [
            {
                "descriptor": {"id": name, "index": list(NOTIFICATIONS).index(name)},
                "level": level,
                "message": _message(text),
                "locations": [
                    {
                        "physicalLocation": {
                            "artifactLocation": _artifact(path, places),
                            **({} if line is None else {"region": {"startLine": line}}),
                        }
                    }
                ],
            }
            for name, level, path, line, text in notes
        ],
    }
    if options.exit_code is not None:
        invocation["exitCode"] = options.exit_code
    return invocation
