"""One instance of a module: what its names stand for, and the modules that it calls."""

from __future__ import annotations

import os

from ....bounds import IDS, facts
from ....model.rule import both
from ....source import Span
from ....value import Known, Missing, Origin, Unknown
from ..modules.installed import Installations
from ..syntax import SyntaxProblem
from .lazy import Undeclared
from .named import Call, Expanded, Expanding, Local, Output, Variable
from .scope import Scope
from .size import Sizes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....source import Source, Tree
    from ....value import Element, Outcome
    from ..declarations.configuration import Configuration, Configurations
    from ..declarations.declared import Declared
    from ..syntax.bodies import Body
    from ..variables.given import Given
    from .expansion import Instance
    from .graph import Graph, Node
    from .templates import Templates


NEVER_INSIDE = {"resource": 2, "module": 1}
"""Blocks that hold rules, by their number of labels: inside another block nothing would look at them."""


class World:
    """What all modules of a root share."""

    __slots__ = (
        "configurations",
        "diagnostics",
        "given",
        "graph",
        "installations",
        "modules",
        "root",
        "root_directory",
        "sizes",
    )

    def __init__(
        self,
        configurations: Configurations,
        graph: Graph,
        root: str,
        root_directory: str,
        given: Given,
        *,
        installations: Installations | None = None,
    ) -> None:
        self.configurations = configurations
        self.installations = installations or Installations(configurations)
        self.graph = graph
        self.root = root
        self.root_directory = root_directory
        self.given = given
        self.sizes = Sizes()
        self.modules = 0
        self.diagnostics: list[tuple[Span, str]] = []


class FilesContext:
    """Where file() and its kin read: relative paths start at the root module's directory."""

    __slots__ = ("_module", "_renders", "module_directory", "tree", "working_directory")

    def __init__(self, module: Module, *, renders: bool) -> None:
        self._module = module
        self._renders = renders
        self.tree = module.tree
        self.module_directory = module.configuration.directory
        self.working_directory = module.world.root_directory

    @property
    def templates(self) -> Templates | None:
        """What renders templates; None inside of one."""
        from .templates import Templates

        return Templates(self._module) if self._renders else None


