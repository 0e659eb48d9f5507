"""Terraform's types, as cty has them, and the order of a set's elements, which shows in `tolist`, `for` and
instance keys.

A type is "number", "string", "bool" or "dynamic" (not determined), or one of ("list", t), ("set", t),
("map", t), ("tuple", (t, ...)), ("object", ((name, t), ...)) with the names sorted. An object type that is
converted to may have a third part, the names of its optional attributes; no value's type has one.

A Known tuple whose `type` is None is a tuple and a Known dict an object; lists, sets and maps carry theirs.
A typed null carries its type too.
"""

from __future__ import annotations

from ....identity import identity, symbols
from ....value import Absent, Choice, Known, Many, Refused, Unknown
from . import arithmetic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ....value import Element, Origin

    Type = Any
    """A str or a tuple, as above; recursive types are not worth their words here."""

PRIMITIVES = frozenset(("number", "string", "bool"))
COLLECTIONS = frozenset(("list", "set", "map"))
_SCALARS = {str: "string", bool: "bool", int: "number", type(None): "dynamic"}
_OPTION_TYPES = {"bool": "bool", "str": "string", "int": "number", "Decimal": "number"}


def kind(type_: Type) -> str:
    """The type without its parts: "list" of ("list", "string")."""
    return type_ if type(type_) is str else type_[0]


def is_open(element: Element) -> bool:
    """Whether it is not sure that this is exactly one element."""
    if isinstance(element, Many):
        return True
    if isinstance(element, Choice):
        return any(is_open(outcome) for outcome in element.options.values())
    return isinstance(element, Absent)


def is_plainly(wanted: Type, value: Element) -> bool:
    """Whether a value is a scalar of this very type, as most are that are converted to one."""
    return isinstance(value, Known) and value.type is None and _SCALARS.get(type(value.data)) == wanted


def type_of(value: Element) -> Type:
    """The type of a value, "dynamic" where it is not determined or the value is a bare null."""
    if isinstance(value, Known):
        return _type_of_known(value)
    if isinstance(value, Unknown):
        return _type_of_unknown(value)
    if isinstance(value, Many):
        return type_of(value.value)
    if isinstance(value, Choice):
        outcomes = [each for each in value.options.values() if not isinstance(each, (Absent, Refused))]
        found = {type_of(each) for each in outcomes}
        return found.pop() if len(found) == 1 else "dynamic"
    return "dynamic"


def _type_of_known(value: Known) -> Type:
    data = value.data
    if value.type is not None:
        return value.type
    scalar = _SCALARS.get(type(data))
    if scalar is not None:
        return scalar
    if isinstance(data, tuple):
        if any(is_open(element) for element in data):
            return "dynamic"
        return ("tuple", tuple([type_of(element) for element in data]))
    if isinstance(data, dict):
        if any(is_open(element) for element in data.values()):
            return "dynamic"
        return ("object", tuple([(name, type_of(data[name])) for name in sorted(data)]))
    return "number"


def _type_of_unknown(value: Unknown) -> Type:
    if value.facts.type is not None:
        return value.facts.type
    if value.facts.domain is None:
        return "dynamic"
    kinds = {_OPTION_TYPES.get(name, "dynamic") for name, _ in value.facts.domain}
    return kinds.pop() if len(kinds) == 1 else "dynamic"


def element_type(type_: Type) -> Type:
    """The type that all elements of such a collection have; "dynamic" where they differ."""
    name = kind(type_)
    if name in COLLECTIONS:
        return type_[1]
    if name == "tuple":
        found = set(type_[1])
    elif name == "object":
        found = {attribute for _, attribute in type_[1]}
    else:
        return "dynamic"
    return found.pop() if len(found) == 1 else "dynamic"


def attribute_type(type_: Type, name: str) -> Type | None:
    """The type of an attribute or map element; None where such a type surely has none of this name."""
    if kind(type_) == "object":
        return dict(type_[1]).get(name)
    if kind(type_) == "map":
        return type_[1]
    return "dynamic" if type_ == "dynamic" else None


