"""Findings that fail a run, as text: one heading for each place, its instances folded below."""

from __future__ import annotations

from ..printing import visible
from ._change import changes
from ._excerpt import excerpt
from ._place import readable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..finding import Edit, Finding, Link
    from . import Paint
    from ._place import Places

SEVERITIES = ("critical", "high", "medium", "low", "info")
NAMED = 3
"""The most further instances that are named; all of them are in JSON and SARIF."""

LINKS = 20
"""The most links of a trail that are listed; all of them are in JSON and SARIF."""

EDIT_LINES = 30
"""The most lines of a suggested edit that are printed."""


def decided_blocks(findings: list[Finding], places: Places, paint: Paint) -> list[list[str]]:
    """One block of lines for each policy, verdict and primary span."""
    headings: dict[tuple[object, ...], list[Finding]] = {}
    for finding in sorted(findings, key=_order):
        key = (finding.verdict, finding.policy, *finding.span.sort_key)
        headings.setdefault(key, []).append(finding)
    return [_block(group, places, paint) for group in headings.values()]


def _order(finding: Finding) -> tuple[object, ...]:
    return (
        finding.verdict != "exposed",
        SEVERITIES.index(finding.severity),
        finding.distance,
        finding.span.sort_key,
        finding.policy,
        finding.resource,
        finding.root,
    )


def _block(group: list[Finding], places: Places, paint: Paint) -> list[str]:
    first = group[0]
    folds: dict[object, list[Finding]] = {}
    for finding in group:
        folds.setdefault(finding.trail[0].span.sort_key if finding.trail else None, []).append(finding)
    message = first.message
    if len(folds) > 1:
        message = f"{first.policy_name}: {len(group)} instances, opened by {len(folds)} different lines"
    lines = [
        f"{paint('error', f'error[{visible(first.policy)}]')}: {visible(readable(message))}",
        *_source(first, places, paint),
    ]
    for fold in folds.values():
        lines += [
            f"   {paint('frame', '=')} {line}" if line[0] != " " else line for line in _fold(fold, places)
        ]
    return lines


def _source(finding: Finding, places: Places, paint: Paint) -> list[str]:
    number, line, carets = excerpt(finding.span, places)
    gutter = max(2, len(str(number)))
    bar = paint("frame", " " * gutter + " |")
    return [
        f"{' ' * gutter}{paint('frame', '-->')} {visible(places.text(finding.span))}",
        bar,
        f"{paint('frame', f'{number:>{gutter}} |')} {line}".rstrip(),
        f"{bar} {paint('error', carets)}",
    ]


def _fold(fold: list[Finding], places: Places) -> list[str]:
    """What is said of instances that the same line opens."""
    first = fold[0]
    lines = [f"{first.verdict} ({first.severity}): {_instances(fold)}", *changes(fold)]
    if [link.span.sort_key for link in first.trail] not in ([], [first.span.sort_key]):
        lines += ["trail:", *_links(first.trail, places, numbered=True)]
    lines += [f"reach: {visible(readable(text))}" for text in _reach(fold)]
    if first.related:
        lines += ["also:", *_links(first.related, places, numbered=False)]
    notes = dict.fromkeys(note for finding in fold for note in finding.notes)
    lines += [f"note: {visible(readable(note))}" for note in notes]
    if first.edit is not None:
        lines += _edit(first.edit, places)
    return lines


def _reach(fold: list[Finding]) -> list[str]:
    """What is known of the way to each instance, the first few that differ."""
    texts = list(dict.fromkeys(finding.reach.text for finding in fold if finding.reach is not None))
    more = f" (and {len(texts) - NAMED} more that differ)" if len(texts) > NAMED else ""
    return [*texts[: NAMED - 1], *[text + more for text in texts[NAMED - 1 : NAMED]]]


def _instances(fold: list[Finding]) -> str:
    names = [visible(readable(finding.resource)) for finding in fold]
    others = names[1:]
    if not others:
        return names[0]
    count = "1 more instance" if len(others) == 1 else f"{len(others)} more instances"
    return f"{names[0]} and {count}: {', '.join(others[:NAMED])}{', …' if len(others) > NAMED else ''}"


def _links(links: tuple[Link, ...], places: Places, numbered: bool) -> list[str]:
    texts = [visible(places.text(link.span)) for link in links]
    width = min(48, max(len(text) for text in texts))
    marks = [f"{number:>2}." if numbered else "  -" for number in range(1, len(links) + 1)]
    lines = [
        f"     {mark} {text:<{width}}  {visible(readable(link.what))}".rstrip()
        for mark, text, link in zip(marks, texts, links, strict=True)
    ]
    if len(lines) <= LINKS:
        return lines
    half = LINKS // 2
    return [*lines[:half], f"        … {len(lines) - 2 * half} more", *lines[-half:]]


def _edit(edit: Edit, places: Places) -> list[str]:
    place = "" if edit.span is None else f"{visible(places.text(edit.span))}: "
    lines = [f"fix: {place}{visible(readable(edit.what))}"]
    text = edit.text.strip("\n").split("\n") if edit.text.strip() else []
    lines += [f"       | {visible(line.rstrip().expandtabs(4))}".rstrip() for line in text[:EDIT_LINES]]
    if len(text) > EDIT_LINES:
        lines.append(f"       | … {len(text) - EDIT_LINES} more lines")
    return lines
