"""Conversion of values between terraform's types.

What does not change is passed on as the very same Value; so an element that a trail leads to keeps its
origin. Unknown and optional elements are converted where they stand.
"""

from __future__ import annotations

from ....choice import choice, lift
from ....identity import derived, same, symbols
from ....value import FALSE, OTHER, TRUE, Absent, Choice, Facts, Known, Many, Refuse, Refused, Unknown
from . import arithmetic, too_deep
from .open_elements import FEW, is_partly_unknown, settled
from .types import (
    PRIMITIVES,
    agrees,
    as_set,
    describe,
    has_dynamic,
    is_plainly,
    kind,
    type_of,
    without_optional,
    without_order,
)
from .unification import convertible, unify

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ....value import Element, Outcome, Value
    from .types import Type


def convert(value: Outcome, wanted: Type) -> Outcome:
    """The value as one of the wanted type; Refused where terraform has no such conversion.

    An Unknown whose type is not known keeps its id, unless a bool is wanted: `true` and `"1"` are one there.
    """
    if wanted == "dynamic" or is_plainly(wanted, value) or _is_plain_choice(wanted, value):
        return value
    try:
        return lift(lambda each: _convert(each, wanted), value)
    except RecursionError:
        return too_deep("conversion", value.origin)


def _is_plain_choice(wanted: Type, value: Outcome) -> bool:
    """Whether a value is one of two different scalars of this very type, as conditions and counts are."""
    if not isinstance(value, Choice) or len(value.options) != 2:
        return False
    (first, one), (second, other) = value.options.items()
    domain = value.unknown.facts.domain
    in_order = first != OTHER if domain is None else domain == (first, second)
    return in_order and is_plainly(wanted, one) and is_plainly(wanted, other) and not same(one, other)


def _convert(value: Value | Absent, wanted: Type) -> Outcome:
    if isinstance(value, Absent):
        return value
    if isinstance(value, Unknown):
        return _convert_unknown(value, wanted)
    assert isinstance(value, Known)
    if value.data is None:
        if not convertible(type_of(value), wanted):
            raise Refuse(
                f"{_article(describe(wanted))} is required, got {describe(type_of(value))}", value.origin
            )
        return Known(None, value.origin, without_optional(wanted))
    if wanted in PRIMITIVES:
        return _convert_scalar(value, wanted)
    name = kind(wanted)
    if not isinstance(value.data, dict if name in ("map", "object") else tuple):
        raise Refuse(f"{_article(name)} is required, got {describe(type_of(value))}", value.origin)
    if name in ("list", "set"):
        return _convert_elements(value, name, wanted[1])
    if name == "map":
        return _convert_map(value, wanted[1])
    return _convert_tuple(value, wanted[1]) if name == "tuple" else _convert_object(value, wanted)


def _article(name: str) -> str:
    return f"an {name}" if name == "object" else f"a {name}"


def _convert_unknown(value: Unknown, wanted: Type) -> Outcome:
    ours = type_of(value)
    if ours == wanted:
        return value
    if not convertible(ours, wanted):
        raise Refuse(f"{_article(describe(wanted))} is required, got {describe(ours)}", value.origin)
    goal = without_optional(wanted)
    if value.facts.domain is not None and wanted in PRIMITIVES:
        options = {
            each: lift(lambda one: _convert(one, wanted), Known(each[1], value.origin))
            for each in value.facts.domain
        }
        return choice(value, options, value.origin)
    if agrees(ours, goal) and (wanted != "bool" or ours != "dynamic"):
        return with_type(value, goal)
    domain = (TRUE, FALSE) if wanted == "bool" and value.facts.not_null else None
    elements = value.facts.elements if kind(goal) in ("list", "set") else None
    facts = Facts(type=goal, not_null=value.facts.not_null, domain=domain, elements=elements)
    return derived(f"to {describe(goal)}", value, facts=facts, origin=value.origin)


def with_type(value: Unknown, type_: Type) -> Unknown:
    """The same Unknown, of which the type is known."""
    return Unknown(value.id, value.why, value.origin, value.facts.but(type=type_), value.causes)


def _convert_scalar(value: Known, wanted: Type) -> Outcome:
    ours = type_of(value)
    if ours == wanted:
        return value
    converted = scalar(value.data, wanted) if ours in PRIMITIVES else None
    if converted is None:
        raise Refuse(f"{_article(wanted)} is required, got {_shown(value)}", value.origin)
    return Known(converted, value.origin)


def _shown(value: Known) -> str:
    if isinstance(value.data, str) and len(value.data) < 40:
        return f'"{value.data}"'
    return describe(type_of(value))


def scalar(data: Any, wanted: Type) -> Any:
    """A plain scalar as one of another primitive type; None where there is no such conversion."""
    if wanted == "string":
        if isinstance(data, bool):
            return "true" if data else "false"
        return data if isinstance(data, str) else arithmetic.text_of_number(data)
    if isinstance(data, str):
        if wanted == "number":
            return arithmetic.parse(data)
        return {"true": True, "1": True, "false": False, "0": False}.get(data)
    return data if isinstance(data, bool) == (wanted == "bool") else None


def convert_element(element: Element, wanted: Type) -> Element:
    """An element of a collection, which may be optional or stand for many."""
    if wanted == "dynamic" or isinstance(element, (Absent, Refused)):
        return element
    if isinstance(element, Many):
        inner = convert(element.value, wanted)
        return element if inner is element.value else Many(inner, element.of)
    return convert(element, wanted)


