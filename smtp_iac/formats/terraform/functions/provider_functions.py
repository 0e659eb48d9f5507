"""provider::NAME::function(): those of the provider that is built into terraform are evaluated.

Its name is what the module's required_providers calls `terraform.io/builtin/terraform`.
"""

from __future__ import annotations

from ....identity import derived, symbols
from ....patterns import pattern
from ....value import Known, Refuse
from ..syntax import SyntaxProblem
from ..syntax.skipping import IDENTIFIER
from ..values import TooMuch, arithmetic, short_text
from ..values.interpolation import STRING, normal_text
from ..values.types import kind, type_of
from .signatures import Function, plain_data

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ....value import Outcome, Value
    from ..syntax.attributes import Attribute
    from ..syntax.expressions import Node
    from .signatures import Call, Context

_BUILTIN = ("terraform.io/builtin/terraform", "terraform")
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}


def provider_function(name: str, context: Context) -> Function | None:
    """The function; None for one of a provider that is not here. Raises Refuse where there is no such one."""
    _, provider, function = (*name.split("::"), "", "")[:3]
    source = _sources(context).get(provider)
    if source is None and provider == "terraform":
        raise Refuse('there is no provider named "terraform" in required_providers')
    if source not in _BUILTIN:
        return None
    if function not in TABLE:
        raise Refuse(f'the function "{function}" is not available from the provider "{provider}"')
    return TABLE[function]


def _sources(context: Context) -> dict[str, str]:
    """Where the providers come from that a module requires, by their names in it."""
    from ..declarations.configuration import Configurations

    configurations = Configurations(context.tree)
    found: dict[str, str] = {}
    for source in configurations.at(context.module_directory).sources:
        for block in configurations.blocks(source):
            if block.type == "terraform":
                for required in block.body().blocks_of("required_providers"):
                    for name, attribute in required.body().attributes.items():
                        found[name] = _source(name, attribute)
    return found


def _source(name: str, attribute: Attribute) -> str:
    try:
        node, _ = attribute.node()
    except SyntaxProblem:
        return name
    if node[0] == "object":
        for key, value in node[3]:
            if key[0] in ("lit", "var") and key[3] == "source" and value[0] == "lit":
                return str(value[3])
    return name


def _encode_expr(call: Call, value: Value) -> Outcome:
    if not isinstance(value, Known) or symbols(value):
        return derived(call.name, value, facts=STRING, origin=call.origin)
    return Known(_written(plain_data(value), ""), call.origin)


def _encode_tfvars(call: Call, value: Value) -> Outcome:
    if kind(type_of(value)) not in ("object", "map", "dynamic"):
        raise Refuse("invalid value to encode: must be an object")
    if not isinstance(value, Known) or symbols(value):
        return derived(call.name, value, facts=STRING, origin=call.origin)
    data = plain_data(value)
    for name in data:
        if not _is_identifier(name):
            raise Refuse(f'invalid variable name "{name[:60]}"')
    return Known("".join([f"{line}\n" for line in _entries(data, "")]), call.origin)


def _is_identifier(name: str) -> bool:
    return pattern(IDENTIFIER).fullmatch(name.encode("utf-8", "surrogatepass")) is not None


def _written(data: Any, indent: str) -> str:
    """As `terraform fmt` leaves it: one attribute a line, with aligned `=`."""
    if data is None or isinstance(data, bool):
        return {None: "null", True: "true", False: "false"}[data]
    if isinstance(data, str):
        return _quoted(data)
    if isinstance(data, list):
        return f"[{', '.join([_written(each, indent) for each in data])}]"
    if not isinstance(data, dict):
        return arithmetic.text_of_number(data)
    if not data:
        return "{}"
    lines = _entries(data, indent + "  ")
    return "{\n" + "".join([f"{line}\n" for line in lines]) + indent + "}"


def _entries(data: dict[str, Any], indent: str) -> list[str]:
    """The attributes; the `=` of those that stand together on single lines are aligned."""
    names = [name if _is_identifier(name) else _quoted(name) for name in sorted(data)]
    values = [_written(data[name], indent) for name in sorted(data)]
    lines: list[str] = []
    together: list[tuple[str, str]] = []
    for name, value in zip(names, values, strict=True):
        if "\n" in value:
            lines += [*_aligned(together, indent), f"{indent}{name} = {value}"]
            together = []
        else:
            together.append((name, value))
    return lines + _aligned(together, indent)


def _aligned(entries: list[tuple[str, str]], indent: str) -> list[str]:
    width = max([len(name) for name, _ in entries], default=0)
    return [f"{indent}{name.ljust(width)} = {value}" for name, value in entries]


def _quoted(text: str) -> str:
    escaped = "".join([_ESCAPES.get(letter, letter) for letter in text])
    if any(letter < " " or not letter.isprintable() for letter in text if letter not in _ESCAPES):
        raise TooMuch("a text of characters that are not printable")
    return '"' + escaped.replace("${", "$${").replace("%{", "%%{") + '"'


def _decode_tfvars(call: Call, text: Value) -> Outcome:
    from ..syntax.blocks import top_level

    if not isinstance(text, Known):
        return derived(call.name, text, origin=call.origin)
    short_text(len(text.data))
    try:
        attributes, blocks = top_level(text.data.encode("utf-8", "surrogatepass"))
        if blocks:
            raise Refuse("invalid tfvars content: blocks are not allowed here")
        nodes = {name: attribute.node()[0] for name, attribute in attributes.items()}
    except SyntaxProblem as problem:
        raise Refuse(f"invalid tfvars syntax: {problem.reason}") from None
    return Known({name: _constant(node, call) for name, node in nodes.items()}, call.origin)


def _constant(node: Node, call: Call) -> Known:
    """The value of a literal; computing is not supported."""
    from ..syntax.references import references

    if node[0] == "lit":
        return Known(normal_text(node[3]) if isinstance(node[3], str) else node[3], call.origin)
    if node[0] == "wrap":
        return _constant(node[3], call)
    if node[0] == "template" and not node[3]:
        return Known("", call.origin)
    if node[0] == "tuple":
        return Known(tuple([_constant(each, call) for each in node[3]]), call.origin)
    if node[0] == "object" and all(key[0] in ("lit", "var") for key, _ in node[3]):
        return Known({str(key[3]): _constant(each, call) for key, each in node[3]}, call.origin)
    if references(node) or node[0] == "call":
        raise Refuse("invalid expression: variables and functions are not allowed")
    raise TooMuch("decode_tfvars() of what must be computed is not supported yet")


TABLE = {
    "decode_tfvars": Function(_decode_tfvars, "string"),
    "encode_expr": Function(_encode_expr, "dynamic"),
    "encode_tfvars": Function(_encode_tfvars, "dynamic"),
}
