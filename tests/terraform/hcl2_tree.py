"""Our nodes and python-hcl2's Lark trees in one common form without offsets, to be compared.

Postfix chains are flat, (root, step, step ...), because python-hcl2 nests `x.*.a[0]` otherwise than
terraform evaluates it. Templates are flat too, with directives as markers. A heredoc is one raw token of
python-hcl2, so it is only ("heredoc",) here.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hcl2.parser import parser

from smtp_iac.formats.terraform.syntax.templates import quoted_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from smtp_iac.formats.terraform.syntax.expressions import Node


def theirs(text: str) -> Any:
    """python-hcl2's tree of an expression. Raises what python-hcl2 raises."""
    tree: Any = parser().parse(f"x = {text}\n")
    body = tree.children[0]
    items = [item for item in body.children if item.data != "new_line_or_comment"]
    assert len(items) == 1
    return _theirs(items[0].children[-1])


def ours(node: Node, text: bytes) -> Any:
    """Our tree of the same expression."""
    if text[node[1] : node[1] + 2] == b"<<" and node[0] in {"lit", "template", "wrap"}:
        return ("heredoc",)
    kind, operands = node[0], node[3:]
    if kind in {"attr", "index", "splat"}:
        return _our_chain(node, text)
    if kind in {"template", "wrap"}:
        return _template(_our_parts(node, text))
    if kind == "lit" and isinstance(operands[0], str):
        return operands[0]
    if kind == "object":
        return (kind, *((ours(key, text), ours(value, text)) for key, value in operands[0]))
    if kind == "call":
        return (kind, operands[0], tuple(ours(argument, text) for argument in operands[1]), operands[2])
    if kind == "tuple":
        return (kind, *(ours(item, text) for item in operands[0]))
    return (kind, *(ours(item, text) if isinstance(item, tuple) else item for item in operands))


def _our_chain(node: Node, text: bytes) -> tuple[Any, ...]:
    if node[0] not in {"attr", "index", "splat"}:
        return () if node[0] == "item" else (ours(node, text),)
    chain = _our_chain(node[3], text)
    if node[0] == "splat":
        return (*chain, "*", *_our_chain(node[4], text))
    return (*chain, ("attr", node[4]) if node[0] == "attr" else ("index", ours(node[4], text)))


def _our_parts(node: Node, text: bytes) -> list[Any]:
    if node[0] == "wrap":
        return [("interpolation", ours(node[3], text))]
    if node[0] == "lit" and isinstance(node[3], str) and text[node[1] : node[1] + 1] != b'"':
        return [node[3]]
    if node[0] == "template" and text[node[1] : node[1] + 1] != b'"':
        return [part for child in node[3] for part in _our_parts(child, text)]
    if node[0] == "template":
        return [part for child in node[3] for part in _our_parts(("part", *child), text)]
    if node[0] != "part":
        return [("interpolation", ours(node, text))]
    child = node[1:]
    if child[0] == "tif":
        otherwise = _our_parts(child[5], text)
        return [("if", ours(child[3], text)), *_our_parts(child[4], text), ("else",), *otherwise, ("endif",)]
    if child[0] == "tfor":
        return [("for", child[3], child[4], ours(child[5], text)), *_our_parts(child[6], text), ("endfor",)]
    return _our_parts(child, text)


def _template(parts: list[Any]) -> tuple[Any, ...]:
    """Parts with neighbouring text joined, interpolated text too; an empty else is no else."""
    joined: list[Any] = []
    for part in parts:
        if part and len(parts) > 1 and part[0] == "interpolation" and isinstance(part[1], str):
            part = part[1]  # noqa: PLW2901
        if part == ("endif",) and joined[-1] == ("else",):
            joined[-1] = part
        elif isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part:
            joined.append(part)
    return ("template", *joined)


def _is(child: Any, name: str) -> bool:
    return getattr(child, "data", None) == name or getattr(child, "type", None) == name


def _children(tree: Any) -> list[Any]:
    dropped = ("new_line_or_comment", "NL_OR_COMMENT", "STRIP_MARKER", "COMMA")
    return [child for child in tree.children if not any(_is(child, name) for name in dropped)]


def _trees(tree: Any) -> list[Any]:
    return [child for child in _children(tree) if hasattr(child, "data")]


def _theirs(tree: Any) -> Any:
    rule, trees = str(tree.data), _trees(tree)
    if rule in _LEAVES:
        return _LEAVES[rule](str(tree.children[0]))
    if rule in _RULES:
        return _RULES[rule](tree)
    assert len(trees) == 1, rule
    return _theirs(trees[0])


def _number(text: str) -> Any:
    value = Decimal(text.lstrip("-"))
    literal = ("lit", int(value) if value == value.to_integral_value() else value)
    return ("unary", "-", literal) if text.startswith("-") else literal


