"""Texts that are plainly put together from a few parameters."""

from __future__ import annotations

from ..functions.pieces import VARIABLE
from ..syntax.calls import REF, SUB, call_of
from ..syntax.nodes import Alias, Node, children, listed, literal

JOIN = "Fn::Join"


def names_in(node: Node) -> list[str] | None:
    """The names of which a text is made by Ref, Fn::Sub and Fn::Join alone; None where anything else, such as
    a condition or an attribute, may decide what it is."""
    found: list[str] = []
    left = [node]
    while left:
        each = left.pop()
        if isinstance(each, Alias):
            return None
        function, argument = call_of(each) or ("", each)
        if function == REF:
            name = literal(argument)
            found.append("" if name is None else name.text)
        elif function == SUB:
            text, *given = listed(argument) or [argument]
            left += given
            words = literal(text)
            found += (
                [""] if words is None else [one.group(2).strip() for one in VARIABLE.finditer(words.text)]
            )
        elif function in ("", JOIN):
            left += children(argument)
        else:
            return None
    return found if all(name and "." not in name for name in found) else None
