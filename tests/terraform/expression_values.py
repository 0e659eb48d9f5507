"""A small evaluator of expressions, for tests of operators, functions and types: it knows no modules."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from smtp_iac.choice import conditional
from smtp_iac.formats.terraform.functions import call
from smtp_iac.formats.terraform.syntax import SyntaxProblem
from smtp_iac.formats.terraform.syntax.expressions import parse_expression
from smtp_iac.formats.terraform.values.conversion import convert, unify_arms
from smtp_iac.formats.terraform.values.indexing import attribute_value, index_value
from smtp_iac.formats.terraform.values.interpolation import concatenated, normal_text
from smtp_iac.formats.terraform.values.operators import binary, unary
from smtp_iac.source import Source, Tree
from smtp_iac.value import Facts, Known, Missing, Origin, Refused, Unknown


class Unsupported(Exception):  # noqa: N818
    """This evaluator does not know such an expression."""


class Rendering:
    """Renders templates with this evaluator; one that cannot be parsed is an error of the test."""

    def __init__(self, directory: str) -> None:
        self.directory = directory

    def render(self, node: Any, source: Source, names: dict[str, Any]) -> Any:
        here = Here(self.directory)
        here.templates = None
        return _evaluate(node, names, here)

    def unreadable(self, source: Source, problem: SyntaxProblem) -> None:
        raise problem


class Here:
    """Where calls stand: a root module in `directory`."""

    def __init__(self, directory: str = "/nonexistent") -> None:
        self.templates: Rendering | None = Rendering(directory)
        self.tree = Tree(directory, directory)
        self.module_directory = directory
        self.working_directory = directory


ORIGIN = Origin("here", None)


def unknown(name: str, type_: Any = None, *, not_null: bool = False, **facts: Any) -> Unknown:
    missing = Missing(name, "has no value", "nobody can know")
    return Unknown(name, missing, Origin(name, None), Facts(type=type_, not_null=not_null, **facts))


def value_of(text: str, directory: str = "/nonexistent", /, **names: Any) -> Any:
    """The value of an expression; `names` are its variables."""
    return _evaluate(parse_expression(text.encode()), names, Here(directory))


def value_of_node(node: Any) -> Any:
    """The value of a parsed expression without names."""
    return _evaluate(node, {}, Here())


def _evaluate(node: Any, names: dict[str, Any], here: Here) -> Any:
    kind = node[0]

    def inner(each: Any) -> Any:
        return _evaluate(each, names, here)

    if kind == "lit":
        return Known(normal_text(node[3]) if isinstance(node[3], str) else node[3], ORIGIN)
    if kind == "wrap":
        return inner(node[3])
    if kind == "var" and node[3] in names:
        return names[node[3]]
    if kind == "template":
        return concatenated([inner(part) for part in node[3]], ORIGIN)
    if kind == "unary":
        return unary(node[3], inner(node[4]), ORIGIN)
    if kind == "binary":
        return binary(node[3], inner(node[4]), inner(node[5]), ORIGIN)
    if kind == "cond":
        yes, no = unify_arms(inner(node[4]), inner(node[5]))
        condition = convert(inner(node[3]), "bool")
        if isinstance(condition, Known) and condition.data is None:
            return Refused("null condition")
        return conditional(condition, yes, no)
    if kind == "tuple":
        return _collection(tuple([inner(item) for item in node[3]]))
    if kind == "object":
        return _object([(_key(key, inner), inner(each)) for key, each in node[3]])
    if kind == "attr":
        return attribute_value(inner(node[3]), node[4], ORIGIN)
    if kind == "index":
        return index_value(inner(node[3]), inner(node[4]), ORIGIN)
    if kind == "call" and node[3] not in ("try", "can", "templatestring"):
        arguments = [inner(each) for each in node[4]]
        if node[5]:
            arguments[-1:] = arguments[-1].data
        return call(node[3], arguments, ORIGIN, here)
    raise Unsupported(kind)


def _key(node: Any, inner: Any) -> Any:
    return Known(node[3]) if node[0] == "var" else inner(node)


def _collection(elements: tuple[Any, ...]) -> Any:
    refused = next((each for each in elements if isinstance(each, Refused)), None)
    return Known(elements, ORIGIN) if refused is None else refused


def _object(entries: list[tuple[Any, Any]]) -> Any:
    found = {}
    for key, each in entries:
        text = convert(key, "string")
        if not isinstance(text, Known) or isinstance(each, Refused):
            if isinstance(each, Refused):
                return each
            raise Unsupported("an unknown key")
        found[text.data] = each
    return Known(found, ORIGIN)


def plain(value: Any) -> Any:
    """Plain data; Unknown, Choice, Many and Refused as they are."""
    if not isinstance(value, Known):
        return value
    if isinstance(value.data, tuple):
        return [plain(each) for each in value.data]
    if isinstance(value.data, dict):
        return {key: plain(each) for key, each in value.data.items()}
    return value.data


def given(text: str, **names: Any) -> Any:
    return plain(value_of(text, **names))


def same_data(ours: Any, theirs: Any) -> bool:
    """Equal to what JSON says; a number that JSON gives as a float only as near as that."""
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is theirs
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same_data, ours, theirs))
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(same_data(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, Decimal) and isinstance(theirs, (int, float)):
        return abs(ours - Decimal(theirs)) <= Decimal("1e-15") * abs(Decimal(theirs))
    return type(ours) is type(theirs) and bool(ours == theirs)


def as_type(json_type: Any) -> Any:
    """A type as the oracle writes it, as ours."""
    if isinstance(json_type, str):
        return json_type
    name, parts = json_type
    if name == "tuple":
        return ("tuple", tuple([as_type(part) for part in parts]))
    if name == "object":
        return ("object", tuple([(key, as_type(parts[key])) for key in sorted(parts)]))
    return (name, as_type(parts))
