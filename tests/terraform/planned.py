"""Compares what the reader evaluates with what terraform plans.

The rule: the same addresses; known values equal; unknown where terraform knows is a gap that is counted; a
different known value is a failure. Where terraform says unknown, anything goes here: another plan, in which
it is known, tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any, NamedTuple

from smtp_iac.choice import optional
from smtp_iac.formats.terraform.values.open_elements import is_open_key, members
from smtp_iac.formats.terraform.values.types import is_open as is_open_element
from smtp_iac.identity import missing_inputs, symbols
from smtp_iac.reading import Reading
from smtp_iac.value import Absent, Choice, Known, Many, Refused, Unknown
from tests.oracle.fakeaws.schemas import RESOURCES

DYNAMIC = "dynamic"
ZEROS = ("", 0, False)


class Comparison:
    """attributes: those that terraform knows throughout. more: where terraform says unknown and we do not."""

    def __init__(self) -> None:
        self.instances = 0
        self.attributes = 0
        self.different: list[str] = []
        self.gaps: list[str] = []
        self.more: list[str] = []
        self.incomplete: set[str] = set()

    def add(self, other: Comparison) -> None:
        self.instances += other.instances
        self.attributes += other.attributes
        self.different += other.different
        self.gaps += other.gaps
        self.more += other.more
        self.incomplete |= other.incomplete

    @property
    def score(self) -> tuple[int, int, int]:
        return len(self.different), len(self.gaps), len(self.more)


class Planned(NamedTuple):
    """unknown: terraform's `after_unknown`: true, or the shape of the value with true inside."""

    value: Any
    unknown: Any


class Place(NamedTuple):
    """path: as a person writes it; zero: whether null is planned as the type's zero value here."""

    path: str
    zero: bool = False

    def at(self, step: Any) -> Place:
        return Place(f"{self.path}.{step}", self.zero)


def compare(reading: Reading, plan: dict[str, Any], types: Iterable[str] = RESOURCES) -> Comparison:
    """Every planned instance of these types."""
    found = Comparison()
    wanted = frozenset(types)
    changes = [one for one in plan.get("resource_changes", []) if one["mode"] == "managed"]
    planned = {one["address"]: one for one in changes if one["type"] in wanted}
    ours = {one.address: one for one in reading.resources if one.type in wanted}
    for address, resource in ours.items():
        exists = resource.exists
        if not isinstance(exists, Known):
            found.gaps.append(f"{address}: whether it exists: {why(exists)}")
        elif exists.data is not (address in planned):
            found.different.append(f"{address}: exists is {exists.data}, terraform says otherwise")
    for address, change in planned.items():
        found.instances += 1
        if address not in ours:
            missing = found.gaps if may_be_opaque(address, reading) else found.different
            missing.append(f"{address}: is not found")
            continue
        _instance(found, address, ours[address], change["change"])
    return found


def why(value: Any) -> str:
    """What an open value waits for."""
    return ", ".join([missing.sentence for missing in missing_inputs(value)]) or repr(value)


def may_be_opaque(address: str, reading: Reading) -> bool:
    """Whether it lies in a module that is not at hand, or in an instance that stands for any number."""
    prefixes = [one.address.split("[*")[0] for one in reading.opaque]
    prefixes += [one.address.split("[*")[0] for one in reading.resources if "[*" in one.address]
    return any(address.startswith(prefix) for prefix in prefixes)


def _instance(found: Comparison, address: str, resource: Any, change: dict[str, Any]) -> None:
    schema = RESOURCES.get(resource.type)
    after, unknown = change["after"], change["after_unknown"]
    for name, type_, attribute in _fields(schema, {*after, *unknown, *resource.body.names()}):
        value = resource.body.value(name)
        place = Place(f"{address}.{name}", bool(attribute.get("zero")))
        theirs, is_unknown = after.get(name), unknown.get(name, False)
        if schema is None and name not in after and name not in unknown:
            continue
        if _is_null(value):
            default = attribute.get("default")
            if is_unknown is not True and theirs not in (None, [], default):
                found.different.append(f"{place.path}: is not written, terraform says {theirs!r}")
            continue
        before = found.score
        against(found, value, Planned(theirs, is_unknown), type_, place)
        if not _any_unknown(is_unknown):
            found.attributes += 1
            if found.score[1] > before[1]:
                found.incomplete.add(place.path)


