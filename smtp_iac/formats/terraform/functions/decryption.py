"""rsadecrypt: PKCS #1 v1.5 with a private key in PEM (RFC 8017; RFC 5958 for PKCS #8)."""

from __future__ import annotations

from ....patterns import pattern
from ....value import Refuse
from ..values import TooMuch
from .base64s import decoded, text_of
from .signatures import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Part = tuple[int, bytes]
    """A tag and the content of one DER value."""

_PEM = pattern(r"(?s)(?:^|\n)-----BEGIN ([A-Z0-9 ]+)-----\r?\n(.*?)\n?-----END \1-----")
_SEQUENCE, _INTEGER, _OCTETS, _OBJECT = 0x30, 0x02, 0x04, 0x06
_RSA = bytes.fromhex("2a864886f70d010101")
_MOST_BITS = 16384


def _rsadecrypt(ciphertext: str, key: str) -> str:
    data = decoded(ciphertext)
    modulus, exponent = _private_key(key)
    size = (modulus.bit_length() + 7) // 8
    number = int.from_bytes(data, "big")
    if len(data) > size or number >= modulus:
        raise Refuse("failed to decrypt: decryption error")
    block = pow(number, exponent, modulus).to_bytes(size, "big")
    end = block.find(b"\0", 2)
    if block[:2] != b"\0\2" or end < 10:
        raise Refuse("failed to decrypt: decryption error")
    return text_of(block[end + 1 :])


def _private_key(text: str) -> tuple[int, int]:
    """The modulus and the private exponent."""
    found = _PEM.search(text)
    if found is None:
        raise Refuse("invalid private key: no key found")
    kind, body = found[1], found[2]
    if kind == "OPENSSH PRIVATE KEY":
        raise TooMuch("a private key in the form of OpenSSH is not supported yet")
    if kind not in ("RSA PRIVATE KEY", "PRIVATE KEY") or ":" in body:
        raise Refuse(f"invalid private key: {kind[:40]}")
    parts = list(_inside(decoded("".join(body.split()))))
    if kind == "PRIVATE KEY":
        parts = list(_inside(_of_rsa(parts)))
    numbers = [int.from_bytes(content, "big") for tag, content in parts if tag == _INTEGER]
    if len(numbers) < 4 or numbers[0] > 1:
        raise Refuse("invalid private key: no RSA key")
    modulus, exponent = numbers[1], numbers[3]
    if modulus.bit_length() > _MOST_BITS or exponent.bit_length() > _MOST_BITS:
        raise TooMuch("so long a key is not supported yet")
    if modulus < 1 << 88:
        raise Refuse("invalid private key: too short")
    return modulus, exponent


def _of_rsa(parts: list[Part]) -> bytes:
    """The key inside a PKCS #8 envelope."""
    algorithm = next((content for tag, content in parts if tag == _SEQUENCE), b"")
    octets = next((content for tag, content in parts if tag == _OCTETS), b"")
    if not any(tag == _OBJECT and content == _RSA for tag, content in _values(algorithm)):
        raise Refuse("invalid private key: no RSA key")
    return octets


def _inside(data: bytes) -> Iterator[Part]:
    """The values in the one sequence that the data is."""
    whole = list(_values(data))
    if len(whole) != 1 or whole[0][0] != _SEQUENCE:
        raise Refuse("invalid private key: no DER sequence")
    return _values(whole[0][1])


def _values(data: bytes) -> Iterator[Part]:
    at = 0
    while at < len(data):
        tag, length = data[at], data[at + 1] if at + 1 < len(data) else 0xFF
        at += 2
        if length > 0x80:
            octets = length & 0x7F
            length = int.from_bytes(data[at : at + octets], "big")
            at += octets
        if at + length > len(data):
            raise Refuse("invalid private key: cut off")
        yield tag, data[at : at + length]
        at += length


TABLE = {"rsadecrypt": plain(_rsadecrypt, "string", "string", result="string")}
