"""What an attribute can be: `Known`, `Choice` or `Unknown`, each remembering where it was written.

A collection is a `Known` whose elements are Values. Where a value is expected there may also stand `ABSENT`
(nothing there: the default applies) or `Refused` (the dialect's own tool would stop here); where a list
element is expected, `Many` (any number of elements like this one).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

    from .network import AddressSet
    from .source import Span

    Option = tuple[str, Any]
    Scalar = None | bool | int | str
    Camp = Literal["nobody can know", "not supported yet"]


class Origin:
    """A link of the way a value came: what happened at which place, and the links before it.

    what: shown in a trail; empty for a step that needs no line of its own. written: the origin that the same
    value had before this link passed it on; None where the value is written or computed here. causes: what
    else it came through: the operands of a computation, or the collection that an element was taken out of.
    """

    __slots__ = ("causes", "span", "what", "written")

    def __init__(
        self,
        what: str,
        span: Span | None,
        causes: tuple[Origin, ...] = (),
        written: Origin | None = None,
    ) -> None:
        self.what = what
        self.span = span
        self.causes = causes
        self.written = written

    @property
    def literal(self) -> Origin:
        """Where the value itself is written or computed."""
        origin = self
        while origin.written is not None:
            origin = origin.written
        return origin


class Outside(Origin):
    """Where a value is declared that no file gives: `what` names it, and says how it was given."""

    __slots__ = ("name",)

    def __init__(self, name: str, what: str, span: Span | None) -> None:
        super().__init__(f"{name} {what}", span)
        self.name = name


NOWHERE = Origin("", None)


PREDICATES = frozenset(
    (
        "are",
        "begins",
        "calls",
        "cannot",
        "changes",
        "comes",
        "depends",
        "does",
        "goes",
        "has",
        "have",
        "is",
        "lies",
        "makes",
        "may",
        "needs",
        "takes",
        "was",
    )
)
"""How a reason begins that reads on from the name of its input."""


class Missing:
    """An input that is not there: `what` it is, `why` it is missing, and where it is declared.

    `why` is the predicate of a sentence about `what` ("has no value", "is known after apply"), or a reason.
    """

    __slots__ = ("camp", "span", "what", "why")

    def __init__(self, what: str, why: str, camp: Camp, span: Span | None = None) -> None:
        self.what = what
        self.why = why
        self.camp = camp
        self.span = span

    @property
    def sentence(self) -> str:
        """`var.allowed_cidrs has no value`; a reason that is no predicate follows a colon."""
        first, _, _ = self.why.partition(" ")
        return f"{self.what} {self.why}" if first in PREDICATES else f"{self.what}: {self.why}"

    @property
    def sort_key(self) -> tuple[str, str]:
        return (self.what, self.why)


class Facts:
    """What is known of an Unknown all the same.

    domain: every value it can have, as options; block: (prefix length, family or None), when it is one
    address block of at least that prefix length at an unknown place; within: addresses that it lies in;
    prefix: how its text begins; type: the dialect's own type; aws_owned: it is the id of a prefix list that
    AWS owns, or addresses in one; elements: the block that each of its elements is; range: the
    lowest and the highest port that it can be; own: it is an address block of a VPC or subnet of one's own.
    """

    __slots__ = (
        "aws_owned",
        "block",
        "domain",
        "elements",
        "not_null",
        "own",
        "prefix",
        "range",
        "type",
        "within",
    )

    def __init__(
        self,
        *,
        domain: tuple[Option, ...] | None = None,
        block: tuple[int, int | None] | None = None,
        within: AddressSet | None = None,
        prefix: str = "",
        type: Any = None,  # noqa: A002 - the field's own word
        not_null: bool = False,
        aws_owned: bool = False,
        elements: tuple[int, int | None] | None = None,
        range: tuple[int, int] | None = None,  # noqa: A002 - of ports, as people say
        own: bool = False,
    ) -> None:
        self.aws_owned = aws_owned
        self.elements = elements
        self.own = own
        self.range = range
        self.domain = domain
        self.block = block
        self.within = within
        self.prefix = prefix
        self.type = type
        self.not_null = not_null

    def but(self, **others: Any) -> Facts:
        """The same facts, but for those given."""
        return Facts(**{name: getattr(self, name) for name in self.__slots__} | others)


NO_FACTS = Facts()


class _Open:
    __slots__ = ()

    def __bool__(self) -> bool:
        raise TypeError("a value has no truth value: ask what it is")


class Absent(_Open):
    """Nothing stands here: an omitted or null argument, AWS::NoValue, an element that is not made."""

    __slots__ = ()
    origin = NOWHERE

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent()


class Refused(_Open):
    """terraform or CloudFormation would stop here, for `reason`."""

    __slots__ = ("origin", "reason")

    def __init__(self, reason: str, origin: Origin = NOWHERE) -> None:
        self.reason = reason
        self.origin = origin

    def __repr__(self) -> str:
        return f"Refused({self.reason!r})"


class Refuse(Exception):  # noqa: N818 - an outcome, not an error of ours
    """Raised by a function of values where the dialect's own tool would stop; becomes `Refused`."""

    def __init__(self, reason: str, origin: Origin = NOWHERE) -> None:
        super().__init__(reason)
        self.refused = Refused(reason, origin)


