"""The nodes of a module: its variables, locals, outputs, calls, and the instances of its resources."""

from __future__ import annotations

from ....bounds import bounded
from ....choice import lift
from ....identity import symbols
from ....source import Unreadable
from ....value import ABSENT, Known, Missing, Origin, Refused, Unknown, passed_on
from ..modules.calls import NOT_INSTALLED, directory_of, is_surely_absent, literal, plain_source
from ..prefix_list_data import is_omitted, looked_up
from ..stand_ins import stand_in_for
from ..variables.given import value_of
from . import expansion
from .graph import Node, limit
from .lazy import lazy
from .size import TOO_LARGE
from .written import written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ....source import Span
    from ....value import Outcome
    from ..declarations import declared as declaring
    from ..declarations.declared import Declared
    from ..syntax.blocks import Block
    from ..variables.validation import Unvalidated, Validation
    from .expansion import Expansion, Instance
    from .graph import Graph
    from .module import Module


MOST_MODULES = 10_000
"""The most instances of modules below one root: ten calls of ten calls, and so on, soon never end."""
TOO_MANY = f"is above {MOST_MODULES:,}"


def limited(value: Outcome, node: Local | Variable | Output) -> Outcome:
    return limit(node, TOO_LARGE) if node.module.world.sizes.too_large(value) else value


class Local(Node):
    __slots__ = ("declared", "module")

    def __init__(self, module: Module, declared: declaring.Local) -> None:
        super().__init__()
        self.module = module
        self.declared = declared

    def name(self) -> str:
        return f"local.{self.declared.name}"

    def span(self) -> Span:
        return self.declared.span

    def compute(self, graph: Graph) -> Outcome:
        value = limited(written(self.declared.attribute, self.module.scope(self.declared.source)), self)
        return passed_on(value, self.name(), self.declared.span, (value.origin,))


class OfBlock(Node):
    """A node that a top-level block of a module declares."""

    __slots__ = ("declared", "module")

    def __init__(self, module: Module, declared: Declared) -> None:
        super().__init__()
        self.module = module
        self.declared = declared

    def span(self) -> Span:
        return self.declared.header


class Variable(OfBlock):
    __slots__ = ("_unvalidated", "_validation")

    def __init__(self, module: Module, declared: Declared) -> None:
        super().__init__(module, declared)
        self._unvalidated: Unvalidated | None = None
        self._validation: Validation | None = None

    @property
    def unvalidated(self) -> Unvalidated:
        """Its value before its validation."""
        from ..variables.validation import Unvalidated

        if self._unvalidated is None:
            self._unvalidated = Unvalidated(self)
        return self._unvalidated

    @property
    def validation(self) -> Validation:
        """Its value after it: most variables have none, and need not load what reads conditions."""
        from ..variables.validation import Validation

        if self._validation is None:
            self._validation = Validation(self)
        return self._validation

    def name(self) -> str:
        return f"var.{self.declared.block.labels[0]}"

    def compute(self, graph: Graph) -> Outcome:
        self.module.problems_of(self.declared)
        attribute = self.declared.block.body().attribute("ephemeral")
        if attribute is not None and attribute.text.strip() == b"true":
            return self._ephemeral()
        if not self.declared.block.body().blocks_of("validation"):
            return limited(value_of(self), self)
        return limited(graph.get(self.validation), self)

    def _ephemeral(self) -> Unknown:
        name, header = self.module.prefixed(self.name()), self.declared.header
        why = "is ephemeral, which terraform refuses in the arguments of resources"
        missing = Missing(name, why, "nobody can know", header)
        return Unknown(self.module.id(self.name()), missing, Origin("", header))


class Output(OfBlock):
    __slots__ = ()

    def name(self) -> str:
        return self.module.prefixed(f"output.{self.declared.block.labels[0]}")

    def compute(self, graph: Graph) -> Outcome:
        self.module.problems_of(self.declared)
        attribute = self.declared.block.body().attribute("value")
        if attribute is None:
            return Refused(f"{self.name()} has no value", Origin("", self.declared.header))
        value = limited(written(attribute, self.module.scope(self.declared.source)), self)
        what = f"output {self.declared.block.labels[0]} of {self.module.address}"
        return passed_on(value, what, self.declared.attribute_span("value"), (value.origin,))


