"""The one type that values of several types are converted to, as cty's `Unify` finds it."""

from __future__ import annotations

from .types import COLLECTIONS, PRIMITIVES, has_dynamic, kind, parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .types import Type

    Merge = Callable[[Sequence[Type]], Type | None]


def unify(types: Sequence[Type]) -> Type | None:
    """The common type, None where there is none; "dynamic" where it depends on what is not determined."""
    if not types:
        return "dynamic"
    kinds = {kind(type_) for type_ in types}
    open_ = "dynamic" in kinds
    kinds.discard("dynamic")
    if len(kinds) == 1 and (only := kinds.pop()) not in PRIMITIVES:
        return "dynamic" if open_ else _unify_kind(only, types)
    structured = {kind(type_) for type_ in types} - {"dynamic"}
    if structured == {"map", "object"}:
        found = _with_replaced(types, "object", _objects_as_map)
        if found is not None:
            return found
    if structured == {"list", "tuple"}:
        found = _with_replaced(types, "tuple", _tuples_as_list)
        if found is not None:
            return found
    if {"object", "tuple"} <= structured:
        return None
    return _preferred(types)


def _unify_kind(name: str, types: Sequence[Type]) -> Type | None:
    if name in COLLECTIONS:
        inner = unify([type_[1] for type_ in types])
        return None if inner is None else (name, inner)
    return _unify_objects(types) if name == "object" else _unify_tuples(types)


def _unify_objects(types: Sequence[Type]) -> Type | None:
    names = [name for name, _ in types[0][1]]
    if any([name for name, _ in type_[1]] != names for type_ in types):
        return _objects_as_map(types)
    columns = [unify([dict(type_[1])[name] for type_ in types]) for name in names]
    if any(column is None for column in columns):
        return None
    return ("object", tuple(zip(names, columns, strict=True)))


def _unify_tuples(types: Sequence[Type]) -> Type | None:
    if len({len(type_[1]) for type_ in types}) > 1:
        return _tuples_as_list(types)
    columns = [unify(column) for column in zip(*[type_[1] for type_ in types], strict=True)]
    return None if any(column is None for column in columns) else ("tuple", tuple(columns))


def _objects_as_map(types: Sequence[Type]) -> Type | None:
    inner = unify([part for type_ in types for part in parts(type_)])
    return None if inner is None else ("map", inner)


def _tuples_as_list(types: Sequence[Type]) -> Type | None:
    inner = unify([part for type_ in types for part in parts(type_)])
    return None if inner is None else ("list", inner)


def _with_replaced(types: Sequence[Type], name: str, as_collection: Merge) -> Type | None:
    """Unified with the tuples (objects) among the types taken as one list (map)."""
    replacement = as_collection([type_ for type_ in types if kind(type_) == name])
    if replacement is None:
        return None
    return unify([replacement if kind(type_) == name else type_ for type_ in types])


def _preferred(types: Sequence[Type]) -> Type | None:
    """The first type, in the order of preference, to which all others can be converted."""
    distinct = dict.fromkeys(types)
    first: Type | None = None
    for wanted in distinct:
        if first is None or _compare(wanted, first) < 0:
            first = wanted if all(convertible(type_, wanted) for type_ in distinct) else first
    return first


def _compare(first: Type, second: Type) -> int:
    """Negative where `first` is the better common type."""
    if first == second:
        return 0
    ranks = {"dynamic": 3, "string": 0}
    if kind(first) in PRIMITIVES | {"dynamic"} and kind(second) in PRIMITIVES | {"dynamic"}:
        return ranks.get(kind(first), 1) - ranks.get(kind(second), 1)
    if "dynamic" in (first, second):
        return 1 if first == "dynamic" else -1
    order = {"list": 0, "tuple": 1, "set": 2, "map": 0, "object": 1}
    if {kind(first), kind(second)} in (
        {"list", "tuple"},
        {"list", "set"},
        {"tuple", "set"},
        {"map", "object"},
    ):
        return order[kind(first)] - order[kind(second)]
    if kind(first) == kind(second) and kind(first) in COLLECTIONS:
        return _compare(first[1], second[1])
    return 0


def convertible(source: Type, target: Type) -> bool:
    """Whether cty has a conversion between the types; a value may still refuse it ("x" is no number)."""
    if source == target or "dynamic" in (source, target):
        return True
    if target in PRIMITIVES:
        return source in PRIMITIVES and "string" in (source, target)
    if source in PRIMITIVES:
        return False
    return _structure_convertible(source, target)


def _structure_convertible(source: Type, target: Type) -> bool:
    from_, to = source[0], target[0]
    if to in ("list", "set") and from_ in ("list", "set", "tuple"):
        return _all_convertible(parts(source), target[1])
    if to == "map" and from_ in ("map", "object"):
        return _all_convertible(parts(source), target[1])
    if to == "tuple" and from_ == "tuple":
        same_length = len(source[1]) == len(target[1])
        return same_length and all(convertible(*pair) for pair in zip(source[1], target[1], strict=True))
    if to == "object" and from_ == "map":
        return all(convertible(source[1], part) for part in parts(target))
    if to == "object" and from_ == "object":
        return _objects_convertible(dict(source[1]), target)
    return False


def _objects_convertible(ours: dict[str, Type], target: Type) -> bool:
    optional = target[2] if len(target) > 2 else ()
    return all(
        convertible(ours[name], part) if name in ours else name in optional for name, part in target[1]
    )


def _all_convertible(sources: Sequence[Type], target: Type) -> bool:
    if has_dynamic(target) and unify(sources) is None:
        return False
    return all(convertible(source, target) for source in sources)
