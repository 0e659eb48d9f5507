"""Functions as CloudFormation has them, where moto lacks them or has them otherwise.

Fn::Cidr and Fn::Length are lacking, and what AWS::LanguageExtensions allow of Fn::FindInMap; AWS::NoValue
stays in moto's lists as None; the index of Fn::Select must be written there; Fn::GetAZs takes no function;
`${Stack.Outputs.Name}` is split at each dot; `{{resolve:…}}` stays as it is written, so that it is replaced
by a made-up address.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_network
from itertools import islice
from re import compile as pattern
from typing import Any

from .deployed_template import MADE

OUTPUT = pattern(r"\$\{(\w+)\.(Outputs\.\w+)\}")
RESOLVED = pattern(r"\{\{resolve:[^}]*\}\}")


def completed(clean: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """moto's evaluation of a node, with what it lacks; moto calls it again for what is inside."""

    def cleaned(node: Any, resources: Any) -> Any:
        if isinstance(node, str):
            return RESOLVED.sub(MADE, node)
        if isinstance(node, list):
            return [each for each in [cleaned(one, resources) for one in node] if each is not None]
        if not isinstance(node, dict) or len(node) != 1:
            return clean(node, resources)
        ((name, argument),) = node.items()
        if name == "Fn::Cidr":
            return blocks(*[cleaned(one, resources) for one in argument])
        if name == "Fn::FindInMap":
            return found_in_map(resources, *[cleaned(one, resources) for one in argument])
        if name == "Fn::Length":
            return str(len(cleaned(argument, resources)))
        if name == "Fn::Select":
            return clean({name: [cleaned(argument[0], resources), argument[1]]}, resources)
        if name == "Fn::GetAZs":
            return clean({name: cleaned(argument, resources)}, resources)
        if name == "Fn::Sub" and isinstance(argument, str) and OUTPUT.search(argument):
            given = {
                f"{stack}{key.replace('.', '')}": [stack, key] for stack, key in OUTPUT.findall(argument)
            }
            text = OUTPUT.sub(lambda found: "${" + found[1] + found[2].replace(".", "") + "}", argument)
            return clean(
                {name: [text, {key: {"Fn::GetAtt": each} for key, each in given.items()}]}, resources
            )
        return clean(node, resources)

    return cleaned


def found_in_map(resources: Any, mapping: str, first: Any, second: Any, otherwise: Any = None) -> Any:
    try:
        return resources[mapping][str(first)][str(second)]
    except KeyError:
        if otherwise is None:
            raise
        return otherwise["DefaultValue"]


def blocks(block: str, number: Any, host_bits: Any = None) -> list[str]:
    """As the documentation of Fn::Cidr: `number` blocks, each of 2**host_bits addresses."""
    network = ip_network(block)
    length = network.max_prefixlen - int(host_bits)
    return [str(each) for each in islice(network.subnets(new_prefix=length), int(number))]
