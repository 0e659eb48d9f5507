"""Functions of paths as texts: basename, dirname, abspath, pathexpand."""

from __future__ import annotations

import os

from ....identity import derived
from ....value import Facts, Known, Missing, Refuse, Unknown
from ..values.interpolation import STRING
from .signatures import Function, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....value import Outcome, Value
    from .signatures import Call

_ABSOLUTE = Facts(type="string", not_null=True, prefix="/")


def _basename(path: str) -> str:
    if not path:
        return "."
    return path.rstrip("/").rpartition("/")[2] or "/"


def _dirname(path: str) -> str:
    return _cleaned(path.rpartition("/")[0] + "/") if "/" in path else "."


def _cleaned(path: str) -> str:
    return os.path.normpath(path).replace("//", "/")


def _on_their_machine(call: Call, path: Known, why: str, facts: Facts) -> Outcome:
    missing = Missing(f'{call.name}("{path.data}")', why, "nobody can know", call.origin.span)
    return Unknown(f'{call.name}("{path.data}")', missing, call.origin, facts)


def _abspath(call: Call, path: Value) -> Outcome:
    if not isinstance(path, Known):
        return derived(call.name, path, facts=STRING, origin=call.origin)
    if path.data.startswith("/"):
        return Known(_cleaned(path.data), call.origin)
    return _on_their_machine(call, path, "depends on where terraform runs", _ABSOLUTE)


def _pathexpand(call: Call, path: Value) -> Outcome:
    if not isinstance(path, Known):
        return derived(call.name, path, facts=STRING, origin=call.origin)
    if not path.data.startswith("~"):
        return Known(path.data, call.origin)
    if path.data[1:2] not in ("", "/", "\\"):
        raise Refuse("cannot expand user-specific home dir")
    return _on_their_machine(call, path, "depends on whose home directory it is", STRING)


TABLE = {
    "abspath": Function(_abspath, "string"),
    "basename": plain(_basename, "string", result="string"),
    "dirname": plain(_dirname, "string", result="string"),
    "pathexpand": Function(_pathexpand, "string"),
}
