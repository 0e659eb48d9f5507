"""The pipeline in the order in which it happens: paths, files, resources, rules, verdicts, a report."""

from __future__ import annotations

import os

from .discover import NoSuchPath, discover, discover_around
from .finding import Diagnostic, Report
from .judging.baseline import before
from .judging.lowering import lowered, number_with_rules, wanted_types
from .plugins import load
from .reading import Inputs, Reading
from .source import Tree, Unreadable
from .value import Known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .discover import Discovery
    from .finding import Closed, Finding
    from .judging.baseline import Before
    from .judging.lowering import Model
    from .policy import Policy, PolicyOptions
    from .reading import Opaque
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
    options: PolicyOptions | None = None,
    *,
    changed: bool = False,
    only_new: bool = False,
) -> Outcome:
    """Judge everything below the paths; if these are what changed, everything in the boundary that they
    reach. options: which policies are asked; without them, our own. only_new: without the findings by which
    plans open nothing. Raises discover.NoSuchPath, policy.PolicyError and policy.NoSuchPolicy."""
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
    asked: list[Policy] = []
    findings: list[Finding] = []
    closed: list[Closed] = []
    if options is not None or reading.opaque or not (model.is_empty and past.model.is_empty):
        asked = load_policies(options)
        findings, closed = judged(asked, model, past, reading.plans, tree)
        findings += not_looked_into(asked, past, reading) if reading.opaque else []
        reading.diagnostics += remarks(asked, model)
    reading.complete()
    if any(finding.rules for finding in findings):
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
        place = tree.place(path)
        if not os.path.exists(place):
            raise NoSuchPath(path)
        if not os.path.isdir(place):
            raise NoSuchPath(path, "not a directory, as --source is")


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


def load_policies(options: PolicyOptions | None) -> list[Policy]:
    from .policy import DEFAULT, policies_of

    def parameters() -> dict[str, Any]:
        return {name: module.PARAMETERS for name, module in questions().items()}

    return policies_of(options or DEFAULT, parameters, wanted_types)


def questions() -> dict[str, Any]:
    modules: list[Any] = load("smtp_iac.questions")
    return {module.NAME: module for module in modules}


def judged(
    policies: list[Policy], model: Model, past: Before, plans: list[Planned], tree: Tree
) -> tuple[list[Finding], list[Closed]]:
    """What the policies say of what is there, and which exposures plans close."""
    from .judging.asking import Asking

    asking = Asking(model, past, plans, questions())
    answers = [answer for policy in policies for answer in asking.answers(policy)]
    gone = [(*one, policy) for policy in policies for one in asking.closed(policy)]
    findings: list[Finding] = []
    if answers:
        from .placing.placement import placed

        findings = [placed(answer, tree) for answer in answers]
    if not gone:
        return findings, []
    from .judging.closed import closed

    return findings, [closed(*one) for one in gone]


def not_looked_into(policies: list[Policy], past: Before, reading: Reading) -> list[Finding]:
    """What cannot be looked into, which is said once: by a policy that gates, if there is one."""
    from .placing.not_at_hand import NotAtHand

    found: list[Finding] = []
    policy = min(policies, key=lambda one: not one.gate)
    name = policy.name
    for one in reading.opaque:
        is_there = not (isinstance(one.exists, Known) and one.exists.data is False)
        if is_there and not (reading.plans and is_answered(one, reading.plans)):
            finding = NotAtHand(one, policy, name)
            if past.roots:
                finding.change = past.of_unknown(one.root)
            found.append(finding)
    return found


def is_answered(opaque: Opaque, plans: list[Planned]) -> bool:
    """Whether every plan of a root module, which was made with the code at hand, says what is in it."""
    about = [plan for plan in plans if plan.root == opaque.root]
    return bool(about) and all(plan.speaks_of(opaque.address) for plan in about)


def remarks(policies: list[Policy], model: Model) -> list[Diagnostic]:
    """What questions say of what is no finding."""
    found = []
    for policy in policies:
        question = questions()[policy.asks]
        if hasattr(question, "remarks"):
            said = question.remarks(model.about(question.ABOUT), policy.ports)
            places = [(rule.resource.heading, text) for rule, text in said]
            found += [Diagnostic(span.source.path, span.line, text) for span, text in places]
    return found


def order(finding: Finding) -> tuple[Any, ...]:
    return (
        not finding.gates,
        VERDICTS.index(finding.verdict),
        SEVERITIES.index(finding.severity),
        finding.distance,
        *finding.span.sort_key,
        finding.root,
        finding.resource,
        finding,
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
