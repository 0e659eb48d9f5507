"""Terraform's types over values: conversions, operators, indexing, text, and collections that are open.

Here is how much is computed before an expression is given up: no value of a real configuration comes near.
`TooMuch` is raised inside a computation and becomes an Unknown ("not supported yet") at its edge, `guarded`.
"""

from __future__ import annotations

from ....identity import identity, shorten, unknowns_of
from ....value import NO_FACTS, Missing, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ....value import Element, Facts, Origin, Outcome

MOST_ELEMENTS = 100_000
MOST_TEXT = 4 * 1024 * 1024
MOST_FILE = 1024 * 1024
MOST_DIGITS = 4000
DEEPEST = 100


class TooMuch(Exception):  # noqa: N818 - an outcome, not an error of ours
    """`why` completes "not evaluated: ..."."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def few_elements(count: int) -> None:
    if count > MOST_ELEMENTS:
        raise TooMuch(f"more than {MOST_ELEMENTS:,} elements")


def short_text(length: int) -> None:
    if length > MOST_TEXT:
        raise TooMuch(f"a text of more than {MOST_TEXT // 1024 // 1024} MiB")


def not_supported(
    operation: str,
    why: str,
    operands: tuple[Element, ...],
    origin: Origin,
    *,
    facts: Facts = NO_FACTS,
    what: str = "",
) -> Unknown:
    """What an operation gives that is not evaluated here; equal operands give the same Unknown."""
    id_ = shorten(f"{operation}({','.join([identity(operand) for operand in operands])})")
    missing = Missing(what or operation, why, "not supported yet", origin.span)
    return Unknown(id_, missing, origin, facts, unknowns_of(operands))


def guarded(
    compute: Callable[[], Outcome], operation: str, operands: tuple[Element, ...], origin: Origin
) -> Outcome:
    """What `compute` gives, or an Unknown when it reaches a limit."""
    try:
        return compute()
    except TooMuch as limit:
        why = limit.why
    except RecursionError:
        why = "nested too deep"
    try:
        return not_supported(operation, why, operands, origin)
    except RecursionError:
        return too_deep(operation, origin)


def too_deep(operation: str, origin: Origin) -> Unknown:
    """The Unknown for a value that cannot even be told apart from others; equal only to what stands there."""
    place = "" if origin.span is None else f"{origin.span!r}"
    missing = Missing(operation, "nested too deep", "not supported yet", origin.span)
    return Unknown(f"{operation} at {place}", missing, origin)
