"""Values that reach from one stack into another, computed on demand and without recursion.

What needs another one that is not computed yet raises `Needs`; the loop computes that one first and then
starts again. So a value may come through any number of stacks.
"""

from __future__ import annotations

from ....value import Missing, Origin, Refused, Unknown
from ..outcomes import UNSUPPORTED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ....source import Span
    from ....value import Outcome


class Wanted:
    """Something that is computed once: a parameter or an output of a stack, the name of an export.

    optional: to pass over where it depends on itself, as if it were `instead`.
    """

    __slots__ = ("compute", "done", "instead", "name", "result", "span")

    def __init__(
        self, name: str, span: Span, compute: Callable[[], Outcome], instead: Outcome | None = None
    ) -> None:
        self.name = name
        self.span = span
        self.compute = compute
        self.instead = instead
        self.done = False
        self.result: Outcome

    def set(self, result: Outcome) -> None:
        self.result = result
        self.done = True


class Needs(Exception):  # noqa: N818 - a request, not an error
    def __init__(self, wanted: list[Wanted]) -> None:
        super().__init__(wanted)
        self.wanted = wanted


class Demand:
    """Computes what is wanted; one for all stacks of a scan."""

    def __init__(self) -> None:
        self._running = False

    def get(self, one: Wanted) -> Outcome:
        self.need((one,))
        return one.result

    def need(self, several: Iterable[Wanted]) -> None:
        """Have all of these computed before going on."""
        missing = [one for one in several if not one.done]
        if not missing:
            return
        if self._running:
            raise Needs(missing)
        self._running = True
        try:
            _run(missing)
        finally:
            self._running = False


def _run(first: list[Wanted]) -> None:
    stack = list(reversed(first))
    way: dict[Wanted, None] = {}  # what was started and waits, in order
    while stack:
        one = stack[-1]
        if not one.done:
            try:
                one.set(one.compute())
            except Needs as needs:
                way[one] = None
                ring = next((each for each in needs.wanted if each in way), None)
                if ring is None:
                    stack.extend(reversed(needs.wanted))
                else:
                    _break(list(way)[list(way).index(ring) :])
                continue
            except RecursionError:
                why = Missing(one.name, "is nested too deeply", UNSUPPORTED, one.span)
                one.set(Unknown(f"limit {one.name}", why, Origin("", one.span)))
        way.pop(one, None)
        stack.pop()


def _break(ring: list[Wanted]) -> None:
    """What depends on itself is refused, or passed over where something on the way is optional."""
    for one in ring:
        if one.instead is not None:
            one.set(one.instead)
            return
    names = [one.name for one in ring]
    text = "cycle: " + " -> ".join([*names, names[0]])
    ring[0].set(Refused(text, Origin("", ring[0].span)))
