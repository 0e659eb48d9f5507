"""Three-valued truth, and judgements that carry the evidence they rest on."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


class Truth:
    """YES, NO or MAYBE, with Kleene's `&`, `|` and `~`; no truth value of its own: compare with `is`."""

    __slots__ = ("name", "rank")

    def __init__(self, name: str, rank: int) -> None:
        self.name = name
        self.rank = rank

    def __and__(self, other: Truth) -> Truth:
        return self if self.rank <= other.rank else other

    def __or__(self, other: Truth) -> Truth:
        return self if self.rank >= other.rank else other

    def __invert__(self) -> Truth:
        return (YES, MAYBE, NO)[self.rank]

    def __bool__(self) -> bool:
        raise TypeError("three-valued: compare with YES, NO or MAYBE")

    def __repr__(self) -> str:
        return self.name


NO, MAYBE, YES = Truth("NO", 0), Truth("MAYBE", 1), Truth("YES", 2)


def truth(condition: bool) -> Truth:
    return YES if condition else NO


def over_all(truths: Iterable[Truth]) -> Truth:
    """One verdict for every case: YES if all say so, NO if none may, MAYBE otherwise (and for no case)."""
    found = set(truths)
    if found == {YES}:
        return YES
    return NO if found == {NO} else MAYBE


class Judgement:
    """A truth and what it rests on. Combined, it keeps the evidence of the side that decided."""

    __slots__ = ("_evidence", "truth")

    def __init__(self, truth: Truth, *evidence: Any) -> None:
        self.truth = truth
        self._evidence: tuple[Any, ...] = evidence

    def __and__(self, other: Judgement) -> Judgement:
        return _combined(self.truth & other.truth, self, other)

    def __or__(self, other: Judgement) -> Judgement:
        return _combined(self.truth | other.truth, self, other)

    def __invert__(self) -> Judgement:
        return Judgement(~self.truth, self)

    def __bool__(self) -> bool:
        raise TypeError("three-valued: look at .truth")

    def evidence(self) -> list[Any]:
        """What the judgement rests on, each thing once, in the order in which it was given."""
        found: dict[int, Any] = {}
        stack: list[Any] = [self]
        visited: set[int] = set()
        while stack:
            item = stack.pop()
            if not isinstance(item, Judgement):
                found.setdefault(id(item), item)
            elif id(item) not in visited:
                visited.add(id(item))
                stack.extend(reversed(item._evidence))
        return list(found.values())


def _combined(result: Truth, *sides: Judgement) -> Judgement:
    return Judgement(result, *[side for side in sides if side.truth is result])
