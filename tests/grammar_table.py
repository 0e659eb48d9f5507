"""Generates `smtp_iac/formats/terraform/syntax/grammar_table.py` from the installed python-hcl2's grammar.

    python -m tests.grammar_table

The grammar is amended where terraform 1.11.4 accepts more than python-hcl2, and where our tokenizer knows
more: it drops newlines, comments and `~` where terraform does, and gives quoted strings, heredocs and bare
templates as one kind of token sequence. The expression part of the LALR table is then written as plain data.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from importlib import metadata, resources
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parent.parent / "smtp_iac" / "formats" / "terraform" / "syntax" / "grammar_table.py"

AMENDMENTS = r"""
%declare STRING HEREDOC_START HEREDOC_END TEMPLATE_START TEMPLATE_END

// One flat list for a chain of operators of one level: no depth for `a || b || c ...`
%override or_expr : and_expr | and_expr (DOUBLE_PIPE and_expr)+ -> binary_op
%override and_expr : eq_expr | eq_expr (DOUBLE_AMP eq_expr)+ -> binary_op
%override eq_expr : rel_expr | rel_expr ((DOUBLE_EQ | NEQ) rel_expr)+ -> binary_op
%override rel_expr : add_expr | add_expr ((LT | GT | LEQ | GEQ) add_expr)+ -> binary_op
%override add_expr : mul_expr | mul_expr ((PLUS | MINUS) mul_expr)+ -> binary_op
%override mul_expr : unary_expr | unary_expr ((ASTERISK | SLASH | PERCENT) unary_expr)+ -> binary_op

// `!!x`, `--1`
%override unary_op : (MINUS | NOT) unary_expr

%override expr_term : LPAR expression RPAR
          | float_lit | int_lit | STRING | string | heredoc_template | bare_template
          | tuple | object | identifier | literal_value | function_call
          | index_expr_term | get_attr_expr_term | attr_splat_expr_term | full_splat_expr_term
          | for_tuple_expr | for_object_expr
%override heredoc_template : HEREDOC_START string_part* HEREDOC_END
bare_template : TEMPLATE_START string_part* TEMPLATE_END

// `core::f()`, `provider::aws::f()`
%override function_call : function_name LPAR arguments? RPAR
function_name : identifier (COLONS identifier)*

// Only here does a newline mean something.
%override object : LBRACE NL_OR_COMMENT? _object_elems? RBRACE
_object_elems : object_elem (object_separator object_elem)* object_separator?
object_separator : COMMA NL_OR_COMMENT? | NL_OR_COMMENT
%override object_elem : expression (EQ | COLON) expression

// `x[*]` applies everything that follows to each element, `x.*` only what begins with a dot.
%override attr_splat : ATTR_SPLAT (get_attr | short_index)*
%override full_splat : FULL_SPLAT_START (get_attr | index | attr_splat | FULL_SPLAT_START)*
"""

# Rules that make something even of one child; every other rule of one child passes it on.
MAKERS = frozenset({"arguments", "attr_splat", "full_splat"})


def grammar() -> str:
    return resources.files("hcl2").joinpath("hcl2.lark").read_text(encoding="utf-8")


def digest() -> str:
    """The SHA-256 of python-hcl2's grammar with our amendments."""
    return hashlib.sha256((grammar() + AMENDMENTS).encode()).hexdigest()


def amended() -> str:
    """The grammar that the table is made of, as text for Lark."""
    text = re.sub(r"(?<=[ (])(?:new_line_or_comment|STRIP_MARKER)\? ?", "", grammar())
    for override in re.finditer(r"(?m)^%override (\w+) :((?:.*)(?:\n +\|.*)*)", AMENDMENTS):
        old = re.compile(rf"(?m)^[?!]*{override[1]} ?:.*(?:\n +\|.*)*")
        keep = "?" if override[1].endswith("_expr") else ""
        new = f"{keep}{override[1]} :{override[2]}"
        text, count = old.subn(new.replace("\\", r"\\"), text)
        assert count == 1, override[1]
    added = re.sub(r"(?m)^%override .*(?:\n +\|.*)*", "", AMENDMENTS)
    return text + added


