"""Parses one expression or template of HCL: python-hcl2's LALR table, our tokens, no Lark, no recursion.

A node is a tuple (kind, start, end, *operands), byte offsets relative to the text that was parsed:

    ("lit", s, e, value)                 None, True, False, int, Decimal or str
    ("template", s, e, parts)            a string put together from nodes; literal text is "lit"
    ("wrap", s, e, node)                 a template that is one interpolation only: keeps the value's type
    ("tif", s, e, condition, then, else), ("tfor", s, e, key or None, value, collection, body)
    ("var", s, e, name)                  a root name
    ("attr", s, e, object, name), ("index", s, e, object, key node)
    ("splat", s, e, object, each)        `each` applied to every element, which is ("item", s, e) in it, the
                                         item of the innermost splat whose `each` holds it
    ("call", s, e, name, arguments, expand)
    ("unary", s, e, "-" or "!", operand), ("binary", s, e, operator, left, right)
    ("cond", s, e, condition, then, else)
    ("tuple", s, e, items), ("object", s, e, ((key node, value node), ...)): a bare word as key is a "lit"
    ("for_tuple", s, e, key or None, value, collection, item, condition or None)
    ("for_object", s, e, key or None, value, collection, key node, value node, condition or None, group)

Parentheses vanish; the node spans them.
"""

from __future__ import annotations

from ....patterns import pattern
from . import SyntaxProblem
from .grammar_table import END, RULES, STATES
from .nodes import ACTIONS, TEMPLATES
from .tokens import DOT_AND_NAME, DOTTED_NAME, Tokenizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .tokens import Token

    Node = tuple[Any, ...]

DEEPEST = 150
_MOST_REMEMBERED = 20_000
_remembered: dict[tuple[bytes, int], Node | SyntaxProblem] = {}
_doubts: dict[bytes, SyntaxProblem] = {}

# Rules whose node is no deeper than its deepest child.
_LEVEL = frozenset(
    {
        "arguments", "braces_index", "for_cond", "for_intro", "function_name", "get_attr",
        "interpolation", "object_elem", "object_separator", "short_index", "template_else", "template_endfor",
        "template_endif", "template_for_start", "template_if_start",
    }
)  # fmt: skip
_BEGINS = {DOTTED_NAME: "NAME", DOT_AND_NAME: "DOT"}  # the terminals that these begin with
_REDUCTIONS = [(*rule, ACTIONS.get(rule[2] or "")) for rule in RULES]
_ladders: dict[tuple[int, int, str], int] = {}
_PLAIN_TEXT = pattern(rb'"[ !#&-\[\]-~]*+"').fullmatch  # ASCII without quotes, escapes and sequences


def parse_expression(text: bytes) -> Node:
    """The node of one expression, parsed once for each text.

    Where our parser refuses it, python-hcl2 is asked for a second opinion (see `doubt`). Raises SyntaxProblem
    with an offset into `text`.
    """
    return _remember(text, 0)


def plain_text(text: bytes) -> str | None:
    """What a quoted string says, if it is of plain ASCII; None for any other expression."""
    return text[1:-1].decode() if _PLAIN_TEXT(text) else None


def parse_template(text: bytes, offset: int = 0, deepest: int = DEEPEST) -> Node:
    """The node of a bare template, as in a templatefile or a string of `.tf.json`.

    `offset` is added to the offset of a SyntaxProblem; the node's offsets stay relative to `text`.
    """
    try:
        return _remember(text, max(deepest, 1))
    except SyntaxProblem as problem:
        raise problem.moved(offset) from None


def doubt(text: bytes) -> SyntaxProblem | None:
    """Why our parser refused an expression that python-hcl2 accepted, if so."""
    return _doubts.get(text)


def _remember(text: bytes, template: int) -> Node:
    """The node of an expression or, if `template` is not 0, of a template that may be so deep."""
    key = (text, template)
    result = _remembered.get(key)
    if result is None:
        try:
            result = parse_own(text, template=True, deepest=template) if template else _parse(text)
        except SyntaxProblem as problem:
            result = problem
        if len(_remembered) >= _MOST_REMEMBERED:
            _remembered.clear()
        _remembered[key] = result
    if isinstance(result, SyntaxProblem):
        raise result.moved(0)
    return result


def _parse(text: bytes) -> Node:
    plain = plain_text(text)
    if plain is not None:
        return ("lit", 0, len(text), plain)
    try:
        return parse_own(text)
    except SyntaxProblem as problem:
        from .second_opinion import second_opinion

        node = None if problem.reason.startswith("nested deeper") else second_opinion(text)
        if node is None:
            raise
        if len(_doubts) >= _MOST_REMEMBERED:
            _doubts.clear()
        _doubts[text] = problem
        return node


def parse_own(text: bytes, template: bool = False, deepest: int = DEEPEST) -> Node:
    """As `parse_expression` (or `parse_template`), not remembered and without a second opinion."""
    if not text.isascii():
        try:
            text.decode()
        except UnicodeDecodeError as error:
            raise SyntaxProblem(error.start, "not UTF-8") from None
    else:
        try:
            return _parsed(Tokenizer(text, dotted=True), template, deepest)
        except SyntaxProblem:
            pass  # told as it is without dotted names
    return _parsed(Tokenizer(text), template, deepest)


