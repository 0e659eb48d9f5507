"""Base64 and what is made of compressed or digested text: base64encode, base64gzip, base64sha256 and kin."""

from __future__ import annotations

from ....identity import derived
from ....value import Facts, Known, Refuse
from ..values import MOST_TEXT, TooMuch, not_supported
from ..values.interpolation import normal_text
from .signatures import Function, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....value import Outcome, Value
    from .signatures import Call

_GZIP = Facts(type="string", not_null=True, prefix="H4sIAAAAAAAA/")


def encoded(data: bytes) -> str:
    from base64 import b64encode

    return b64encode(data).decode()


def decoded(text: str) -> bytes:
    """The bytes of a base64 text; line ends in it are passed over, as Go does."""
    from base64 import b64decode
    from binascii import Error

    try:
        return b64decode(text.replace("\r", "").replace("\n", ""), validate=True)
    except (Error, ValueError):
        raise Refuse("failed to decode base64 data") from None


def text_of(data: bytes) -> str:
    try:
        return normal_text(data.decode())
    except UnicodeDecodeError:
        raise Refuse("the result of decoding is not valid UTF-8") from None


def bytes_of(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def digest(name: str, data: bytes) -> bytes:
    from hashlib import new

    return new(name, data, usedforsecurity=False).digest()


def _hexadecimal(name: str) -> Function:
    return plain(lambda text: digest(name, bytes_of(text)).hex(), "string", result="string")


def _base64_digest(name: str) -> Function:
    return plain(lambda text: encoded(digest(name, bytes_of(text))), "string", result="string")


def _gzip(call: Call, text: Value) -> Outcome:
    """Each compressor writes bytes of its own, and Go's are not those of zlib; the header is known."""
    if not isinstance(text, Known):
        return derived(call.name, text, facts=_GZIP, origin=call.origin)
    why = "is compressed by terraform in a way of its own: not supported yet"
    return not_supported(call.name, why, (text,), call.origin, facts=_GZIP, what=f"{call.name}()")


def _gunzip(text: str) -> str:
    """OpenTofu's."""
    from zlib import decompressobj, error

    unpacking = decompressobj(wbits=31)
    try:
        data = unpacking.decompress(decoded(text), MOST_TEXT)
    except error:
        raise Refuse("failed to gunzip bytes") from None
    if unpacking.unconsumed_tail:
        raise TooMuch(f"a text of more than {MOST_TEXT // 1024 // 1024} MiB")
    if not unpacking.eof:
        raise Refuse("failed to gunzip bytes: unexpected end")
    return text_of(data)


TABLE = {
    "base64encode": plain(lambda text: encoded(bytes_of(text)), "string", result="string"),
    "base64decode": plain(lambda text: text_of(decoded(text)), "string", result="string"),
    "base64gunzip": plain(_gunzip, "string", result="string"),
    "base64gzip": Function(_gzip, "string"),
    "base64sha256": _base64_digest("sha256"),
    "base64sha512": _base64_digest("sha512"),
    "md5": _hexadecimal("md5"),
    "sha1": _hexadecimal("sha1"),
    "sha256": _hexadecimal("sha256"),
    "sha512": _hexadecimal("sha512"),
}
