"""templatefile and templatestring: a template rendered with nothing but the variables that it is given."""

from __future__ import annotations

import os

from ....identity import derived
from ....patterns import pattern
from ....source import Source, Unreadable
from ....value import Known, Origin, Refuse, Refused
from ..syntax import SyntaxProblem
from ..syntax.skipping import IDENTIFIER
from ..values import chosen, not_supported
from ..values.conversion import convert
from ..values.interpolation import STRING
from ..values.open_elements import is_open_key
from ..values.types import is_open
from .signatures import Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....value import Element, Outcome, Value
    from ..syntax.expressions import Node
    from .signatures import Call, Templates

MOST_TEMPLATE = 256 * 1024  # bytes
MOST_SEQUENCES = 10_000
"""Interpolations and directives of a template: parsing takes some 50 microseconds for each."""
_NAME = pattern(IDENTIFIER)


def _templatefile(call: Call, path: Value, variables: Value) -> Outcome:
    if not isinstance(path, Known) or not isinstance(variables, Known):
        return derived(call.name, path, variables, origin=call.origin)
    templates, tree = _templates(call), call.context.tree
    what = f'templatefile("{path.data}")'
    place = os.path.normpath(os.path.join(call.context.working_directory, path.data))
    if path.data.startswith("~") or not tree.inside(place):
        why = "lies outside the boundary of the scan"
        return not_supported(call.name, why, (path, variables), call.origin, what=what)
    if not tree.exists_file(place):
        raise Refuse(f'no file exists at "{path.data}"', call.origin)
    try:
        source = tree.read(place)
    except Unreadable as error:
        return not_supported(call.name, error.reason, (path, variables), call.origin, what=what)
    if (too_large := _too_large(source.data)) is not None:
        return not_supported(call.name, too_large, (path, variables), call.origin, what=what)
    try:
        node = _parsed(source.data)
    except SyntaxProblem as problem:
        templates.unreadable(source, problem)
        raise Refuse(f'"{path.data}" is no valid template: {problem.reason}', call.origin) from None
    return _rendered(call, templates, node, source, variables)


def _templatestring(call: Call, text: Value, variables: Value) -> Outcome:
    if not isinstance(text, Known):
        return derived(call.name, text, variables, facts=STRING, origin=call.origin)
    if not isinstance(text.data, str):
        raise Refuse("invalid template value: a string is required", call.origin)
    if not isinstance(variables, Known):
        return derived(call.name, text, variables, facts=STRING, origin=call.origin)
    templates = _templates(call)
    data = text.data.encode("utf-8", "replace")
    if (why := _too_large(data)) is not None:
        return not_supported(call.name, why, (text, variables), call.origin, what="a template")
    try:
        node = _parsed(data)
    except SyntaxProblem as problem:
        raise Refuse(f"invalid template: {problem.reason}", call.origin) from None
    rendered = _rendered(call, templates, node, Source("a template", data), variables)
    whole = Origin(call.origin.what, call.origin.span, (text.origin, variables.origin))
    result = convert(rendered, "string")
    return result if isinstance(result, Refused) else chosen(result, whole)


def _templates(call: Call) -> Templates:
    if call.context.templates is None:
        reason = f"cannot recursively call {call.name} from inside another template function"
        raise Refuse(reason, call.origin)
    return call.context.templates


def _too_large(data: bytes) -> str | None:
    if len(data) > MOST_TEMPLATE:
        return f"is larger than {MOST_TEMPLATE >> 10} KiB"
    if data.count(b"${") + data.count(b"%{") > MOST_SEQUENCES:
        return f"has more than {MOST_SEQUENCES:,} interpolations and directives"
    return None


def _parsed(data: bytes) -> Node:
    from ..syntax.expressions import parse_template

    return parse_template(data)


def _rendered(call: Call, templates: Templates, node: Node, source: Source, variables: Known) -> Outcome:
    names = _names(call, variables)
    if names is None:
        return derived(call.name, Known(source.text), variables, origin=call.origin)
    missing = _missing(node, names)
    if missing is not None:
        if any(map(is_open_key, variables.data)):
            return derived(call.name, Known(source.text), variables, origin=call.origin)
        raise Refuse(f'vars map does not contain key "{missing}"', call.origin)
    result = templates.render(node, source, names)
    if isinstance(result, Known) and result.data is None:
        raise Refuse("the result of the template is null", call.origin)
    return result if isinstance(result, Refused) else chosen(result, call.origin)


def _names(call: Call, variables: Known) -> dict[str, Element] | None:
    """The variables by name; None where it is not sure which there are. Raises Refuse."""
    if not isinstance(variables.data, dict):
        raise Refuse("invalid vars value: must be a map", call.origin)
    names: dict[str, Element] = {}
    for name, element in variables.data.items():
        if is_open_key(name):
            continue
        if not _NAME.fullmatch(name.encode("utf-8", "replace")):
            raise Refuse(f'invalid template variable name "{name}"', call.origin)
        if is_open(element):
            return None
        names[name] = element
    return names


def _missing(node: Node, names: dict[str, Element]) -> str | None:
    """The first name that the template reads and that is not given."""
    from ..syntax.references import references

    return next((reference[0] for reference in references(node) if reference[0] not in names), None)


TABLE = {
    "templatefile": Function(_templatefile, "string", "dynamic"),
    "templatestring": Function(_templatestring, "dynamic", "dynamic", nullable=(0,)),
}
