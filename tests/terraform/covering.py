"""Whether what was computed with unknown inputs allows what comes out when they are known."""

from __future__ import annotations

from typing import Any

from smtp_iac.formats.terraform.values.conversion import scalar
from smtp_iac.formats.terraform.values.open_elements import is_open_key
from smtp_iac.formats.terraform.values.types import agrees, is_open, kind, type_of
from smtp_iac.value import Absent, Choice, Known, Many, Refused, Unknown


def covers(ours: Any, real: Any) -> bool:
    """`ours` may have unknown parts, `real` has none.

    What terraform would refuse is never deployed, so everything allows it. Scalars count as equal when they
    are written alike: an input of unknown type keeps its identity through conversions.
    """
    if isinstance(real, (Refused, Unknown)):
        return True
    if isinstance(ours, Choice):
        return any(covers(outcome, real) for outcome in ours.options.values())
    if isinstance(ours, (Refused, Absent)):
        return type(ours) is type(real)
    if isinstance(ours, Unknown):
        return _facts_hold(ours, real)
    if not isinstance(real, Known) or not isinstance(ours, Known):
        return False
    if isinstance(ours.data, tuple) and isinstance(real.data, tuple):
        unordered = bool(ours.data) and isinstance(ours.data[0], Many)
        if kind(type_of(real)) == "set" or unordered:
            return _set_covers(ours.data, real.data)
        return _sequence_covers(ours.data, real.data)
    if isinstance(ours.data, dict) and isinstance(real.data, dict):
        return _map_covers(ours.data, real.data)
    if ours.data is None or real.data is None:
        return ours.data is real.data
    return same_text(ours, real)


def same_text(ours: Known, real: Known) -> bool:
    if isinstance(ours.data, (tuple, dict)) or isinstance(real.data, (tuple, dict)):
        return False
    return bool(scalar(ours.data, "string") == scalar(real.data, "string"))


def _facts_hold(ours: Unknown, real: Any) -> bool:
    if not isinstance(real, Known):
        return True
    facts = ours.facts
    if real.data is None:
        return not facts.not_null
    if facts.type is not None and not agrees(facts.type, type_of(real)):
        return False
    if facts.domain is not None and real.data not in [data for _, data in facts.domain]:
        return False
    if not isinstance(real.data, str):
        return True
    length = real.data.rpartition("/")[2]
    if facts.block is not None and length.isdigit() and int(length) < facts.block[0]:
        return False
    return real.data.startswith(facts.prefix)


def _sequence_covers(ours: tuple[Any, ...], real: tuple[Any, ...]) -> bool:
    """As a pattern: Many matches any number, an optional element one or none."""
    ways = {0}
    for element in ours:
        inner = element.value if isinstance(element, Many) else element
        after = {at + 1 for at in ways if at < len(real) and covers(inner, real[at])}
        if is_open(element):
            after |= ways
        while isinstance(element, Many):
            more = {at + 1 for at in after if at < len(real) and covers(inner, real[at])} - after
            after |= more
            if not more:
                break
        ways = after
    return len(real) in ways


def _set_covers(ours: tuple[Any, ...], real: tuple[Any, ...]) -> bool:
    inner = [element.value if isinstance(element, Many) else element for element in ours]
    sure = [element for element in ours if isinstance(element, Known)]
    return all(any(covers(each, element) for each in inner) for element in real) and all(
        any(covers(each, element) for element in real) for each in sure
    )


def _map_covers(ours: dict[str, Any], real: dict[str, Any]) -> bool:
    others = [each.value for key, each in ours.items() if is_open_key(key)]
    named = {key: each for key, each in ours.items() if not is_open_key(key)}
    for key, element in real.items():
        if key in named:
            if not covers(named[key], element):
                return False
        elif not any(covers(other, element) for other in others):
            return False
    return all(key in real or is_open(each) for key, each in named.items())
