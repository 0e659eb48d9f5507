"""tostring, tonumber, tobool, tolist, toset, tomap, and the marks that leave a value as it is."""

from __future__ import annotations

from ....value import Known
from ..values.conversion import convert
from ..values.origins import chosen
from .signatures import Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....value import Outcome
    from ..values.types import Type
    from .signatures import Call


def _to(wanted: Type) -> Function:
    def compute(call: Call, value: Outcome) -> Outcome:
        converted = convert(value, wanted)
        if isinstance(converted, Known):
            return chosen(converted, call.origin)
        return converted

    return Function(compute, "dynamic", nullable=(0,))


def _same(call: Call, value: Outcome) -> Outcome:
    return chosen(value, call.origin)


TABLE = {
    "tostring": _to("string"),
    "tonumber": _to("number"),
    "tobool": _to("bool"),
    "tolist": _to(("list", "dynamic")),
    "toset": _to(("set", "dynamic")),
    "tomap": _to(("map", "dynamic")),
    "sensitive": Function(_same, "dynamic", nullable=(0,), choices=True),
    "nonsensitive": Function(_same, "dynamic", nullable=(0,), choices=True),
}
