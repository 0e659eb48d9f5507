"""What a function takes and gives."""

from __future__ import annotations

from ....choice import lift
from ....identity import derived, symbols
from ....value import Facts, Known, Origin, Refuse
from ..values import DEEPEST, TooMuch, present
from ..values.conversion import convert
from ..values.types import has_dynamic, kind
from .placed import Placed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    from ....source import Source, Tree
    from ....value import Element, Outcome
    from ..syntax import SyntaxProblem
    from ..syntax.expressions import Node
    from ..values.types import Type

    class Templates(Protocol):
        """What evaluates a template, and is told of one that cannot be parsed."""

        def render(self, node: Node, source: Source, names: dict[str, Element]) -> Outcome: ...

        def unreadable(self, source: Source, problem: SyntaxProblem) -> None: ...

    class Context(Protocol):
        """Where a call stands.

        module_directory: of the module whose code it is; working_directory: of the root module, where
        terraform runs and relative paths start. templates: None inside a template, which renders no other.
        """

        tree: Tree
        module_directory: str
        working_directory: str

        @property
        def templates(self) -> Templates | None: ...


class Call:
    """One call: the function's name, the origin of what it computes, and where it stands."""

    __slots__ = ("context", "name", "origin")

    def __init__(self, name: str, origin: Origin, context: Context) -> None:
        self.name = name
        self.origin = origin
        self.context = context


class Function:
    """A function of terraform.

    parameters: their types, "dynamic" for any; rest: the type of any number of further ones, or None.
    nullable: the positions that may be null (the rest stands after the last parameter).
    choices: whether `compute` takes Choices as they are; else it is called for each option.
    """

    __slots__ = ("choices", "compute", "nullable", "parameters", "rest")

    def __init__(
        self,
        compute: Callable[..., Outcome],
        *parameters: Type,
        rest: Type | None = None,
        nullable: tuple[int, ...] = (),
        choices: bool = False,
    ) -> None:
        self.compute = compute
        self.parameters = parameters
        self.rest = rest
        self.nullable = nullable
        self.choices = choices

    def accepts(self, count: int) -> bool:
        few = len(self.parameters)
        return count == few or (count > few and self.rest is not None)

    def apply(self, call: Call, arguments: tuple[Outcome, ...]) -> Outcome:
        """The function of arguments that are no Choices (unless it takes them)."""
        converted = [self._argument(call, at, each) for at, each in enumerate(arguments)]
        if self.choices:
            return self.compute(call, *converted)
        return lift(lambda *each: self.compute(call, *each), *converted)

    def _argument(self, call: Call, at: int, argument: Outcome) -> Outcome:
        value = present(argument)
        last = min(at, len(self.parameters))
        type_ = self.parameters[at] if at < len(self.parameters) else self.rest
        if isinstance(value, Known) and value.data is None and last not in self.nullable:
            raise Refuse(f"argument {at + 1} of {call.name}() must not be null", call.origin)
        return value if type_ is None else convert(value, type_)


def plain(
    function: Callable[..., Any], *parameters: Type, result: Type, rest: Type | None = None
) -> Function:
    """A function of plain data; with an unknown argument its result is unknown, but of its type."""
    facts = Facts(type=None if has_dynamic(result) else result, not_null=True)

    def compute(call: Call, *arguments: Outcome) -> Outcome:
        if any(not isinstance(each, Known) or symbols(each) for each in arguments):
            return derived(call.name, *arguments, facts=facts, origin=call.origin)
        data = function(*[plain_data(each) for each in arguments])
        return from_plain(data, result, call.origin)

    return Function(compute, *parameters, rest=rest)


def plain_data(value: Any) -> Any:
    """A value without unknown parts as plain Python data: tuples become lists."""
    data = value.data
    if isinstance(data, tuple):
        return [plain_data(element) for element in data]
    if isinstance(data, dict):
        return {key: plain_data(element) for key, element in data.items()}
    return data


def from_plain(data: Any, type_: Type, origin: Origin, depth: int = 0) -> Known:
    """Plain data as a value; lists are lists where the type says so. What is Placed comes from its place."""
    if depth > DEEPEST:
        raise TooMuch("nested too deep")
    part = type_[1] if kind(type_) in ("list", "set", "map") else "dynamic"
    own = None if isinstance(type_, str) or type_[0] in ("tuple", "object") else type_
    if isinstance(data, (list, tuple)):
        return Known(tuple([from_plain(each, part, origin, depth + 1) for each in data]), origin, own)
    if isinstance(data, dict):
        return Known(
            {key: from_plain(each, part, origin, depth + 1) for key, each in data.items()}, origin, own
        )
    if isinstance(data, Placed):
        return Known(data.data, Origin(origin.what, origin.span, origin.causes, Origin("", data.span)))
    return Known(data, origin)


def whole(number: Any, what: str = "value", bits: int = 64) -> int:
    """A number that must be whole, and fit into so many bits."""
    if not isinstance(number, int) or (number if number >= 0 else -number - 1) >> (bits - 1):
        raise Refuse(f"{what} must be a whole number")
    return number
