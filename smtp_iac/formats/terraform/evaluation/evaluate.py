"""The value of an expression, as terraform evaluates it; what is unknown stays a value.

`evaluate` expects that the nodes which the expression refers to are computed or can be asked for: it may
raise `graph.Needs`, and is started again then.
"""

from __future__ import annotations

from ....choice import conditional, lift
from ....identity import derived
from ....value import Known, Many, Origin, Refused, Unknown, passed_on, with_origin
from ..functions import call as call_function
from ..values import not_supported
from ..values.conversion import convert, unify_arms
from ..values.indexing import attribute_value, index_value
from ..values.interpolation import concatenated, normal_text
from ..values.operators import binary, unary
from .lazy import attribute_of
from .names import lookup
from .size import MOST_PARTS, TOO_LARGE, TOO_MUCH_MADE, TOO_MUCH_WORK, new_parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ....value import Element, Outcome
    from ..syntax.expressions import Node
    from .scope import Scope


def evaluate(node: Node, scope: Scope) -> Outcome:
    scope.module.graph.effort.work += 1
    return KINDS[node[0]](node, scope)


def _counted(value: Outcome, operation: str, node: Node, scope: Scope) -> Outcome:
    """The value, or an Unknown where with it too much was made."""
    if isinstance(value, Known) and not scope.module.graph.effort.made(*new_parts(value)):
        return _given_up(operation, TOO_MUCH_MADE, node, scope)
    return value


def _given_up(operation: str, why: str, node: Node, scope: Scope) -> Unknown:
    """An Unknown that is equal to no other, for what would cost too much to tell apart."""
    span, effort = scope.span(node), scope.module.graph.effort
    place = Known(f"{span.source.path}:{span.start}:{span.end}:{effort.steps}:{effort.work}")
    return not_supported(operation, why, (place,), Origin("", span))


def _literal(node: Node, scope: Scope) -> Outcome:
    data = normal_text(node[3]) if isinstance(node[3], str) else node[3]
    return Known(data, Origin("", scope.span(node)))


def _template(node: Node, scope: Scope) -> Outcome:
    parts = [evaluate(part, scope) for part in node[3]]
    return _counted(concatenated(parts, scope.origin(node, *parts)), "template", node, scope)


def _wrap(node: Node, scope: Scope) -> Outcome:
    return passed_on(evaluate(node[3], scope), "", scope.span(node))


def _template_if(node: Node, scope: Scope) -> Outcome:
    condition = convert(evaluate(node[3], scope), "bool")
    if isinstance(condition, Known) and condition.data is None:
        return Refused("the condition is null", scope.origin(node, condition))
    yes, no = evaluate(node[4], scope), evaluate(node[5], scope)
    text = lift(lambda one: concatenated([one], one.origin), conditional(condition, yes, no))
    return with_origin(text, scope.origin(node, condition, yes, no))


def _template_for(node: Node, scope: Scope) -> Outcome:
    items = collections_made.for_items(node, scope, node[6])
    return lift(lambda made: _joined(made, scope.origin(node)), items)


def _joined(made: Outcome, origin: Origin) -> Outcome:
    if not isinstance(made, Known) or collections_made.is_open(made):
        return derived("template for", made, origin=origin)
    return concatenated(list(made.data), origin)


def _root(node: Node, scope: Scope) -> Outcome:
    name = node[3]
    if name in scope.names:
        bound = scope.names[name]
        assert not isinstance(bound, Many)
        return passed_on(bound, "", scope.span(node), (bound.origin,))
    return Refused(f'"{name}" alone is no reference', Origin("", scope.span(node)))


def _attribute(node: Node, scope: Scope) -> Outcome:
    span = scope.span(node)
    found = lookup(node, scope, span)
    if found is not None:
        return passed_on(found, "", span, (found.origin,))
    target = evaluate(node[3], scope)
    name, origin = node[4], Origin("", span, (target.origin,))
    return attribute_of(target, name, origin, lambda one: attribute_value(one, name, origin))


def _index(node: Node, scope: Scope) -> Outcome:
    target, key = evaluate(node[3], scope), evaluate(node[4], scope)
    origin = scope.origin(node, target, key)
    if isinstance(key, Known) and isinstance(key.data, str):
        return attribute_of(target, key.data, origin, lambda one: index_value(one, key, origin))
    return index_value(target, key, origin)


def _splat(node: Node, scope: Scope) -> Outcome:
    target = evaluate(node[3], scope)
    return lift(lambda one: collections_made.splat(one, node, scope), target)


def _item(node: Node, scope: Scope) -> Outcome:
    bound = scope.names["*"]
    assert not isinstance(bound, Many)
    return bound


