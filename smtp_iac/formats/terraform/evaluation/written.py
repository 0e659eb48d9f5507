"""The values of what is written: of an attribute, which is parsed, its references computed, and evaluated; of
an expression that must be constant, as tfvars files, options and the defaults of variables give them; and of
templates that templatefile() and templatestring() render: they see their variables and nothing else."""

from __future__ import annotations

from ....source import Span
from ....value import Missing, Origin, Refused, Unknown, origin_of, passed_on
from ..syntax import SyntaxProblem
from ..syntax.expressions import doubt
from ..syntax.references import operands, references
from .evaluate import evaluate
from .scope import Scope

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....source import Source
    from ....value import Element, Outcome
    from ..functions.signatures import Context
    from ..syntax.attributes import Attribute
    from ..syntax.expressions import Node
    from .module import Module


def written(attribute: Attribute, scope: Scope) -> Outcome:
    """The attribute's value; its outermost origin is the expression. May raise `graph.Needs`."""
    scope = scope.in_file_of(attribute)
    place = Span(scope.source, attribute.start, attribute.end)
    try:
        node, base = attribute.node()
    except SyntaxProblem as problem:
        scope.module.syntax_problem(scope.source, problem)
        return unparsed(scope, place)
    scope.module.need(references(node), scope)
    if not scope.module.graph.effort.step():
        return too_long(scope, place)
    if doubt(attribute.text) is not None:
        scope.module.diagnose(
            place, "our parser and python-hcl2 disagree on this expression; please report it"
        )
    value = evaluate(node, scope.at(base))
    span = origin_of(value).span
    if span is not None and span.start == place.start and span.end == place.end:
        return value
    return passed_on(value, "", place, (origin_of(value),))


def unparsed(scope: Scope, place: Span) -> Unknown:
    what = f"the expression at {scope.module.tree.display(place.source.path)}:{place.line}"
    missing = Missing(what, "cannot be parsed", "nobody can know", place)
    return Unknown(f"unparsed {place.source.path}:{place.start}", missing, Origin("", place))


def too_long(scope: Scope, place: Span) -> Unknown:
    missing = Missing("the evaluation", "took too many steps", "not supported yet", place)
    return Unknown(f"limit {place.source.path}:{place.start}", missing, Origin("", place))


def constant(node: Node, scope: Scope, what: str) -> Outcome:
    """The value of an expression in which terraform allows neither references nor functions."""
    if node[0] == "lit":
        return evaluate(node, scope)
    if references(node):
        return Refused(f"{what} refers to names, which it may not", scope.origin(node))
    called = function_called(node)
    if called:
        return Refused(f"{what} calls {called}(), which it may not", scope.origin(node))
    return evaluate(node, scope)


def function_called(node: Node) -> str:
    """The name of some function that the expression calls, empty where it calls none."""
    stack = [node]
    while stack:
        one = stack.pop()
        if one[0] == "call":
            return str(one[3])
        stack += operands(one)
    return ""


class TemplateScope(Scope):
    """Inside a template: every name that it reads is bound, and its calls cannot render another one."""

    __slots__ = ()

    @property
    def files(self) -> Context:
        return self.module.template_context

    def binding(self, names: dict[str, Element]) -> Scope:
        return TemplateScope(self.module, self.source, {**self.names, **names}, self.base)


class Templates:
    """Renders the templates that the code of a module names."""

    __slots__ = ("_module",)

    def __init__(self, module: Module) -> None:
        self._module = module

    def render(self, node: Node, source: Source, names: dict[str, Element]) -> Outcome:
        """The value of a parsed template; `names` has every name that it refers to."""
        return evaluate(node, TemplateScope(self._module, source, names))

    def unreadable(self, source: Source, problem: SyntaxProblem) -> None:
        self._module.syntax_problem(source, problem)


def is_direct_reference(node: Node, text: bytes) -> bool:
    """Whether an expression is a name with attributes, indices and splats, as templatestring() demands it.

    text: the source of the expression; parentheses are seen there only.
    """
    if text.startswith(b"("):
        return False
    while node[0] in ("attr", "index", "splat"):
        node = node[3]
    return bool(node[0] == "var")
