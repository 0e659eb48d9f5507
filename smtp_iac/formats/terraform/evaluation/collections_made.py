"""Collections that expressions make: `for`, splats and objects, with elements that may be open."""

from __future__ import annotations

from ....choice import assignments as options_of
from ....choice import choice, conditional, lift, restrict
from ....identity import children, derived, unknowns_of
from ....value import (
    ABSENT,
    BOOLEAN,
    Absent,
    Choice,
    Facts,
    Known,
    Many,
    Origin,
    Refused,
    Unknown,
    passed_on,
)
from ..values import MOST_ELEMENTS, not_supported
from ..values.conversion import convert
from ..values.open_elements import entries, is_open_key, members, open_key
from ..values.types import is_open as is_open_element
from ..values.types import kind, type_of
from .lazy import Undeclared
from .size import TOO_LARGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ....value import Element, Outcome
    from ..syntax.expressions import Node
    from .scope import Scope


def is_open(value: Known) -> bool:
    """Whether it is not sure how many elements a collection has."""
    inside = value.data if isinstance(value.data, tuple) else value.data.values()
    return any(is_open_element(element) for element in inside)


def instead_of_refused(outcome: Outcome, other: Outcome) -> Outcome:
    """The outcome, and the other one where it is refused."""
    if isinstance(outcome, Refused):
        return outcome if isinstance(outcome, Undeclared) else other
    if isinstance(outcome, Choice):
        options: dict[tuple[str, object], Outcome] = {}
        for chosen, assignment in options_of(outcome.symbol, outcome.options).items():
            options[chosen] = instead_of_refused(outcome.options[chosen], restrict(other, assignment))
        return choice(outcome.unknown, options, outcome.origin)
    if isinstance(outcome, Unknown) and not _narrowed(outcome):
        return outcome  # it may be anything, and so the other one
    if isinstance(outcome, (Known, Unknown)) and may_be_refused(outcome) and not isinstance(other, Refused):
        return conditional(derived("can", outcome, facts=BOOLEAN), outcome, other)
    return outcome


def _narrowed(unknown: Unknown) -> bool:
    facts = unknown.facts
    return any((facts.block, facts.domain, facts.elements, facts.prefix, facts.range, facts.within))


def may_be_refused(collection: Known | Unknown) -> bool:
    """Whether something inside is taken out of what is unknown, and may not be there."""
    inside = children(collection) if isinstance(collection, Known) else ()
    if any(isinstance(one, Many) and isinstance(one.value, Refused) for one in inside):
        return True
    return any(_is_part(one) for one in unknowns_of((collection,)))


def _is_part(unknown: Unknown) -> bool:
    """An index or attribute of an Unknown is named after it; a long name tells nothing."""
    if unknown.causes and unknown.id.startswith(("[](", "#")):
        return True
    if len(unknown.causes) != 1:
        return False
    whole = unknown.causes[0]
    is_named = unknown.id.startswith((f"{whole.id}.", f"{whole.id}["))
    return is_named and not (isinstance(whole.facts.type, tuple) and whole.facts.type[0] == "object")


def is_accepted(outcome: Outcome) -> Outcome:
    """Whether there is a value at all, as can() says it."""
    if isinstance(outcome, Choice):
        options = {chosen: is_accepted(one) for chosen, one in outcome.options.items()}
        return choice(outcome.unknown, options, outcome.origin)
    if isinstance(outcome, Unknown) or (isinstance(outcome, Known) and may_be_refused(outcome)):
        return derived("can", outcome, facts=BOOLEAN)
    return Known(not isinstance(outcome, Refused))


def object_of(keys: Sequence[Outcome], values: Sequence[Outcome], origin: Origin) -> Outcome:
    found: dict[str, Outcome] = {}
    for key, value in zip(keys, values, strict=True):
        if not isinstance(key, Known):
            return derived("object", *keys, *values, origin=origin)
        if key.data is None:
            return Refused("a key of an object is null", origin)
        found[key.data] = value
    return Known(found, origin)