def _call(node: Node, scope: Scope) -> Outcome:
    name, arguments, expand = node[3:6]
    if name in ("try", "can"):
        return (_try if name == "try" else _can)(arguments, node, scope)
    if name in RENDERS_REFERENCE and not _is_direct_reference(arguments, scope):
        return Refused(f"{name}() renders a direct reference only", Origin("", scope.span(node)))
    values = [evaluate(argument, scope) for argument in arguments]
    origin = scope.origin(node, *values)
    size = sum([scope.module.world.sizes.of(value, remember=False) for value in values])
    if size > MOST_PARTS:
        return _given_up(f"function {name}()", f"takes what {TOO_LARGE}", node, scope)
    if not scope.module.graph.effort.call(name, size):
        return _given_up(f"function {name}()", TOO_MUCH_WORK, node, scope)
    if not expand:
        result = call_function(name, values, origin, scope.files)
    else:
        result = lift(lambda last: _expanded(name, values[:-1], last, origin, scope), values[-1])
    return _counted(result, f"function {name}()", node, scope)


def _is_direct_reference(arguments: tuple[Node, ...], scope: Scope) -> bool:
    from .templates import is_direct_reference

    start = scope.base + arguments[0][1] if arguments else 0
    return not arguments or is_direct_reference(arguments[0], scope.source.data[start : start + 1])


def _expanded(name: str, first: list[Outcome], last: Outcome, origin: Origin, scope: Scope) -> Outcome:
    if isinstance(last, Known) and isinstance(last.data, tuple) and not collections_made.is_open(last):
        return call_function(name, [*first, *last.data], origin, scope.files)
    if isinstance(last, Unknown) or (isinstance(last, Known) and isinstance(last.data, tuple)):
        return derived(f"{name}...", *first, last, origin=origin)
    return Refused(f"{name}(...) needs a list to expand", origin)


def _try(arguments: tuple[Node, ...], node: Node, scope: Scope) -> Outcome:
    """The first argument that is no error; one that is an error in some options gives way in those."""
    outcomes = [evaluate(argument, scope) for argument in arguments]
    refused = Refused("no expression of try() succeeded", Origin("", scope.span(node)))
    result: Outcome = refused
    for outcome in reversed(outcomes):
        result = collections_made.instead_of_refused(outcome, result)
    return passed_on(result, "", scope.span(node), tuple([outcome.origin for outcome in outcomes]))


def _can(arguments: tuple[Node, ...], node: Node, scope: Scope) -> Outcome:
    if len(arguments) != 1:
        return Refused("can() takes one argument", Origin("", scope.span(node)))
    outcome = evaluate(arguments[0], scope)
    return with_origin(collections_made.is_accepted(outcome), scope.origin(node, outcome))


def _unary(node: Node, scope: Scope) -> Outcome:
    operand = evaluate(node[4], scope)
    return unary(node[3], operand, scope.origin(node, operand))


def _binary(node: Node, scope: Scope) -> Outcome:
    left, right = evaluate(node[4], scope), evaluate(node[5], scope)
    return binary(node[3], left, right, scope.origin(node, left, right))


def _conditional(node: Node, scope: Scope) -> Outcome:
    condition = convert(evaluate(node[3], scope), "bool")
    if isinstance(condition, Known) and condition.data is None:
        return Refused("the condition is null", scope.origin(node, condition))
    yes, no = unify_arms(evaluate(node[4], scope), evaluate(node[5], scope))
    result = conditional(condition, yes, no)
    if isinstance(result, (Known, Unknown)):
        return passed_on(result, "", scope.span(node), (condition.origin,))
    return with_origin(result, scope.origin(node, yes, no, condition))


def _tuple(node: Node, scope: Scope) -> Outcome:
    items: list[Element] = []
    for item in node[3]:
        value = evaluate(item, scope)
        if isinstance(value, Refused):
            return value
        items.append(value)
    return Known(tuple(items), Origin("", scope.span(node)))


def _object(node: Node, scope: Scope) -> Outcome:
    keys = [convert(evaluate(key, scope), "string") for key, _ in node[3]]
    values = [evaluate(value, scope) for _, value in node[3]]
    for outcome in (*keys, *values):
        if isinstance(outcome, Refused):
            return outcome
    return lift(lambda *decided: collections_made.object_of(decided, values, scope.origin(node)), *keys)


from . import collections_made  # noqa: E402 - it evaluates too

RENDERS_REFERENCE = ("templatestring", "core::templatestring")
KINDS: dict[str, Callable[[Node, Scope], Outcome]] = {
    "lit": _literal,
    "template": _template,
    "wrap": _wrap,
    "tif": _template_if,
    "tfor": _template_for,
    "var": _root,
    "attr": _attribute,
    "index": _index,
    "splat": _splat,
    "item": _item,
    "call": _call,
    "unary": _unary,
    "binary": _binary,
    "cond": _conditional,
    "tuple": _tuple,
    "object": _object,
    "for_tuple": collections_made.for_tuple,
    "for_object": collections_made.for_object,
}
