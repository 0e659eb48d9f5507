"""file and its kin: they read inside the boundary only, relative to where terraform runs."""

from __future__ import annotations

import os

from ....content import read_bytes
from ....identity import derived
from ....source import Span, Unreadable
from ....value import BOOLEAN, Known, Origin, Refuse
from ..values import MOST_FILE, not_supported
from ..values.interpolation import STRING, normal_text
from .base64s import digest, encoded
from .signatures import Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ....value import Outcome, Value
    from .signatures import Call


class OutsideBoundary(Exception):  # noqa: N818 - an outcome, not an error of ours
    """What is looked for does not lie inside the boundary of the scan."""


def place_of(call: Call, path: str) -> str:
    """The absolute place of a path. Raises OutsideBoundary."""
    place = os.path.normpath(os.path.join(call.context.working_directory, path))
    if path.startswith("~") or not call.context.tree.inside(place):
        raise OutsideBoundary
    return place


def _outside(call: Call, path: Known) -> Outcome:
    why = "lies outside the boundary of the scan"
    return not_supported(call.name, why, (path,), call.origin, what=f'{call.name}("{path.data}")')


def _of_content(use: Callable[[Call, str, bytes], Outcome]) -> Function:
    """A function of what is in a file."""

    def compute(call: Call, path: Value) -> Outcome:
        if not isinstance(path, Known):
            return derived(call.name, path, facts=STRING, origin=call.origin)
        try:
            place = place_of(call, path.data)
        except OutsideBoundary:
            return _outside(call, path)
        if not call.context.tree.exists_file(place):
            raise Refuse(f'no file exists at "{path.data}"', call.origin)
        return _read(call, path, place, use)

    return Function(compute, "string")


def _read(call: Call, path: Known, place: str, use: Callable[[Call, str, bytes], Outcome]) -> Outcome:
    what = f'{call.name}("{path.data}")'
    real = call.context.tree.real(place)
    try:
        if os.path.getsize(real) > MOST_FILE:
            why = f"is larger than {MOST_FILE >> 20} MiB"
            return not_supported(call.name, why, (path,), call.origin, what=what)
        data = read_bytes(real, real)
    except (Unreadable, OSError) as error:
        reason = error.reason if isinstance(error, Unreadable) else (error.strerror or "not readable")
        return not_supported(call.name, reason, (path,), call.origin, what=what)
    return use(call, place, data)


def _text(call: Call, place: str, data: bytes) -> Outcome:
    """The text, whose origin is the whole file, so that what is decoded from it finds its lines."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise Refuse(f'contents of "{os.path.basename(place)}" are not valid UTF-8') from None
    try:
        source = call.context.tree.read(place)
    except Unreadable:  # not what we take for a text: terraform does
        return Known(normal_text(text), call.origin)
    written = Origin("", Span(source, 0, len(source.data)))
    origin = Origin(call.origin.what, call.origin.span, call.origin.causes, written)
    return Known(normal_text(text), origin)


def _made_of(function: Callable[[bytes], str]) -> Function:
    return _of_content(lambda call, place, data: Known(function(data), call.origin))


def _hexadecimal(name: str) -> Function:
    return _made_of(lambda data: digest(name, data).hex())


def _base64_digest(name: str) -> Function:
    return _made_of(lambda data: encoded(digest(name, data)))


def _fileexists(call: Call, path: Value) -> Outcome:
    if not isinstance(path, Known):
        return derived(call.name, path, facts=BOOLEAN, origin=call.origin)
    try:
        place = place_of(call, path.data)
    except OutsideBoundary:
        return _outside(call, path)
    exists = call.context.tree.exists_file(place)
    if not exists and os.path.exists(place):
        raise Refuse(f'"{path.data}" is not a file', call.origin)
    return Known(exists, call.origin)


TABLE = {
    "file": _of_content(_text),
    "filebase64": _made_of(encoded),
    "filebase64sha256": _base64_digest("sha256"),
    "filebase64sha512": _base64_digest("sha512"),
    "fileexists": Function(_fileexists, "string"),
    "filemd5": _hexadecimal("md5"),
    "filesha1": _hexadecimal("sha1"),
    "filesha256": _hexadecimal("sha256"),
    "filesha512": _hexadecimal("sha512"),
}
