"""What the parser emits when it reduces a rule of `grammar_table`: one function for each rule.

A child is a token's value or what a rule below emitted; both begin with (kind, start, end), offsets into the
text that is parsed. The kinds of nodes are told in `expressions`.
"""

from __future__ import annotations

from .templates import template_node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Child = tuple[Any, ...]
    Action = Callable[[list[Child], bytes], Any]

# Operators whose long chains are built as a balanced tree.
_ASSOCIATIVE = frozenset({b"||", b"&&", b"+", b"*"})
_LONG_CHAIN = 16


def expr_term(c: list[Child], text: bytes) -> Child:
    """Parentheses vanish, but the node spans them."""
    return (c[1][0], c[0][1], c[2][2], *c[1][3:])


def conditional(c: list[Child], text: bytes) -> Child:
    return ("cond", c[0][1], c[4][2], c[0], c[2], c[4])


def binary_op(c: list[Child], text: bytes) -> Child:
    if len(c) == 3:
        left, sign, right = c
        return ("binary", left[1], right[2], text[sign[1] : sign[2]].decode(), left, right)
    operators = {text[sign[1] : sign[2]] for sign in c[1::2]}
    if len(c) > 2 * _LONG_CHAIN and len(operators) == 1 and operators <= _ASSOCIATIVE:
        return _balanced(c[::2], operators.pop().decode())
    left = c[0]
    for sign, right in zip(c[1::2], c[2::2], strict=True):
        left = ("binary", left[1], right[2], text[sign[1] : sign[2]].decode(), left, right)
    return left


def _balanced(terms: list[Child], sign: str) -> Child:
    while len(terms) > 1:
        pairs = [
            ("binary", left[1], right[2], sign, left, right)
            for left, right in zip(terms[::2], terms[1::2], strict=False)
        ]
        terms = pairs + terms[len(pairs) * 2 :]
    return terms[0]


def unary_op(c: list[Child], text: bytes) -> Child:
    return ("unary", c[0][1], c[1][2], text[c[0][1] : c[0][2]].decode(), c[1])


def tuple_(c: list[Child], text: bytes) -> Child:
    return ("tuple", c[0][1], c[-1][2], tuple(c[1:-1:2]))


def object_(c: list[Child], text: bytes) -> Child:
    return ("object", c[0][1], c[-1][2], tuple([child[3:] for child in c if child[0] == "pair"]))


def object_elem(c: list[Child], text: bytes) -> Child:
    """A bare word is a key, a word in parentheses a variable (its node is wider than its name)."""
    key = c[0]
    if key[0] == "var" and text[key[1]] != ord("("):
        key = ("lit", key[1], key[2], key[3])
    elif key[0] == "lit" and (key[3] is None or isinstance(key[3], bool)) and text[key[1]] != ord("("):
        key = ("lit", key[1], key[2], text[key[1] : key[2]].decode())
    return ("pair", key[1], c[2][2], key, c[2])


def object_separator(c: list[Child], text: bytes) -> Child:
    return c[0]


def function_name(c: list[Child], text: bytes) -> Child:
    return ("var", c[0][1], c[-1][2], "::".join(_name(part, text) for part in c[::2]))


def arguments(c: list[Child], text: bytes) -> Child:
    expand = text[c[-1][1] : c[-1][2]] == b"..." and len(c) % 2 == 0
    return ("arguments", c[0][1], c[-1][2], tuple(c[::2]), expand)


def function_call(c: list[Child], text: bytes) -> Child:
    if len(c) == 3:
        return ("call", c[0][1], c[2][2], c[0][3], (), False)
    return ("call", c[0][1], c[3][2], c[0][3], c[2][3], c[2][4])


def _name(child: Child, text: bytes) -> str:
    """The name that a word stands for where `true` and `null` are but names."""
    return child[3] if child[0] == "var" else text[child[1] : child[2]].decode()


def get_attr(c: list[Child], text: bytes) -> Child:
    return ("attr", c[0][1], c[1][2], _name(c[1], text))


def braces_index(c: list[Child], text: bytes) -> Child:
    return ("index", c[0][1], c[2][2], c[1])


def short_index(c: list[Child], text: bytes) -> Child:
    return ("index", c[0][1], c[1][2], c[1])


def access(c: list[Child], text: bytes) -> Child:
    return (c[1][0], c[0][1], c[1][2], c[0], c[1][3])


