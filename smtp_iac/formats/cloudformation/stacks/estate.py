"""All templates of a scan together: which of them are roots, the stacks they make, and what those share."""

from __future__ import annotations

from .... import source as sources
from ....source import Unreadable
from ..functions.declared import kind_of
from ..parameters.demand import Demand
from ..template import Template
from .exports import Exports
from .nested import LOCATIONS, MOST_STACKS, Elsewhere, called_by
from .stack import Stack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from ....reading import Reading
    from ....source import Source, Tree
    from ..functions.loops import Made
    from ..parameters.given import Given


class Estate:
    """templates: those of the scan and those that they call, by their paths. stacks: all of them, each after
    its parent. exports: None as long as not all stacks are known; imports_wait: somebody asked for one."""

    def __init__(self, given: Given, reading: Reading, tree: Tree | None = None) -> None:
        self.given = given
        self.demand = Demand()
        self.templates: dict[str, Template] = {}
        self.stacks: list[Stack] = []
        self.exports: Exports | None = None
        self.imports_wait = False
        self._reading = reading
        self._tree = tree
        self._counts: dict[str, int] = {}
        self._addresses: dict[tuple[str, str], int] = {}
        self._failed: dict[str, Elsewhere] = {}

    def template(self, path: str) -> Template | Elsewhere:
        """The template at a path, read if it is none of the scan's."""
        from ..read import load

        if self._tree is None:
            return Elsewhere("its template is not at hand")
        shown = self._tree.display(self._tree.place(path))
        try:
            source = self._tree.read(path)
        except sources.Unreadable as error:
            return Elsewhere(f"its template {shown} cannot be read: {error.reason}")
        if source.path not in self.templates and source.path not in self._failed:
            try:
                load(source, self._tree.relative(source.path), self, is_called=True)
            except Unreadable as error:
                self._reading.unreadable.append(error)
            if source.path not in self.templates:
                self._failed[source.path] = Elsewhere(f"{shown} is no template that can be read")
        return self.templates.get(source.path) or self._failed[source.path]

    def part(self, path: str) -> Source | Unreadable:
        """A file that a template includes."""
        if self._tree is None:
            return Unreadable(path, None, "there are no files here")
        try:
            source = self._tree.read(path)
        except Unreadable as error:
            return error
        self._reading.files.add(source.path)
        return source

    def report(self, error: Unreadable) -> None:
        self._reading.unreadable.append(error)

    def add(self, template: Template) -> None:
        self.templates[template.source.path] = template
        self._reading.files.add(template.source.path)

    def unique(self, root: str, address: str) -> str:
        """An address that no other stack has: two items of a loop that nobody knows have one name."""
        count = self._addresses[root, address] = self._addresses.get((root, address), 0) + 1
        return address if count == 1 else f"{address}#{count}"

    def around(self, roots: Collection[str]) -> list[Stack]:
        """The stacks of some roots, and those whose values may reach them: what one stack exports, and others
        import."""
        importing = {stack.root for stack in self.stacks if stack.template.speaks_of(b"ImportValue")}
        exporting = self.exports.roots(self.demand) if importing and self.exports is not None else set()
        concerned = importing.union(exporting, roots) if exporting else roots
        return [stack for stack in self.stacks if stack.root in concerned]

    def is_full(self, root: str) -> bool:
        self._counts[root] = self._counts.get(root, 0) + 1
        return self._counts[root] > MOST_STACKS

    def cycle(self, made: Made, template: Template) -> None:
        """Report a template that is nested in itself, at the resource that nests it."""
        span = made.header
        reason = f"cycle: nested stack {made.name} is made of {template.root}, in which it is nested itself"
        self._reading.unreadable.append(Unreadable(span.source.path, span.line, reason))

    def expand(self) -> None:
        """Find the roots and make every stack; where the place of a template waits for an export of another
        stack, once more when the exports are known."""
        self._make_stacks(self._roots())
        self.exports = Exports(self.stacks)
        if self.imports_wait:
            self._make_stacks(self._roots())
            self.exports = Exports(self.stacks)

    def _make_stacks(self, roots: Iterable[Template]) -> None:
        """The stacks of templates that no other calls; of a ring, the first calls the others."""
        self._counts.clear()
        self._addresses.clear()
        found: dict[str, list[Stack]] = {}
        called: set[str] = set()
        for template in roots:
            if template.source.path in called:
                continue
            stacks = self._inside(Stack(self, template))
            paths = {stack.template.source.path for stack in stacks[1:]}
            for path in paths & found.keys():
                del found[path]
            called |= paths
            found[template.source.path] = stacks
        self.stacks = [stack for path in sorted(found) for stack in found[path]]

    def _roots(self) -> list[Template]:
        """The templates, first those that none is written to call."""
        templates = [self.templates[path] for path in sorted(self.templates)]
        called: set[str] = set()
        for template in templates:
            if self._tree is not None:
                called.update(self._tree.real(path) for path in called_by(template))
        return sorted(templates, key=lambda one: one.source.path in called)

    def _inside(self, root: Stack) -> list[Stack]:
        """A stack and all that are nested in it, each after its parent."""
        found = [root]
        for stack in found:
            for made in stack.evaluation.resources.all:
                if made.problem is None and kind_of(made) in LOCATIONS:
                    child = stack.child(made)
                    if isinstance(child, Stack):
                        found.append(child)
        return found
