"""What was there before the plans of a scan, as a model like that of what is there after them."""

from __future__ import annotations

from ..reading import Reading
from .lowering import lowered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..finding import Change
    from ..model.filter import Filter
    from ..model.rule import Rule
    from .delta import Delta, Item
    from .judge import Matters
    from .lowering import Model


class Before:
    """model: of every plan at once. roots: the plans that it is complete for; made: the ids of the resources
    that are there after them; forgotten: of those that stay and are no longer managed."""

    __slots__ = ("forgotten", "made", "model", "roots")

    def __init__(
        self, model: Model, roots: Iterable[str], made: Iterable[str], forgotten: Iterable[str]
    ) -> None:
        self.model = model
        self.roots = frozenset(roots)
        self.made = frozenset(made)
        self.forgotten = frozenset(forgotten)

    def delta(self, before: Iterable[Item], after: Iterable[Item], matters: Matters) -> Delta:
        from .delta import Delta

        return Delta(before, after, matters, roots=self.roots, made=self.made, forgotten=self.forgotten)

    def of_unknown(self, root: str) -> Change | None:
        """What is said of something in a plan that cannot be looked into."""
        if root not in self.roots:
            return None
        from ..finding import Change

        return Change("perhaps newly open")


def once_for_each_rule(matters: Matters) -> Matters:
    """The same answers; of a rule by itself, which is often there before and after, asked once."""
    from ..model.filter import SecurityGroup

    answers: dict[int, tuple[Rule, bool]] = {}  # with the rule, so that no other gets its id()

    def remembered(asked: Filter) -> bool:
        if type(asked) is not SecurityGroup or asked.id is not None or len(asked.rules) != 1:
            return matters(asked)
        [rule] = asked.rules
        if id(rule) not in answers:
            answers[id(rule)] = (rule, matters(asked))
        return answers[id(rule)][1]

    return remembered


def before(reading: Reading) -> Before:
    """Costs nothing where nothing was read that says what was before."""
    past = Reading()
    past.lowered = reading.lowered  # what a plan leaves as it is, is the same resource
    for one in reading.baselines:
        past.resources += one.resources()
    model = lowered(past)
    cut_short = {one.root for one in past.opaque}
    baselines = [one for one in reading.baselines if one.root not in cut_short]
    return Before(
        model,
        roots=[one.root for one in baselines],
        made=[one.id for one in reading.resources] if baselines else (),
        forgotten=[id_ for one in baselines for id_ in one.forgotten],
    )
