"""The resources of a template by their logical ids, those that loops make included."""

from __future__ import annotations

from ....value import Origin, Refused
from ..parameters.demand import Needs
from ..syntax.nodes import Entries, written
from ..template import EXTENSIONS, type_of
from .loops import entries_made
from .pieces import with_identifiers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..evaluation import Evaluation
    from .loops import Made


class Resources:
    """all: every resource, and loops that cannot be followed, in order; by_name: those of a known name."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._by_name: dict[str, Made] | None = None
        self._all: list[Made] = []
        self._open: dict[str, int] = {}

    @property
    def all(self) -> list[Made]:
        self._made()
        return self._all

    @property
    def by_name(self) -> dict[str, Made]:
        return self._made()

    def type_of(self, name: str) -> str:
        """The type of a resource; empty where none is written."""
        made = self.by_name.get(name)
        return "" if made is None else kind_of(made)

    @property
    def has_unknown_names(self) -> bool:
        """Whether a macro or a loop may declare names that nobody knows."""
        template = self._evaluation.template
        transforms = any(each.text != EXTENSIONS for each in template.transforms)
        macros = "Fn::Transform" in template.resources or "Fn::Transform" in template.node.values
        return transforms or macros or any(made.is_open for made in self.all)

    def _made(self) -> dict[str, Made]:
        if self._by_name is None:
            self._by_name = {}
            section = written(self._evaluation.template.node.values["Resources"])
            assert isinstance(section, Entries)
            try:
                for made in entries_made(self._evaluation, section):
                    self._add(made, self._by_name)
            except Needs:  # asked again, from the start
                self._by_name, self._all, self._open = None, [], {}
                raise
        return self._by_name

    def _add(self, made: Made, by_name: dict[str, Made]) -> None:
        self._all.append(made)
        if made.is_open:
            self._number(made)
            return
        if made.name in by_name:
            here = Origin("", made.header)
            made.exists = Refused(f"the logical id {made.name} is declared twice", here)
        by_name.setdefault(made.name, made)

    def _number(self, made: Made) -> None:
        """Tell apart what several unknown items of one loop make."""
        count = self._open[made.name] = self._open.get(made.name, 0) + 1
        if count > 1 and made.problem is None:
            made.name = f"{made.name}#{count}"


def kind_of(made: Made) -> str:
    """The type of a resource as its loop writes it."""
    if made.kind is None:
        kind = type_of(made.node)
        if "{" in kind:
            known = getattr(with_identifiers(made.evaluation, kind, made.node), "data", kind)
            kind = known if isinstance(known, str) else kind
        made.kind = kind
    return made.kind
