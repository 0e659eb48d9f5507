"""Templates that templatefile() and templatestring() render: they see their variables and nothing else."""

from __future__ import annotations

from .evaluate import evaluate
from .scope import Scope

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....source import Source
    from ....value import Element, Outcome
    from ..functions.signatures import Context
    from ..syntax import SyntaxProblem
    from ..syntax.expressions import Node
    from .module import Module


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
