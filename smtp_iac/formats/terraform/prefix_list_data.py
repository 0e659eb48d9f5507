"""What is known of the prefix lists that data sources look up.

aws_ec2_managed_prefix_list and aws_prefix_list take an id, a name or filters (provider documentation). A list
by its id is that list; one whose name is AWS's own holds addresses of AWS only.
"""

from __future__ import annotations

from ...bounds import AWS_OWNED_NAMES
from ...choice import lift
from ...value import ABSENT, Absent, Choice, Facts, Known, Refused, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ...value import Element, Outcome

    Argument = Callable[[str], Outcome]

ID_ARGUMENTS = {"aws_ec2_managed_prefix_list": "id", "aws_prefix_list": "prefix_list_id"}
OWNED = {"id": "string", "cidr_blocks": None}
"""Attributes about which a list's owner says something, with their types."""


def looked_up(type_: str, name: str, computed: Unknown, argument: Argument) -> Outcome:
    """An attribute of a data source, given what is written in its block."""
    if type_ not in ID_ARGUMENTS or name not in OWNED:
        return computed
    if name == "id":
        given = argument(ID_ARGUMENTS[type_])
        if not is_omitted(given):
            return lift(lambda one: computed if is_omitted(one) else one, given)
    if not is_owned_by_aws(argument):
        return computed
    facts = Facts(type=OWNED[name], not_null=True, aws_owned=True)
    return Unknown(computed.id, computed.why, computed.origin, facts, computed.causes)


def is_omitted(value: Outcome) -> bool:
    return isinstance(value, Absent) or (isinstance(value, Known) and value.data is None)


def is_owned_by_aws(argument: Argument) -> bool:
    """Whether the arguments find lists of AWS only, whatever is open about them."""
    if _is_name_of_aws(argument("name")):
        return True
    filters = argument("filter")
    if not isinstance(filters, Known) or not isinstance(filters.data, tuple):
        return False
    return any(_finds_only_aws(one) for one in filters.data)


def _finds_only_aws(filter_: Element) -> bool:
    """All filters have to match, each by one of its values; `*` in a value stands for anything."""
    if not isinstance(filter_, Known) or not isinstance(filter_.data, dict):
        return False
    by, values = filter_.data.get("name", ABSENT), filter_.data.get("values", ABSENT)
    if not (isinstance(by, Known) and isinstance(values, Known) and isinstance(values.data, tuple)):
        return False
    if by.data == "prefix-list-name":
        return bool(values.data) and all(_is_name_of_aws(one) for one in values.data)
    if by.data == "owner-id":
        return bool(values.data) and all(isinstance(one, Known) and one.data == "AWS" for one in values.data)
    return False


def _is_name_of_aws(value: Element) -> bool:
    if isinstance(value, Known):
        return isinstance(value.data, str) and value.data.startswith(AWS_OWNED_NAMES)
    if isinstance(value, Unknown):
        return value.facts.prefix.startswith(AWS_OWNED_NAMES)
    if isinstance(value, Choice):
        options = [one for one in value.options.values() if not isinstance(one, Refused)]
        return bool(options) and all(_is_name_of_aws(one) for one in options)
    return False