def splat(target: Outcome, node: Node, scope: Scope) -> Outcome:
    """`target[*]…`: null has no elements, and what is no list has itself as the only one."""
    origin = scope.origin(node, target)
    if isinstance(target, Known) and target.data is None:
        return Known((), origin)
    listed = isinstance(target, Unknown) or (isinstance(target, Known) and isinstance(target.data, tuple))
    inside = members(target) if listed else [target]
    if isinstance(target, Known) and not inside and target.type is not None:
        refused = _each(Unknown("element", None, origin, Facts(type=target.type[1])), node, scope)
        if isinstance(refused, Refused):  # terraform looks at the type of the elements all the same
            return refused
    found: list[Element] = []
    for element in inside:
        if not scope.module.graph.effort.element():
            return too_many_elements(target, origin)
        made = over(element, lambda one: _each(one, node, scope))
        outcome = made
        if isinstance(made, Many) and isinstance(element, Many) and isinstance(element.value, Unknown):
            outcome = made.value  # if it is refused, terraform sees it from the type of the elements
        if isinstance(outcome, Refused):
            return outcome
        found.append(made)
    is_collection = isinstance(target, Known) and target.type is not None and listed
    return Known(tuple(found), origin, list_type(found) if is_collection else None)


def list_type(found: list[Element]) -> object:
    """A splat over a list or set is a list, if its elements are of one type."""
    types = {type_of(element) for element in found}
    return ("list", types.pop()) if len(types) == 1 else None


def _each(element: Outcome, node: Node, scope: Scope) -> Outcome:
    return evaluate(node[4], scope.binding({"*": element}))


def over(element: Element, function: Callable[[Outcome], Outcome]) -> Element:
    """A function of one element, which may be optional or any number of elements."""
    if isinstance(element, Many):
        return Many(over_one(element.value, function), element.of)
    return over_one(element, function)


def over_one(element: Outcome, function: Callable[[Outcome], Outcome]) -> Outcome:
    if isinstance(element, Choice) and is_open_element(element):
        return lift(lambda one: over_one(one, function), element)
    return element if isinstance(element, (Absent, Refused)) else function(element)


def for_tuple(node: Node, scope: Scope) -> Outcome:
    return lift(lambda made: made, for_items(node, scope, node[6], node[7]))


def for_items(node: Node, scope: Scope, item: Node, condition: Node | None = None) -> Outcome:
    """The list of what `item` is for each element of the collection that passes the condition."""
    collection = evaluate(node[5], scope)
    return lift(lambda one: _for_items(one, node, scope, item, condition), collection)


def _for_items(collection: Outcome, node: Node, scope: Scope, item: Node, condition: Node | None) -> Outcome:
    each_entry = entries_of(collection, scope.origin(node, collection))
    if isinstance(each_entry, Refused):
        return each_entry
    found: list[Element] = []
    for key, element in each_entry:
        if not scope.module.graph.effort.element():
            return too_many_elements(collection, scope.origin(node, collection))

        def made(one: Outcome, key: Outcome = key) -> Outcome:
            inner = bound(scope, node, key, one)
            return kept(condition, inner, evaluate(item, inner))

        result = over(element, made)
        if isinstance(result, Refused):
            return result
        if not isinstance(result, Absent):
            found.append(result)
    return Known(tuple(found), scope.origin(node, collection))


def kept(condition: Node | None, scope: Scope, result: Outcome) -> Outcome:
    """The result where the `if` of a for expression holds, ABSENT where it does not."""
    if condition is None:
        return result
    return conditional(convert(evaluate(condition, scope), "bool"), result, ABSENT)


def too_many_elements(collection: Outcome, origin: Origin) -> Unknown:
    return not_supported("for", "goes over too many elements", (collection,), origin)