def _parsed(tokenizer: Tokenizer, template: bool, deepest: int) -> Node:
    tokens = tokenizer.template() if template else tokenizer.expression()
    return _drive(tokens, tokenizer.text, deepest)


def _drive(tokens: list[Token], text: bytes, deepest: int) -> Node:
    """Run the table over the tokens."""
    tokens.append(("$END", ("", len(text), len(text))))
    state = 0
    states = [0]
    values: list[Any] = []
    # Each level takes a token, or a dot in one: how deep a short text is need not be counted.
    depths: list[int] | None = [] if len(tokens) + text.count(b".") > deepest else None
    for terminal, value in tokens:
        while True:
            actions = STATES[state]
            step = actions.get(terminal) if isinstance(actions, dict) else actions
            if step is None:
                if state == END and terminal == "$END":
                    return values[0]  # type: ignore[no-any-return]
                is_name = value[0] == "var"
                step = actions.get("NAME" if is_name else _BEGINS.get(terminal))  # type: ignore[union-attr,arg-type]
                if step is None or not (is_name or step < 0):
                    raise _unexpected(value, text)
            if step >= 0:
                state = step
                states.append(state)
                values.append(value)
                if depths is not None:
                    depths.append(_checked(_dots(terminal, value, text), deepest, value))
                break
            goto, size, name, splice, action = _REDUCTIONS[~step]
            if name is None:
                place = (states[-2], state, terminal)
                state = states[-1] = _ladders.get(place) or _climb(place, step)
                continue
            children = values[-size:]
            del values[-size:], states[-size:]
            if splice:
                children = _spliced(children, splice)
            node: Any = action(children, text) if action else children
            if depths is not None:
                depth = max(depths[-size:])
                del depths[-size:]
                if action:
                    depth = _checked(_depth(name, node, children, depth), deepest, node)
                depths.append(depth)
            values.append(node)
            state = STATES[states[-1]][goto]  # type: ignore[index]
            states.append(state)
    raise AssertionError("the table accepts at $END only")


def _climb(place: tuple[int, int, str], step: int) -> int:
    """The state after all reductions in a row that only pass one child on: about eight for a term. place: the
    state below, the state on top, the terminal that follows."""
    below, _, terminal = place
    goto = STATES[below]
    assert isinstance(goto, dict)
    top = goto[RULES[~step][0]]
    while True:
        actions = STATES[top]
        step_up = actions.get(terminal, 0) if isinstance(actions, dict) else actions
        if step_up >= 0 or RULES[~step_up][2] is not None:
            break
        top = goto[RULES[~step_up][0]]
    _ladders[place] = top
    return top


def _spliced(children: list[Any], splice: tuple[int, ...]) -> list[Any]:
    """The children with some lists among them laid out flat; a list that comes first grows in place."""
    first = 1 if splice[0] == 0 else 0
    flat: list[Any] = children[0] if first else []
    for position in range(first, len(children)):
        if position in splice:
            flat.extend(children[position])
        else:
            flat.append(children[position])
    return flat


def _dots(terminal: str, value: Node, text: bytes) -> int:
    """How deep the value of a token is."""
    return text.count(b".", value[1], value[2]) if terminal == DOTTED_NAME else 0


def _depth(name: str, node: Node, children: list[Any], depth: int) -> int:
    """How deep a node is that a rule made of children so deep."""
    if name in TEMPLATES:
        return depth + 1 + _directive_levels(children)
    if name == "binary_op":
        return depth + _chain_depth(node, children)
    if name in ("attr_splat", "full_splat"):
        return depth + len(children)
    return depth if name in _LEVEL else depth + 1


def _checked(depth: int, deepest: int, node: Node) -> int:
    if depth > deepest:
        raise SyntaxProblem(node[1], f"nested deeper than {DEEPEST} levels")
    return depth


def _directive_levels(parts: list[Any]) -> int:
    level = deepest = 0
    for part in parts:
        if part[0] in ("if", "for"):
            level += 1
            deepest = max(deepest, level)
        elif part[0] in ("endif", "endfor"):
            level -= 1
    return deepest


def _chain_depth(node: Node, children: list[Any]) -> int:
    terms = (len(children) + 1) // 2
    balanced = terms > 2 and node[4] is not None and node[5] is not children[-1]
    return terms.bit_length() if balanced else terms - 1


def _unexpected(value: Node, text: bytes) -> SyntaxProblem:
    if value[1] >= len(text):
        return SyntaxProblem(
            value[1], "the expression is incomplete" if text.strip() else "an expression is missing"
        )
    found = text[value[1] : value[2]].decode("utf-8", "replace").strip() or "newline"
    return SyntaxProblem(
        value[1], f"unexpected `{found[:20]}`" if found != "newline" else "unexpected newline"
    )