def attr_splat(c: list[Child], text: bytes) -> Child:
    """(marker, start, end, each): what begins with a dot is applied to each element."""
    marker = c[0]
    return ("each", marker[1], c[-1][2], _applied(("item", marker[1], marker[2]), c[1:]))


def full_splat(c: list[Child], text: bytes) -> Child:
    """(marker, start, end, each): all that follows is applied to each element, further splats too."""
    outer: list[tuple[Child, Child]] = []  # (what a nested splat goes over, its marker)
    each: Child = ("item", c[0][1], c[0][2])
    for step in c[1:]:
        if step[0] == "":
            outer.append((each, step))
            each = ("item", step[1], step[2])
        elif step[0] == "each":
            each = ("splat", each[1], step[2], each, step[3])
        else:
            each = (step[0], each[1], step[2], each, step[3])
    for over, _ in reversed(outer):
        each = ("splat", over[1], each[2], over, each)
    return ("each", c[0][1], c[-1][2], each)


def _applied(item: Child, steps: list[Child]) -> Child:
    for step in steps:
        item = (step[0], item[1], step[2], item, step[3])
    return item


def splat(c: list[Child], text: bytes) -> Child:
    return ("splat", c[0][1], c[1][2], c[0], c[1][3])


def for_intro(c: list[Child], text: bytes) -> Child:
    """("intro", start, end, key or None, value, collection)."""
    if len(c) == 5:
        return ("intro", c[0][1], c[4][2], None, c[1][3], c[3])
    return ("intro", c[0][1], c[6][2], c[1][3], c[3][3], c[5])


def for_cond(c: list[Child], text: bytes) -> Child:
    return ("if", c[0][1], c[1][2], c[1])


def for_tuple_expr(c: list[Child], text: bytes) -> Child:
    condition = c[3][3] if len(c) == 5 else None
    return ("for_tuple", c[0][1], c[-1][2], *c[1][3:], c[2], condition)


def for_object_expr(c: list[Child], text: bytes) -> Child:
    group = c[5][0] == "" and text[c[5][1] : c[5][2]] == b"..."
    condition = c[-2][3] if c[-2][0] == "if" else None
    return ("for_object", c[0][1], c[-1][2], *c[1][3:], c[2], c[4], condition, group)


def interpolation(c: list[Child], text: bytes) -> Child:
    return ("interp", c[0][1], c[2][2], c[1])


def template_if_start(c: list[Child], text: bytes) -> Child:
    return ("if", c[0][1], c[3][2], c[2])


def template_for_start(c: list[Child], text: bytes) -> Child:
    key, value = (c[2][3], c[4][3]) if len(c) == 8 else (None, c[2][3])
    return ("for", c[0][1], c[-1][2], key, value, c[-2])


def _marker(kind: str) -> Action:
    return lambda c, text: (kind, c[0][1], c[2][2])


def string(c: list[Child], text: bytes) -> Child:
    return template_node(text, c[1:-1], c[0][1], c[-1][2], quoted=True)


def heredoc_template(c: list[Child], text: bytes) -> Child:
    return template_node(text, c[1:-1], c[0][1], c[-1][2], quoted=False, flush=c[0][0] == "flush")


def bare_template(c: list[Child], text: bytes) -> Child:
    return template_node(text, c[1:-1], c[0][1], c[-1][2], quoted=False)


TEMPLATES = ("string", "heredoc_template", "bare_template")

ACTIONS: dict[str, Action] = {
    "arguments": arguments,
    "attr_splat": attr_splat,
    "attr_splat_expr_term": splat,
    "bare_template": bare_template,
    "binary_op": binary_op,
    "braces_index": braces_index,
    "conditional": conditional,
    "expr_term": expr_term,
    "for_cond": for_cond,
    "for_intro": for_intro,
    "for_object_expr": for_object_expr,
    "for_tuple_expr": for_tuple_expr,
    "full_splat": full_splat,
    "full_splat_expr_term": splat,
    "function_call": function_call,
    "function_name": function_name,
    "get_attr": get_attr,
    "get_attr_expr_term": access,
    "heredoc_template": heredoc_template,
    "index_expr_term": access,
    "interpolation": interpolation,
    "object": object_,
    "object_elem": object_elem,
    "object_separator": object_separator,
    "short_index": short_index,
    "string": string,
    "template_else": _marker("else"),
    "template_endfor": _marker("endfor"),
    "template_endif": _marker("endif"),
    "template_for_start": template_for_start,
    "template_if_start": template_if_start,
    "tuple": tuple_,
    "unary_op": unary_op,
}
