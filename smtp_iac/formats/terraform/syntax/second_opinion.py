"""python-hcl2's opinion on an expression that our own parser refuses: its tree, made into our nodes."""

from __future__ import annotations

from . import SyntaxProblem
from .nodes import ACTIONS
from .placing import placed
from .tokens import Tokenizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .expressions import Node

_PREFIX = "x = "
_LONGEST = 5_000  # bytes; python-hcl2 reads 0.1 to 0.5 MB a second
_DROPPED = frozenset({"NL_OR_COMMENT", "STRIP_MARKER"})


def second_opinion(text: bytes) -> Node | None:
    """The node of an expression that python-hcl2 accepts, or None. Never raises."""
    if len(text) > _LONGEST:
        return None
    from .expressions import DEEPEST
    from .placing import depth_of

    try:
        from hcl2.parser import parser

        tree = parser().parse(_PREFIX + text.decode() + "\n")
        node = _converted(_only_expression(tree), text)
        return node if depth_of(node) <= DEEPEST else None
    except Exception:  # whatever goes wrong in there, it does not accept the expression
        return None


def _only_expression(tree: Any) -> Any:
    """The expression of a file that is one attribute only."""
    items = [item for item in tree.children[0].children if item.data != "new_line_or_comment"]
    if len(items) != 1 or items[0].data != "attribute":
        raise SyntaxProblem(0, "more than one attribute")
    return items[0].children[-1]


def _converted(tree: Any, text: bytes) -> Node:
    """A Lark tree as a node, bottom up."""
    whole = text.decode()
    done: list[Any] = []
    for part in _bottom_up(tree):
        if not hasattr(part, "children"):
            done.append(_leaf(part, whole))
            continue
        first = len(done) - len(part.children)
        children = [child for child in done[first:] if child is not None]
        done[first:] = [_reduced(part.data, children, text)]
    return done[0]  # type: ignore[no-any-return]


def _bottom_up(tree: Any) -> list[Any]:
    order, stack = [], [tree]
    while stack:
        part = stack.pop()
        order.append(part)
        stack.extend(getattr(part, "children", ()))
    order.reverse()
    return order


def _leaf(token: Any, whole: str) -> Any:
    """The value that our tokenizer gives a token (of a heredoc: its node); None for one that it drops."""
    from .expressions import parse_own

    if token.type in _DROPPED:
        return None
    first, last = token.start_pos - len(_PREFIX), token.end_pos - len(_PREFIX)
    start, end = len(whole[:first].encode()), len(whole[:last].encode())
    if token.type in {"STRING_CHARS", "ESCAPED_INTERPOLATION", "ESCAPED_DIRECTIVE"}:
        return ("text", start, end)
    if token.type in {"EQ", "COLON"}:
        start = end - 1
    if token.type in {"NAME", "INT_LITERAL", "FLOAT_LITERAL", "TRUE", "FALSE", "NULL"}:
        minus, digits = ("-", str(token)[1:]) if str(token).startswith("-") else ("", str(token))
        [(_, value)] = Tokenizer(digits.encode()).expression()
        value = placed(value, start + len(minus))
        return ("unary", start, end, minus, value) if minus else value
    if token.type.startswith("HEREDOC"):
        return placed(parse_own(str(token).rstrip().encode()), start)
    if token.type in {"IF", "IN", "FOR", "FOR_EACH", "ELSE", "ENDIF", "ENDFOR"}:
        return ("var", start, end, str(token))
    return ("", start, end)


def _reduced(rule: str, children: list[Any], text: bytes) -> Any:
    """What our parser makes of a rule; python-hcl2's operators and calls are nested otherwise than ours."""
    if not children or rule == "new_line_or_comment":
        return None
    if rule == "binary_term":
        return ("term", children[0][1], children[1][2], *children)
    if rule == "binary_op":
        return ACTIONS["binary_op"]([children[0], *children[1][3:]], text)
    if rule == "function_call":
        opening = next(i for i, child in enumerate(children) if text[child[1] : child[2]] == b"(")
        name = children[0] if opening == 1 else ACTIONS["function_name"](children[:opening], text)
        return ACTIONS["function_call"]([name, *children[opening:]], text)
    if rule == "string":
        return ACTIONS[rule](children, text)
    if rule == "template_string":
        raise SyntaxProblem(children[0][1], "no string")
    if len(children) == 1 and rule not in {"arguments", "attr_splat", "full_splat"}:
        return children[0]
    return ACTIONS[rule](children, text)
