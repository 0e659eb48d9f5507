"""Whether a resource or output is there: its loops make it, and its Condition holds."""

from __future__ import annotations

from ...model.rule import both
from ...value import Known, Origin
from .functions.loop_items import ALWAYS
from .syntax.nodes import Entries, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...value import Outcome
    from .functions.loops import Made


def existence(made: Made) -> Outcome:
    entries = written(made.node)
    condition = entries.values.get("Condition") if isinstance(entries, Entries) else None
    if condition is None:
        if made.exists is ALWAYS:
            return Known(True, Origin("", made.evaluation.span(made.node)))
        return made.exists
    # its place is outside of the resource
    return both(made.exists, made.evaluation.conditions.at(made.evaluation, condition, ALWAYS))
