"""`Stack`: a template with values for its parameters, by itself or nested in another stack."""

from __future__ import annotations

from ....choice import conditional
from ....model.rule import both
from ....value import Known, Origin, Refused
from ..evaluation import Evaluation
from ..existence import existence
from ..functions.loop_items import ALWAYS
from ..functions.loops import entries_made
from ..outcomes import seen_at
from ..parameters.demand import Wanted
from ..parameters.plainly import names_in
from ..parameters.values import passed_to
from ..syntax.nodes import Entries, written
from .nested import property_of, template_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....resource import Resource
    from ....value import Outcome
    from ..functions.loops import Made
    from ..syntax.nodes import Node
    from ..template import Template
    from .estate import Estate
    from .nested import Elsewhere


class Stack:
    """address: the logical ids that lead to it from its root ("Mail/Rules"), empty for a root. root: the path
    of the root's template. scope: what the ids in it begin with, so that two stacks of one template never
    share a value. call: the resource of the parent that makes it. resources: those that were made of its
    entries so far."""

    __slots__ = (
        "_children",
        "_exists",
        "_is_ready",
        "_outputs",
        "_places",
        "_wanted",
        "address",
        "call",
        "estate",
        "evaluation",
        "parent",
        "resources",
        "root",
        "scope",
        "template",
    )

    def __init__(
        self, estate: Estate, template: Template, parent: Stack | None = None, call: Made | None = None
    ) -> None:
        self.estate = estate
        self.parent = parent
        self.call = call
        self.root: str = template.root if parent is None else parent.root
        nested = "" if parent is None or call is None else parent.inside(call.name)
        self.address: str = nested and estate.unique(self.root, nested)
        self.scope = f"{self.root}:{self.address}" if self.address else self.root
        self.template = template.in_stack(self.scope)
        self.evaluation = Evaluation(self.template, self)
        self.resources: dict[Made, Resource] = {}
        self._exists: Outcome | None = None
        self._is_ready = False
        self._children: dict[Made, Stack | Elsewhere] = {}
        self._outputs: dict[str, Made] | None = None
        self._places: dict[Made, Wanted] = {}
        self._wanted: dict[str, Wanted] = {}

    def inside(self, name: str) -> str:
        """The address of a resource."""
        return f"{self.address}/{name}" if self.address else name

    def of(self, what: str) -> str:
        """A thing of this stack, as a message names it."""
        return f"{what} of stack {self.address}" if self.address else what

    @property
    def exists(self) -> Outcome:
        """Whether there is such a stack at all."""
        way: list[Stack] = []
        stack: Stack | None = self
        while stack is not None and stack._exists is None:
            way.append(stack)
            stack = stack.parent
        for one in reversed(way):
            if one.parent is None or one.call is None:
                one._exists = ALWAYS
            else:
                one._exists = both(one.parent.exists, existence(one.call))
        assert self._exists is not None
        return self._exists

    def is_inside(self, path: str) -> bool:
        """Whether it is made of the template at a path, or nested in a stack that is."""
        stack: Stack | None = self
        while stack is not None:
            if stack.template.source.path == path:
                return True
            stack = stack.parent
        return False

    def ready(self) -> None:
        """Have the parameters computed, of the stacks around too: everything here may depend on them."""
        stacks: list[Stack] = []
        stack: Stack | None = self
        while stack is not None and not stack._is_ready:
            stacks.append(stack)
            stack = stack.parent
        for stack in reversed(stacks):
            self.estate.demand.need(stack.evaluation.parameters.all())
            stack._is_ready = True

    def ready_for(self, node: Node) -> None:
        """Have the parameters computed that a text may depend on."""
        names = None if self.template.is_extended else names_in(node)
        if names is None:
            self.ready()
        else:
            self.estate.demand.need(self.evaluation.parameters.some(names))

    def passed(self, name: str) -> Outcome:
        """What the parent gives to a parameter; ABSENT for nothing."""
        assert self.parent is not None and self.call is not None
        self.parent.ready()
        what = self.of(f"parameter {name}")
        return passed_to(self.call.evaluation, property_of(self.call.node, "Parameters"), name, what)

    def child(self, made: Made) -> Stack | Elsewhere:
        """The stack that a resource makes, or why its template is not at hand."""
        if made not in self._children:
            self._children[made] = template_of(self, made)
        return self._children[made]

    def place(self, made: Made, node: Node) -> Wanted:
        """Where the template of a nested stack is, if that is computed."""

        def compute() -> Outcome:
            self.ready_for(node)
            return made.evaluation.value(node)

        if made not in self._places:
            label = self.of(f"the template of {made.name}")
            self._places[made] = Wanted(label, made.evaluation.span(node), compute)
        return self._places[made]

    def output(self, name: str) -> Wanted | None:
        """An output; None where the template has none of this name."""
        if name not in self._wanted:
            made = self.outputs().get(name)
            if made is None:
                return None
            span = made.header
            label = f"output {name} of {self.address or self.root}"
            self._wanted[name] = Wanted(label, span, lambda: self._output(made))
        return self._wanted[name]

    def outputs(self) -> dict[str, Made]:
        if self._outputs is None:
            section = written(self.template.node.values.get("Outputs", Entries(0)))
            made = entries_made(self.evaluation, section) if isinstance(section, Entries) else ()
            self._outputs = {one.name: one for one in list(made)}
        return self._outputs

    def _output(self, made: Made) -> Outcome:
        self.ready()
        return self.of_output(made, "Value")

    def of_output(self, made: Made, key: str) -> Outcome:
        """What is written under a key of an output, as far as the output is there."""
        evaluation = made.evaluation
        declared = written(made.node)
        if made.problem is not None:
            return made.problem
        if not isinstance(declared, Entries) or key not in declared.values:
            return evaluation.refused(f"output {made.name} has no {key}", made.node)
        value = evaluation.value(declared.values[key])
        span = evaluation.span(declared.values[key])
        value = seen_at(value, span, self.of(f"output {made.name}"))
        exists = both(made.exists, existence(made))
        if isinstance(exists, Known) and exists.data is True:
            return value
        absent = Refused(
            f"{self.of(f'output {made.name}')} is not there under its condition", Origin("", span)
        )
        return conditional(exists, value, absent)
