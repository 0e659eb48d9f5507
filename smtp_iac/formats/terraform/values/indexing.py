"""Elements and attributes: `x[key]`, `x.name` and the old `x.0`."""

from __future__ import annotations

from ....choice import choice, conditional, lift
from ....identity import OfLists, derived, symbols
from ....value import (
    LIMIT,
    OTHER,
    Absent,
    Facts,
    Known,
    Many,
    Refuse,
    Refused,
    Unknown,
    option,
)
from . import guarded, taken
from .conversion import convert
from .open_elements import has_key, has_many, is_open_key, settled, unsure_count
from .types import PRIMITIVES, attribute_type, describe, element_type, is_open, kind, type_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ....value import Element, Option, Origin, Outcome, Value

SHORT = 32
"""A list of fewer elements is looked through whenever one is asked for."""


def index_value(collection: Outcome, key: Outcome, origin: Origin) -> Outcome:
    """`collection[key]`; for an unknown key, a Choice over what it may select."""
    return guarded(
        lambda: taken(lift(_index, collection, key), collection, origin), "index", (collection, key), origin
    )


def attribute_value(collection: Outcome, name: str, origin: Origin) -> Outcome:
    """`collection.name`; of an Unknown, one with the id `ID.name`."""
    if name.isdigit():
        return index_value(collection, Known(int(name)), origin)
    return guarded(
        lambda: taken(lift(lambda each: _attribute(each, name), collection), collection, origin),
        f".{name}",
        (collection,),
        origin,
    )


def _attribute(collection: Value | Absent, name: str) -> Outcome:
    if isinstance(collection, Unknown):
        type_ = attribute_type(type_of(collection), name)
        if type_ is None:
            raise Refuse(f'{describe(type_of(collection))} has no attribute "{name}"', collection.origin)
        return _part(collection, f"{collection.id}.{name}", type_)
    if isinstance(collection, Absent) or collection.data is None:  # type: ignore[union-attr]
        raise Refuse(f'null has no attribute "{name}"')
    assert isinstance(collection, Known)
    if not isinstance(collection.data, dict):
        raise Refuse(f'{describe(type_of(collection))} has no attribute "{name}"', collection.origin)
    return entry(collection, name)


def _part(collection: Unknown, id_: str, type_: Any) -> Unknown:
    facts = Facts(type=None if type_ == "dynamic" else type_, block=collection.facts.elements)
    return Unknown(id_, None, collection.origin, facts, (collection,))


def _index(collection: Value | Absent, key: Value | Absent) -> Outcome:
    if isinstance(key, Absent) or (isinstance(key, Known) and key.data is None):
        raise Refuse("a null value is no index")
    if isinstance(collection, Unknown):
        return _index_of_unknown(collection, key)
    if isinstance(collection, Absent) or collection.data is None:  # type: ignore[union-attr]
        raise Refuse("null has no indices")
    assert isinstance(collection, Known)
    if isinstance(collection.data, dict):
        return _index_of_map(collection, key)
    if not isinstance(collection.data, tuple):
        raise Refuse("this value has no indices", collection.origin)
    if collection.type is not None and kind(collection.type) == "set":
        raise Refuse("elements of a set have no index", collection.origin)
    if isinstance(key, Known) and _is_plain(collection.data):
        return _at(collection.data, key)
    result = settled(collection, lambda each: _index_of_list(each, key))
    return derived("[]", collection, key) if result is None else result


def _index_of_unknown(collection: Unknown, key: Value) -> Outcome:
    type_ = type_of(collection)
    if type_ in PRIMITIVES or kind(type_) == "set":
        raise Refuse(f"{describe(type_)} has no indices", collection.origin)
    if isinstance(key, Unknown):
        inner = element_type(type_)
        return derived("[]", collection, key, facts=Facts(type=None if inner == "dynamic" else inner))
    assert isinstance(key, Known)
    part = element_type(type_)
    data = _whole(key) if kind(type_) in ("list", "tuple") else key.data
    if kind(type_) == "tuple":
        if data >= len(type_[1]):
            raise Refuse("index out of range", collection.origin)
        part = type_[1][data]
    if kind(type_) in ("object", "map"):
        data = _text(key)
        part = attribute_type(type_, data)
    if part is None:
        raise Refuse(f'the object has no attribute "{data}"', collection.origin)
    return _part(collection, f"{collection.id}[{_as_json(data)}]", part)