class Expanding(OfBlock):
    """A block with count or for_each; its result is an Expansion."""

    __slots__ = ("_value",)

    def __init__(self, module: Module, declared: Declared) -> None:
        super().__init__(module, declared)
        self._value: Outcome | None = None

    def value(self) -> Outcome:
        """What a reference to the whole block is: made once, though each instance of another may ask."""
        if self._value is None:
            self._value = self.as_value()
            if self.result.kind != "single":
                symbols(self._value)
        return self._value

    def as_value(self) -> Outcome:
        raise NotImplementedError

    def instead(self, outcome: Unknown | Refused) -> Any:
        return expansion.refused("count", outcome)

    def compute(self, graph: Graph) -> Any:
        body = self.declared.block.body()
        self.module.problems_of(self.declared)
        given, other = body.attribute("count"), body.attribute("for_each")
        if given is None and other is None:
            return self._of_opentofu(body.blocks_of("lifecycle"))
        scope = self.module.scope(self.declared.source)
        if given is not None and other is not None and given.data is other.data:
            # Of one in an override file and one outside of it, terraform notices nothing, and takes count.
            place = self.declared.attribute_span("for_each")
            return self.instead(Refused(f"{self.name()} has both count and for_each", Origin("", place)))
        if given is not None:
            return expansion.by_count(written(given, scope), scope.attribute_span(given))
        assert other is not None
        return expansion.by_for_each(written(other, scope), scope.attribute_span(other))

    def _of_opentofu(self, lifecycle: list[Block]) -> Expansion:
        """One instance, or none where OpenTofu's lifecycle says so."""
        for block in reversed(lifecycle):
            enabled = block.body().attribute("enabled")
            if enabled is not None:
                scope = self.module.scope(self.declared.source)
                return expansion.by_enabled(written(enabled, scope), scope.attribute_span(enabled))
        return expansion.single()


class Expanded(Expanding):
    """A resource or data source and its instances."""

    __slots__ = ("_bodies",)

    def __init__(self, module: Module, declared: Declared) -> None:
        super().__init__(module, declared)
        self._bodies: dict[str, Any] = {}

    @property
    def address(self) -> str:
        labels = ".".join(self.declared.block.labels)
        return f"data.{labels}" if self.declared.block.type == "data" else labels

    def name(self) -> str:
        return self.module.prefixed(self.address)

    def as_value(self) -> Outcome:
        """An object, or a list or map of objects."""
        made: Expansion = self.result
        return made.value(self._object, lambda: self._of_unknown_number(made))

    def _of_unknown_number(self, made: Expansion) -> Unknown:
        missing = Missing(self.name(), "has an unknown number of instances", "nobody can know", self.span())
        origin = Origin("", self.span(), (made.given.origin,) if made.given is not None else ())
        causes = (made.given,) if isinstance(made.given, Unknown) else ()
        return Unknown(self.module.id(self.address), None if causes else missing, origin, causes=causes)

    def _object(self, instance: Instance) -> Outcome:
        address = self.address + instance.key
        origin = Origin("", self.declared.header)
        type_ = self.declared.block.labels[0]
        managed = self.declared.block.type == "resource"
        why = "is known after apply" if managed else "is read when terraform runs"

        def attribute(name: str) -> Outcome:
            """What is configured *is* the value; what is not, or is null, is the provider's to say."""
            unset: Outcome
            unset = computed = self.module.computed(address, type_, name, origin, why)
            given: Outcome = self.body(instance).value(name)
            if not managed:
                unset = looked_up(type_, name, computed, self.body(instance).value)
            return lift(lambda one: unset if is_omitted(one) else bounded(one, type_, name), given)

        return lazy(self.module.computed(address, type_, "id", origin, why), attribute, origin)

    def body(self, instance: Instance) -> Any:
        from .body import InstanceBody

        if instance.key not in self._bodies:
            self._bodies[instance.key] = InstanceBody(self, instance)
        return self._bodies[instance.key]


