"""tostring, tonumber, tobool, tolist, toset, tomap, and the marks that leave a value as it is.

Values carry no marks here. Whether one is sensitive is known where sensitive() made it, or it is written as a
literal, and only handed on since.
"""

from __future__ import annotations

from ....identity import derived
from ....value import BOOLEAN, Facts, Known, Origin, Unknown, with_origin
from ..values import chosen, not_supported
from ..values.conversion import convert
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


class _Marked(Origin):
    """The origin of what sensitive() and nonsensitive() give."""

    __slots__ = ("sensitive",)

    def __init__(self, call: Call, value: Outcome, *, sensitive: bool) -> None:
        super().__init__(call.origin.what, call.origin.span, (), value.origin)
        self.sensitive = sensitive


def _sensitive(call: Call, value: Outcome) -> Outcome:
    return with_origin(value, _Marked(call, value, sensitive=True))


def _nonsensitive(call: Call, value: Outcome) -> Outcome:
    return with_origin(value, _Marked(call, value, sensitive=False))


def _issensitive(call: Call, value: Outcome) -> Outcome:
    origin: Origin | None = value.origin
    if isinstance(value, Known) and origin is not None and _is_literal(origin):
        return Known(False, call.origin)
    while origin is not None:
        if isinstance(origin, _Marked):
            return Known(origin.sensitive, call.origin)
        origin = origin.written
    if isinstance(value, Unknown):
        return derived(call.name, value, facts=BOOLEAN, origin=call.origin)
    what = f"{call.name}()"
    return not_supported(call.name, "is not supported yet", (value,), call.origin, facts=BOOLEAN, what=what)


def _is_literal(origin: Origin) -> bool:
    return origin.written is None and not origin.causes and not origin.what


def _ephemeralasnull(call: Call, value: Outcome) -> Outcome:
    """What is not ephemeral stays; ephemeral values are unknown anyway."""
    if not isinstance(value, Unknown):
        return chosen(value, call.origin)
    return derived(call.name, value, facts=Facts(type=value.facts.type), origin=call.origin)


TABLE = {
    "ephemeralasnull": Function(_ephemeralasnull, "dynamic", nullable=(0,)),
    "issensitive": Function(_issensitive, "dynamic", nullable=(0,), choices=True),
    "tostring": _to("string"),
    "tonumber": _to("number"),
    "tobool": _to("bool"),
    "tolist": _to(("list", "dynamic")),
    "toset": _to(("set", "dynamic")),
    "tomap": _to(("map", "dynamic")),
    "sensitive": Function(_sensitive, "dynamic", nullable=(0,), choices=True),
    "nonsensitive": Function(_nonsensitive, "dynamic", nullable=(0,), choices=True),
}
