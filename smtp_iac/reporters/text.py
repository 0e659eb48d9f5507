"""The `text` format: for people, what fails the run first, every count in the closing line."""

from __future__ import annotations

from ..printing import visible
from . import DEFAULT, Options, Paint, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..finding import Finding, Report
    from ._place import Places

NAME = "text"


def render(report: Report, options: Options = DEFAULT) -> str:
    """A clear run is exactly one line, and loads nothing that shows more."""
    paint = Paint(options.colour)
    if not (report.findings or report.not_new or report.closed or report.unreadable or report.diagnostics):
        return paint("clear", _clear(report)) + "\n"
    from ._change import closed_blocks
    from ._place import Places

    places = Places(report.paths)
    blocks = [
        *_findings(shown(report, options), places, paint),
        *closed_blocks(report, places, paint),
        *_remarks(report, places, paint),
    ]
    return "\n\n".join(["\n".join(block) for block in blocks] + [_closing(report, options)]) + "\n"


def _findings(findings: list[Finding], places: Places, paint: Paint) -> list[list[str]]:
    """In full those of the policies that gate; briefly those of the policies that advise."""
    decided = [finding for finding in findings if finding.verdict != "undecided"]
    undecided = [finding for finding in findings if finding.verdict == "undecided"]
    errors = [finding for finding in decided if finding.gates]
    advice = [finding for finding in decided if not finding.gates]
    blocks = []
    if errors:
        from ._decided import decided_blocks

        blocks += decided_blocks(errors, places, paint)
    if undecided:
        from ._undecided import undecided_blocks

        blocks += undecided_blocks([finding for finding in undecided if finding.gates], places, paint)
    if advice:
        from ._advice import advice_blocks

        blocks += advice_blocks(advice, places, paint)
    if undecided:
        from ._undecided import headlines

        blocks += headlines([finding for finding in undecided if not finding.gates], places, paint)
    return blocks


def _remarks(report: Report, places: Places, paint: Paint) -> list[list[str]]:
    """What could not be read, what a person should know, and what we cannot evaluate yet."""
    blocks = [
        [
            _remark(paint("error", "unreadable"), places.entry(u.path, u.line), u.reason)
            for u in report.unreadable
        ],
        [
            _remark(paint("frame", "note"), places.entry(d.path, d.line), d.message)
            for d in report.diagnostics
        ],
    ]
    if report.not_supported:
        counts = [f"{visible(name)} ({count})" for name, count in sorted(report.not_supported.items())]
        blocks.append([f"not supported yet: {', '.join(counts)}"])
    return [block for block in blocks if block]


def _remark(label: str, place: str, text: str) -> str:
    from ._place import readable

    return f"{label}: {visible(place)}: {visible(readable(text))}"


def _clear(report: Report) -> str:
    ids = ", ".join(policy.id for policy in report.policies)
    asked = f" ({ids})" if ids else ""
    return f"No exposure found{asked}: {_coverage(report)}, 0 undecided."


def _closing(report: Report, options: Options) -> str:
    from ._change import counts

    undecided = report.count("undecided")
    hidden = " (hidden)" if undecided and options.undecided == "hide" else ""
    advised = report.count("advised")
    found = [
        f"{report.count('exposed')} exposed",
        *([f"{advised} advised"] if advised else []),
        f"{undecided} undecided{hidden}",
        f"{len(report.unreadable)} unreadable",
    ]
    return "; ".join([", ".join(found), _coverage(report), *counts(report)])


def _coverage(report: Report) -> str:
    files = "1 file" if report.files == 1 else f"{report.files} files"
    judged = report.resources_judged
    return f"{files}, {'1 resource' if judged == 1 else f'{judged} resources'} judged"
