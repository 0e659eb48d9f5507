"""The pipeline in the order in which it happens: paths, files, resources, rules, verdicts, a report."""

from __future__ import annotations

import os
from functools import partial

from .baseline import before, once_for_each_rule
from .discover import NoSuchPath, discover, discover_around
from .finding import Diagnostic, Report
from .lowering import lowered, number_with_rules, wanted_types
from .plugins import load
from .reading import Inputs, Reading
from .source import Tree, Unreadable
from .truth import YES
from .value import Known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from .baseline import Before
    from .discover import Discovery
    from .finding import Closed, Finding
    from .judge import Decision, Matters
    from .lowering import Model
    from .policy import Policy
    from .resource import Planned

SEVERITIES = ("critical", "high", "medium", "low", "info")
VERDICTS = ("exposed", "advised", "undecided")


class Outcome:
    """A report, and what the exit code depends on besides it. foreign: named files that are nothing of ours;
    nothing: directories were given, and nothing in any of them is ours. reading, model: what was judged, for
    who asks further; None where nothing was."""

    __slots__ = ("foreign", "model", "nothing", "reading", "report")

    def __init__(
        self,
        report: Report,
        foreign: list[str],
        nothing: bool,
        reading: Reading | None = None,
        model: Model | None = None,
    ) -> None:
        self.report = report
        self.foreign = foreign
        self.nothing = nothing
        self.reading = reading
        self.model = model


def scan(
    paths: Sequence[str],
    working_directory: str,
    inputs: Inputs,
    policies: str = "",
    *,
    changed: bool = False,
    only_new: bool = False,
) -> Outcome:
    """Judge everything below the paths; if these are what changed, everything in the boundary that they
    reach. only_new: without the findings by which plans open nothing. Raises discover.NoSuchPath and
    policy.PolicyError."""
    tree = Tree.for_paths([*paths, *inputs.sources], working_directory)
    check_sources(inputs, tree)
    if changed:
        inputs.changed = frozenset([tree.real(path) for path in paths])
        discovery = discover_around(tree, inputs.changed)
    else:
        discovery = discover(tree, paths)
    reading = read(discovery, tree, inputs)
    model = lowered(reading)
    past = before(reading)
    anything = reading.opaque or policies or not (model.is_empty and past.model.is_empty)
    asked = load_policies(policies) if anything else []
    findings: list[Finding] = []
    closed: list[Closed] = []
    for policy in asked:
        found, gone = judged(policy, model, past, reading.plans, tree)
        findings += found
        closed += gone
    findings += not_looked_into(asked[0], past, reading) if reading.opaque and asked else []
    reading.diagnostics += [remark for policy in asked for remark in remarks(policy, model)]
    reading.complete()
    if findings:
        from .reach.of_findings import add_reach

        add_reach(findings, asked, model, reading)
    report = Report(
        findings=sorted([one for one in findings if not only_new or one.may_be_new], key=order),
        closed=sorted(closed, key=lambda one: one.sort_key),
        not_new=[one.verdict for one in findings if only_new and not one.may_be_new],
        unreadable=named_once(discovery.unreadable + reading.unreadable + unreadable_inputs(inputs, tree)),
        diagnostics=sorted(
            reading.diagnostics + outside(discovery, reading), key=lambda diagnostic: diagnostic.sort_key
        ),
        files=len(reading.files),
        resources_judged=number_with_rules(reading),
        not_supported=not_supported(findings),
        policies=list(asked),
        paths=tree,
    )
    nothing = discovery.directories and not reading.files and not report.unreadable
    foreign = [tree.display(path) for path in discovery.foreign]
    return Outcome(report, foreign, nothing, reading, model)


def check_sources(inputs: Inputs, tree: Tree) -> None:
    """Raises NoSuchPath."""
    for path in inputs.sources:
        if not os.path.isdir(tree.place(path)):
            raise NoSuchPath(path)


def read(discovery: Discovery, tree: Tree, inputs: Inputs) -> Reading:
    """What every format makes of the files of its kinds."""
    whole = Reading()
    if not discovery.candidates:
        return whole
    types = wanted_types()
    completions = []
    for module in load("smtp_iac.formats"):
        for format_ in getattr(module, "FORMATS", ()):
            files = [candidate for candidate in discovery.candidates if candidate.kind in format_.kinds]
            if files:
                reading: Reading = format_.read(files, tree, inputs, types)
                whole.add(reading)
                completions.append((reading, len(reading.unreadable), len(reading.diagnostics)))

    def complete() -> None:
        for reading, unreadable, diagnostics in completions:
            reading.complete()
            whole.unreadable += reading.unreadable[unreadable:]
            whole.diagnostics += reading.diagnostics[diagnostics:]

    whole.complete = complete
    return whole


