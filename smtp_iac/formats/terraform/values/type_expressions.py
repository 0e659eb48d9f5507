"""The type expressions of variables: `list(object({ port = optional(number, 25) }))`."""

from __future__ import annotations

from ....choice import lift
from ....value import Absent, Known, Many, Refuse, Refused, origin_of
from .conversion import convert
from .indexing import entry
from .limits import guarded
from .open_elements import is_partly_unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ....value import Element, Outcome, Value
    from ..syntax.expressions import Node
    from .types import Type

    Evaluate = Callable[[Node], Outcome]

PRIMITIVE_NAMES = {"string": "string", "number": "number", "bool": "bool", "any": "dynamic"}
EACH = ""
"""The name under which the defaults of a collection's elements stand; a tuple's stand under "0", "1"..."""


class Defaults:
    """What omitted and null attributes are replaced by, and the same for the values inside."""

    __slots__ = ("inside", "values")

    def __init__(self) -> None:
        self.values: dict[str, Outcome] = {}
        self.inside: dict[str, Defaults] = {}

    @property
    def empty(self) -> bool:
        return not self.values and not self.inside

    def put_inside(self, name: str, defaults: Defaults) -> None:
        if not defaults.empty:
            self.inside[name] = defaults


class Constraint:
    """A variable's type: `type` has the optional attributes of objects in its third part."""

    __slots__ = ("defaults", "type")

    def __init__(self, type_: Type, defaults: Defaults) -> None:
        self.type = type_
        self.defaults = defaults

    def apply(self, value: Outcome) -> Outcome:
        """The value with its defaults filled in and converted, as terraform gives it to a module."""
        return guarded(lambda: self._applied(value), "type of a variable", (value,), origin_of(value))

    def _applied(self, value: Outcome) -> Outcome:
        return convert(filled(value, self.defaults), self.type)


class WrongType(Constraint):
    """A type expression that terraform refuses."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        super().__init__("dynamic", Defaults())
        self.reason = reason

    def apply(self, value: Outcome) -> Outcome:
        return Refused(f"the variable's type is wrong: {self.reason}", origin_of(value))


def type_constraint(node: Node, evaluate: Evaluate) -> Constraint:
    """The constraint that a parsed type expression states; `evaluate` gives the defaults in it."""
    try:
        return _constraint(node, evaluate)
    except Refuse as refuse:
        return WrongType(refuse.refused.reason)
    except RecursionError:
        return WrongType("nested too deep")


def _constraint(node: Node, evaluate: Evaluate) -> Constraint:
    kind = node[0]
    if kind == "var" and node[3] in PRIMITIVE_NAMES:
        return Constraint(PRIMITIVE_NAMES[node[3]], Defaults())
    if kind == "var" and node[3] in ("list", "map"):
        return Constraint((node[3], "dynamic"), Defaults())
    if kind == "call" and node[3] in ("list", "set", "map", "tuple", "object") and len(node[4]) == 1:
        return _structure(node[3], node[4][0], evaluate)
    raise Refuse("a type keyword or a type constructor is required")


def _structure(name: str, argument: Node, evaluate: Evaluate) -> Constraint:
    if name == "tuple":
        return _tuple(argument, evaluate)
    if name == "object":
        return _object(argument, evaluate)
    element = _constraint(argument, evaluate)
    defaults = Defaults()
    defaults.put_inside(EACH, element.defaults)
    return Constraint((name, element.type), defaults)


def _tuple(argument: Node, evaluate: Evaluate) -> Constraint:
    if argument[0] != "tuple":
        raise Refuse("tuple() takes a list of types")
    elements = [_constraint(item, evaluate) for item in argument[3]]
    defaults = Defaults()
    for at, element in enumerate(elements):
        defaults.put_inside(str(at), element.defaults)
    return Constraint(("tuple", tuple([element.type for element in elements])), defaults)


def _object(argument: Node, evaluate: Evaluate) -> Constraint:
    if argument[0] != "object":
        raise Refuse("object() takes a map of attribute names and types")
    types: dict[str, Type] = {}
    optional: list[str] = []
    defaults = Defaults()
    for key, item in argument[3]:
        name = _attribute_name(key)
        default: Node | None = None
        if item[0] == "call" and item[3] == "optional":
            if not 1 <= len(item[4]) <= 2:
                raise Refuse("optional() takes a type and at most one default")
            optional.append(name)
            default = item[4][1] if len(item[4]) == 2 else None
            item = item[4][0]  # noqa: PLW2901
        attribute = _constraint(item, evaluate)
        types[name] = attribute.type
        defaults.put_inside(name, attribute.defaults)
        if default is not None:
            defaults.values[name] = attribute.apply(evaluate(default))
    attributes = tuple(sorted(types.items()))
    return Constraint(("object", attributes, tuple(sorted(optional))), defaults)


def _attribute_name(key: Node) -> str:
    if key[0] == "lit" and isinstance(key[3], str):
        return key[3]
    raise Refuse("an attribute's name must be a word")


def filled(value: Outcome, defaults: Defaults) -> Outcome:
    """The value with defaults in the place of omitted and null attributes."""
    return value if defaults.empty else lift(lambda each: _filled(each, defaults), value)


def _filled(value: Value | Absent, defaults: Defaults) -> Outcome:
    if not isinstance(value, Known) or not isinstance(value.data, (tuple, dict)):
        return value
    if isinstance(value.data, tuple):
        elements = [_inside(element, str(at), defaults) for at, element in enumerate(value.data)]
        return Known(tuple(elements), value.origin, _kept_type(value))
    entries = {name: _inside(element, name, defaults) for name, element in value.data.items()}
    open_ = is_partly_unknown(value)
    for name, default in defaults.values.items():
        if open_ and name not in entries:
            entries[name] = entry(value, name, Known(None, value.origin))
        entries[name] = _or_default(entries.get(name, default), name, default, defaults)
    return Known(entries, value.origin, _kept_type(value))


def _kept_type(value: Known) -> Type:
    """Filling may change the elements' types: the conversion that follows takes them as they are."""
    return None if value.type is None else (value.type[0], "dynamic")


def _inside(element: Element, name: str, defaults: Defaults) -> Element:
    deeper = defaults.inside.get(name) or defaults.inside.get(EACH)
    if deeper is None:
        return element
    if isinstance(element, Many):
        return Many(filled(element.value, deeper), element.of)
    return filled(element, deeper)


def _or_default(element: Element, name: str, default: Outcome, defaults: Defaults) -> Element:
    if isinstance(element, Many):
        return element
    deeper = defaults.inside.get(name)
    instead = default if deeper is None else filled(default, deeper)

    def fill(each: Value | Absent) -> Outcome:
        missing = isinstance(each, Absent) or (isinstance(each, Known) and each.data is None)
        return instead if missing else each

    return lift(fill, element)