def _as_json(data: Any) -> str:
    if not isinstance(data, (str, bool)):
        return str(data)
    if isinstance(data, str) and data.isprintable() and '"' not in data and "\\" not in data:
        return f'"{data}"'
    from json import dumps

    return dumps(data, ensure_ascii=False)


def _whole(key: Value) -> int:
    number = convert(key, "number")
    if isinstance(number, Refused):
        raise Refuse(number.reason, number.origin)
    if not isinstance(number, Known) or not isinstance(number.data, int) or number.data < 0:
        raise Refuse("an index must be a whole number, not below zero", key.origin)
    return number.data


def _text(key: Value) -> str:
    text = convert(key, "string")
    if not isinstance(text, Known) or not isinstance(text.data, str):
        raise Refuse("a key must be a string", key.origin)
    return text.data


def _at(elements: tuple[Outcome, ...], key: Known) -> Outcome:
    position = _whole(key)
    if position >= len(elements):
        raise Refuse(f"index {position} is out of range: there are {len(elements)} elements")
    return elements[position]


def _is_plain(elements: tuple[Element, ...]) -> bool:
    """Whether each element is there, once."""
    return _are_there(elements) if len(elements) < SHORT else _THERE.of(elements)


def _are_there(elements: tuple[Element, ...]) -> bool:
    return not any(is_open(element) for element in elements)


_THERE = OfLists(_are_there)


def _index_of_list(collection: Known, key: Value) -> Outcome:
    elements = collection.data
    if has_many(elements) or unsure_count(collection):
        position = _whole(key) if isinstance(key, Known) else None
        if position is not None and position < len(elements) and not has_many(elements[: position + 1]):
            return elements[position]  # type: ignore[no-any-return]
        return derived("[]", collection, key)
    if isinstance(key, Known):
        return _at(elements, key)
    if len(elements) >= LIMIT:
        return derived("[]", collection, key)
    text = type_of(key) == "string"
    options = {option(str(at) if text else at): each for at, each in enumerate(elements)}
    return _split(key, options, Refused("index out of range"))


def _split(key: Value, options: dict[Option, Outcome], otherwise: Outcome) -> Outcome:
    """What an unknown key selects."""
    assert isinstance(key, Unknown)
    if key.facts.domain is not None:
        return choice(key, {each: options.get(each, otherwise) for each in key.facts.domain})
    return choice(key, {**options, OTHER: otherwise})


def _index_of_map(collection: Known, key: Value) -> Outcome:
    if isinstance(key, Known):
        return entry(collection, _text(key))
    return select(collection, key, Refused("there is no such key"))


def select(collection: Known, key: Value, otherwise: Outcome) -> Outcome:
    """The entry of a map under an unknown key, `otherwise` where there is none."""
    if len(collection.data) >= LIMIT or has_many(collection.data.values()):
        return derived("[]", collection, key)
    text = convert(key, "string")
    if not isinstance(text, Unknown):
        return lift(lambda each: entry(collection, _text(each), otherwise), text)
    options = {option(name): entry(collection, name, otherwise) for name in collection.data}
    return _split(text, options, otherwise)


def entry(collection: Known, name: str, otherwise: Outcome | None = None) -> Outcome:
    """The entry of a map or object under a known name, where it may be optional or in an unknown part."""
    found: Element | None = collection.data.get(name)
    called = collection.origin.literal.what
    where = f"in {called}" if called else "here"
    if found is not None and not is_open_key(name):
        assert not isinstance(found, Many)
        if not symbols(found):
            return _or_missing(found, name, otherwise, where)
        return lift(lambda each: _or_missing(each, name, otherwise, where), found)
    result = otherwise
    for key, element in collection.data.items():
        if is_open_key(key) and isinstance(element, Many) and element.of is not None:
            result = _over(element.of, name, result)
    return _or_missing(result, name, None, where)


def _over(collection: Unknown, name: str, below: Outcome | None) -> Outcome:
    ours = _index_of_unknown(collection, Known(name))
    return ours if below is None else conditional(has_key(collection, name), ours, below)


def _or_missing(value: Outcome | None, name: str, otherwise: Outcome | None, where: str) -> Outcome:
    if value is not None and not isinstance(value, Absent):
        return value
    if otherwise is not None:
        return otherwise
    raise Refuse(f'there is no "{name}" {where}')