class Module:
    """address: `module.mail["a"]`, empty for the root; key: the same without instances, `mail`.

    call: how it is called; None for the root.
    """

    __slots__ = (
        "_nodes",
        "address",
        "call",
        "configuration",
        "exists",
        "graph",
        "key",
        "names",
        "parent",
        "world",
    )

    def __init__(
        self,
        world: World,
        configuration: Configuration,
        address: str = "",
        *,
        parent: Module | None = None,
        call: Declared | None = None,
        instance: Instance | None = None,
    ) -> None:
        self.world = world
        self.graph = world.graph
        self.configuration = configuration
        self.address = address
        self.parent = parent
        self.call = call
        self.key = parent.key_of(call.block.labels[0]) if parent is not None and call is not None else ""
        self.names: dict[str, Element] = instance.names if instance is not None else {}
        self.exists: Outcome = Known(True)
        if parent is not None and instance is not None:
            self.exists = both(parent.exists, instance.exists)
        self._nodes: dict[tuple[str, ...], Node] = {}

    @property
    def tree(self) -> Tree:
        return self.world.configurations.tree

    @property
    def root(self) -> str:
        return self.world.root

    @property
    def files_context(self) -> FilesContext:
        return FilesContext(self, renders=True)

    @property
    def template_context(self) -> FilesContext:
        return FilesContext(self, renders=False)

    def prefixed(self, address: str) -> str:
        return f"{self.address}.{address}" if self.address else address

    def id(self, address: str) -> str:
        return f"{self.root}|{self.prefixed(address)}"

    def key_of(self, name: str) -> str:
        """The names of the calls from the root to one in here, as terraform init notes them."""
        return f"{self.key}.{name}" if self.key else name

    def child(self, configuration: Configuration, call: Declared, instance: Instance) -> Module:
        """An instance of a module that is called in here."""
        address = self.prefixed(f"module.{call.block.labels[0]}{instance.key}")
        return Module(self.world, configuration, address, parent=self, call=call, instance=instance)

    def scope(self, source: Source, names: dict[str, Element] | None = None) -> Scope:
        return Scope(self, source, names)

    # --- what is met on the way

    def syntax_problem(self, source: Source, problem: SyntaxProblem) -> None:
        self.world.configurations.syntax_problem(source, problem)

    def problems_of(self, declared: Declared) -> None:
        if declared.overriding:
            for body, source in declared.bodies():
                self.body_problems(body, source)
        else:
            self.body_problems(declared.block.body(), declared.source)

    def body_problems(self, body: Body, source: Source) -> None:
        dynamic = body.blocks_of("dynamic")  # first: JSON notes what is no block when blocks are asked for
        for problem in body.problems:
            self.syntax_problem(source, problem)
        for block in dynamic:
            if len(block.labels) != 1:
                problem = SyntaxProblem(block.start, "dynamic needs the type of the blocks that it makes")
                self.syntax_problem(source, problem)
        for block in body.blocks:
            if block.type in NEVER_INSIDE and len(block.labels) == NEVER_INSIDE[block.type]:
                problem = SyntaxProblem(block.start, f"a {block.type} block inside another block")
                self.syntax_problem(source, problem)

    def diagnose(self, span: Span, message: str) -> None:
        self.world.diagnostics.append((span, message))

    # --- names

    def need(self, references: tuple[tuple[str, ...], ...], scope: Scope) -> None:
        """Have what an expression refers to computed before it."""
        nodes = [
            node
            for reference in references
            if reference[0] not in scope.names and (node := self.node_of(reference)) is not None
        ]
        self.graph.need(nodes)

    def node_of(self, reference: tuple[str, ...]) -> Node | None:
        if len(reference) < 2:
            return None
        root, name = reference[:2]
        if root == "data" and len(reference) > 2:
            return self._node("data", name, reference[2])
        if root in ("var", "local", "module"):
            return self._node(root, name)
        return self._node("resource", root, name)

    def _node(self, *key: str) -> Node | None:
        node = self._nodes.get(key)
        if node is None:
            node = self._make(key)
            if node is not None:
                self._nodes[key] = node
        return node

    def _make(self, key: tuple[str, ...]) -> Node | None:
        kind, name = key[:2]
        found = self.configuration
        if kind == "local":
            local = found.locals.get(name)
            return Local(self, local) if local is not None else None
        if kind == "var" and name in found.variables:
            return Variable(self, found.declared(found.variables[name]))
        if kind == "output" and name in found.outputs:
            return Output(self, found.declared(found.outputs[name]))
        if kind == "module" and name in found.calls:
            return Call(self, found.call(name))
        if kind in ("resource", "data"):
            block = (found.resources if kind == "resource" else found.data).get((name, key[2]))
            return Expanded(self, found.declared(block)) if block is not None else None
        return None

    def call_of(self, name: str) -> Call:
        node = self._node("module", name)
        assert isinstance(node, Call)
        return node

    def expansion_of(self, declared: Declared) -> Expanded:
        """The instances of a resource block, also of the second of a name, which terraform refuses."""
        kind, (type_, name) = declared.block.type, declared.block.labels
        named = self.configuration.resources if kind == "resource" else self.configuration.data
        same = self.configuration.all_of(named[type_, name])
        if same[0] is declared:
            node = self._node(kind, type_, name)
            assert isinstance(node, Expanded)
            return node
        key = (kind, type_, name, str(same.index(declared)))
        if key not in self._nodes:
            self._nodes[key] = Expanded(self, declared)
        node = self._nodes[key]
        assert isinstance(node, Expanded)
        return node

    def lookup(self, key: tuple[str, ...], span: Span) -> Outcome:
        """The value of a name; undeclared ones are refused, and those that are declared twice."""
        refused = self.configuration.why_ambiguous(key)
        if refused is not None:
            return Undeclared(refused, Origin("", span))
        node = self._node(*key)
        if node is None:
            if key[0] == "local" and self.configuration.locals.broken:
                return self._unsplit_local(key[1])
            where = f"module {self.address}" if self.address else "this module"
            text = ".".join(key[1:] if key[0] == "resource" else key)
            return Undeclared(f"{text} is not declared in {where}", Origin("", span))
        value = self.graph.get(node)
        if isinstance(node, (Local, Variable)):
            result: Outcome = value
            return result
        assert isinstance(node, Expanding)
        return node.value()

    def _unsplit_local(self, name: str) -> Unknown:
        """What may be declared in a part of a locals block that cannot be split."""
        broken = self.configuration.locals.broken
        for declared in broken:
            self.problems_of(declared)
        why = "may be declared in a block that cannot be parsed"
        missing = Missing(f"local.{name}", why, "nobody can know", broken[0].header)
        return Unknown(self.id(f"local.{name}"), missing, Origin("", missing.span))

    def output(self, name: str, span: Span | None) -> Outcome:
        if name not in self.configuration.outputs:
            return Undeclared(f'{self.address} has no output "{name}"', Origin("", span))
        refused = self.configuration.why_ambiguous(("output", name))
        if refused is not None:
            return Undeclared(refused, Origin("", span))
        result: Outcome = self.graph.get(self._node("output", name))  # type: ignore[arg-type]
        return result

    def path(self, name: str, origin: Origin) -> Outcome:
        """path.module, path.root and path.cwd, relative to where terraform runs: the root module."""
        if name == "module":
            relative = os.path.relpath(self.configuration.directory, self.world.root_directory)
            return Known(relative.replace(os.sep, "/"), origin)
        if name == "root":
            return Known(".", origin)
        if name == "cwd":
            missing = Missing("path.cwd", "is where terraform runs", "nobody can know", origin.span)
            return Unknown(f"{self.root}|path.cwd", missing, origin)
        return Undeclared(f"path.{name} does not exist", origin)

    def computed(self, address: str, type_: str, name: str, origin: Origin, why: str) -> Unknown:
        """An attribute that only the provider knows."""
        missing = Missing(f"{address}.{name}", why, "nobody can know", origin.span)
        known_as = "id" if (type_, name) in IDS else name
        return Unknown(self.id(f"{address}.{known_as}"), missing, origin, facts(type_, name))
