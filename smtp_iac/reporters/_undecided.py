"""Undecided findings as text, grouped by the input that is missing: one group, one thing to do."""

from __future__ import annotations

from ..printing import visible
from ._change import changes
from ._place import readable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..finding import Finding
    from ..source import Span
    from ..value import Missing
    from . import Paint
    from ._place import Places

SHOWN = 3
"""The most places of a group that are listed; all of them are in JSON and SARIF."""

NOT_ON_DISK = "not on disk"
UNSUPPORTED = "not supported yet"

HINTS = (
    ("var.", "give --var or --var-file"),
    ("data.", "scan the plan, as terraform show -json prints it"),
    ("parameter ", "give --parameter or --parameters"),
)
"""What to do, by how the name of the input begins."""


def undecided_blocks(findings: list[Finding], places: Places, paint: Paint) -> list[list[str]]:
    return [_block(group, places, paint) for group in _groups(findings)]


def headlines(findings: list[Finding], places: Places, paint: Paint) -> list[list[str]]:
    """The first lines only, together: one for each thing to do."""
    lines = [f"{_label(group, paint)}: {_headline(group, places)}" for group in _groups(findings)]
    return [lines] if lines else []


def _groups(findings: list[Finding]) -> list[list[Finding]]:
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in sorted(
        findings, key=lambda finding: (*finding.span.sort_key, finding.policy, finding.resource)
    ):
        groups.setdefault(_key(finding), []).append(finding)
    return list(groups.values())


def _label(group: list[Finding], paint: Paint) -> str:
    return paint("undecided", f"undecided[{visible(group[0].policy)}]")


def _key(finding: Finding) -> tuple[object, ...]:
    """Two modules may each have a variable of one name: where it is declared tells them apart. What we cannot
    evaluate is one thing wherever it stands."""
    if not finding.missing:
        return (finding.policy, finding.message)
    missing = finding.missing[0]
    if NOT_ON_DISK in missing.why and missing.what.startswith("module."):
        return (finding.policy, NOT_ON_DISK)
    declared: object = missing.span.sort_key if missing.span is not None else finding.root
    if missing.camp == UNSUPPORTED:
        declared = None
    return (finding.policy, missing.what, missing.why, declared)


def _reach(finding: Finding) -> list[str]:
    """What is known of the way to it; that nothing is attached goes without saying."""
    reach = finding.reach
    return [] if reach is None or reach.state == "not attached" else [reach.text]


def _block(group: list[Finding], places: Places, paint: Paint) -> list[str]:
    lines = [f"{_label(group, paint)}: {_headline(group, places)}"]
    frame = paint("frame", "-->")
    said: set[str] = set()
    shown = _folds(group)
    for number, fold in enumerate(shown):
        finding = fold[0]
        arrow = f"  {frame}" if number == 0 else "     "
        lines.append(f"{arrow} {visible(places.text(finding.span))}  {_resources(fold)}")
        notes = [f"note: {note}" for note in finding.notes]
        notes += [f"reach: {one}" for one in _reach(finding)]
        for text in (*_messages(finding, whole=number == 0), *_others(finding), *changes(fold), *notes):
            if text not in said:
                said.add(text)
                lines.append(f"        {visible(readable(text))}")
    left = len(group) - sum(len(fold) for fold in shown)
    if left:
        lines.append(f"      and {left} more")
    declared = _declared(group)
    if declared is not None:
        missing = visible(readable(group[0].missing[0].what))
        lines.append(f"   {paint('frame', '=')} {missing}: {visible(places.text(declared))}")
    return lines


def _folds(group: list[Finding]) -> list[list[Finding]]:
    """The findings at each of the first places."""
    folds: dict[object, list[Finding]] = {}
    for finding in group:
        place = finding.span.sort_key
        if place not in folds and len(folds) == SHOWN:  # a group is in the order of its places
            break
        folds.setdefault(place, []).append(finding)
    return list(folds.values())


def _resources(fold: list[Finding]) -> str:
    """The address, and how many instances of one block wait for the same."""
    others = len(fold) - 1
    more = "" if not others else f" and {others} more instance{'s' if others > 1 else ''}"
    return visible(readable(fold[0].resource)) + more


def _declared(group: list[Finding]) -> Span | None:
    """Where the input of the group is declared, if one place is to be named besides those of the rules."""
    if not group[0].missing or _key(group[0])[-1] in (None, NOT_ON_DISK):
        return None
    return None if _is_itself(group) else group[0].missing[0].span


def _is_itself(group: list[Finding]) -> bool:
    """Whether no rule waits for the input, but what stands at the place is what cannot be looked into."""
    first = group[0]
    span = first.missing[0].span
    return len(group) == 1 and span is not None and span.sort_key == first.span.sort_key


def _headline(group: list[Finding], places: Places) -> str:
    first = group[0]
    if not first.missing:
        return visible(readable(first.message))
    if _key(first)[-1] == NOT_ON_DISK:
        names = {(finding.missing[0].what, finding.root) for finding in group}
        modules = "1 module is" if len(names) == 1 else f"{len(names)} modules are"
        return f"{modules} {NOT_ON_DISK}: run terraform init"
    at = visible(places.text(first.span))
    missing = visible(readable(first.missing[0].sentence))
    hint = _hint(first.missing[0])
    more = f"; {hint}" if hint else ""
    if _is_itself(group):
        return f"{missing}, at {at}{more}"
    rules = (
        f"1 rule undecided, at {at}" if len(group) == 1 else f"{len(group)} rules undecided, first at {at}"
    )
    return f"{missing}: {rules}{more}"


def _messages(finding: Finding, *, whole: bool) -> list[str]:
    """The message, where the headline is not that already; what it is about is said once in a group."""
    if not finding.missing:
        return []
    about = f"undecided whether {finding.policy_name}: {finding.resource} "
    return [finding.message if whole else finding.message.removeprefix(about)]


def _others(finding: Finding) -> list[str]:
    others = [missing.sentence for missing in finding.missing[1:]]
    return [f"waits for more: {'; '.join(others)}"] if others else []


def _hint(missing: Missing) -> str:
    if missing.camp == UNSUPPORTED:
        return "" if UNSUPPORTED in missing.why else "smtp-iac cannot evaluate this yet"
    if "after apply" in missing.why:
        return HINTS[1][1]
    return next((hint for start, hint in HINTS if missing.what.startswith(start)), "")
