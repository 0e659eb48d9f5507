"""`Fn::ImportValue`: the outputs that the stacks of a scan export, by their names."""

from __future__ import annotations

from ....choice import choice, conditional, lift
from ....model.rule import both
from ....value import Choice, Facts, Known, Missing, Origin, Unknown, option
from ..outcomes import NOBODY_KNOWS, seen_at
from ..parameters.demand import Wanted
from ..syntax.nodes import Entries, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ....source import Span
    from ....value import Option, Outcome
    from ..functions.loops import Made
    from ..parameters.demand import Demand
    from .stack import Stack

    Exporter = tuple[Stack, str, Wanted]

UNNAMED = Unknown("no name", Missing("the export", "depends on itself", NOBODY_KNOWS))


class Exports:
    """Every output with an `Export` of all the stacks; their names are evaluated when one is asked for."""

    def __init__(self, stacks: Sequence[Stack]) -> None:
        self._stacks = stacks
        self._named: list[Exporter] | None = None

    def value(self, demand: Demand, name: str, span: Span, otherwise: Unknown) -> Outcome:
        """What is exported under a name; `otherwise` where no stack here surely exports it.

        A name is exported once in a region and account: several exporters are several deployments.
        """
        found = [one for one in self._evaluated(demand) if _is(one[2].result, name)]
        if not found:
            return otherwise
        if len(found) == 1:
            return seen_at(_exported(found[0], demand, name, otherwise), span)
        places = [f"{stack.scope} {output}" for stack, output, _ in found]
        domain: tuple[Option, ...] = tuple([option(place) for place in places])
        why = Missing(
            f"the exporter of {name}",
            f"is one of {len(found)} outputs: {', '.join(places)}",
            NOBODY_KNOWS,
            span,
        )
        which = Unknown(f"exporter of {name}", why, Origin("", span), Facts(domain=domain, not_null=True))
        options = {
            each: seen_at(_exported(one, demand, name, otherwise), span)
            for each, one in zip(domain, found, strict=True)
        }
        return choice(which, options, which.origin)

    def roots(self, demand: Demand) -> set[str]:
        """The roots of what is exported under a name that is known: the rest cannot be imported."""
        names = [(stack, wanted.result) for stack, _, wanted in self._evaluated(demand)]
        return {stack.root for stack, name in names if isinstance(name, (Known, Choice))}

    def _evaluated(self, demand: Demand) -> list[Exporter]:
        """Every exporter, its name evaluated. May raise demand.Needs."""
        if self._named is None:
            self._named = list(self._exporters())
        demand.need([wanted for _, _, wanted in self._named])
        return self._named

    def _exporters(self) -> Iterator[Exporter]:
        for stack in self._stacks:
            for name, made in stack.outputs().items():
                declared = written(made.node)
                if isinstance(declared, Entries) and "Export" in declared.values:
                    yield stack, name, _name_of(stack, made)


def _name_of(stack: Stack, made: Made) -> Wanted:
    def compute() -> Outcome:
        declared = written(made.node)
        assert isinstance(declared, Entries)
        export = written(declared.values["Export"])
        if not isinstance(export, Entries) or "Name" not in export.values:
            return made.evaluation.refused("an Export has a Name", declared.values["Export"])
        stack.ready_for(export.values["Name"])
        return made.evaluation.value(export.values["Name"])

    return Wanted(f"the name of export {made.name}", made.header, compute, UNNAMED)


def _is(name: Outcome, wanted: str) -> bool:
    """Whether an export can have the name that is wanted."""
    if isinstance(name, Choice):
        return any(_is(each, wanted) for each in name.options.values())
    return isinstance(name, Known) and name.data == wanted


def _exported(exporter: Exporter, demand: Demand, name: str, otherwise: Unknown) -> Outcome:
    """The value of an output, where its stack is there and it has the name."""
    stack, output, named = exporter
    wanted = stack.output(output)
    assert wanted is not None
    value = demand.get(wanted)
    stack.ready()
    is_it = lift(lambda one: Known(_is(one, name)), named.result)
    return conditional(both(stack.exists, is_it), value, otherwise)
