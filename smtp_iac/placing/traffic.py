"""The protocol and ports of a rule, in words."""

from __future__ import annotations

from ..value import SENSITIVE, Known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model.rule import Rule


def traffic(rule: Rule) -> str:
    """The protocol and ports of a rule as a person says them: "tcp 20-30", "all traffic"."""
    if not isinstance(rule.protocol, Known):
        return "this port"
    protocol = rule.protocol.data
    if SENSITIVE in (rule.protocol.type, _type(rule.from_port), _type(rule.to_port)):
        return "sensitive ports"
    if protocol.number is None:
        return "all traffic (protocol -1)"
    first, last = rule.from_port, rule.to_port
    if isinstance(first, Known) and isinstance(last, Known):
        ports = str(first.data) if first.data == last.data else f"{first.data}-{last.data}"
        return f"{protocol} {ports}"
    return str(protocol)


def _type(value: object) -> object:
    return value.type if isinstance(value, Known) else None