class Call(Expanding):
    """A module call. `children` are its instances; none where its code is not at hand, for `reason`.

    source, version: what is written there, where that has to be known; directory: where its code is.
    """

    __slots__ = ("_children", "directory", "reason", "source", "version")

    def __init__(self, module: Module, declared: Declared) -> None:
        super().__init__(module, declared)
        self.source: Outcome = ABSENT
        self.version: Outcome = ABSENT
        self.directory: str | None = None
        self.reason = ""
        self._children: dict[str, Module] | None = None
        if is_surely_absent(self):
            self.reason, self._children = NOT_INSTALLED, {}
        elif (source := plain_source(declared)) is not None:
            self.source = Known(source)
        else:
            return
        self.result, self.done = expansion.single(), True  # as most: nothing is to be evaluated

    @property
    def address(self) -> str:
        return f"module.{self.declared.block.labels[0]}"

    def name(self) -> str:
        return self.module.prefixed(self.address)

    @property
    def key(self) -> str:
        return self.module.key_of(self.declared.block.labels[0])

    def compute(self, graph: Graph) -> Any:
        self.source, self.version = self._early("source"), self._early("version")
        return super().compute(graph)

    def instead(self, outcome: Unknown | Refused) -> Any:
        self.source = outcome
        return super().instead(outcome)

    def _early(self, name: str) -> Outcome:
        """The source or version, which knows no instances: they are not there yet when it is needed."""
        text = literal(self.declared.said, name)
        if text is not None:
            return Known(text)
        attribute = self.declared.block.body().attribute(name)
        if attribute is None:
            return ABSENT
        value: Outcome = written(attribute, self.module.scope(self.declared.source_of(attribute)))
        return value

    @property
    def children(self) -> dict[str, Module]:
        """The instances by their keys; to be asked for when the node is computed."""
        if self._children is None:
            self._children = self._make_children(self.result)
        return self._children

    def _make_children(self, made: Expansion) -> dict[str, Module]:
        self.directory, self.reason = directory_of(self)
        stand_in = stand_in_for(self) if self.directory is None else None
        if self.directory is None and stand_in is None:
            return {}
        world = self.module.world
        world.modules += len(made.instances)
        if world.modules > MOST_MODULES:
            self.reason = TOO_MANY
            return {}
        if stand_in is not None:
            return {instance.key: stand_in.module(self, instance) for instance in made.instances}
        assert self.directory is not None
        try:
            configuration = world.configurations.at(self.directory)
        except Unreadable as error:
            self.reason = error.reason
            return {}
        return {
            instance.key: self.module.child(configuration, self.declared, instance)
            for instance in made.instances
        }

    def as_value(self) -> Outcome:
        """What `module.NAME` is: an object of outputs, a list or a map of them."""
        made: Expansion = self.result
        origin = Origin("", self.declared.header)
        return made.value(lambda instance: self._outputs(instance, origin), lambda: self._unknown("", origin))

    def _unknown(self, output: str, origin: Origin) -> Unknown:
        return Unknown(self.module.id(self.address + output), self.missing(self.declared.header), origin)

    def missing(self, place: Span) -> Missing:
        """Why nothing is known of it."""
        if self.reason == TOO_MANY:
            return Missing("the number of modules", TOO_MANY, "not supported yet", place)
        reason = self.reason or "has an unknown number of instances"
        return Missing(self.name(), reason, "nobody can know", place)

    def _outputs(self, instance: Instance, origin: Origin) -> Outcome:
        child = self.children.get(instance.key)

        def attribute(name: str) -> Outcome:
            if child is None:
                return self._unknown(f"{instance.key}.{name}", origin)
            return child.output(name, self.declared.header)

        return lazy(self._unknown(instance.key, origin), attribute, origin)
