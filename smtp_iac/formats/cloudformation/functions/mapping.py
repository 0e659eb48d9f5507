"""What a mapping holds that loops make a part of."""

from __future__ import annotations

from ....choice import conditional
from ....identity import derived
from ....value import ABSENT, Absent, Known, Origin, Refused
from ..syntax.nodes import Entries
from .loops import entries_made
from .pieces import VARIABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....value import Outcome
    from ..evaluation import Evaluation
    from .loops import Made


class Mapping:
    """The entries of a mapping by their names; what is looked up is evaluated, nothing else is."""

    def __init__(self, evaluation: Evaluation, entries: Entries) -> None:
        self._by_name: dict[str, list[Made]] = {}
        self._open: list[Made] = []
        for made in entries_made(evaluation, entries):
            if made.is_open:
                self._open.append(made)
            else:
                self._by_name.setdefault(made.name, []).append(made)

    def names(self) -> list[str]:
        return list(self._by_name)

    def value(self, name: str, what: str = "") -> Outcome:
        """The entry of a name, ABSENT where there is none; unknown where a loop may make it."""
        found = self._by_name.get(name, [])
        if len(found) > 1:
            here = Origin("", found[1].header)
            return Refused(f"{name} is made twice", here)
        if found:
            inside = found[0].evaluation.value(found[0].node, what)
            return conditional(found[0].exists, inside, ABSENT)
        for made in self._open:
            if made.problem is not None:
                return made.problem
            if may_be(made, name):
                return _unknown(made)
        return ABSENT

    def whole(self, origin: Origin, what: str) -> Outcome:
        """All of it; unknown where the name of any entry is."""
        for made in self._open:
            return _unknown(made) if made.problem is None else made.problem
        values = {name: self.value(name, what) for name in self._by_name}
        return Known({name: value for name, value in values.items() if not isinstance(value, Absent)}, origin)


def may_be(made: Made, name: str) -> bool:
    """Whether a name that is partly unknown can be this one."""
    first, *others = VARIABLE.split(made.key)
    return name.startswith(first) and (not others or name.endswith(others[-1]))


def _unknown(made: Made) -> Outcome:
    here = Origin("", made.evaluation.span(made.node))
    return derived(f"entry {made.key}", *made.evaluation.names.values(), origin=here)