def table() -> tuple[list[dict[str, int] | int], list[tuple[Any, ...]], int]:
    """(states, rules, end state); the start state is 0. Numbered so that equal grammars give equal tables.

    A state maps a terminal or rule name to the next state, or, if negative, to ~number of the rule to reduce;
    a state that can only reduce by one rule is that number alone.
    A rule is (name, number of children, name of its action or None, positions of children to splice in);
    an action of None passes the only child on, "" makes a list that the parent splices in.
    """
    from lark import Lark
    from lark.parsers.lalr_analysis import Shift

    parser = Lark(amended(), parser="lalr", start="expression", lexer="basic")
    lalr: Any = parser.parser.parser
    found = lalr._parse_table
    order = [found.start_states["expression"]]
    for state in order:  # grows while it is read
        targets = [
            argument for _, (action, argument) in sorted(found.states[state].items()) if action is Shift
        ]
        order.extend(target for target in dict.fromkeys(targets) if target not in order)
    rules = sorted({_rule(argument) for state in order for action, argument in found.states[state].values()
                    if action is not Shift}, key=repr)  # fmt: skip
    states: list[dict[str, int] | int] = []
    for state in order:
        actions = {
            str(symbol): order.index(argument) if action is Shift else ~rules.index(_rule(argument))
            for symbol, (action, argument) in sorted(found.states[state].items())
        }
        only = set(actions.values())
        states.append(only.pop() if len(only) == 1 and min(only) < 0 else actions)
    return states, rules, order.index(found.end_states["expression"])


def _rule(rule: Any) -> tuple[Any, ...]:
    origin = str(rule.origin.name)
    name = str(rule.alias or origin)
    size = len(rule.expansion)
    splice = tuple(
        i for i, symbol in enumerate(rule.expansion) if not symbol.is_term and symbol.name.startswith("_")
    )
    action: str | None = "" if origin.startswith("_") else name
    if size == 1 and not origin.startswith("_") and name not in MAKERS:
        action = None
    return (origin, size, action, splice)


def licence() -> str:
    files = [file for file in metadata.files("python-hcl2") or () if file.name.startswith("LICENSE")]
    return files[0].read_text()


def packed(items: list[str]) -> str:
    """Lines of short items side by side."""
    lines = [""]
    for item in items:
        if lines[-1] and len(lines[-1]) + len(item) > 110:
            lines.append("")
        lines[-1] += item
    return "\n".join(lines) + "\n"


def begin(states: list[dict[str, int] | int]) -> dict[str, int]:
    """What is the same in most of the large states: where an expression may begin, and where what is in it
    leads. Written once, it makes the table load in half the time."""
    large = [state for state in states if isinstance(state, dict) and len(state) > 20]
    counts = Counter(item for state in large for item in state.items())
    return dict(item for item, count in counts.items() if count == max(counts.values()))


def written(state: dict[str, int] | int, shared: dict[str, int]) -> str:
    if isinstance(state, int) or not shared.items() <= state.items():
        return f"{state!r},".replace(" ", "")
    rest = {symbol: step for symbol, step in state.items() if symbol not in shared}
    return f"BEGIN|{rest!r},".replace(" ", "")


def render() -> str:
    states, rules, end = table()
    shared = begin(states)
    version = metadata.version("python-hcl2")
    notice = "\n".join(f"# {line}".rstrip() for line in licence().strip().splitlines())
    return (
        '"""The LALR table of HCL expressions, made by `python -m tests.grammar_table`: do not edit."""\n\n'
        "# ruff: noqa\n# fmt: off\n#\n"
        f"# Made from the grammar of python-hcl2 {version}, amended, whose notice is:\n#\n"
        f"# MIT License\n#\n{notice}\n\n"
        f'GRAMMAR_SHA256 = "{digest()}"\n'
        f"END = {end}\n"
        "# (rule, number of children, action or None for the only child itself, children to splice in)\n"
        "RULES: tuple[tuple[str, int, str | None, tuple[int, ...]], ...] = (\n"
        + packed([f"{rule!r}," for rule in rules])
        + ")\n"
        "# What is the same in every state in which an expression may begin.\n"
        "BEGIN: dict[str, int] = {\n" + packed([f"{item[0]!r}:{item[1]}," for item in shared.items()]) + "}\n"
        "# By state: the next state by symbol, or ~rule to reduce; a number alone reduces whatever follows\n"
        "STATES: tuple[dict[str, int] | int, ...] = (\n"
        + packed([written(state, shared) for state in states])
        + ")\n"
    )


if __name__ == "__main__":
    TABLE.write_text(render(), encoding="utf-8")
    print(f"wrote {TABLE.name}")
