"""The files of one module directory, indexed by what they declare; nothing in them is evaluated."""

from __future__ import annotations

import os

from ....source import Unreadable
from ..syntax.blocks import index, unbalanced
from ..syntax.problem import SyntaxProblem
from .declared import Declared, Local, title, twice
from .files import is_loaded, is_of_opentofu, is_override, replacement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....source import Source, Tree
    from ....value import Outcome
    from ..syntax.blocks import Block

LABELS = {"resource": 2, "data": 2, "module": 1, "variable": 1, "output": 1}
"""How many labels a block has that is looked up by them."""
KINDS = {"variable": "var", "output": "output", "module": "module", "resource": "", "data": ""}
"""How a block is referred to, where its one label is its name."""
NEVER_OVERRIDE = frozenset(("moved", "import", "check"))
NO_BASE = "{} is in an override file, and there is none that it could override"


class Configuration:
    """What a directory declares, override files merged in.

    Blocks of one name are kept in the order of files and places; `called` is kept by
    `calls.written_directories`.
    replaced: the files that an OpenTofu file takes the place of. refused: the blocks that terraform refuses,
    as the second of a name or as an override of nothing, and why. ambiguous: the names so declared, and why.
    """

    __slots__ = (
        "_named",
        "ambiguous",
        "broken_locals",
        "called",
        "calls",
        "data",
        "directory",
        "locals",
        "outputs",
        "refused",
        "replaced",
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
        self._named = {"variable": self.variables, "output": self.outputs, "module": self.calls}
        self.called: dict[str, str | None] | None = None
        self.resources: dict[tuple[str, str], list[Declared]] = {}
        self.data: dict[tuple[str, str], list[Declared]] = {}
        self.replaced: list[tuple[str, str]] = []
        self.refused: dict[Declared | Local, str] = {}
        self.ambiguous: dict[tuple[str, str], str] = {}

    def add(self, source: Source, blocks: Sequence[Block]) -> None:
        self.sources.append(source)
        tables = self._named
        for block in blocks:
            labels = block.labels
            named = tables.get(block.type) if len(labels) == 1 else None
            if named is not None and labels[0] not in named:
                named[labels[0]] = Declared(block, source)
            else:
                self._add(Declared(block, source))

    def _add(self, declared: Declared) -> None:
        block = declared.block
        type_, labels = block.type, block.labels
        if type_ == "locals":
            self._add_locals(declared)
        elif len(labels) == 1:
            named = self._named.get(type_)
            if named is not None and named.setdefault(labels[0], declared) is not declared:
                self._refuse(declared, KINDS[type_], labels[0], twice(title(block), named[labels[0]]))
        elif type_ in ("resource", "data") and len(labels) == 2:
            kept = self.resources if type_ == "resource" else self.data
            same = kept.setdefault((labels[0], labels[1]), [])
            same.append(declared)
            if len(same) > 1:
                self.refused[declared] = twice(".".join(labels), same[0])

    def _add_locals(self, declared: Declared) -> None:
        body = declared.block.body()
        if body.problems:
            self.broken_locals.append(declared)
        for attribute in body.attributes.values():
            local = Local(attribute, declared.source)
            first = self.locals.setdefault(attribute.name, local)
            if first is not local:
                self._refuse(local, "local", attribute.name, twice(f"local.{attribute.name}", first))

    def add_override(self, source: Source, blocks: Sequence[Block]) -> None:
        """Merge the blocks of an override file, which comes after all files that are none."""
        self.sources.append(source)
        for block in blocks:
            declared = Declared(block, source)
            if block.type == "locals":
                self._override_locals(declared)
            elif block.type in NEVER_OVERRIDE:
                self.refused[declared] = f"{block.type} blocks may not stand in an override file"
            elif len(block.labels) == LABELS.get(block.type):
                base = self._base_of(block)
                if base is not None:
                    base.override(block, source)
                else:
                    if block.type != "module":  # what it calls is not followed
                        self._add(declared)
                    self._refuse(declared, KINDS[block.type], block.labels[0], NO_BASE.format(title(block)))

    def _override_locals(self, declared: Declared) -> None:
        body = declared.block.body()
        if body.problems:
            self.broken_locals.append(declared)
        for name, attribute in body.attributes.items():
            local = Local(attribute, declared.source)
            if name not in self.locals:
                self._refuse(local, "local", name, NO_BASE.format(f"local.{name}"))
            self.locals[name] = local

    def _base_of(self, block: Block) -> Declared | None:
        if block.type in ("resource", "data"):
            kept = self.resources if block.type == "resource" else self.data
            found = kept.get((block.labels[0], block.labels[1]))
            return found[0] if found else None
        named = self._named.get(block.type)
        return named.get(block.labels[0]) if named is not None else None

    def _refuse(self, declared: Declared | Local, kind: str, name: str, reason: str) -> None:
        self.refused[declared] = reason
        if kind:
            self.ambiguous[kind, name] = reason


class Indexed:
    """The top-level blocks of a text, and what is wrong with it or them."""

    __slots__ = ("blocks", "data", "problems")

    def __init__(self, source: Source) -> None:
        self.data = source.data  # kept, so that no other text gets its id
        self.blocks: Sequence[Block] = ()
        self.problems: list[SyntaxProblem] = []
        try:
            if source.path.endswith(".json"):
                from ..syntax.json_syntax import index_json

                self.blocks = index_json(source.data)
            else:
                self.blocks = index(source.data)
                self.problems += unbalanced(self.blocks)
        except SyntaxProblem as problem:
            self.problems.append(problem)
        self.problems += [
            without_name(block)
            for block in self.blocks
            if LABELS.get(block.type, len(block.labels)) != len(block.labels)
        ]


def without_name(block: Block) -> SyntaxProblem:
    """A block that has no name would be passed over in silence."""
    needed = "type and name" if LABELS[block.type] == 2 else "name"
    return SyntaxProblem(block.start, f"{block.type} needs its {needed}")


class Configurations:
    """Every directory that is looked at, read once.

    unreadable: what could not be read. defaults: the values of variables' defaults, once computed. Files of
    equal text are indexed once, and share their blocks.
    """

    __slots__ = ("_indexed", "_known", "defaults", "tree", "unreadable")

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.unreadable: dict[tuple[str, int, str], Unreadable] = {}
        self.defaults: dict[Declared, Outcome] = {}
        self._known: dict[str, Configuration] = {}
        self._indexed: dict[tuple[int, bool], Indexed] = {}

    def at(self, directory: str) -> Configuration:
        """The configuration in a directory, empty where there are no files of terraform."""
        known = self._known.get(directory)
        if known is None:
            directory = self.tree.real(directory)
            known = self._known.get(directory)
        if known is None:
            known = self._known[directory] = Configuration(directory)
            texts: set[int] = set()
            for path in self._paths(known):
                self._add(path, known, texts)
        return known

    def shipped(self, directory: str, names: tuple[str, ...]) -> Configuration:
        """What files of this program's own package declare."""
        key = os.path.join(directory, *names)
        if key not in self._known:
            self._known[key] = Configuration(directory)
            for name in names:
                source = self.tree.read_shipped(os.path.join(directory, name))
                self._known[key].add(source, self.blocks(source))
        return self._known[key]

    def _paths(self, known: Configuration) -> list[str]:
        """The files to read, override files last."""
        paths = self._listed(known.directory)
        if any(is_of_opentofu(name) for name in paths):
            others = {name: replacement(name, paths) for name in paths}
            known.replaced += [(paths[name], other) for name, other in others.items() if other is not None]
            paths = {name: path for name, path in paths.items() if others[name] is None}
        return [paths[name] for name in sorted(paths, key=is_override)]

    def _listed(self, directory: str) -> dict[str, str]:
        """The paths of the files that may be loaded, by their names."""
        try:
            names = self.tree.list_directory(directory)
        except Unreadable as error:
            if os.path.isdir(directory):
                self.cannot_read(error.path, error.line, error.reason)
            return {}
        place = os.path.join(directory, "")
        paths = {name: place + name for name in names if is_loaded(name)}
        regular = self.tree.regular
        return {name: path for name, path in paths.items() if path in regular or not os.path.isdir(path)}

    def _add(self, path: str, known: Configuration, texts: set[int]) -> None:
        """texts: the ids of those of the files that were read before in the directory, where a block is known
        to be in a file by the text that it has."""
        try:
            source = self.tree.read(path)
        except Unreadable as error:
            return self.cannot_read(error.path, error.line, error.reason)
        if not path.endswith(".json"):
            text = self.tree.one_copy(source.data)
            if id(text) not in texts:
                source.data = text
                texts.add(id(text))
        blocks = self.blocks(source)
        if is_override(os.path.basename(path)):
            known.add_override(source, blocks)
        else:
            known.add(source, blocks)
        return None

    def blocks(self, source: Source) -> Sequence[Block]:
        key = (id(source.data), source.path.endswith(".json"))
        indexed = self._indexed.get(key)
        if indexed is None:
            indexed = self._indexed[key] = Indexed(source)
        for problem in indexed.problems:
            self.syntax_problem(source, problem)
        return indexed.blocks

    def syntax_problem(self, source: Source, problem: SyntaxProblem) -> None:
        self.cannot_read(source.path, source.line(problem.offset), problem.reason)

    def cannot_read(self, path: str, line: int | None, reason: str) -> None:
        found = Unreadable(path, line, reason)
        self.unreadable.setdefault(found.sort_key, found)
