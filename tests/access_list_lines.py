"""The rules of our access lists as plain data, to be compared with what is deployed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from smtp_iac.discover import discover
from smtp_iac.judging.lowering import lowered
from smtp_iac.model import INGRESS
from smtp_iac.model.access_list import AccessList, Entry
from smtp_iac.reading import Inputs
from smtp_iac.scan import read
from smtp_iac.source import Tree
from smtp_iac.value import Absent, Known

Line = tuple[int, str, str, int | None, int | None, str]
"""Number, action, protocol, first and last port, source: of one inbound rule."""
WITH_PORTS = ("6", "17")


def lines_in(path: Path) -> dict[str, set[Line]]:
    """The inbound rules of every list, by its address."""
    tree = Tree.for_paths([str(path)], str(path.parent))
    model = lowered(read(discover(tree, [str(path)]), tree, Inputs()))
    return {
        str(one.resource.address): lines_of(one) for one in model.access_lists if one.resource is not None
    }


def lines_of(of: AccessList) -> set[Line]:
    return {line(rule) for rule in of.rules if _data(rule.direction) == INGRESS}


def line(rule: Entry) -> Line:
    number = _data(rule.protocol).number
    protocol = "-1" if number is None else str(number)
    ports = (_data(rule.from_port), _data(rule.to_port)) if protocol in WITH_PORTS else (None, None)
    [source] = [peer.value for peer in rule.peers if not isinstance(peer.value, Absent)]
    return (_data(rule.number), _data(rule.action), protocol, *ports, _data(source))


def _data(value: Any) -> Any:
    assert isinstance(value, Known), value
    return value.data
