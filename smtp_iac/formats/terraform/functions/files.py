"""file and its kin: they read inside the boundary only, relative to where terraform runs."""

from __future__ import annotations

import os

from ....identity import derived
from ....source import Unreadable
from ....value import BOOLEAN, Known, Refuse
from ..values.interpolation import STRING, normal_text
from ..values.limits import MOST_FILE, not_supported
from .signatures import Function, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....value import Outcome, Value
    from .signatures import Call


def _place(call: Call, path: str) -> str:
    return os.path.normpath(os.path.join(call.context.working_directory, path))


def _outside(call: Call, path: Known) -> Outcome:
    why = "lies outside the boundary of the scan"
    return not_supported(call.name, why, (path,), call.origin, what=f'{call.name}("{path.data}")')


def _file(call: Call, path: Value) -> Outcome:
    if not isinstance(path, Known):
        return derived(call.name, path, facts=STRING, origin=call.origin)
    if path.data.startswith("~"):
        return _outside(call, path)
    place = _place(call, path.data)
    tree = call.context.tree
    if not tree.inside(place):
        return _outside(call, path)
    if not tree.exists_file(place):
        raise Refuse(f'no file exists at "{path.data}"', call.origin)
    return _content(call, path, place)


def _content(call: Call, path: Known, place: str) -> Outcome:
    what = f'file("{path.data}")'
    try:
        if os.path.getsize(place) > MOST_FILE:
            why = f"is larger than {MOST_FILE >> 20} MiB"
            return not_supported("file", why, (path,), call.origin, what=what)
        source = call.context.tree.read(place)
    except (Unreadable, OSError) as error:
        reason = error.reason if isinstance(error, Unreadable) else (error.strerror or "not readable")
        return not_supported("file", reason, (path,), call.origin, what=what)
    return Known(normal_text(source.text), call.origin)


def _fileexists(call: Call, path: Value) -> Outcome:
    if not isinstance(path, Known):
        return derived(call.name, path, facts=BOOLEAN, origin=call.origin)
    place = _place(call, path.data)
    tree = call.context.tree
    if path.data.startswith("~") or not tree.inside(place):
        return _outside(call, path)
    if not tree.exists_file(place) and os.path.exists(place):
        raise Refuse(f'"{path.data}" is not a file', call.origin)
    return Known(tree.exists_file(place), call.origin)


def _basename(path: str) -> str:
    if not path:
        return "."
    return path.rstrip("/").rpartition("/")[2] or "/"


def _dirname(path: str) -> str:
    directory = os.path.normpath(path.rpartition("/")[0] + "/") if "/" in path else "."
    return "/" if directory == "//" else directory


TABLE = {
    "file": Function(_file, "string"),
    "fileexists": Function(_fileexists, "string"),
    "basename": plain(_basename, "string", result="string"),
    "dirname": plain(_dirname, "string", result="string"),
}
