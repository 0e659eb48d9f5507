"""The functions of templates, by their long names (RESOURCES.md B.10)."""

from __future__ import annotations

from .conditions import if_
from .lists import cidr, length, select, split
from .mappings import find_in_map
from .references import get_att, import_value, ref
from .text import join, sub

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ...value import Outcome
    from .evaluation import Evaluation
    from .syntax import Node

    Function = Callable[[Evaluation, Node, Node], Outcome]

FUNCTIONS: dict[str, Function] = {
    "Ref": ref,
    "Fn::Cidr": cidr,
    "Fn::FindInMap": find_in_map,
    "Fn::GetAtt": get_att,
    "Fn::If": if_,
    "Fn::ImportValue": import_value,
    "Fn::Join": join,
    "Fn::Length": length,
    "Fn::Select": select,
    "Fn::Split": split,
    "Fn::Sub": sub,
}
"""Each takes its argument and the node of the whole call."""
