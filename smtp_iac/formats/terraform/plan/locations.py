"""Where the resources of a plan are written: its configuration, evaluated with the plan's variables.

The plan says what will be there; from the configuration only the places of its values are taken. Nothing of
it is read before something is reported.
"""

from __future__ import annotations

from ....reading import Reading
from ....resource import ModuleCall, Resource, Written
from ....value import ABSENT, Known, Origin
from .address import calls_and_block, without_keys
from .sources import GIVE_SOURCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....source import Span
    from ....value import Outcome
    from ..declarations.declared import Declared
    from ..evaluation.module import Module
    from ..evaluation.named import Call
    from .address import Step
    from .names import Names
    from .sources import Chosen, Sources


class Locations:
    """The configuration behind one plan or state; a `resource.Planned`."""

    __slots__ = (
        "_chosen",
        "_module",
        "_names",
        "_sources",
        "_spoken",
        "_written",
        "name",
        "path",
    )

    def __init__(self, path: str, name: str, names: Names, sources: Sources) -> None:
        self.path = path
        self.name = name
        self._names = names
        self._sources = sources
        self._chosen: Chosen | None = None
        self._module: Module | None = None
        self._written: dict[str, Written] = {}
        self._spoken: frozenset[str] | None = None

    @property
    def chosen(self) -> Chosen:
        if self._chosen is None:
            self._chosen = self._sources.of(self.path, self._names.root_names())
        return self._chosen

    @property
    def root(self) -> str | None:
        directory = self.chosen.directory
        return self._sources.tree.relative(directory) if directory else None

    @property
    def module(self) -> Module:
        """The root module; to be asked for where there is one."""
        if self._module is None:
            from ..modules.call_graph import CallGraph
            from ..modules.installed import Installations
            from ..reader import world_of
            from .variables import root_as_planned

            configurations = self._sources.configurations
            configuration = configurations.at(self.chosen.directory)
            graph = CallGraph(
                configurations, Installations(configurations, self._sources.inputs.data_directory)
            )
            self._module = root_as_planned(
                configuration,
                lambda: world_of(configuration, graph, self._sources.inputs),
                self._names.variables(),
            )
        return self._module

    def lists(self, types: frozenset[str]) -> list[Resource]:
        from ..reader import read_root

        if not self.chosen.directory:
            return []
        reading = Reading()
        read_root(self.module, types, set(), reading)
        return reading.resources

    def written(self, address: str) -> Written:
        if address not in self._written:
            nowhere = not self.chosen.directory
            self._written[address] = Written(None, self.chosen.note) if nowhere else self._find(address)
        return self._written[address]

    def _find(self, address: str) -> Written:
        steps, block, key = calls_and_block(address)
        module, note = self.module, ""
        for step in steps:
            child, said = self._called(module, step)
            note = note or said
            if child is None:
                return self._at_call(module, step[0], address)
            module = child
        type_, _, name = block.partition(".")
        declaring = module.configuration.resources.get((type_, name))
        if declaring is None:
            return Written(None, self._is_not_in(module, block))
        found, said = instance_of(module, module.configuration.declared(declaring), key)
        return Written(found, note or said)

    def _called(self, module: Module, step: Step) -> tuple[Module | None, str]:
        """The instance of a called module, and what is to be said of it."""
        name, key = step
        if name not in module.configuration.calls:
            return None, ""
        call = module.call_of(name)
        module.graph.get(call)
        children = call.children
        if key in children:
            return children[key], ""
        open_ = [child for own, child in children.items() if own.startswith("[*")]
        if open_ or not children:
            return (open_[0], "") if open_ else (None, "")
        return next(iter(children.values())), no_instance(f"module.{name}", key)

    def _is_not_in(self, module: Module, block: str) -> str:
        tree = self._sources.tree
        where = tree.display(module.configuration.directory)
        return f"{block} is not declared in {where}, which is not what was planned: {GIVE_SOURCE}"

    def _at_call(self, module: Module, name: str, address: str) -> Written:
        """What stands for a resource of a module whose code is not at hand: the nearest call of it."""
        if name not in module.configuration.calls:
            return Written(None, self._is_not_in(module, f"module.{name}"))
        call = module.call_of(name)
        note = call.missing(call.declared.header).sentence
        return Written(in_call(module, call, address), note)

    def speaks_of(self, address: str) -> bool:
        if self._spoken is None:
            self._spoken = self._names.blocks() if self._names.is_whole else frozenset()
        return without_keys(address) in self._spoken


def no_instance(block: str, key: str) -> str:
    return f"{block} has no instance {key or 'without a key'} here: the configuration has changed since"


def instance_of(module: Module, declared: Declared, key: str) -> tuple[Resource, str]:
    """The instance with a key, one that stands for any, or else another one of the block, and that it is."""
    from ..reader import resource

    node = module.expansion_of(declared)
    instances = module.graph.get(node).instances
    exact = [one for one in instances if one.key == key]
    open_ = [one for one in instances if one.key.startswith("[*")]
    if exact or open_:
        return resource(module, node, declared, (exact or open_)[0]), ""
    said = no_instance(node.address, key)
    if instances:
        return resource(module, node, declared, instances[0]), said
    return bare(module, declared, node.address, declared.span, declared.header), said


class NoBody:
    """A `resource.Body` of which nothing is known."""

    __slots__ = ()

    def value(self, name: str) -> Outcome:
        return ABSENT

    def names(self) -> list[str]:
        return []


def bare(module: Module, declared: Declared, address: str, span: Span, header: Span) -> Resource:
    return Resource(
        type=declared.block.labels[0],
        address=module.prefixed(address),
        root=module.root,
        id=module.id(address),
        body=NoBody(),
        exists=Known(True),
        span=span,
        header=header,
        origin=Origin("", header),
    )


def in_call(module: Module, call: Call, address: str) -> Resource:
    """A resource of which only the call is known that makes it."""
    declared = call.declared
    header = declared.header
    _, block, _ = calls_and_block(address)
    found = bare(module, declared, address, declared.span, header)
    found.type = block.partition(".")[0]
    found.call = ModuleCall(call.name(), declared.span, header)
    return found
