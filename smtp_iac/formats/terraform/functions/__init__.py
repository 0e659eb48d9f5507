"""Terraform's functions over values.

`try` and `can` are the evaluator's: they do not evaluate all that they are given.
"""

from __future__ import annotations

from ....choice import lift, too_many
from ....identity import derived
from ....plugins import module
from ....value import LIMIT, Choice, Missing, Refuse, Refused, Unknown
from ..values import computed, guarded, not_supported
from ..values.open_elements import combinations
from .names import IMPURE, NAMES, THEMES
from .signatures import Call, Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....value import Origin, Outcome
    from .signatures import Context

MODULES = {name: theme for theme, names in THEMES.items() for name in names}


def function_named(name: str) -> Function | None:
    """The function; None for one that is not evaluated, or that there is not."""
    if name not in MODULES:
        return None
    table: dict[str, Function] = module(f"{__name__}.{MODULES[name]}").TABLE
    return table[name]


def provided(name: str, context: Context) -> Function | None:
    """A provider's function."""
    from .provider_functions import provider_function

    return provider_function(name, context)


def call(name: str, arguments: Sequence[Outcome], origin: Origin, context: Context) -> Outcome:
    """The function of these arguments, which are already spread where the call ends in `...`."""
    given = tuple(arguments)
    short = name.removeprefix("core::")
    here = computed(origin, given)
    try:
        function = provided(short, context) if short.startswith("provider::") else function_named(short)
    except Refuse as refuse:
        return Refused(refuse.refused.reason, here)
    if function is None:
        return _without_evaluation(short, given, here)
    if not function.accepts(len(given)):
        return Refused(f"{short}() does not take {len(given)} arguments", here)
    for each in given:
        if isinstance(each, Refused):
            return each
    about = Call(short, here, context)
    if function.choices or Choice not in map(type, given):
        return lift(lambda: _applied(function, about, given))
    if combinations(given) > LIMIT:
        return too_many(derived(short, *given, origin=here), f"function {short}()")
    return lift(lambda *each: _applied(function, about, each), *given)


def _applied(function: Function, about: Call, given: tuple[Outcome, ...]) -> Outcome:
    return guarded(lambda: function.apply(about, given), f"function {about.name}()", given, about.origin)


def _without_evaluation(name: str, given: tuple[Outcome, ...], origin: Origin) -> Outcome:
    if name in IMPURE:
        why = Missing(f"{name}()", "is known only after apply", "nobody can know", origin.span)
        place = "" if origin.span is None else repr(origin.span)
        return Unknown(f"{name}() at {place}", why, origin)
    if name in NAMES or "::" in name:
        return not_supported(f"function {name}()", "is not supported yet", given, origin)
    return Refused(f"there is no function named {name}", origin)
