"""uuidv5: identifiers made of names."""

from __future__ import annotations

from ....patterns import pattern
from ....value import Refuse
from .base64s import bytes_of
from .signatures import plain

_NAMESPACES = {
    "dns": "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    "url": "6ba7b811-9dad-11d1-80b4-00c04fd430c8",
    "oid": "6ba7b812-9dad-11d1-80b4-00c04fd430c8",
    "x500": "6ba7b814-9dad-11d1-80b4-00c04fd430c8",
}
_UUID = pattern(
    r"(?ais)(?:[0-9a-f]{32}|(?P<open>urn:uuid:|.)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?P<close>.)?)",
)


def _uuidv5(namespace: str, name: str) -> str:
    from hashlib import sha1
    from uuid import UUID

    digest = sha1(_parsed(namespace) + bytes_of(name), usedforsecurity=False).digest()
    return str(UUID(bytes=digest[:16], version=5))


def _parsed(namespace: str) -> bytes:
    """As github.com/google/uuid reads one: also as a URN, in any two brackets, or without hyphens."""
    text = _NAMESPACES.get(namespace, namespace)
    found = _UUID.fullmatch(text)
    if found is None or bool(found["close"]) != (len(found["open"] or "") == 1):
        raise Refuse(f'uuidv5() does not support namespace "{namespace[:60]}"')
    digits = text if len(text) == 32 else text[len(found["open"] or "") :][:36]
    return bytes.fromhex(digits.replace("-", ""))


TABLE = {"uuidv5": plain(_uuidv5, "string", "string", result="string")}
