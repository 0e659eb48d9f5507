"""The files of one module directory, indexed by what they declare; nothing in them is evaluated."""

from __future__ import annotations

import os

from ...source import Span, Unreadable
from .syntax.blocks import index, unbalanced
from .syntax.problem import SyntaxProblem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...source import Source, Tree
    from ...value import Outcome
    from .syntax.attributes import Attribute
    from .syntax.blocks import Block
    from .syntax.bodies import Body

META = frozenset(
    ("count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection", "dynamic")
)
"""What stands in a block and is no field of its resource."""


LABELS = {"resource": 2, "data": 2, "module": 1, "variable": 1, "output": 1}
"""How many labels a block has that is looked up by them."""


class Declared:
    """A top-level block and the file it stands in."""

    __slots__ = ("block", "source")

    def __init__(self, block: Block, source: Source) -> None:
        self.block = block
        self.source = source

    @property
    def span(self) -> Span:
        return Span(self.source, self.block.start, self.block.end)

    @property
    def header(self) -> Span:
        return Span(self.source, self.block.start, self.block.header_end)

    def attribute_span(self, name: str) -> Span:
        """The expression of an attribute, or the header where it is not written."""
        attribute = self.block.body().attribute(name)
        return self.header if attribute is None else Span(self.source, attribute.start, attribute.end)


class Local:
    """One local value: its attribute, and the file it stands in."""

    __slots__ = ("attribute", "source")

    def __init__(self, attribute: Attribute, source: Source) -> None:
        self.attribute = attribute
        self.source = source

    @property
    def span(self) -> Span:
        return Span(self.source, self.attribute.start, self.attribute.end)


class Configuration:
    """What a directory declares.

    Blocks of one name are kept in the order of files and places; `overrides` are those of override files, by
    type and labels; `called` is kept by `calls.called_by`.
    """

    __slots__ = (
        "broken_locals",
        "called",
        "calls",
        "data",
        "directory",
        "locals",
        "outputs",
        "overrides",
        "resources",
        "sources",
        "variables",
    )

    def __init__(self, directory: str) -> None:
        self.directory = directory
        self.sources: list[Source] = []
        self.variables: dict[str, Declared] = {}
        self.locals: dict[str, Local] = {}
        self.broken_locals: list[Declared] = []
        self.outputs: dict[str, Declared] = {}
        self.calls: dict[str, Declared] = {}
        self.called: set[str] | None = None
        self.resources: dict[tuple[str, str], list[Declared]] = {}
        self.data: dict[tuple[str, str], list[Declared]] = {}
        self.overrides: dict[tuple[str, ...], list[Declared]] = {}

    def add(self, source: Source, blocks: Sequence[Block]) -> None:
        self.sources.append(source)
        for block in blocks:
            self._add(Declared(block, source))

    def _add(self, declared: Declared) -> None:
        block = declared.block
        if block.type == "locals":
            if block.body().problems:
                self.broken_locals.append(declared)
            for attribute in block.body().attributes.values():
                self.locals.setdefault(attribute.name, Local(attribute, declared.source))
        elif block.type in ("resource", "data") and len(block.labels) == 2:
            kept = self.resources if block.type == "resource" else self.data
            kept.setdefault((block.labels[0], block.labels[1]), []).append(declared)
        elif len(block.labels) == 1:
            named = {"variable": self.variables, "output": self.outputs, "module": self.calls}.get(block.type)
            if named is not None:
                named.setdefault(block.labels[0], declared)

    def add_override(self, source: Source, blocks: Sequence[Block]) -> None:
        for block in blocks:
            if block.type == "locals":
                for name in block.body().attributes:
                    self.overrides.setdefault(("local", name), []).append(Declared(block, source))
            else:
                self.overrides.setdefault((block.type, *block.labels), []).append(Declared(block, source))

    def overriding(self, *key: str, field: str = "") -> Declared | None:
        """The first block of an override file that changes this one, or this field of it."""
        for declared in self.overrides.get(key, ()):
            if not field or field in {*declared.block.body().names(), *written_names(declared.block.body())}:
                return declared
        return None


def written_names(body: Body) -> set[str]:
    """The attributes and nested block types that a body writes, dynamic ones included."""
    dynamic = {block.labels[0] for block in body.blocks_of("dynamic") if block.labels}
    return (set(body.names()) | dynamic) - META


class Configurations:
    """Every directory that is looked at, read once.

    unreadable: what could not be read. defaults: the values of variables' defaults, once computed.
    """

    __slots__ = ("_known", "defaults", "tree", "unreadable")

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.unreadable: dict[tuple[str, int, str], Unreadable] = {}
        self.defaults: dict[Declared, Outcome] = {}
        self._known: dict[str, Configuration] = {}

    def at(self, directory: str) -> Configuration:
        """The configuration in a directory, empty where there are no files of terraform."""
        directory = self.tree.real(directory)
        known = self._known.get(directory)
        if known is None:
            known = self._known[directory] = Configuration(directory)
            for source, override in self._read(directory):
                blocks = self.blocks(source)
                self._check_labels(source, blocks)
                if override:
                    known.add_override(source, blocks)
                else:
                    known.add(source, blocks)
        return known

    def _read(self, directory: str) -> Iterator[tuple[Source, bool]]:
        if not os.path.isdir(directory):
            return None
        try:
            names = self.tree.list_directory(directory)
        except Unreadable as error:
            return self.cannot_read(error.path, error.line, error.reason)
        for name in names:
            path = os.path.join(directory, name)
            if is_loaded(name) and not os.path.isdir(path):
                try:
                    source = self.tree.read(path)
                except Unreadable as error:
                    self.cannot_read(error.path, error.line, error.reason)
                else:
                    yield source, is_override(name)
        return None

    def blocks(self, source: Source) -> Sequence[Block]:
        try:
            if source.path.endswith(".json"):
                from .syntax.json_syntax import index_json

                return index_json(source.data)
            blocks = index(source.data)
        except SyntaxProblem as problem:
            self.syntax_problem(source, problem)
            return []
        for block in blocks:
            problem_inside = unbalanced(block)
            if problem_inside is not None:
                self.syntax_problem(source, problem_inside)
        return blocks

    def _check_labels(self, source: Source, blocks: Sequence[Block]) -> None:
        """A block that has no name would be passed over in silence."""
        for block in blocks:
            if len(block.labels) != LABELS.get(block.type, len(block.labels)):
                expected = "type and name" if LABELS[block.type] == 2 else "name"
                self.syntax_problem(source, SyntaxProblem(block.start, f"{block.type} needs its {expected}"))

    def syntax_problem(self, source: Source, problem: SyntaxProblem) -> None:
        self.cannot_read(source.path, source.position(problem.offset)[0], problem.reason)

    def cannot_read(self, path: str, line: int | None, reason: str) -> None:
        found = Unreadable(path, line, reason)
        self.unreadable.setdefault(found.sort_key, found)


def is_loaded(name: str) -> bool:
    """Whether terraform loads a file of this name: no hidden files and none that editors leave behind."""
    if name.startswith(".") or name.endswith("~") or (name.startswith("#") and name.endswith("#")):
        return False
    return name.endswith((".tf", ".tf.json"))


def is_override(name: str) -> bool:
    stem = name.removesuffix(".json").removesuffix(".tf")
    return stem == "override" or stem.endswith("_override")