def has_dynamic(type_: Type) -> bool:
    """Whether some part of the type is not determined."""
    if isinstance(type_, str):
        return type_ == "dynamic"
    return any(has_dynamic(part) for part in parts(type_))


def parts(type_: Type) -> list[Type]:
    """The types that a type is made of."""
    if isinstance(type_, str):
        return []
    if type_[0] == "tuple":
        return list(type_[1])
    if type_[0] == "object":
        return [attribute for _, attribute in type_[1]]
    return [type_[1]]


def without_optional(type_: Type) -> Type:
    """The type that values have after a conversion to `type_`."""
    if isinstance(type_, str):
        return type_
    if type_[0] == "tuple":
        return ("tuple", tuple([without_optional(part) for part in type_[1]]))
    if type_[0] == "object":
        return ("object", tuple([(name, without_optional(part)) for name, part in type_[1]]))
    return (type_[0], without_optional(type_[1]))


def agrees(first: Type, second: Type) -> bool:
    """Whether the two could be one type, as far as they are determined."""
    if "dynamic" in (first, second) or first == second:
        return True
    if isinstance(first, str) or isinstance(second, str) or first[0] != second[0]:
        return False
    if first[0] == "object" and [name for name, _ in first[1]] != [name for name, _ in second[1]]:
        return False
    ours, theirs = parts(first), parts(second)
    return len(ours) == len(theirs) and all(agrees(*pair) for pair in zip(ours, theirs, strict=True))


def describe(type_: Type) -> str:
    """A type as a message of terraform words it."""
    if type_ == "dynamic":
        return "any type"
    if isinstance(type_, str) or type_[0] in ("tuple", "object"):
        return kind(type_)
    return f"{type_[0]} of {describe(type_[1])}"


def as_set(elements: Iterable[Element], type_: Type, origin: Origin) -> Known:
    """A set of elements that are already of its type: each once, the known ones in order, then the others."""
    known: dict[str, Element] = {}
    others: dict[str, Element] = {}
    for element in elements:
        settled = isinstance(element, Known) and not symbols(element)
        (known if settled else others).setdefault(identity(element), element)
    ordered = sorted(known.values(), key=sort_key)
    return Known((*ordered, *others.values()), origin, ("set", type_))


def without_order(elements: Iterable[Element]) -> list[Element]:
    """Elements of which the order is known only when all are: those with unknown parts come first, any number
    of times, so that no position means anything."""
    found = list(elements)
    unsure = [each if isinstance(each, Many) else Many(each) for each in found if _unsure(each)]
    return [*unsure, *[each for each in found if not _unsure(each)]]


def _unsure(element: Element) -> bool:
    return not isinstance(element, Known) or bool(symbols(element))


def sort_key(element: Element) -> tuple[int, Any]:
    """Numbers by value, strings by code point, false before true, null last; the rest as cty hashes it."""
    data = element.data if isinstance(element, Known) else None
    if data is None:
        return (1, "")
    if isinstance(data, (tuple, dict)):
        return (0, _hash_text(element))
    return (0, data)


def _hash_text(value: Element) -> str:
    if isinstance(value, Many) or not isinstance(value, Known):
        return "?"
    data = value.data
    if data is None:
        return "~"
    if isinstance(data, bool):
        return "T" if data else "F"
    if isinstance(data, str):
        return _quoted(data)
    if isinstance(data, dict):
        if value.type is not None:
            return "{" + "".join([f"{_quoted(key)}:{_hash_text(data[key])};" for key in sorted(data)]) + "}"
        return "<" + "".join([_hash_text(data[key]) + ";" for key in sorted(data)]) + ">"
    if isinstance(data, tuple):
        inside = "".join([_hash_text(each) + ";" for each in data])
        return f"<{inside}>" if value.type is None else f"[{inside}]"
    return arithmetic.text_of_number(data)


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)
