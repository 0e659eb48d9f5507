"""The functions of templates, by their long names (template reference, "Intrinsic functions")."""

from __future__ import annotations

from ..stacks.stack_outputs import get_stack_output
from .conditions import if_, only_in_conditions
from .encodings import base64, to_json_string
from .lists import cidr, get_azs, length, select, split
from .macros import transformed
from .mappings import find_in_map
from .references import get_att, import_value, ref
from .text import join, sub

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ....value import Outcome
    from ..evaluation import Evaluation
    from ..syntax.nodes import Node

    Function = Callable[[Evaluation, Node, Node], Outcome]

FUNCTIONS: dict[str, Function] = {
    "Ref": ref,
    "Fn::And": only_in_conditions,
    "Fn::Base64": base64,
    "Fn::Cidr": cidr,
    "Fn::Equals": only_in_conditions,
    "Fn::FindInMap": find_in_map,
    "Fn::GetAZs": get_azs,
    "Fn::GetAtt": get_att,
    "Fn::GetStackOutput": get_stack_output,
    "Fn::If": if_,
    "Fn::ImportValue": import_value,
    "Fn::Join": join,
    "Fn::Length": length,
    "Fn::Not": only_in_conditions,
    "Fn::Or": only_in_conditions,
    "Fn::Select": select,
    "Fn::Split": split,
    "Fn::Sub": sub,
    "Fn::ToJsonString": to_json_string,
    "Fn::Transform": transformed,
}
"""Each takes its argument and the node of the whole call."""