def _fields(schema: dict[str, Any] | None, names: set[str]) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """Name, type and attribute schema of each field."""
    if schema is None:
        yield from ((name, DYNAMIC, {}) for name in sorted(names))
        return
    for name, attribute in schema["attributes"].items():
        yield name, attribute["type"], attribute
    for name, nested in schema["blocks"].items():
        inner = ["object", {one: each["type"] for one, each in nested["block"]["attributes"].items()}]
        yield name, inner if nested["nesting"] == "single" else [nested["nesting"], inner], {}


def against(found: Comparison, ours: Any, planned: Planned, type_: Any, place: Place) -> None:
    theirs = planned.value
    if isinstance(ours, Many):
        ours = ours.value
    is_listed = isinstance(type_, list) and type_[0] in ("list", "set")
    if planned.unknown is True:
        if isinstance(ours, Known) and ours.data is not None:
            found.more.append(f"{place.path}: {ours}, unknown to terraform")
    elif isinstance(ours, Refused):
        found.different.append(f"{place.path}: refused ({ours.reason}), terraform says {theirs!r}")
    elif is_open_element(ours) and _is_placeholder(planned):
        found.more.append(f"{place.path}: terraform cannot tell how many there are")
    elif isinstance(ours, Choice) and not is_listed and not _possible(ours, planned, type_, place):
        found.different.append(f"{place.path}: {ours}, terraform says {theirs!r}")
    elif isinstance(ours, Unknown) or (isinstance(ours, Choice) and not is_listed):
        found.gaps.append(f"{place.path}: {why(ours)}; terraform says {theirs!r}")
    elif _is_null(ours):
        if theirs is not None and not (place.zero and theirs in (*ZEROS, [])):
            found.different.append(f"{place.path}: null, terraform says {theirs!r}")
    elif type_ == DYNAMIC and isinstance(theirs, list):
        _elements(found, ours, planned, ["list", DYNAMIC], place)
    elif type_ == DYNAMIC and isinstance(theirs, dict):
        _members(found, ours, planned, ["map", DYNAMIC], place)
    elif isinstance(type_, str):
        if not same_scalar(ours.data, theirs, type_):
            found.different.append(f"{place.path}: {ours}, terraform says {theirs!r}")
    else:
        compare_inside = _elements if is_listed else _members
        compare_inside(found, ours, planned, type_, place)


def _possible(ours: Choice, planned: Planned, type_: Any, place: Place) -> bool:
    """Whether terraform's value is one of the options."""
    for outcome in ours.options.values():
        tried = Comparison()
        against(tried, outcome, planned, type_, place)
        if not tried.different:
            return True
    return False


def same_scalar(ours: Any, theirs: Any, type_: Any) -> bool:
    """Whether a scalar, converted to the type of its argument, is the planned one."""
    if isinstance(ours, (tuple, dict)) or theirs is None:
        return False
    text = str(ours).lower() if isinstance(ours, bool) else str(ours)
    if type_ == "number" or (type_ == DYNAMIC and isinstance(theirs, (int, float))):
        try:
            return float(text) == float(theirs)
        except ValueError:
            return False
    return text == (str(theirs).lower() if isinstance(theirs, bool) else str(theirs))


def _elements(found: Comparison, ours: Any, planned: Planned, type_: Any, place: Place) -> None:
    inside, is_open = _inside(ours)
    theirs = _parts(planned)
    if inside is None:
        found.different.append(f"{place.path}: {ours}, terraform says {planned.value!r}")
    elif type_[0] == "list" and not is_open and len(inside) == len(theirs):
        for number, one in enumerate(inside):
            against(found, one, theirs[number], type_[1], place.at(number))
    else:
        _matched(found, inside, theirs, type_, place)


def _parts(planned: Planned) -> list[Planned]:
    values = planned.value or []
    masks = planned.unknown if isinstance(planned.unknown, list) else []
    return [Planned(*pair) for pair in zip_longest(values, masks[: len(values)], fillvalue=False)]


def _inside(ours: Any) -> tuple[list[Any] | None, bool]:
    """The elements, and whether there may be fewer or more of them."""
    if isinstance(ours, Choice):
        parts = {chosen: _inside(one)[0] or [] for chosen, one in ours.options.items()}
        return [optional(ours, chosen, one) for chosen, part in parts.items() for one in part], True
    if not isinstance(ours, Known):
        return members(ours), True
    if isinstance(ours.data, dict):  # `.tf.json` writes one block so
        return [ours], False
    if not isinstance(ours.data, tuple):
        return None, False
    inside = [one for one in ours.data if not isinstance(one, Absent)]
    return inside, any(is_open_element(one) for one in inside)