def _converted(elements: list[Element], wanted: Type) -> list[Element]:
    """All elements as one type; what is not determined in it is unified over them."""
    result = [convert_element(element, wanted) for element in elements]
    for before, after in zip(elements, result, strict=True):
        inner = after.value if isinstance(after, Many) else after
        if isinstance(inner, Refused) and not isinstance(before, Refused):
            raise Refuse(inner.reason, inner.origin)
    return result


def unified(elements: list[Element], wanted: Type, name: str = "list") -> tuple[list[Element], Type]:
    """The elements of a list, set or map in the wanted type, and the type that they all have then."""
    if not elements:
        return elements, without_optional(wanted)
    result = _converted(elements, wanted)
    if not has_dynamic(wanted):
        return result, without_optional(wanted)
    if wanted == "dynamic" or not (name == "set" or (name == "map" and kind(wanted) == "tuple")):
        common = unify(_types(result))
        if common is None:
            raise Refuse(_MANY_TYPES)
        result = _converted(result, common)
    return result, _only_type(result, name, without_optional(wanted))


_MANY_TYPES = "all elements must have the same type"


def _types(elements: list[Element]) -> list[Type]:
    return [type_of(element) for element in elements if not isinstance(element, (Absent, Refused))]


def _only_type(elements: list[Element], name: str, wanted: Type) -> Type:
    """The one type of all elements. Only in a map terraform has a bare null beside structures."""
    types = set(_types(elements))
    if name == "map" and len(types) > 1:
        types.discard("dynamic")
    if len(types) == 1:
        (only,) = types
        return wanted if only == "dynamic" else only
    if types and not any(symbols(element) for element in elements):
        raise Refuse(_MANY_TYPES)
    common = unify(list(types))
    return wanted if common in (None, "dynamic") else common


def _convert_elements(value: Known, name: str, wanted: Type) -> Outcome:
    if value.type == (name, wanted) and not has_dynamic(wanted):
        return value
    if name == "list" and value.type is not None and kind(value.type) == "set" and len(value.data) > 1:
        found = settled(value, lambda each: _list_of_set(each, wanted), every=True, most=FEW)
        return _list_of_set(value, wanted) if found is None else found
    elements, type_ = unified(list(value.data), wanted, name)
    if name == "set":
        return as_set(elements, type_, value.origin)
    return Known(tuple(elements), value.origin, ("list", type_))


def _list_of_set(value: Known, wanted: Type) -> Outcome:
    elements, type_ = unified(list(value.data), wanted)
    if len(elements) > 1:
        elements = without_order(elements)
    return Known(tuple(elements), value.origin, ("list", type_))


def _convert_map(value: Known, wanted: Type) -> Outcome:
    if value.type == ("map", wanted) and not has_dynamic(wanted):
        return value
    elements, type_ = unified(list(value.data.values()), wanted, "map")
    return Known(dict(zip(value.data, elements, strict=True)), value.origin, ("map", type_))


def _convert_tuple(value: Known, wanted: tuple[Type, ...]) -> Outcome:
    if value.type is not None or len(value.data) != len(wanted):
        raise Refuse(f"a tuple of {len(wanted)} elements is required", value.origin)
    elements: list[Element] = []
    for element, type_ in zip(value.data, wanted, strict=True):
        elements.extend(_converted([element], type_))
    return Known(tuple(elements), value.origin)


def _convert_object(value: Known, wanted: Type) -> Outcome:
    optional = wanted[2] if len(wanted) > 2 else ()
    result: dict[str, Element] = {}
    for name, type_ in wanted[1]:
        element: Element | None = value.data.get(name)
        if element is None and is_partly_unknown(value):
            from .indexing import entry

            element = entry(value, name, Known(None, value.origin) if name in optional else None)
        if element is None or isinstance(element, Absent):
            if name not in optional:
                raise Refuse(f'attribute "{name}" is required', value.origin)
            element = Known(None, value.origin)
        (result[name],) = _converted([element], type_)
    return Known(result, value.origin)


def unify_arms(yes: Outcome, no: Outcome) -> tuple[Outcome, Outcome]:
    """The two arms of a conditional, converted to their common type.

    An arm whose type is not determined is left alone, and so is one that is refused. Where the arms have no
    common type, both are Refused.
    """
    if isinstance(yes, (Refused, Absent)) or isinstance(no, (Refused, Absent)):
        return yes, no
    try:
        return _unified_arms(yes, no)
    except RecursionError:
        return too_deep("conditional", yes.origin), too_deep("conditional", no.origin)


def _unified_arms(yes: Outcome, no: Outcome) -> tuple[Outcome, Outcome]:
    types = (type_of(yes), type_of(no))
    if types[0] == types[1] and not has_dynamic(types[0]):
        return yes, no
    if _is_null(yes):
        wanted = types[1]
    elif _is_null(no):
        wanted = types[0]
    else:
        wanted = unify(types)
    if wanted is None:
        reason = f"the arms are {describe(types[0])} and {describe(types[1])}, which have no common type"
        return Refused(reason, yes.origin), Refused(reason, no.origin)
    return convert(yes, wanted), convert(no, wanted)


def _is_null(value: Outcome) -> bool:
    return isinstance(value, Known) and value.data is None and type_of(value) == "dynamic"