def bound(scope: Scope, node: Node, key: Outcome, value: Outcome) -> Scope:
    if scope.module.world.sizes.too_large(value):
        value = not_supported("for", f"goes over what {TOO_LARGE}", (value,), scope.origin(node))
    names: dict[str, Element] = {node[4]: value}
    if node[3] is not None:
        names[node[3]] = key
    return scope.binding(names)


def entries_of(collection: Outcome, origin: Origin) -> list[tuple[Outcome, Element]] | Refused:
    """The keys and elements that an expression iterates over."""
    if isinstance(collection, Known):
        if not isinstance(collection.data, (tuple, dict)):
            what = "null" if collection.data is None else "a single value"
            return Refused(f"there is nothing to go over in {what}", origin)
        if len(collection.data) > MOST_ELEMENTS:
            why = f"goes over a collection of more than {MOST_ELEMENTS:,} elements"
            unknown = not_supported("an expression", why, (collection,), origin)
            return [(derived("key", unknown), Many(unknown, unknown))]
    elif isinstance(collection, Refused):
        return collection
    here = collection.origin
    return [(key, through(element, here)) for key, element in entries(collection)]


def through(element: Element, origin: Origin) -> Element:
    """An element as it comes out of a collection."""
    if isinstance(element, Many):
        return Many(through(element.value, origin), element.of)  # type: ignore[arg-type]
    return passed_on(element, "", element.origin.span, (origin,))


def for_object(node: Node, scope: Scope) -> Outcome:
    collection = evaluate(node[5], scope)
    return lift(lambda one: _for_object(one, node, scope), collection)


def _for_object(collection: Outcome, node: Node, scope: Scope) -> Outcome:
    origin = scope.origin(node, collection)
    each_entry = entries_of(collection, origin)
    if isinstance(each_entry, Refused):
        return each_entry
    found: list[tuple[str, Element]] = []
    for each, element in each_entry:
        if not scope.module.graph.effort.element():
            return too_many_elements(collection, origin)
        inner = bound(scope, node, each, element.value if isinstance(element, Many) else element)
        key = convert(evaluate(node[6], inner), "string")
        if isinstance(key, Refused):
            return key

        def made(one: Outcome, each: Outcome = each) -> Outcome:
            within = bound(scope, node, each, one)
            return kept(node[8], within, evaluate(node[7], within))

        value = over(element, made)
        if isinstance(value, Refused):
            return value
        if isinstance(value, Many) or not isinstance(key, Known) or key.data is None:
            of = value.of if isinstance(value, Many) else None
            if of is None or kind(type_of(of)) in ("list", "set", "tuple"):  # which has no such keys
                of = derived("for", collection, key, origin=origin)
            inside = value.value if isinstance(value, Many) else value
            found.append((open_key(of), Many(inside, of)))
        elif not isinstance(value, Absent):
            found.append((key.data, value))
    return _object(found, node[9], origin)


def _object(made: list[tuple[str, Element]], grouped: bool, origin: Origin) -> Outcome:
    found: dict[str, list[Element]] = {}
    for key, value in made:
        found.setdefault(key, []).append(value)
    if grouped:
        return Known({key: _group(key, made, origin) for key in found}, origin)
    for key, values in found.items():
        if len(values) > 1:
            if is_open_key(key) or any(is_open_element(value) for value in values):
                return derived("for", *values, origin=origin)
            return Refused(f'two items of a for expression have the key "{key}"', origin)
    return Known({key: values[0] for key, values in found.items()}, origin)


def _group(wanted: str, made: list[tuple[str, Element]], origin: Origin) -> Element:
    """The items of one key; each of those whose key nobody knows may be among them."""
    inside = [value for key, value in made if key == wanted or is_open_key(key)]
    if not is_open_key(wanted):
        return Known(tuple(inside), origin)
    first = next(value for key, value in made if key == wanted)
    assert isinstance(first, Many)
    return Many(Known(tuple(inside), origin), first.of)


from .evaluate import evaluate  # noqa: E402 - it needs what stands above
