"""The files of one module directory, indexed by what they declare; nothing in them is evaluated."""

from __future__ import annotations

import os

from ....source import Unreadable
from .declared import Declared, said_by, title, twice, without_base
from .files import is_loaded, is_of_opentofu, is_override, replacement
from .indexed import LABELS, Indexed, find_unbalanced, key_of
from .locals import Locals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ....source import Source, Tree
    from ....value import Outcome
    from ..modules.calls import Written
    from ..syntax import SyntaxProblem
    from ..syntax.blocks import Block
    from .declared import Local, Said

KINDS = {"variable": "var", "output": "output", "module": "module", "resource": "", "data": ""}
"""How a block is referred to, where its one label is its name."""
NEVER_OVERRIDE = frozenset(("moved", "import", "check"))


class Configuration:
    """What a directory declares: blocks by their names, of each the first in the order of files and places.
    `declared` knows of a block where it stands, and has override files merged in.

    called: kept by `calls.written_calls`. replaced: the files that an OpenTofu file takes the place of.
    refused: the blocks that terraform refuses, as the second of a name or as an override of nothing, and why;
    ambiguous: the names so declared, and why. Local values have their own of both.
    """

    __slots__ = (
        "_files",
        "_local_blocks",
        "_local_overrides",
        "_locals",
        "_made",
        "_named",
        "_repeated",
        "ambiguous",
        "called",
        "calls",
        "data",
        "directory",
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
        self.variables: dict[str, Block] = {}
        self.outputs: dict[str, Block] = {}
        self.calls: dict[str, Block] = {}
        self.resources: dict[tuple[str, str], Block] = {}
        self.data: dict[tuple[str, str], Block] = {}
        self.called: Written | None = None
        self.replaced: list[tuple[str, str]] = []
        self.refused: dict[Declared, str] = {}
        self.ambiguous: dict[tuple[str, ...], str] = {}
        self._named: dict[str, dict[Any, Block]] = {
            "variable": self.variables,
            "output": self.outputs,
            "module": self.calls,
            "resource": self.resources,
            "data": self.data,
        }
        self._files: dict[int, tuple[Source, Indexed]] = {}  # by the ids of their texts
        self._made: dict[Block, Declared] = {}
        self._repeated: dict[Block, list[Declared]] = {}
        self._locals: Locals | None = None
        self._local_blocks: list[tuple[Block, Source]] = []
        self._local_overrides: list[tuple[Block, Source]] = []

    def declared(self, block: Block) -> Declared:
        """The declaration that one of the blocks above is."""
        made = self._made.get(block)
        if made is None:
            source, indexed = self._files[id(block.data)]
            made = self._made[block] = Declared(block, source, indexed.said)
        return made

    def call(self, name: str) -> Declared:
        """The first call of this name."""
        return self.declared(self.calls[name])

    def call_text(self, name: str) -> tuple[Source, Said]:
        """The file of the same call and what it says, for which no declaration is made."""
        block = self.calls[name]
        made = self._made.get(block)
        if made is not None:
            return made.source, made.said
        source, indexed = self._files[id(block.data)]
        return source, said_by(block, indexed.said)

    def all_of(self, block: Block) -> list[Declared]:
        """The declarations of a resource's name: terraform refuses all but the first."""
        return [self.declared(block), *self._repeated.get(block, ())]

    def why_ambiguous(self, key: tuple[str, ...]) -> str | None:
        """Why terraform refuses a name, as `("var", "cidrs")`, for being declared twice."""
        return self.locals.ambiguous.get(key[1]) if key[0] == "local" else self.ambiguous.get(key)

    @property
    def locals(self) -> Locals:
        """The local values: their blocks are split when somebody asks."""
        if self._locals is None:
            self._locals = Locals(self._local_blocks, self._local_overrides)
        return self._locals

    def refused_locals(self) -> dict[Local, str]:
        one_block = len(self._local_blocks) < 2 and not self._local_overrides
        return {} if one_block else self.locals.refused  # one block declares nothing twice

    def add(self, source: Source, indexed: Indexed) -> None:
        self._add_file(source, indexed)
        for kind, blocks in indexed.named.items():
            known = self._named[kind]
            if known.keys().isdisjoint(blocks) and not indexed.repeats:
                known.update(blocks)
            else:
                self._add_each(source, [block for block in indexed.blocks if block.type == kind])
        if indexed.locals:
            self._local_blocks += [(block, source) for block in indexed.locals]

    def _add_file(self, source: Source, indexed: Indexed) -> None:
        self.sources.append(source)
        self._files[id(source.data)] = (source, indexed)

    def _add_each(self, source: Source, blocks: Sequence[Block]) -> None:
        """Add blocks of which one may be the second of its name."""
        for block in blocks:
            if len(block.labels) == LABELS[block.type]:
                named, key = self._named[block.type], key_of(block)
                if key in named:
                    self._add_second(Declared(block, source), named[key])
                else:
                    named[key] = block

    def _add_second(self, declared: Declared, first: Block) -> None:
        block = declared.block
        if KINDS[block.type]:
            self._refuse(declared, twice(title(block), self.declared(first)))
        else:
            self.refused[declared] = twice(".".join(block.labels), self.declared(first))
            self._repeated.setdefault(first, []).append(declared)

    def add_override(self, source: Source, indexed: Indexed) -> None:
        """Merge the blocks of an override file, which comes after all files that are none."""
        self._add_file(source, indexed)
        for block in indexed.blocks:
            if block.type == "locals":
                self._local_overrides.append((block, source))
            elif block.type in NEVER_OVERRIDE:
                reason = f"{block.type} blocks may not stand in an override file"
                self.refused[Declared(block, source)] = reason
            elif len(block.labels) == LABELS.get(block.type):
                named, key = self._named[block.type], key_of(block)
                if key in named:
                    self.declared(named[key]).override(block, source)
                else:
                    declared = Declared(block, source)
                    if block.type != "module":  # what it calls is not followed
                        named[key] = block
                        self._made[block] = declared
                    self._refuse(declared, without_base(title(block)))

    def _refuse(self, declared: Declared, reason: str) -> None:
        self.refused[declared] = reason
        if KINDS[declared.block.type]:
            self.ambiguous[KINDS[declared.block.type], declared.block.labels[0]] = reason


class Configurations:
    """Every directory that is looked at, read once.

    unreadable: what could not be read. defaults: the values of variables' defaults, once computed. Files of
    equal text are indexed once, and share their blocks.
    """

    __slots__ = ("_by_end", "_by_text", "_known", "_unchecked", "defaults", "tree", "unreadable")

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.unreadable: dict[tuple[str, int, str], Unreadable] = {}
        self.defaults: dict[Declared, Outcome] = {}
        self._known: dict[str, Configuration] = {}
        self._by_end: dict[tuple[int, int], Indexed] = {}
        self._by_text: dict[bytes, Indexed] = {}
        self._unchecked: list[Indexed] = []

    def at(self, directory: str) -> Configuration:
        """The configuration in a directory, empty where there are no files of terraform."""
        known = self._known.get(directory)
        if known is None:
            directory = self.tree.real(directory)
            known = self._known.get(directory)
        if known is None:
            known = self._known[directory] = Configuration(directory)
            self._read(known)
        return known

    def shipped(self, directory: str, names: tuple[str, ...]) -> Configuration:
        """What files of this program's own package declare."""
        key = os.path.join(directory, *names)
        if key not in self._known:
            self._known[key] = Configuration(directory)
            for name in names:
                source = self.tree.read_shipped(os.path.join(directory, name))
                self._known[key].add(source, self._new(source))
        return self._known[key]

    def _paths(self, known: Configuration) -> dict[str, str]:
        """The paths of the files to read by their names, override files last."""
        paths = self._listed(known.directory)
        if any(map(is_of_opentofu, paths)):
            others = {name: replacement(name, paths) for name in paths}
            known.replaced += [(paths[name], other) for name, other in others.items() if other is not None]
            paths = {name: path for name, path in paths.items() if others[name] is None}
        if any(map(is_override, paths)):
            paths = {name: paths[name] for name in sorted(paths, key=is_override)}
        return paths

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

    def _read(self, known: Configuration) -> None:
        files: list[tuple[str, Source, Indexed]] = []
        texts: set[int] = set()  # a block is known to be in a file by the text that it has
        for name, path in self._paths(known).items():
            try:
                source = self.tree.read(path)
            except Unreadable as error:
                self.cannot_read(error.path, error.line, error.reason)
                continue
            indexed = self._indexed(source)
            if id(indexed.data) in texts and indexed.data is not source.data:
                indexed = self._new(source)
            source.data = indexed.data
            texts.add(id(indexed.data))
            files.append((name, source, indexed))
        find_unbalanced(self._unchecked)
        self._unchecked.clear()
        for name, source, indexed in files:
            for problem in indexed.problems:
                self.syntax_problem(source, problem)
            if is_override(name):
                known.add_override(source, indexed)
            else:
                known.add(source, indexed)

    def _indexed(self, source: Source) -> Indexed:
        """What the first of the files declares whose text is equal to this one. Most are told apart by their
        length and their end, without being read through."""
        if source.path.endswith(".json"):
            return Indexed(source)
        data = source.data
        key = (len(data), hash(data[-100:]))
        indexed = self._by_end.get(key)
        if indexed is None:
            indexed = self._by_end[key] = self._new(source)
        elif indexed.data != data:
            indexed = self._by_text.get(data)
            if indexed is None:
                indexed = self._by_text[data] = self._new(source)
        return indexed

    def _new(self, source: Source) -> Indexed:
        indexed = Indexed(source)
        self._unchecked.append(indexed)
        return indexed

    def blocks(self, source: Source) -> Sequence[Block]:
        return self._indexed(source).blocks

    def syntax_problem(self, source: Source, problem: SyntaxProblem) -> None:
        self.cannot_read(source.path, source.line(problem.offset), problem.reason)

    def cannot_read(self, path: str, line: int | None, reason: str) -> None:
        found = Unreadable(path, line, reason)
        self.unreadable.setdefault(found.sort_key, found)
