"""`Resource`: one evaluated instance of a cloud resource, in whichever dialect it was written."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    from .source import Span
    from .value import Origin, Outcome

    class Body(Protocol):
        """The attributes of a resource, evaluated when they are asked for.

        A nested block type is an attribute whose value is a list of maps, however it is spelled (blocks,
        `dynamic`, a list of objects). Each value has its expression in the resource's block as its origin.
        """

        def value(self, name: str) -> Outcome:
            """The attribute, ABSENT where it is not written."""

        def names(self) -> list[str]:
            """Every attribute that is written, sorted."""

    class Planned(Protocol):
        """A plan (or state), and the configuration that it was made of, which is read when it is asked for.

        name: the plan, relative to the boundary. root: the configuration's directory likewise; None where it
        is not at hand.
        """

        name: str

        @property
        def root(self) -> str | None: ...

        def written(self, address: str) -> Written:
            """What the configuration says of a resource of the plan."""

        def lists(self, types: frozenset[str]) -> list[Resource]:
            """Every resource of these types in the configuration."""

        def speaks_of(self, address: str) -> bool:
            """Whether the plan says what will be there of the block that an address of the configuration
            names."""


class PlainBody:
    """A `Body` whose attributes are at hand as JSON data."""

    __slots__ = ()

    def plain(self, name: str) -> Any:
        """The attribute as it is written, where nothing in it is unknown or sensitive; None for any other,
        and for what is not there. Its value may leave something of it out, and changes nothing else."""
        raise NotImplementedError


class Written:
    """What a configuration says of a planned resource. resource: as it is evaluated there, with the plan's
    variables; None where nothing says it. note: what a reader should know about that."""

    __slots__ = ("note", "resource")

    def __init__(self, resource: Resource | None, note: str = "") -> None:
        self.resource = resource
        self.note = note


REPRESENTATIVES = ("[*", "${")
"""In an address: the instance stands for any number of instances, as `x[*]` of an unknown for_each and
`Rule${Name}` of a loop over an unknown collection."""


class ModuleCall:
    """A call of a module in the user's code. block: all of it; header: the place that names it."""

    __slots__ = ("address", "block", "header")

    def __init__(self, address: str, block: Span, header: Span) -> None:
        self.address = address
        self.block = block
        self.header = header


class Resource:
    """One instance.

    type: as the dialect says it (`aws_security_group`, `AWS::EC2::SecurityGroup`).
    address: module path, type, name and instance key, unique in its root
    (`module.mail["a"].aws_security_group.mx[0]`, `Parent/Child/LogicalId`).
    root: the root module's directory, the template or the plan, as a path relative to the boundary.
    id: the identity of the resource itself: an unknown attribute of it has the id `ID.ATTRIBUTE`, and every
    spelling of a reference to a security group has `ID.id`.
    exists: Known true, or what it depends on whether there is such an instance at all.
    span: the block; header: the place that names it (`resource "aws_security_group" "mx"`).
    call: the nearest call in the user's code, where the block stands in code that is not the user's.
    notes: what a reader of a finding here should know.
    suggest: prints the declaration in its own dialect, with the value at a span changed to something narrow;
    None where the format prints none.
    made_from: what people edit, where they do not edit the file itself.
    planned: the plan that it was read from.
    """

    __slots__ = (
        "address",
        "body",
        "call",
        "exists",
        "header",
        "id",
        "made_from",
        "notes",
        "origin",
        "planned",
        "root",
        "span",
        "suggest",
        "type",
    )

    def __init__(
        self,
        *,
        type: str,  # noqa: A002 - the dialect's word
        address: str,
        root: str,
        id: str,  # noqa: A002
        body: Body,
        exists: Outcome,
        span: Span,
        header: Span,
        origin: Origin,
        notes: tuple[str, ...] = (),
        suggest: Callable[[Span], str] | None = None,
        made_from: str = "",
        call: ModuleCall | None = None,
        planned: Planned | None = None,
    ) -> None:
        self.type = type
        self.address = address
        self.root = root
        self.id = id
        self.body = body
        self.exists = exists
        self.span = span
        self.header = header
        self.origin = origin
        self.notes = notes
        self.suggest = suggest
        self.made_from = made_from
        self.call = call
        self.planned = planned

    @property
    def stands_for_many(self) -> bool:
        """Whether it stands for any number of instances."""
        return any(mark in self.address for mark in REPRESENTATIVES)

    @property
    def shown(self) -> Span:
        """The block of the user's code in which a finding about it stands."""
        return self.span if self.call is None else self.call.block

    @property
    def heading(self) -> Span:
        """The place in the user's code that names it."""
        return self.header if self.call is None else self.call.header