class Known(_Open):
    """A value that is known at its top.

    data: None, bool, int, Decimal, str, a tuple of elements, or a dict of str to Values. type: the dialect's
    own type of a collection, opaque here. sensitive values are marked by their format and never printed.
    """

    __slots__ = ("_identity", "_unknowns", "data", "origin", "type")

    def __init__(self, data: Any, origin: Origin = NOWHERE, type: Any = None) -> None:  # noqa: A002
        self.data = data
        self.origin = origin
        self.type = type
        self._unknowns: dict[str, Unknown] | None = None
        self._identity: str | None = None

    def __repr__(self) -> str:
        return f"Known({self.data!r})"


SENSITIVE = "sensitive"
"""The type of a Known scalar that must not be printed."""


class Unknown(_Open):
    """A value that cannot be known here.

    id: what it stands for; equal ids are equal values. A leaf says which input is missing in `why`; one
    computed from others has `causes` instead.
    """

    __slots__ = ("causes", "facts", "id", "origin", "why")

    def __init__(
        self,
        id: str,  # noqa: A002
        why: Missing | None = None,
        origin: Origin = NOWHERE,
        facts: Facts = NO_FACTS,
        causes: tuple[Unknown, ...] = (),
    ) -> None:
        self.id = id
        self.why = why
        self.origin = origin
        self.facts = facts
        self.causes = causes

    def __repr__(self) -> str:
        return f"Unknown({self.id})"


class Choice(_Open):
    """What a value can be while one Unknown is open: a value (or ABSENT, Refused) for each of its options."""

    __slots__ = ("_identity", "_unknowns", "options", "origin", "unknown")

    def __init__(self, unknown: Unknown, options: dict[Option, Outcome], origin: Origin = NOWHERE) -> None:
        self.unknown = unknown
        self.options = options
        self.origin = origin
        self._unknowns: dict[str, Unknown] | None = None
        self._identity: str | None = None

    @property
    def symbol(self) -> str:
        return self.unknown.id

    def __repr__(self) -> str:
        return f"Choice({self.symbol}, {self.options})"


class Many(_Open):
    """Any number of list elements, each like `value`; `of` is the unknown that decides how many."""

    __slots__ = ("of", "value")

    def __init__(self, value: Outcome, of: Unknown | None = None) -> None:
        self.value = value
        self.of = of

    @property
    def origin(self) -> Origin:
        return self.value.origin

    def __repr__(self) -> str:
        return f"Many({self.value})"


if TYPE_CHECKING:
    Value = Known | Choice | Unknown
    Outcome = Value | Absent | Refused
    Element = Outcome | Many

OTHER: Option = ("other", None)
TRUE: Option = ("bool", True)
FALSE: Option = ("bool", False)
NULL: Option = ("NoneType", None)
BOOLEAN = Facts(domain=(TRUE, FALSE), not_null=True)
LIMIT = 256
"""The most leaves that a Choice may have, and the most combinations of options that are asked."""


def option(data: Scalar) -> Option:
    """The option that stands for a scalar: its type counts, so that 25, "25" and true never meet."""
    return (type(data).__name__, data)


def text_of(chosen: Option) -> str:
    """An option as a person writes it."""
    kind, data = chosen
    if kind == "other":
        return "any other value"
    if kind == "str":
        return f'"{data}"'
    return {True: "true", False: "false", None: "null"}[data] if kind in ("bool", "NoneType") else str(data)


def passed_on(value: Outcome, what: str, span: Span | None, through: tuple[Origin, ...] = ()) -> Outcome:
    """The same value, seen at one more place of its way; `through` is the collection it was taken out of."""
    return with_origin(value, Origin(what, span, through, value.origin))


def with_origin(value: Outcome, origin: Origin) -> Outcome:
    """The same value, seen through one more link."""
    if isinstance(value, Known):
        copy = Known(value.data, origin, value.type)
        copy._identity, copy._unknowns = value._identity, value._unknowns
        return copy
    if isinstance(value, Unknown):
        return Unknown(value.id, value.why, origin, value.facts, value.causes)
    if isinstance(value, Choice):
        return Choice(value.unknown, value.options, origin)
    if isinstance(value, Refused):
        return type(value)(value.reason, origin)
    return value