_LEAVES: dict[str, Callable[[str], Any]] = {
    "identifier": lambda text: ("var", text),
    "keyword": lambda text: ("var", text),
    "literal_value": lambda text: ("lit", {"true": True, "false": False, "null": None}[text]),
    "int_lit": _number,
    "float_lit": _number,
    "heredoc_template": lambda text: ("heredoc",),
    "heredoc_template_trim": lambda text: ("heredoc",),
}


def _name(tree: Any) -> str:
    return str(tree.children[0])


def _binary(tree: Any) -> Any:
    left, term = _trees(tree)
    sign, right = _trees(term)
    return ("binary", str(sign.children[0]).split()[-1], _theirs(left), _theirs(right))


def _call(tree: Any) -> Any:
    names = [_name(child) for child in _trees(tree) if _is(child, "identifier")]
    arguments = [child for child in _trees(tree) if _is(child, "arguments")]
    expand = any(_is(child, "ELLIPSIS") for child in arguments[0].children) if arguments else False
    return ("call", "::".join(names), tuple(map(_theirs, _trees(arguments[0]))) if arguments else (), expand)


def _pair(tree: Any) -> Any:
    key, value = _trees(tree)
    word = str(_leaf(key)) if _bare(key) else None
    return (word if word is not None else _theirs(key), _theirs(value))


def _bare(tree: Any) -> bool:
    """Whether a key is one word, not in parentheses."""
    while hasattr(tree, "data"):
        if _is(tree, "identifier") or _is(tree, "keyword") or _is(tree, "literal_value"):
            return True
        if len(tree.children) != 1:
            return False
        tree = tree.children[0]
    return False


def _leaf(tree: Any) -> Any:
    return _leaf(tree.children[0]) if hasattr(tree, "data") else tree


def _steps(tree: Any) -> tuple[Any, ...]:
    if _is(tree, "get_attr"):
        return (("attr", str(_leaf(_trees(tree)[-1]))),)
    if _is(tree, "short_index"):
        return (("index", ("lit", int(_children(tree)[-1]))),)
    if _is(tree, "braces_index"):
        return (("index", _theirs(_trees(tree)[0])),)
    return ("*", *(step for child in _trees(tree) for step in _steps(child)))


def _chain(tree: Any) -> tuple[Any, ...]:
    root, step = _trees(tree)
    start = _theirs(root)
    chained = (
        isinstance(start, tuple) and start and not isinstance(start[0], str) and not _in_parentheses(root)
    )
    return (*(start if chained else (start,)), *_steps(step))


def _in_parentheses(tree: Any) -> bool:
    return any(_is(child, "LPAR") for child in tree.children)


def _for(tree: Any) -> Any:
    intro, *rest = _trees(tree)
    *names, collection = _trees(intro)
    key = _name(names[0]) if len(names) == 2 else None
    head = (key, _name(names[-1]), _theirs(collection))
    condition = _theirs(rest.pop()) if _is(rest[-1], "for_cond") else None
    if _is(tree, "for_tuple_expr"):
        return ("for_tuple", *head, _theirs(rest[0]), condition)
    group = any(_is(child, "ELLIPSIS") for child in tree.children)
    return ("for_object", *head, _theirs(rest[0]), _theirs(rest[1]), condition, group)


def _string(tree: Any) -> Any:
    parts = [_part(child) for child in _trees(tree)]
    if all(isinstance(part, str) for part in parts):
        return "".join(parts)
    return _template(parts)


def _part(tree: Any) -> Any:
    [part] = tree.children
    if not hasattr(part, "data"):
        return quoted_text(str(part).encode(), 0)
    if _is(part, "interpolation"):
        return ("interpolation", _theirs(_trees(part)[0]))
    if _is(part, "template_if_start"):
        return ("if", _theirs(_trees(part)[0]))
    if _is(part, "template_for_start"):
        *names, collection = _trees(part)
        return ("for", _name(names[0]) if len(names) == 2 else None, _name(names[-1]), _theirs(collection))
    return (str(part.data).removeprefix("template_"),)


_RULES: dict[str, Callable[[Any], Any]] = {
    "binary_op": _binary,
    "conditional": lambda tree: ("cond", *map(_theirs, _trees(tree))),
    "unary_op": lambda tree: ("unary", str(tree.children[0]), _theirs(tree.children[1])),
    "tuple": lambda tree: ("tuple", *map(_theirs, _trees(tree))),
    "object": lambda tree: ("object", *map(_pair, _trees(tree))),
    "function_call": _call,
    "index_expr_term": _chain,
    "get_attr_expr_term": _chain,
    "attr_splat_expr_term": _chain,
    "full_splat_expr_term": _chain,
    "for_tuple_expr": _for,
    "for_object_expr": _for,
    "string": _string,
}