def load_policies(directory: str) -> list[Policy]:
    from .policy import default_directory
    from .policy import load as load_directory

    spec = {name: module.PARAMETERS for name, module in questions().items()}
    return load_directory(directory or default_directory(), spec)


def questions() -> dict[str, Any]:
    modules: list[Any] = load("smtp_iac.questions")
    return {module.NAME: module for module in modules}


def judged(
    policy: Policy, model: Model, past: Before, plans: list[Planned], tree: Tree
) -> tuple[list[Finding], list[Closed]]:
    """What a policy says of what is there, and which exposures plans close."""
    from . import placement
    from .closed import closed as placed_as_closed
    from .judge import DECIDE
    from .merging.changes import change_of, in_configuration

    question = questions()[policy.asks]
    ask = partial(question.ask, **policy.parameters)
    matters: Matters = partial(question.matters, **policy.parameters)
    if past.roots:
        matters = once_for_each_rule(matters)
    decide = DECIDE[question.ABOUT]
    items = meant(policy, model.about(question.ABOUT))
    decisions = decided(items, plans, lambda some: decide(some, ask, matters))
    findings = [
        (placement.exposed if decision.truth is YES else placement.undecided)(decision, policy, tree)
        for decision in decisions
    ]
    closed = []
    if past.roots:
        delta = past.delta(meant(policy, past.model.about(question.ABOUT)), items, matters)
        for finding, decision in zip(findings, decisions, strict=True):
            finding.change = change_of(decision, delta)
        gone = in_configuration(delta.closed(decide, ask))
        closed = [placed_as_closed(one, change, policy) for one, change in gone]
    return findings, closed


def not_looked_into(policy: Policy, past: Before, reading: Reading) -> list[Finding]:
    """What cannot be looked into, which is said once."""
    from . import placement

    found = []
    for one in reading.opaque:
        if not (isinstance(one.exists, Known) and one.exists.data is False):
            finding = placement.opaque(one, policy)
            finding.change = past.of_unknown(finding.root)
            found.append(finding)
    return found


def remarks(policy: Policy, model: Model) -> list[Diagnostic]:
    """What a question says of what is no finding."""
    question = questions()[policy.asks]
    if not hasattr(question, "remarks"):
        return []
    said = question.remarks(model.about(question.ABOUT), policy.parameters["ports"])
    places = [(rule.resource.heading, text) for rule, text in said]
    return [Diagnostic(span.source.path, span.line, text) for span, text in places]


def meant(policy: Policy, items: list[Any]) -> list[Any]:
    """What the policy is asked of, as far as its `where:` says so."""
    if not policy.where:
        return items
    from .model.rule import both
    from .selection import selected

    return [
        one.existing(both(one.exists, selected(policy, one.resource)))  # one answer a resource would do
        for one in items
    ]


def decided(
    asked: list[Any], plans: list[Planned], decide: Callable[[list[Any]], list[Decision]]
) -> list[Decision]:
    """What is decided; of plans, at the places of their configurations."""
    if not plans:
        return decide(asked)
    from .merging.merging import decisions_with_plans

    return decisions_with_plans(asked, plans, decide)


def order(finding: Finding) -> tuple[Any, ...]:
    return (
        VERDICTS.index(finding.verdict),
        SEVERITIES.index(finding.severity),
        finding.distance,
        finding.span.sort_key,
        finding.root,
        finding.resource,
        finding.fingerprint,
    )


def named_once(unreadable: list[Unreadable]) -> list[Unreadable]:
    """Sorted; a file that discovery and a format both failed to read is named once."""
    found = {one.sort_key: one for one in unreadable}
    return [found[key] for key in sorted(found)]


def unreadable_inputs(inputs: Inputs, tree: Tree) -> list[Unreadable]:
    """The files of variables and parameters that are not there, also where nothing asked for them."""
    found = []
    for kind, path in (*inputs.variables, *inputs.parameters):
        if kind == "file":
            try:
                tree.read_named(path)
            except Unreadable as error:
                found.append(Unreadable(error.path, error.line, error.reason))
    return found


def outside(discovery: Discovery, reading: Reading) -> list[Diagnostic]:
    """Links that were not followed, unless a format needed them and says so."""
    text = "a link that leads outside the boundary of the scan: not followed"
    named = {one.path for one in reading.unreadable}
    return [Diagnostic(path, None, text) for path in discovery.outside if path not in named]


def not_supported(findings: list[Finding]) -> dict[str, int]:
    """What we could not evaluate yet, and how many findings wait for it."""
    counts: dict[str, int] = {}
    for finding in findings:
        for missing in finding.missing:
            if missing.camp == "not supported yet":
                subject, said, _ = missing.why.rpartition(" are not supported yet")
                name = subject.rpartition(": ")[2] if said else missing.what
                counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items()))
