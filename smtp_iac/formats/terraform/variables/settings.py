"""Files of variables (`*.tfvars`): a broken one is named, also where no root loads it."""

from __future__ import annotations

import re

from ....source import Unreadable
from ..syntax.attributes import Attribute
from ..syntax.problem import SyntaxProblem
from .given import attributes_of, setting_node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..declarations.configuration import Configurations

_SCALAR = rb'(?:"[^"\\$%\n]*+"|-?[0-9]++(?:\.[0-9]++)?|true|false|null)'
_BETWEEN = rb"[ \t\r\n]*+"
# What needs no parser to be seen to be right: a plain scalar, or a list of some.
_PLAIN = re.compile(
    _SCALAR + rb"|\[" + _BETWEEN + rb"(?:" + _SCALAR + _BETWEEN + rb"(?:," + _BETWEEN + rb"|(?=\])))*+\]"
).fullmatch


def check_settings(path: str, configurations: Configurations) -> None:
    try:
        source = configurations.tree.read_named(path)
        attributes = attributes_of(source)
    except Unreadable as error:
        configurations.cannot_read(error.path, error.line, error.reason)
        return
    except SyntaxProblem as problem:
        configurations.syntax_problem(source, problem)
        return
    for attribute in attributes.values():
        try:
            check_value(attribute)
        except SyntaxProblem as problem:
            configurations.syntax_problem(source, problem)


def check_value(attribute: Attribute) -> None:
    """Raises SyntaxProblem."""
    if type(attribute) is not Attribute or _PLAIN(attribute.text) is None:
        setting_node(attribute)
