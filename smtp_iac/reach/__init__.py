"""The way from the internet to what a security group is attached to, put together from facts around it.

Here is one part of a way: whether the internet can pass it, what says so, and where.
"""

from __future__ import annotations

from ..finding import Link
from ..identity import missing_inputs
from ..placing.place import nearest
from ..truth import MAYBE, NO, YES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..model.context import Fact
    from ..source import Span
    from ..truth import Truth
    from ..value import Element


class Part:
    """truth: whether connections from the internet pass. why: what a person should know of it, as a clause.
    steps: the lines that it rests on."""

    __slots__ = ("steps", "truth", "why")

    def __init__(self, truth: Truth, why: str = "", steps: Iterable[Link] = ()) -> None:
        self.truth = truth
        self.why = why
        self.steps = tuple(steps)

    def capped(self, truth: Truth, why: str) -> Part:
        """The same where it is no surer than this; what is closed stays so."""
        if self.truth is YES and truth is not YES:
            return Part(MAYBE, why, self.steps)
        return self


OPEN = Part(YES)


def one_after_another(parts: Iterable[Part]) -> Part:
    """A way through all of them: closed by the first that is, else open only if all are."""
    every = list(parts)
    for count, part in enumerate(every, 1):
        if part.truth is NO:
            steps = [step for before in every[:count] for step in before.steps]
            return Part(NO, part.why, steps)
    steps = [step for part in every for step in part.steps]
    unsure = [part.why for part in every if part.truth is MAYBE and part.why]
    if any(part.truth is MAYBE for part in every):
        return Part(MAYBE, "; ".join(dict.fromkeys(unsure)), steps)
    return Part(YES, ", ".join([part.why for part in every if part.why]), steps)


def any_of(parts: Iterable[Part]) -> Part:
    """Ways beside one another: the first that is open, else the first that may be."""
    every = list(parts)
    for truth in (YES, MAYBE, NO):
        for part in every:
            if part.truth is truth:
                return part
    return Part(MAYBE)


def step(fact: Fact, value: Element | None, what: str) -> Link:
    """A line: the place of a value inside the resource that states the fact, else the resource's own."""
    resource = fact.resource
    found: Span | None = None
    if value is not None and resource.call is None:
        found = nearest(value.origin, resource.span)
    return Link(found or resource.heading, what)


def waits_for(value: Element) -> str:
    """The inputs that a value waits for, in words; empty where none is missing."""
    return ", ".join([one.what for one in missing_inputs(value)][:3])