def _matched(found: Comparison, ours: list[Any], theirs: list[Planned], type_: Any, place: Place) -> None:
    """The elements of a set: each planned one with the one of ours that fits best."""
    pairs = []
    for number, element in enumerate(theirs):
        for index, one in enumerate(ours):
            tried = Comparison()
            against(tried, one, element, type_[1], place.at(number))
            pairs.append((tried.score, is_open_element(one), number, index, tried))
    pairs.sort(key=lambda pair: pair[:4])
    fitting = [
        [index for score, _, at, index, _ in pairs if at == number and not score[0]]
        for number in range(len(theirs))
    ]
    given: dict[int, int] = {}
    for number in sorted(range(len(theirs)), key=lambda number: _any_unknown(theirs[number].unknown)):
        _give(number, fitting, given, [is_open_element(one) for one in ours], set())
    taken = {number: tried for _, _, number, index, tried in pairs if given.get(number) == index}
    used = set(given.values())
    for _, _, number, index, tried in pairs:  # what is left fits nowhere
        if number not in taken and index not in used:
            taken[number] = tried
            used.add(index)
    for score, _, number, index, _ in pairs:
        if score[0] == 0 and (_any_unknown(theirs[number].unknown) or (type_[0] == "set" and score[1] == 0)):
            used.add(index)  # equal elements are one, and one with unknowns may stand for several
    for tried in taken.values():
        found.add(tried)
    for number, element in enumerate(theirs):
        if number not in taken and _any_unknown(element.unknown):
            found.more.append(f"{place.path}: terraform cannot tell how many there are")
        elif number not in taken:
            found.different.append(f"{place.path}: terraform has {element.value!r} too, we have {ours}")
    for index, one in enumerate(ours):
        if index not in used:
            wrong = found.gaps if is_open_element(one) or symbols(one) else found.different
            wrong.append(f"{place.path}: {one} is not among {[element.value for element in theirs]}")


def _give(
    number: int, fitting: list[list[int]], given: dict[int, int], is_open: list[bool], asked: set[int]
) -> bool:
    """Give a planned element one of ours that fits, if need be by giving another one something else."""
    for index in fitting[number]:
        if index in asked:
            continue
        asked.add(index)
        holder = next((one for one, has in given.items() if has == index), None)
        if holder is None or is_open[index] or _give(holder, fitting, given, is_open, asked):
            given[number] = index
            return True
    return False


def _members(found: Comparison, ours: Any, planned: Planned, type_: Any, place: Place) -> None:
    if isinstance(ours, Known) and isinstance(ours.data, tuple) and len(ours.data) == 1:
        ours = ours.data[0]  # a block of which there may be only one
    if not isinstance(ours, Known) or not isinstance(ours.data, dict):
        found.different.append(f"{place.path}: {ours}, terraform says {planned.value!r}")
        return
    theirs = planned.value or {}
    masks = planned.unknown if isinstance(planned.unknown, dict) else {}
    is_open = any(is_open_key(key) for key in ours.data)
    is_object = type_[0] == "object"
    for key in sorted({*theirs, *masks, *[key for key in ours.data if not is_open_key(key)]}):
        inner = type_[1].get(key) if is_object else type_[1]
        value = ours.data.get(key)
        if inner is None:
            continue
        if value is None and is_open:
            found.gaps.append(f"{place.path}.{key}: may be there")
        elif value is None and not is_object:
            found.different.append(f"{place.path}.{key}: is not there, terraform says {theirs.get(key)!r}")
        elif not is_object and key not in theirs and value is not None and is_open_element(value):
            found.gaps.append(f"{place.path}.{key}: {why(value)}; terraform has none")
        elif not is_object and key not in theirs and key not in masks and not _is_null(value):
            found.different.append(f"{place.path}.{key}: {value}, terraform has none")
        else:
            value = Known(None) if value is None else value
            against(found, value, Planned(theirs.get(key), masks.get(key, False)), inner, place.at(key))


def _is_null(value: Any) -> bool:
    return isinstance(value, Absent) or (isinstance(value, Known) and value.data is None)


def _is_placeholder(planned: Planned) -> bool:
    """Whether it stands for what a dynamic block makes of an unknown for_each: nothing in it is known."""
    if not isinstance(planned.value, dict) or not _any_unknown(planned.unknown):
        return False
    return all(value in (None, *ZEROS, []) for value in planned.value.values())


def _any_unknown(mask: Any) -> bool:
    if isinstance(mask, dict):
        return any(_any_unknown(one) for one in mask.values())
    return any(map(_any_unknown, mask)) if isinstance(mask, list) else bool(mask)
