"""Files packed with gzip, unpacked as far as a sensible file goes."""

from __future__ import annotations

from .content import GZIP_MAGIC

CHUNK = 1 << 20  # bytes
GZIP = 31
"""For zlib: a gzip header and trailer, and the largest window."""


class GzipFault(Exception):  # noqa: N818
    """Why it cannot be unpacked, and what it begins with as far as that is known."""

    def __init__(self, reason: str, sample: bytes) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sample = sample


def unpacked(data: bytes, most: int) -> bytes:
    """The content, of however many members. Raises GzipFault, also where it is larger than `most` bytes."""
    from zlib import decompressobj, error

    parts: list[bytes] = []
    left = most
    while data.startswith(GZIP_MAGIC):
        member = decompressobj(GZIP)
        try:
            while not member.eof:
                part = member.decompress(data, CHUNK)
                data = member.unconsumed_tail or member.unused_data
                parts.append(part)
                left -= len(part)
                if left < 0:
                    raise GzipFault(f"more than {most >> 20} MiB when unpacked", parts[0])
                if not part and not data and not member.eof:
                    raise GzipFault("packed with gzip, and cut off", b"".join(parts[:1]))
        except error:
            raise GzipFault("packed with gzip, and broken", b"".join(parts[:1])) from None
    return b"".join(parts)
