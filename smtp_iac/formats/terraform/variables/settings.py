"""Files of variables (`*.tfvars`): a broken one is named, also where no root loads it."""

from __future__ import annotations

from ....patterns import pattern
from ....source import Unreadable
from ..syntax import SyntaxProblem
from ..syntax.attributes import Attribute
from .given import attributes_of, setting_node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..declarations.configuration import Configurations

_SCALAR = pattern(
    rb'[ \t\r\n]*+(?:"[^"\\$%\n]*+"|-?[0-9]++(?:\.[0-9]++)?|true|false|null)[ \t\r\n]*+'
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
    if type(attribute) is not Attribute or not is_plain(attribute.text):
        setting_node(attribute)


def is_plain(text: bytes) -> bool:
    """Whether no parser is needed to see that it is right: a plain scalar, or a list of some."""
    if text[:1] != b"[" or text[-1:] != b"]":
        return _SCALAR(text) is not None
    elements = text[1:-1].split(b",")
    if not elements[-1].strip(b" \t\r\n"):  # the list is empty, or a comma ends it
        elements.pop()
    return all(_SCALAR(element) for element in elements)
