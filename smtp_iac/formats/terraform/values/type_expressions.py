"""The type expressions of variables: `list(object({ port = optional(number, 25) }))`."""

from __future__ import annotations

from ....choice import lift
from ....value import Absent, Known, Many, Refuse, Refused
from . import guarded
from .conversion import convert
from .indexing import entry
from .open_elements import is_partly_unknown
from .types import is_plainly

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ....value import Element, Outcome, Value
    from ..syntax.expressions import Node
    from .types import Type

    Evaluate = Callable[[Node], Outcome]

PRIMITIVE_NAMES = {"string": "string", "number": "number", "bool": "bool", "any": "dynamic"}
UNTYPED = {"list": ("list", "dynamic"), "map": ("map", "dynamic")}
EACH = ""
"""The name under which the defaults of a collection's elements stand; a tuple's stand under "0", "1"..."""


class Default:
    """The default of an optional attribute: evaluated and converted when a value first needs it."""

    __slots__ = ("_constraint", "_evaluate", "_value")

    def __init__(self, constraint: Constraint, evaluate: Callable[[], Outcome]) -> None:
        self._constraint = constraint
        self._evaluate = evaluate
        self._value: Outcome | None = None

    @property
    def value(self) -> Outcome:
        if self._value is None:
            self._value = self._constraint.apply(self._evaluate())
        return self._value


class Defaults:
    """What omitted and null attributes are replaced by, and the same for the values inside."""

    __slots__ = ("inside", "values")

    def __init__(self) -> None:
        self.values: dict[str, Default] = {}
        self.inside: dict[str, Defaults] = {}

    def put_inside(self, name: str, defaults: Defaults) -> None:
        if defaults.values or defaults.inside:
            self.inside[name] = defaults


class Constraint:
    """A variable's type: `type` has the optional attributes of objects in its third part."""

    __slots__ = ("defaults", "type")

    def __init__(self, type_: Type, defaults: Defaults) -> None:
        self.type = type_
        self.defaults = defaults

    def apply(self, value: Outcome) -> Outcome:
        """The value with its defaults filled in and converted, as terraform gives it to a module."""
        if is_plainly(self.type, value):
            return value
        return guarded(lambda: self._applied(value), "type of a variable", (value,), value.origin)

    def _applied(self, value: Outcome) -> Outcome:
        return convert(filled(value, self.defaults), self.type)


class Attributes:
    """The attributes of an object type, as they are read."""

    __slots__ = ("defaults", "optional", "types")

    def __init__(self) -> None:
        self.types: dict[str, Type] = {}
        self.optional: list[str] = []
        self.defaults = Defaults()

    def add(
        self,
        name: str,
        attribute: Constraint,
        optional: bool = False,
        default: Callable[[], Outcome] | None = None,
    ) -> None:
        self.types[name] = attribute.type
        self.defaults.put_inside(name, attribute.defaults)
        if optional:
            self.optional.append(name)
        if default is not None:
            self.defaults.values[name] = Default(attribute, default)

    def constraint(self) -> Constraint:
        attributes = tuple(sorted(self.types.items()))
        return Constraint(("object", attributes, tuple(sorted(self.optional))), self.defaults)


class WrongType(Constraint):
    """A type expression that terraform refuses."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        super().__init__("dynamic", Defaults())
        self.reason = reason

    def apply(self, value: Outcome) -> Outcome:
        return Refused(f"the variable's type is wrong: {self.reason}", value.origin)


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
    if kind == "var" and node[3] in UNTYPED:
        return Constraint(UNTYPED[node[3]], Defaults())
    if kind == "call" and node[3] in ("list", "set", "map", "tuple", "object") and len(node[4]) == 1:
        return _structure(node[3], node[4][0], evaluate)
    raise Refuse("a type keyword or a type constructor is required")


def _structure(name: str, argument: Node, evaluate: Evaluate) -> Constraint:
    if name == "tuple":
        return _tuple(argument, evaluate)
    if name == "object":
        return _object(argument, evaluate)
    return collection(name, _constraint(argument, evaluate))


def collection(name: str, element: Constraint) -> Constraint:
    """A list, set or map of such elements."""
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
    attributes = Attributes()
    for key, item in argument[3]:
        name = _attribute_name(key)
        if item[0] != "call" or item[3] != "optional":
            attributes.add(name, _constraint(item, evaluate))
            continue
        if not 1 <= len(item[4]) <= 2:
            raise Refuse("optional() takes a type and at most one default")
        default = (lambda written=item[4][1]: evaluate(written)) if len(item[4]) == 2 else None
        attributes.add(name, _constraint(item[4][0], evaluate), optional=True, default=default)
    return attributes.constraint()


def _attribute_name(key: Node) -> str:
    if key[0] == "lit" and isinstance(key[3], str):
        return key[3]
    raise Refuse("an attribute's name must be a word")


def filled(value: Outcome, defaults: Defaults) -> Outcome:
    """The value with defaults in the place of omitted and null attributes."""
    if not defaults.values and not defaults.inside:
        return value
    return lift(lambda each: _filled(each, defaults), value)


def _filled(value: Value | Absent, defaults: Defaults) -> Outcome:
    if not isinstance(value, Known) or not isinstance(value.data, (tuple, dict)):
        return value
    if isinstance(value.data, tuple):
        elements = [_inside(element, str(at), defaults) for at, element in enumerate(value.data)]
        return Known(tuple(elements), value.origin, _kept_type(value))
    entries = {name: _inside(element, name, defaults) for name, element in value.data.items()}
    open_ = is_partly_unknown(value)
    for name, written in defaults.values.items():
        default = written.value
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
